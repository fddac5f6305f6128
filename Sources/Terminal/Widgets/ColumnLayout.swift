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
        share(total - needed(), among: columns, in: shown, &widths)
        return widths
    }

    /// Gives what is left to the flexible columns, by their weights.
    private static func share(
        _ left: Int, among columns: [(width: ColumnWidth, priority: Int)], in shown: Set<Int>, _ widths: inout [Int]
    ) {
        var left = left
        var weight = shown.reduce(0) { $0 + Self.weight(columns[$1].width) }
        for index in shown.sorted() where weight > 0 && left > 0 {
            let own = Self.weight(columns[index].width)
            let share = left * own / weight
            widths[index] += share
            left -= share
            weight -= own
        }
    }

    /// The same where it is known how much room each column needs for all its text.
    ///
    /// As long as nothing is cut, that changes nothing. Else empty columns make room, none takes more than it needs
    /// before all have that, and one that gave way comes back where all fit.
    ///
    /// - Parameter needs: the columns that each needs, head included; 0 for an empty one.
    public static func widths(
        _ columns: [(width: ColumnWidth, priority: Int)], needs: [Int], total: Int, gap: Int = 1
    ) -> [Int] {
        let usual = widths(columns, total: total, gap: gap)
        guard needs.count == columns.count, columns.indices.contains(where: { 0..<needs[$0] ~= usual[$0] }) else {
            return usual
        }
        var shown = Set(columns.indices.filter { usual[$0] > 0 && needs[$0] > 0 })
        func left(_ widths: [Int]) -> Int {
            total - shown.reduce(0) { $0 + widths[$1] } - gap * max(0, shown.count - 1)
        }
        let byPriority = columns.indices.sorted { (columns[$0].priority, $0) < (columns[$1].priority, $1) }
        for index in byPriority where needs[index] > 0 && !shown.contains(index) {
            if left(needs) >= needs[index] + gap { shown.insert(index) }
        }
        var widths = columns.indices.map { shown.contains($0) ? min(columns[$0].width.minimum, needs[$0]) : 0 }
        while left(widths) > 0 {
            let needy = shown.filter { weight(columns[$0].width) > 0 && widths[$0] < needs[$0] }.sorted()
            guard !needy.isEmpty else { break }
            let part = max(1, left(widths) / needy.count)
            for index in needy { widths[index] += min(part, needs[index] - widths[index], max(0, left(widths))) }
        }
        // What a column of a set width gave up it gets back where there is room: less moves as rows come and go.
        for index in shown.sorted() where weight(columns[index].width) == 0 {
            widths[index] += max(0, min(columns[index].width.minimum - widths[index], left(widths)))
        }
        share(left(widths), among: columns, in: shown, &widths)
        return widths
    }

    private static func weight(_ width: ColumnWidth) -> Int {
        if case .flexible(_, let weight) = width { max(0, weight) } else { 0 }
    }
}
