import SyncModel
import SyncStore

/// What the audit screen reads.
protocol AuditStore: Sendable {
    func audit(_ filter: AuditFilter, before: Int64?, limit: Int) throws(StateFileProblem) -> AuditPage
    func chainStatus() throws(StateFileProblem) -> ChainStatus
    func auditWords() throws(StateFileProblem) -> (actors: [String], actions: [String])
}

extension StateReader: AuditStore {}

/// A record of the audit in a list.
struct AuditEntry: ListRow {
    var row: AuditRow
    /// Where the page that it ends goes on; `nil` within a page, and behind the last.
    var next: Int64?

    var rowID: Int64 { row.sequence }
    var searchedTexts: [String] { [row.record.actor, row.record.action, row.record.subject, row.record.detail] }
}

/// Records of the audit, latest first, page by page.
struct AuditReading: PageReading {
    typealias Store = any AuditStore

    var filter = AuditFilter()
    var before: Int64?
    var limit = 200

    /// What is older does not change.
    var staleness: Staleness { before == nil ? .change : .never }

    func page(after row: AuditEntry) -> AuditReading? {
        row.next.map { AuditReading(filter: filter, before: $0, limit: limit) }
    }

    /// A page of the state may be short though more follow: this one is full, or the last.
    func read(from store: any AuditStore, at now: UTCTime) throws(StateFileProblem) -> SearchableRows<AuditEntry> {
        let page = try FullPage(from: before, limit: limit) { place, limit throws(StateFileProblem) in
            let page = try store.audit(filter, before: place, limit: limit)
            return (page.rows, page.next)
        }
        var rows = page.rows.map { AuditEntry(row: $0) }
        if !rows.isEmpty { rows[rows.count - 1].next = page.next }
        return SearchableRows(rows)
    }
}

/// How far the chain has been checked.
struct ChainReading: Reading {
    typealias Store = any AuditStore

    var staleness: Staleness { .change }

    func read(from store: any AuditStore, at now: UTCTime) throws(StateFileProblem) -> ChainStatus {
        try store.chainStatus()
    }
}

/// The actors and the actions that a filter can choose from.
struct AuditWordsReading: Reading {
    typealias Store = any AuditStore

    var staleness: Staleness { .never }

    func read(from store: any AuditStore, at now: UTCTime) throws(StateFileProblem) -> AuditWords {
        let words = try store.auditWords()
        return AuditWords(actors: words.actors, actions: words.actions)
    }
}

/// The actors and the actions that a filter can choose from.
struct AuditWords: Hashable, Sendable {
    var actors: [String]
    var actions: [String]
}
