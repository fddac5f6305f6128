/// A page of rows that is full, or the last.
public struct FullPage<Row: Sendable, Place: Sendable>: Sendable {
    /// The rows.
    public private(set) var rows: [Row] = []
    /// Where the next page begins; `nil` behind the last.
    public private(set) var next: Place?

    /// Joins pages of the state, each of which may be short though more follow, until there are `limit` rows or no page
    /// follows.
    ///
    /// - Parameters:
    ///   - start: where the first page begins; the first of all where `nil`.
    ///   - limit: how many rows there are to be; 1 where less.
    ///   - page: reads so many rows from a place on, and says where the next page begins.
    public init<Failure>(
        from start: Place?, limit: Int,
        of page: (_ place: Place?, _ limit: Int) throws(Failure) -> (rows: [Row], next: Place?)
    ) throws(Failure) {
        next = start
        repeat {
            let read = try page(next, max(1, limit) - rows.count)
            rows += read.rows
            next = read.next
        } while next != nil && rows.count < max(1, limit)
    }
}
