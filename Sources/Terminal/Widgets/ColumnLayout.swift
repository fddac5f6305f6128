/// How wide a column is.
public enum ColumnWidth: Hashable, Sendable {
    /// So many columns of the terminal.
    case fixed(Int)
    /// At least so many, and a share of what is left, in proportion to `weight`.
    case flexible(min: Int, weight: Int = 1)

    var minimum: Int {
        switch self {
        case .fixed(let width), .flexible(let width, _): width
        }
    }
}

/// Divides a row into columns.
public enum ColumnLayout {
    /// The width of each column within `total` columns with `gap` blanks in between; zero for a column that has no
    /// room. Columns of the highest `priority` number give way first; the last of several equal ones goes first.
    public static func widths(_ columns: [(width: ColumnWidth, priority: Int)], total: Int, gap: Int = 1) -> [Int] {
        var shown = Set(columns.indices)
        func needed() -> Int {
            shown.reduce(0) { $0 + columns[$1].width.minimum } + gap * max(0, shown.count - 1)
        }
        while shown.count > 1, needed() > total {
            guard let victim = shown.max(by: { (columns[$0].priority, $0) < (columns[$1].priority, $1) })
            else { break }
            shown.remove(victim)
        }
        var widths = columns.indices.map { shown.contains($0) ? min(columns[$0].width.minimum, total) : 0 }
        var left = total - needed()
        var weight = shown.reduce(0) { $0 + Self.weight(columns[$1].width) }
        for index in shown.sorted() where weight > 0 && left > 0 {
            let own = Self.weight(columns[index].width)
            let share = left * own / weight
            widths[index] += share
            left -= share
            weight -= own
        }
        return widths
    }

    private static func weight(_ width: ColumnWidth) -> Int {
        if case .flexible(_, let weight) = width { max(0, weight) } else { 0 }
    }
}
