import SyncModel

/// A row that can be marked, and what is at stake with it.
protocol MarkableRow: ListRow where RowID: Comparable {
    /// What it is worth.
    var worth: Money { get }
}

/// The rows that were marked: a set of identities that nothing joins but what the user marks.
struct Marks<Row: MarkableRow>: Sendable {
    /// The rows as they were when they were marked.
    private(set) var rows: [Row.RowID: Row] = [:]
    /// What they were worth then.
    private(set) var value = Money.zero

    init() {}

    var isEmpty: Bool { rows.isEmpty }
    var count: Int { rows.count }
    /// In their order.
    var ids: [Row.RowID] { rows.keys.sorted() }
    /// The latest of them; `nil` where nothing is marked.
    var newest: Row.RowID? { rows.keys.max() }

    func contains(_ id: Row.RowID) -> Bool { rows[id] != nil }

    mutating func add(_ more: some Sequence<Row>) {
        for row in more where rows.updateValue(row, forKey: row.rowID) == nil { value = value + row.worth }
    }

    mutating func remove(_ ids: some Sequence<Row.RowID>) {
        for id in ids { rows[id] = nil }
        // Summed anew: an amount that was held at its greatest has no difference.
        value = rows.values.reduce(.zero) { $0 + $1.worth }
    }

    /// Marks a row, or takes its mark off.
    mutating func toggle(_ row: Row) {
        if contains(row.rowID) { remove([row.rowID]) } else { add([row]) }
    }

    /// Marks just these.
    mutating func set(to rows: [Row]) {
        self = Marks()
        add(rows)
    }
}
