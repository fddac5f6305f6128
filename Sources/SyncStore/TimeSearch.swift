import GRDB
import SyncModel

/// Finds where in a table a time begins. Rows come in the order of their commits, so that a handful of steps finds it
/// without an index on the time.
struct TimeSearch: Sendable {
    /// Gives the first row from a number on: its number and its time.
    let sql: String

    static let messages = TimeSearch(
        sql: "SELECT id, received_at FROM message WHERE id >= ? ORDER BY id LIMIT 1")
    static let deliveries = TimeSearch(
        sql: "SELECT id, accepted_at FROM delivery WHERE id >= ? ORDER BY id LIMIT 1")
    static let exceptions = TimeSearch(
        sql: "SELECT id, opened_at FROM exception WHERE id >= ? ORDER BY id LIMIT 1")
    static let audit = TimeSearch(
        sql: "SELECT seq, at FROM audit WHERE seq >= ? ORDER BY seq LIMIT 1")

    /// What was received before others may be stored after them, by so much at most.
    static let slack: Duration = .seconds(60)

    /// The number of the first row at `time` or later; one past the last where there is none.
    ///
    /// - Parameter last: the number of the last row.
    func first(at time: UTCTime, last: Int64, _ database: Database) throws -> Int64 {
        let statement = try database.cachedStatement(sql: sql)
        var (low, high): (Int64, Int64) = (0, last + 1)
        while low < high {
            let middle = low + (high - low) / 2
            guard let row = try Row.fetchOne(statement, arguments: [middle]) else {
                high = middle
                continue
            }
            if row[1] < time.milliseconds { low = (row[0] as Int64) + 1 } else { high = middle }
        }
        return low
    }
}
