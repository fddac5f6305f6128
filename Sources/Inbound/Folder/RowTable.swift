internal import Catalog

/// The rows of one file in their order: what is the heading, what a trailer, and what each row says.
struct RowTable {
    let layout: RowLayout
    /// How many rows there were so far, without heading and trailer.
    private(set) var rows = 0
    /// The last row, where it is the one with the totals.
    private(set) var trailer: FilePiece?
    /// The heading as it came; of a file without one, as the catalog has it.
    private(set) var heading: [UInt8]
    /// Where each column stands; `nil` before the heading.
    private var places: [String: Int]?
    private var width = 0

    init(_ layout: RowLayout) {
        self.layout = layout
        heading = []
        guard !layout.hasHeading else { return }
        heading = Array(RowText.row(layout.columns).utf8.dropLast(2))
        places = Dictionary(uniqueKeysWithValues: layout.columns.enumerated().map { ($1, $0) })
        width = layout.columns.count
    }

    /// What a piece is.
    enum Part {
        /// The heading, or the totals.
        case frame
        /// The row of a number, from 1.
        case row(Int)
    }

    /// Takes the next piece of the file.
    mutating func take(_ piece: FilePiece) throws -> Part {
        guard places != nil else {
            try readHeading(piece)
            return .frame
        }
        if trailer != nil {
            throw FileProblem("trailer", line: piece.line, "This row stands behind the row with the totals.")
        }
        if case .trailer(let word)? = layout.totals?.place, piece.width > 0, piece.cell(0).elementsEqual(word.utf8) {
            trailer = piece
            return .frame
        }
        rows += 1
        return .row(rows)
    }

    /// Looks at what has to be there at the end of a file.
    func finish() throws {
        if layout.hasHeading, places == nil {
            throw FileProblem("empty", "The file is empty: it has not even a heading.")
        }
        if case .trailer(let word)? = layout.totals?.place, trailer == nil {
            throw FileProblem(
                "trailer", "It has no last row that begins with '\(word)', as a file that was cut short: send it again."
            )
        }
    }

    private mutating func readHeading(_ piece: FilePiece) throws {
        if let flaw = piece.flaw { throw FileProblem("heading", line: piece.line, flaw.sentence) }
        let names = (0..<piece.width).map { layout.encoding.text(piece.cell($0))?.trimmedOfSpace }
        var places: [String: Int] = [:]
        for column in layout.columns {
            let found = names.indices.filter { names[$0] == column }
            guard found.count == 1, let place = found.first else {
                let sentence =
                    found.isEmpty ? "The heading doesn't name this column." : "The heading names this column twice."
                throw FileProblem("heading", line: piece.line, column: column, sentence)
            }
            places[column] = place
        }
        (heading, width) = (piece.bytes, piece.width)
        self.places = places
    }

    /// What a row says in each column, or why it can't be told.
    func cells(of piece: FilePiece) throws(RowProblem) -> [String: String] {
        if let flaw = piece.flaw { throw RowProblem(flaw.rawValue, line: piece.line, flaw.sentence) }
        guard piece.width == width else {
            throw RowProblem(
                "cells", line: piece.line,
                "It has \(piece.width) cells, and there should be \(width)."
            )
        }
        var cells: [String: String] = [:]
        for (column, place) in places ?? [:] {
            guard let text = layout.encoding.text(piece.cell(place)) else {
                throw RowProblem("text", line: piece.line, column: column, "It is not in \(layout.encoding.words).")
            }
            cells[column] = text
        }
        guard layout.encoding.text(piece.bytes[...]) != nil else {
            throw RowProblem("text", line: piece.line, "It is not in \(layout.encoding.words).")
        }
        return cells
    }
}

/// Why one row is refused. Nothing of it says what the row says.
struct RowProblem: Error, Hashable, Sendable {
    /// A few words that rows refused for the same reason share.
    var kind: String
    /// The number of its first line.
    var line: Int
    /// In which column, by its name in the catalog; a field of a message.
    var column: String?
    /// What is wrong.
    var sentence: String

    init(_ kind: String, line: Int, column: String? = nil, _ sentence: String) {
        self.kind = kind
        self.line = line
        self.column = column
        self.sentence = sentence
    }
}
