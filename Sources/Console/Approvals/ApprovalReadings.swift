import SyncModel
import SyncStore

/// What the screens of approvals read.
protocol ApprovalStore: Sendable {
    func pendingApprovals(limit: Int) throws(StateFileProblem) -> [ApprovalRow]
    func approvals(before: ApprovalID?, limit: Int) throws(StateFileProblem) -> [ApprovalRow]
    func approval(_ id: ApprovalID) throws(StateFileProblem) -> ApprovalRow?
}

extension StateReader: ApprovalStore {}

/// What a request is to somebody who looks at it.
enum ApprovalStanding: Int, Comparable, Sendable {
    /// They may decide about it.
    case decide
    /// Others decide about it.
    case others
    /// They asked for it: somebody else decides.
    case own
    /// It was decided about.
    case ended

    init(_ row: ApprovalRow, for user: String, roles: Set<Role>) {
        if row.state != .pending {
            self = .ended
        } else if row.maker == user {
            self = .own
        } else {
            self = row.refusal(for: user, roles: roles) == nil ? .decide : .others
        }
    }

    static func < (left: ApprovalStanding, right: ApprovalStanding) -> Bool { left.rawValue < right.rawValue }
}

/// A request in a list.
struct ListedApproval: ListRow {
    var row: ApprovalRow
    var standing: ApprovalStanding

    var rowID: ApprovalID { row.id }
    var searchedTexts: [String] {
        [
            row.id.description, row.maker, row.proposal.words, row.note.why, row.state.rawValue, row.rule,
            row.decidedBy ?? "", row.decision ?? "",
        ] + row.proposal.changes.prefix(10).flatMap { [$0.what, $0.before ?? "", $0.after ?? ""] }
    }
}

/// The requests that wait, those that the user decides about first and the oldest of them first; or those that were
/// decided about, latest first.
struct ApprovalsReading: PageReading {
    typealias Store = any ApprovalStore

    var user: String
    var roles: Set<Role>
    var isHistory = false
    var before: ApprovalID?
    var limit = 200

    /// What comes behind a page is read once.
    var staleness: Staleness { before == nil ? .change : .never }

    func page(after row: ListedApproval) -> ApprovalsReading? {
        guard isHistory else { return nil }
        var next = self
        next.before = row.row.id
        return next
    }

    func read(
        from store: any ApprovalStore, at now: UTCTime
    ) throws(StateFileProblem) -> SearchableRows<ListedApproval> {
        let rows = isHistory ? try ended(store) : try store.pendingApprovals(limit: limit)
        let listed = rows.map { ListedApproval(row: $0, standing: ApprovalStanding($0, for: user, roles: roles)) }
        return SearchableRows(
            isHistory ? listed : listed.sorted { ($0.standing, $0.row.id) < ($1.standing, $1.row.id) })
    }

    /// Those that wait still stand among the others: this goes on until the page is full, or the last.
    private func ended(_ store: any ApprovalStore) throws(StateFileProblem) -> [ApprovalRow] {
        try FullPage(from: before, limit: limit) { place, limit throws(StateFileProblem) in
            let page = try store.approvals(before: place, limit: limit)
            return (page.filter { $0.state != .pending }, page.count == limit ? page.last?.id : nil)
        }.rows
    }
}

/// One request; `nil` where there is none of that number.
struct ApprovalReading: Reading {
    typealias Store = any ApprovalStore

    var id: ApprovalID

    var staleness: Staleness { .change }

    func read(from store: any ApprovalStore, at now: UTCTime) throws(StateFileProblem) -> ApprovalRow? {
        try store.approval(id)
    }
}
