/// Cuts bytes into rows and their cells (RFC 4180 §2), holding one row at a time.
///
/// Lines end with CR LF or LF, the last one with or without. Empty lines are no rows. A row that isn't sound is handed
/// over with its flaw, and the next line is a row again; only where rows can't be told apart any more is the file
/// refused: a quote that isn't closed, a row above the limit.
struct RowCutter: FileCutter {
    private enum State { case cellStart, plain, quoted, quoteSeen, returnSeen }

    private let delimiter: UInt8
    private let limit: Int
    private var state = State.cellStart
    private var line = 1
    private var row = FilePiece(line: 1)

    init(delimiter: UInt8, limit: Int) {
        self.delimiter = delimiter
        self.limit = limit
    }

    mutating func take(_ bytes: ArraySlice<UInt8>, _ each: (FilePiece) throws -> Void) throws {
        for byte in bytes {
            if state == .returnSeen {
                if byte == 0x0A {
                    try endRow(each)
                    continue
                }
                row.flaw = row.flaw ?? .loneReturn
                row.bytes.append(0x0D)
                row.text.append(0x0D)
                state = .plain
            }
            try step(byte, each)
        }
    }

    mutating func finish(_ each: (FilePiece) throws -> Void) throws {
        guard state != .quoted else {
            throw FileProblem(
                "quote", line: row.line,
                "A quote that is opened here isn't closed before the end: the file was cut short, or the quote should "
                    + "stand twice.")
        }
        try endRow(each)
    }

    private mutating func step(_ byte: UInt8, _ each: (FilePiece) throws -> Void) throws {
        if byte == 0 { row.flaw = row.flaw ?? .null }
        switch (state, byte) {
        case (.quoted, 0x22): state = .quoteSeen
        case (.quoted, _):
            if byte == 0x0A { line += 1 }
            row.text.append(byte)
        case (.cellStart, 0x22): state = .quoted
        case (_, delimiter):
            endCell()
            state = .cellStart
        case (_, 0x0D):
            state = .returnSeen
            return
        case (_, 0x0A): return try endRow(each)
        case (.quoteSeen, 0x22):
            row.text.append(byte)
            state = .quoted
        case (.quoteSeen, _):
            row.flaw = row.flaw ?? .textBehindQuote
            row.text.append(byte)
            state = .plain
        default:
            if byte == 0x22 { row.flaw = row.flaw ?? .bareQuote }
            row.text.append(byte)
            state = .plain
        }
        row.bytes.append(byte)
        guard row.bytes.count > limit else { return }
        throw FileProblem(
            "row size", line: row.line,
            "The row that begins here has more than \(limit) bytes: look for a quote that isn't closed, or raise "
                + "'maximum-row'.")
    }

    private mutating func endCell() { row.ends.append(row.text.count) }

    private mutating func endRow(_ each: (FilePiece) throws -> Void) throws {
        endCell()
        let ended = row
        line += 1
        state = .cellStart
        row = FilePiece(line: line)
        if !ended.bytes.isEmpty { try each(ended) }
    }
}
