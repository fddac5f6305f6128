import Terminal

/// A column of a list: its head, how a row fills it, and how rows compare in it.
struct ListColumn<Row: Sendable>: Sendable {
    let title: String
    let width: ColumnWidth
    let alignment: Alignment
    /// Columns with a higher number give way first when there is no room for all.
    let priority: Int
    /// Whether a row comes before another; `nil` where nobody would sort by it.
    let order: (@Sendable (Row, Row) -> Bool)?
    /// Whether a name that is too long loses its middle, since its end tells it from others.
    private(set) var isCutInMiddle = false
    /// What a row shows.
    let cell: @Sendable (Row, ScreenContext) -> Span

    private init(
        _ title: String, _ width: ColumnWidth, _ alignment: Alignment, _ priority: Int,
        _ order: (@Sendable (Row, Row) -> Bool)?, _ cell: @escaping @Sendable (Row, ScreenContext) -> Span
    ) {
        self.title = title
        self.width = width
        self.alignment = alignment
        self.priority = priority
        self.order = order
        self.cell = cell
    }

    /// A column that rows are not sorted by.
    init(
        _ title: String, _ width: ColumnWidth, _ alignment: Alignment = .leading, priority: Int = 0,
        cell: @escaping @Sendable (Row, ScreenContext) -> Span
    ) {
        self.init(title, width, alignment, priority, nil, cell)
    }

    /// A column that rows can be sorted by: by the value that `key` gives.
    init(
        _ title: String, _ width: ColumnWidth, _ alignment: Alignment = .leading, priority: Int = 0,
        by key: @escaping @Sendable (Row) -> some Comparable & Sendable,
        cell: @escaping @Sendable (Row, ScreenContext) -> Span
    ) {
        self.init(title, width, alignment, priority, { key($0) < key($1) }, cell)
    }

    /// The same for names that are told from each other by their ends.
    var cutInMiddle: ListColumn {
        var column = self
        column.isCutInMiddle = true
        return column
    }
}

/// How a list is sorted.
struct ListSort: Hashable, Sendable {
    /// The head of the column.
    var column: String
    /// Whether the least comes first.
    var isAscending: Bool
}
