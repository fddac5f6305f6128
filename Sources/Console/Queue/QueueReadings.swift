import SyncModel
import SyncStore

/// What waits for people, by cause, dearest first.
struct CausesReading: Reading {
    /// Only this role's; all roles' where `nil`.
    var owner: Role?
    /// At most so many; a hospital has some hundreds.
    var limit = 1000

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
    ) throws(StateFileProblem) -> SearchableRows<ExceptionRow> {
        let filter = ExceptionFilter(owner: owner, cause: cause, text: text)
        return SearchableRows(try store.exceptions(filter, after: nil, limit: limit))
    }
}

extension CauseRow: ListRow {
    var rowID: String { cause }
    var searchedTexts: [String] { [cause, code.title, description, owner.rawValue] }
}

extension ExceptionRow: ListRow {
    var rowID: ExceptionID { id }
    var searchedTexts: [String] {
        [item, description, location, fault.code.rawValue, fault.code.title, flow.rawValue]
    }
}
