import SyncModel
import SyncStore

/// What waits for people, by cause, dearest first.
struct CausesReading: Reading {
    /// Only this role's; all roles' where `nil`.
    var owner: Role?
    /// At most so many; a hospital has some hundreds.
    var limit = 1000

    /// The dearest of all roles', as many as an overview lists.
    static let dearest = CausesReading(limit: 12)

    var staleness: Staleness { .exceptions }

    func read(from store: any ConsoleStore, at now: UTCTime) throws(StateFileProblem) -> SearchableRows<CauseRow> {
        SearchableRows(try store.causes(of: owner, limit: limit))
    }
}

/// What waits for people, row by row, dearest first.
struct ExceptionsReading: Reading {
    /// Only this role's; all roles' where `nil`.
    var owner: Role?
    /// Only this cause's.
    var cause: String?
    /// Only rows with this text.
    var text = ""
    /// At most so many; grows as the user goes down, since rows come and go anywhere.
    var limit = ExceptionsReading.page

    /// How many rows are read at a time.
    static let page = 500

    var staleness: Staleness { .exceptions }

    func read(
        from store: any ConsoleStore, at now: UTCTime
    ) throws(StateFileProblem) -> SearchableRows<QueueRow> {
        let filter = ExceptionFilter(owner: owner, cause: cause, text: text)
        let rows = try store.exceptions(filter, after: nil, limit: limit)
        let lanes = try store.lanes(of: rows.map(\.id))
        return SearchableRows(rows.map { QueueRow(row: $0, standing: lanes[$0.id]) })
    }
}

/// A row of the queue: an exception, and how its delivery stands in its lane.
@dynamicMemberLookup
struct QueueRow: Hashable, Sendable {
    var row: ExceptionRow
    /// `nil` where nothing is stopped before it and nothing waits behind it.
    var standing: LaneStanding?

    subscript<Value>(dynamicMember path: any KeyPath<ExceptionRow, Value> & Sendable) -> Value { row[keyPath: path] }
}

extension CauseRow: ListRow {
    var rowID: String { cause }
    var searchedTexts: [String] { [cause, code.title, description, owner.rawValue] }
}

extension QueueRow: ListRow {
    var rowID: ExceptionID { row.id }
    var searchedTexts: [String] {
        [row.item, row.description, row.location, row.fault.code.rawValue, row.fault.code.title, row.flow.rawValue]
    }
}
