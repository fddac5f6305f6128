/// What a file is cut into: a row of a table, a message, or a transaction set.
struct FilePiece: Hashable, Sendable {
    /// The number of the line it begins in, from 1; of a transaction set that of its first segment.
    var line: Int
    /// As it came, without the end of its line.
    var bytes: [UInt8] = []
    /// What its cells say, one behind the other; nothing of a message.
    var text: [UInt8] = []
    /// Where each cell ends in `text`.
    var ends: [Int] = []
    /// Why its cells can't be told apart, where they can't.
    var flaw: RowFlaw?
    /// Which functional group of the file it is of, from 1; of a transaction set only.
    var group = 0

    /// How many cells it has.
    var width: Int { ends.count }

    /// What the cell of an index says.
    func cell(_ index: Int) -> ArraySlice<UInt8> { text[(index == 0 ? 0 : ends[index - 1])..<ends[index]] }
}

/// Why a row isn't one of RFC 4180. No case carries content.
enum RowFlaw: String, Hashable, Sendable {
    /// A quote within a cell that doesn't begin with one.
    case bareQuote = "quote"
    /// Something other than a delimiter behind a closing quote.
    case textBehindQuote = "text behind a quote"
    /// A carriage return that no line feed follows.
    case loneReturn = "carriage return"
    /// A NUL byte.
    case null = "NUL"

    /// What is wrong, for the sender.
    var sentence: String {
        switch self {
        case .bareQuote: "A quote stands within a cell that isn't quoted: quote the cell and write the quote twice."
        case .textBehindQuote: "Something stands between a closing quote and the next delimiter."
        case .loneReturn: "A carriage return stands alone: end lines with a line feed, or with both."
        case .null: "It holds a NUL byte: send the file as plain text."
        }
    }
}

/// Why a whole file is refused. No part of it says what the file says.
struct FileProblem: Error, Hashable, Sendable {
    /// A few words that files refused for the same reason share.
    var kind: String
    /// Where, where it is a place.
    var line: Int?
    /// In which column, by its name in the catalog.
    var column: String?
    /// What is wrong and what to do.
    var sentence: String

    init(_ kind: String, line: Int? = nil, column: String? = nil, _ sentence: String) {
        self.kind = kind
        self.line = line
        self.column = column
        self.sentence = sentence
    }
}

/// Cuts a stream of bytes into pieces, however it is cut up itself. No I/O.
protocol FileCutter {
    /// Takes the next bytes, and hands over each piece that they complete.
    mutating func take(_ bytes: ArraySlice<UInt8>, _ each: (FilePiece) throws -> Void) throws
    /// There are no more bytes.
    mutating func finish(_ each: (FilePiece) throws -> Void) throws
}
