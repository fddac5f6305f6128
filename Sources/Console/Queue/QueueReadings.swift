import Catalog
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

    func read(from store: any ConsoleStore, at now: UTCTime) throws(StateFileProblem) -> SearchableRows<QueueCause> {
        let causes = try store.causes(of: owner, limit: limit)
        let work = try store.work(on: causes.map(\.cause))
        return SearchableRows(causes.map { QueueCause(row: $0, work: work[$0.cause]) })
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
    /// Only rows that somebody, or nobody, has taken on.
    var holder: ExceptionFilter.Holder?
    /// At most so many; grows as the user goes down, since rows come and go anywhere.
    var limit = ExceptionsReading.page

    /// How many rows are read at a time.
    static let page = 500

    var staleness: Staleness { .exceptions }

    var filter: ExceptionFilter { ExceptionFilter(owner: owner, cause: cause, text: text, holder: holder) }

    func read(
        from store: any ConsoleStore, at now: UTCTime
    ) throws(StateFileProblem) -> SearchableRows<QueueRow> {
        let rows = try store.exceptions(filter, after: nil, limit: limit)
        let ids = rows.map(\.id)
        let lanes = try store.lanes(of: ids)
        let remarks = try store.remarks(on: ids)
        return SearchableRows(
            rows.map { QueueRow(row: $0, standing: lanes[$0.id], remarks: remarks[$0.id] ?? 0) })
    }
}

/// A cause in the queue, and what people do about it.
@dynamicMemberLookup
struct QueueCause: Hashable, Sendable {
    var row: CauseRow
    var work: CauseWork?
    /// When somebody should have dealt with the oldest of it; `nil` where the catalog doesn't know its flow.
    var dueAt: UTCTime?

    subscript<Value>(dynamicMember path: any KeyPath<CauseRow, Value> & Sendable) -> Value { row[keyPath: path] }

    /// Who has it, by name.
    var holders: [String] { work?.holders ?? [] }
}

/// A row of the queue: an exception, and how its delivery stands in its lane.
@dynamicMemberLookup
struct QueueRow: Hashable, Sendable {
    var row: ExceptionRow
    /// `nil` where nothing is stopped before it and nothing waits behind it.
    var standing: LaneStanding?
    /// How many comments it has.
    var remarks = 0
    /// When somebody should have dealt with it; `nil` where the catalog doesn't know its flow.
    var dueAt: UTCTime?

    subscript<Value>(dynamicMember path: any KeyPath<ExceptionRow, Value> & Sendable) -> Value { row[keyPath: path] }
}

extension QueueCause: ListRow {
    var rowID: String { row.cause }
    var searchedTexts: [String] {
        [row.cause, row.code.title, row.description, row.owner.rawValue] + holders
    }
}

extension QueueRow: MarkableRow {
    var rowID: ExceptionID { row.id }
    var worth: Money { row.value }
    var searchedTexts: [String] {
        [row.item, row.description, row.location, row.fault.code.rawValue, row.fault.code.title, row.flow.rawValue]
    }
}

extension ScreenContext {
    /// When somebody should have dealt with what stopped at a time: as long as its flow gives people; `nil` where the
    /// catalog doesn't know the flow.
    func due(since opened: UTCTime, flow: FlowName?) -> UTCTime? {
        flow.flatMap(triage).map { opened.advanced(by: $0) }
    }

    /// How long people have for what stops of a flow; `nil` where the catalog doesn't know it.
    func triage(of flow: FlowName) -> Duration? { site.catalog?.flow(flow)?.triage }
}
