import Measures

extension MatchComparison {
    /// The columns of the table: the line, what is ordered, received, used up before, and asked for.
    public static let columns = ["line", "ordered", "received", "before", "invoiced"]

    /// Each line in its columns; what isn't there is a dash.
    public var rows: [[String]] {
        lines.map { line in
            [
                line.name.isEmpty ? "-" : line.name,
                Self.words(line.ordered, line.unit, line.orderedPrice),
                countsReceipts ? Self.words(line.received, line.unit, nil) : "",
                line.claimed.isZero ? "-" : line.claimed.description,
                Self.words(line.invoiced, line.unit, line.price),
            ]
        }
    }

    /// The table as text, its columns beside each other: first their names.
    public var table: [String] { TextTable.lines([Self.columns] + rows) }

    private static func words(_ quantity: ExactDecimal?, _ unit: String?, _ price: ExactDecimal?) -> String {
        let much = quantity.map { "\($0)" + (unit.map { " \($0)" } ?? "") }
        let parts = [much, price.map { "at \(MatchRule.dollars($0))" }].compactMap(\.self)
        return parts.isEmpty ? "-" : parts.joined(separator: " ")
    }
}

/// Rows of words as lines of text.
enum TextTable {
    /// The longest word that a column shows whole.
    private static let widest = 22

    static func lines(_ rows: [[String]]) -> [String] {
        let rows = rows.map { $0.map(shortened) }
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0 }
        // A column with nothing in it but its name isn't shown.
        let shown = (0..<count).filter { column in
            rows.dropFirst().contains { $0.count > column && !$0[column].isEmpty }
        }
        return rows.map { row in
            let cells = shown.map { column in
                let cell = row.count > column ? row[column] : ""
                return cell + String(repeating: " ", count: widths[column] - cell.count)
            }
            let line = cells.joined(separator: "  ")
            return String(line.prefix(line.count - line.reversed().prefix { $0 == " " }.count))
        }
    }

    private static func shortened(_ word: String) -> String {
        let plain = word.filter { !$0.isNewline }
        return plain.count > widest ? plain.prefix(widest - 1) + "…" : plain
    }
}

extension Fault {
    /// What it was held against as a table, its first line the names of the columns; `nil` where nothing was.
    public var table: [String]? { comparison?.table ?? conflict?.table }
}
