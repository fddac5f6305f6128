internal import Catalog
internal import Measures

/// What a file comes to: counted and added up while it is read, then held against what its sender declares.
struct FileTotals {
    private let columns: [String]
    private var sums: [String: ExactDecimal]

    init(_ totals: ControlTotals?) {
        columns = totals?.sums.keys.sorted() ?? []
        sums = Dictionary(uniqueKeysWithValues: columns.map { ($0, .zero) })
    }

    /// Whether anything is added up.
    var isEmpty: Bool { columns.isEmpty }

    /// Adds a row. An empty cell counts as nothing.
    mutating func add(_ cells: [String: String], line: Int) throws {
        for column in columns {
            let text = (cells[column] ?? "").trimmedOfSpace
            guard !text.isEmpty else { continue }
            guard let number = ExactDecimal(text), let sum = sums[column]?.adding(number) else {
                throw FileProblem(
                    "totals", line: line, column: column, "It is no number, so that the sum can't be checked.")
            }
            sums[column] = sum
        }
    }

    /// A figure that a sender declares, and what was found.
    struct Figure: Hashable, Codable, Sendable {
        var name: String
        var declared: String
        var found: String
    }

    /// Each declared figure beside what was found.
    ///
    /// - Parameters:
    ///   - rows: how many rows there were.
    ///   - value: what stands in a cell of the trailer or of the file beside; throws where nothing does.
    /// - Throws: where a figure isn't one, or isn't what was found.
    func figures(
        _ totals: ControlTotals, rows: Int, _ value: (ControlTotals.Cell) throws -> String
    ) throws -> [Figure] {
        var all: [(name: String, cell: ControlTotals.Cell, found: ExactDecimal)] = []
        if let cell = totals.rows { all.append(("rows", cell, ExactDecimal(rows))) }
        for column in columns {
            if let cell = totals.sums[column] { all.append(("sum of \(column)", cell, sums[column] ?? .zero)) }
        }
        return try all.map { name, cell, found in
            guard let declared = ExactDecimal(try value(cell).trimmedOfSpace) else {
                throw FileProblem("totals", "What the sender declares as \(name) is no number.")
            }
            return Figure(name: name, declared: declared.description, found: found.description)
        }
    }

    /// Why figures that don't agree refuse a file; `nil` where all do.
    static func problem(with figures: [Figure]) -> FileProblem? {
        let wrong = figures.filter { $0.declared != $0.found }
        guard !wrong.isEmpty else { return nil }
        let words = wrong.map { "\($0.name): \($0.declared) declared, \($0.found) found" }.joined(separator: "; ")
        return FileProblem("totals", "The totals don't agree (\(words)): nothing was booked; send the file again.")
    }
}
