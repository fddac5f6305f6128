import SyncModel

/// A reading of a page of rows, from which the next page goes on by the key of the last row.
protocol PageReading: Reading where Value == SearchableRows<Row> {
    associatedtype Row: ListRow

    /// The most rows that it gives.
    var limit: Int { get }

    /// The page behind a row; `nil` where all rows come at once.
    func page(after row: Row) -> Self?
}

/// The rows of a list that is read page by page, so that it costs the same however many rows there are.
///
/// The first page stays current; further ones are read once, when the cursor comes near the end of what is there.
struct PagedRows<Source: PageReading>: Sendable {
    private var head: Awaited<Source>
    private var next: Awaited<Source>?
    private(set) var rows: SearchableRows<Source.Row>?
    /// Whether no row comes behind the last one.
    private(set) var isComplete = false
    /// Whether so many rows came that the first page doesn't reach those that are held.
    private(set) var isHolding = false

    /// The most rows that are held; what comes behind them is found with a filter or from another side.
    static var most: Int { 20_000 }
    /// How near to the end the next page is read.
    static var near: Int { 50 }

    init(_ reading: Source) { head = Awaited(reading) }

    /// What is asked for.
    var reading: Source { head.reading }
    /// Why the rows couldn't be read; `nil` where they could.
    var problem: String? { head.problem ?? next?.problem }
    var readings: [any Reading] { [head.reading] + (next.map { [$0.reading] } ?? []) }

    /// Asks for something else; the rows shown stay until that is there.
    mutating func ask(_ reading: Source) {
        guard reading != head.reading else { return }
        head.reading = reading
        next = nil
        isHolding = false
    }

    /// Forgets the rows too.
    mutating func startOver(_ reading: Source) { self = PagedRows(reading) }

    /// Takes what was read for it. Where the user is down in the list, rows that would tear it apart are held.
    ///
    /// - Returns: whether the rows have changed.
    mutating func take(_ result: ReadResult, isAtTop: Bool) -> Bool {
        if var page = next, page.take(result), let behind = page.value {
            next = nil
            rows?.append(behind)
            isComplete = behind.rows.count < page.reading.limit
            return true
        }
        if next?.reading.isSame(as: result) == true { _ = next?.take(result) }
        let wasCurrent = head.isCurrent
        guard head.take(result), let first = head.value else { return false }
        guard let old = rows, wasCurrent else { return restart(with: first) }
        guard let last = first.rows.last, first.rows.count >= head.reading.limit else {
            return restart(with: first)
        }
        guard let seam = old.rows.firstIndex(where: { $0.rowID == last.rowID }) else {
            guard !isAtTop else { return restart(with: first) }
            isHolding = true
            return false
        }
        var joined = first
        joined.append(old, from: seam + 1)
        rows = joined
        isHolding = false
        return true
    }

    private mutating func restart(with first: SearchableRows<Source.Row>) -> Bool {
        rows = first
        next = nil
        isComplete = first.rows.count < head.reading.limit
        isHolding = false
        return true
    }

    /// Shows the newest first page after all.
    mutating func release() -> Bool {
        guard isHolding, let first = head.value else { return false }
        return restart(with: first)
    }

    /// Asks for the next page where the cursor comes near the end.
    mutating func reach(_ index: Int, of count: Int) {
        guard next == nil, !isComplete, let last = rows?.rows.last, index >= count - Self.near,
            (rows?.rows.count ?? 0) < Self.most, let page = head.reading.page(after: last)
        else { return }
        next = Awaited(page)
    }
}

extension Reading {
    /// Whether a result is of this reading.
    fileprivate func isSame(as result: ReadResult) -> Bool { result.reading.is(self) }
}
