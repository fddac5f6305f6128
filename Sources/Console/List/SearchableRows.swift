/// A row of a list.
protocol ListRow: Sendable {
    associatedtype RowID: Hashable & Sendable

    /// What it is, whatever else of it changes.
    var rowID: RowID { get }
    /// What a person sees of it, as far as they would look for it.
    var searchedTexts: [String] { get }
    /// What stands for it, to be copied.
    var copyText: String { get }
}

extension ListRow {
    var copyText: String { "\(rowID)" }
}

/// Rows together with the text a filter looks at, in lower case.
///
/// Made once, where rows are read: a key typed in a filter then only compares bytes, and hundreds of rows take it some
/// hundredths of a millisecond.
struct SearchableRows<Row: ListRow>: Sendable {
    private(set) var rows: [Row]
    /// The texts of all rows one after the other, each with an end that no filter contains.
    private var text: [UInt8] = []
    /// Where each row's texts end.
    private var ends: [Int] = []

    init(_ rows: [Row]) {
        self.rows = rows
        ends.reserveCapacity(rows.count)
        for row in rows {
            for part in row.searchedTexts {
                text += part.lowercased().utf8
                text.append(0)
            }
            ends.append(text.count)
        }
    }

    /// Changes what no filter looks at in each row.
    mutating func update(_ change: (inout Row) -> Void) {
        for index in rows.indices { change(&rows[index]) }
    }

    /// Puts the rows of another page behind these, from its row `first` on.
    mutating func append(_ page: SearchableRows, from first: Int = 0) {
        guard first < page.rows.count else { return }
        let start = first == 0 ? 0 : page.ends[first - 1]
        let shift = text.count - start
        rows += page.rows[first...]
        ends += page.ends[first...].map { $0 + shift }
        text += page.text[start...]
    }

    /// The rows in which the words stand, in whatever case, in their order; all rows for no words.
    func containing(_ words: String) -> [Row] {
        let wanted = Array(words.lowercased().utf8)
        guard let first = wanted.first else { return rows }
        var found: [Row] = []
        let text = text.span
        var start = 0
        for (row, end) in zip(rows, ends) {
            if Self.contains(wanted.span, from: first, in: text, start..<end) { found.append(row) }
            start = end
        }
        return found
    }

    private static func contains(
        _ wanted: borrowing Span<UInt8>, from first: UInt8, in text: borrowing Span<UInt8>, _ range: Range<Int>
    ) -> Bool {
        var place = range.lowerBound
        while place + wanted.count <= range.upperBound {
            if text[place] == first {
                var length = 1
                while length < wanted.count, text[place + length] == wanted[length] { length += 1 }
                if length == wanted.count { return true }
            }
            place += 1
        }
        return false
    }
}
