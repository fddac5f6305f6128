/// Reads comma-separated values (RFC 4180) as people and spreadsheets write them.
///
/// A byte order mark, any line end, and semicolons or tabs instead of commas are taken; what can't be understood is a
/// problem with its line. Nothing is guessed: a file with a problem gives no records.
public struct CSVReader: Sendable {
    /// A line of a table, which may be several lines of its file.
    public struct Record: Sendable, Hashable {
        /// The line of the file that it begins in, from 1.
        public var line: Int
        /// Its cells.
        public var cells: [String]
    }

    /// Why a file is no table.
    public struct Problem: Error, Sendable, Hashable {
        /// The line, from 1.
        public var line: Int
        /// What is wrong and what to do, in one sentence.
        public var sentence: String

        /// Joins a line with a sentence.
        public init(line: Int, _ sentence: String) {
            self.line = line
            self.sentence = sentence
        }
    }

    /// The longest cell, in bytes: more is a quote that was never closed.
    public static let longestCell = 10_000

    private let bytes: [UInt8]
    private let separator: UInt8
    private var place: Int
    private var line = 1

    private init(_ bytes: [UInt8], from start: Int) {
        self.bytes = bytes
        place = start
        separator = Self.separator(of: bytes[start...])
    }

    /// The records of a file, without empty lines.
    public static func records(of bytes: [UInt8]) throws(Problem) -> [Record] {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw Problem(line: 1, "It is UTF-16; save it as CSV UTF-8.")
        }
        var reader = CSVReader(bytes, from: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
        var records: [Record] = []
        while reader.place < bytes.count {
            let record = try reader.record()
            if record.cells.contains(where: { !$0.isEmpty }) { records.append(record) }
        }
        return records
    }

    /// The separator of the first line: whichever of comma, semicolon and tab stands in it most.
    private static func separator(of bytes: ArraySlice<UInt8>) -> UInt8 {
        let first = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
        func count(_ byte: UInt8) -> Int { first.reduce(0) { $0 + ($1 == byte ? 1 : 0) } }
        let (commas, semicolons, tabs) = (count(0x2C), count(0x3B), count(0x09))
        if semicolons > commas, semicolons >= tabs { return 0x3B }
        return tabs > commas ? 0x09 : 0x2C
    }

    private mutating func record() throws(Problem) -> Record {
        var record = Record(line: line, cells: [])
        while true {
            record.cells.append(try cell())
            guard place < bytes.count, bytes[place] == separator else { break }
            place += 1
        }
        endLine()
        return record
    }

    /// Steps over the end of a line, if there is one.
    private mutating func endLine() {
        guard place < bytes.count else { return }
        if bytes[place] == 0x0D, place + 1 < bytes.count, bytes[place + 1] == 0x0A { place += 1 }
        place += 1
        line += 1
    }

    private mutating func cell() throws(Problem) -> String {
        guard place < bytes.count, bytes[place] == 0x22 else { return try plainCell() }
        return try quotedCell()
    }

    private mutating func plainCell() throws(Problem) -> String {
        let start = place
        while place < bytes.count, bytes[place] != separator, bytes[place] != 0x0A, bytes[place] != 0x0D {
            if bytes[place] == 0x22 {
                throw Problem(
                    line: line, "A quote stands inside a cell; put the whole cell in quotes, and each quote twice.")
            }
            place += 1
        }
        return try text(bytes[start..<place], from: line)
    }

    private mutating func quotedCell() throws(Problem) -> String {
        let start = line
        var cell: [UInt8] = []
        place += 1
        while true {
            guard place < bytes.count, cell.count <= Self.longestCell else {
                throw Problem(line: start, "A quote is opened here and never closed.")
            }
            let byte = bytes[place]
            place += 1
            guard byte == 0x22 else {
                if byte == 0x0A || byte == 0x0D && (place == bytes.count || bytes[place] != 0x0A) { line += 1 }
                cell.append(byte)
                continue
            }
            guard place < bytes.count, bytes[place] == 0x22 else { break }
            cell.append(0x22)
            place += 1
        }
        guard place == bytes.count || bytes[place] == separator || bytes[place] == 0x0A || bytes[place] == 0x0D else {
            throw Problem(
                line: line, "Something stands behind a closing quote; a quote within a cell is written twice.")
        }
        return try text(cell[...], from: start)
    }

    private func text(_ bytes: ArraySlice<UInt8>, from line: Int) throws(Problem) -> String {
        guard bytes.count <= Self.longestCell else {
            throw Problem(line: line, "A cell is longer than \(Self.longestCell) bytes.")
        }
        guard !bytes.contains(0) else { throw Problem(line: line, "It has a zero byte; save it as CSV UTF-8.") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Problem(line: line, "It isn't UTF-8; save it as CSV UTF-8.")
        }
        return text
    }
}
