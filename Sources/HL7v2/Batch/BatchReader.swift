/// Walks over the lines of a batch file.
struct BatchReader {
    private enum Place {
        case start, betweenMessages, inMessage, afterTrailer
    }

    private let bytes: [UInt8]
    private let limits: BatchLimits
    private var place = Place.start
    private var delimiters = Delimiters.standard
    private var fileDelimiters: Delimiters?
    private var open: BatchGroup?
    private var messageCount = 0
    private var lineNumber = 0

    init(_ bytes: [UInt8], _ limits: BatchLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func read(into batch: inout Batch) throws(BatchError) {
        var offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while offset < bytes.count {
            if ASCII.isLineEnd(bytes[offset]) {
                offset += 1
                continue
            }
            let end = unsafe bytes.withUnsafeBytes { buffer in
                unsafe ByteScan.offset(
                    of: ASCII.carriageReturn, or: ASCII.lineFeed, in: buffer, offset..<buffer.count)
            }
            lineNumber += 1
            try take(offset..<end, into: &batch)
            offset = end
        }
        guard lineNumber > 0 else { throw .empty }
        try closeGroup(trailer: nil, into: &batch)
    }

    private mutating func take(_ line: Range<Int>, into batch: inout Batch) throws(BatchError) {
        switch key(of: line) {
        case .some(.fhs) where place == .start:
            batch.fileHeader = try header(line, .fhs)
            fileDelimiters = delimiters
            place = .betweenMessages
        case .some(.bhs) where place != .afterTrailer:
            try closeGroup(trailer: nil, into: &batch)
            open = BatchGroup(header: try header(line, .bhs))
            place = .betweenMessages
        case .some(.msh) where place != .afterTrailer:
            try startMessage(line)
        case .some(.bts) where place != .afterTrailer:
            if open == nil { open = BatchGroup() }
            try closeGroup(trailer: segment(line, .bts), into: &batch)
            place = .betweenMessages
        case .some(.fts) where place != .afterTrailer:
            try closeGroup(trailer: nil, into: &batch)
            delimiters = fileDelimiters ?? delimiters
            let trailer = segment(line, .fts)
            try checkBatchCount(trailer, of: batch)
            batch.fileTrailer = trailer
            place = .afterTrailer
        default:
            guard place == .inMessage, key(of: line) == nil else { throw unexpected(line) }
            extendMessage(line)
        }
    }

    /// The name of an envelope segment or MSH; nil for any other line.
    private func key(of line: Range<Int>) -> SegmentKey? {
        guard line.count >= 3 else { return nil }
        let start = line.lowerBound
        let key = SegmentKey(bytes[start], bytes[start + 1], bytes[start + 2])
        if key.declaresDelimiters {
            let separator = line.count > 3 ? bytes[start + 3] : 0
            return ASCII.isLetter(separator) || ASCII.isDigit(separator) ? nil : key
        }
        guard key == .bts || key == .fts else { return nil }
        let separator = key == .fts ? fileDelimiters?.field ?? delimiters.field : delimiters.field
        return line.count == 3 || bytes[start + 3] == separator ? key : nil
    }

    private mutating func header(_ line: Range<Int>, _ key: SegmentKey) throws(BatchError) -> Segment {
        try readDelimiters(line)
        return segment(line, key)
    }

    private mutating func readDelimiters(_ line: Range<Int>) throws(BatchError) {
        do {
            delimiters = try MessageStart.delimiters(in: bytes, ofHeaderAt: line.lowerBound)
        } catch {
            guard case .delimiters(let reason) = error else { throw unexpected(line) }
            throw .delimiters(reason, offset: line.lowerBound)
        }
    }

    private func segment(_ line: Range<Int>, _ key: SegmentKey) -> Segment {
        let span = SegmentSpan(key: key, start: UInt32(line.lowerBound), end: UInt32(line.upperBound))
        return Segment(bytes, span, delimiters, .utf8)
    }

    private mutating func startMessage(_ line: Range<Int>) throws(BatchError) {
        guard messageCount < limits.messageCount else { throw .tooManyMessages(limit: limits.messageCount) }
        if open?.header == nil { adoptDelimiters(of: line) }
        messageCount += 1
        if open == nil { open = BatchGroup() }
        let message = line.lowerBound..<pastLineEnd(line.upperBound)
        open?.messages.append(message)
        place = .inMessage
    }

    /// Where no BHS declares them, a BTS is read in the delimiters of the message before it. A message whose own
    /// are broken is for `Message` to report.
    private mutating func adoptDelimiters(of line: Range<Int>) {
        let start = line.lowerBound
        if let declared = try? MessageStart.delimiters(in: bytes, ofHeaderAt: start) { delimiters = declared }
    }

    private mutating func extendMessage(_ line: Range<Int>) {
        let end = pastLineEnd(line.upperBound)
        guard let message = open?.messages.popLast() else { return }
        open?.messages.append(message.lowerBound..<end)
    }

    /// The offset after one CR, LF or CR LF at `offset`.
    private func pastLineEnd(_ offset: Int) -> Int {
        guard offset < bytes.count else { return offset }
        let isPair =
            bytes[offset] == ASCII.carriageReturn && offset + 1 < bytes.count && bytes[offset + 1] == ASCII.lineFeed
        return offset + (isPair ? 2 : 1)
    }

    private mutating func closeGroup(trailer: Segment?, into batch: inout Batch) throws(BatchError) {
        guard var group = open else { return }
        open = nil
        group.trailer = trailer
        batch.groups.append(group)
        guard let trailer, let declared = try count(in: trailer) else { return }
        guard declared == group.messages.count else {
            throw .messageCount(batch: batch.groups.count, declared: declared, found: group.messages.count)
        }
    }

    /// Bare messages in a file may be counted as one batch or as none.
    private func checkBatchCount(_ trailer: Segment, of batch: Batch) throws(BatchError) {
        guard let declared = try count(in: trailer) else { return }
        let enveloped = batch.groups.count { $0.header != nil || $0.trailer != nil }
        guard declared == batch.groups.count || declared == enveloped else {
            throw .batchCount(declared: declared, found: batch.groups.count)
        }
    }

    /// Field 1 as a number; nil when it is empty.
    private func count(in trailer: Segment) throws(BatchError) -> Int? {
        let field = trailer.field(1)
        if field.isEmpty { return nil }
        let digits = field.component(1).text
        guard digits.utf8.allSatisfy(ASCII.isDigit), let count = Int(digits) else {
            throw .unreadableCount(field: trailer.id + "-1", offset: field.range.lowerBound)
        }
        return count
    }

    private func unexpected(_ line: Range<Int>) -> BatchError {
        .unexpectedLine(number: lineNumber, offset: line.lowerBound)
    }
}
