import SyncModel
import SyncStore
import Terminal

/// The requests that were marked, each as it was shown then: nothing adds to them but the user.
struct ApprovalMarks: Sendable {
    private var marked: [ApprovalID: ApprovalRow] = [:]

    /// The most that the engine decides about at once.
    static let most = 50

    var isEmpty: Bool { marked.isEmpty }
    var count: Int { marked.count }
    /// What they are worth together.
    var value: Money { rows.reduce(.zero) { $0 + $1.proposal.impact.value } }
    /// In the order in which they were asked for.
    var rows: [ApprovalRow] { marked.values.sorted { $0.id < $1.id } }

    func contains(_ id: ApprovalID) -> Bool { marked[id] != nil }

    /// Marks a row with the other parts of what it is a part of, or takes their marks off.
    mutating func toggle(_ row: ApprovalRow, with others: [ApprovalRow] = []) {
        guard !contains(row.id) else { return remove([row.id] + others.map(\.id)) }
        for row in [row] + others where marked.count < Self.most { marked[row.id] = row }
    }

    mutating func set(to rows: [ApprovalRow]) {
        marked = Dictionary(rows.prefix(Self.most).map { ($0.id, $0) }) { first, _ in first }
    }

    mutating func remove(_ ids: some Sequence<ApprovalID>) { for id in ids { marked[id] = nil } }

    /// Keeps only those that wait still.
    mutating func keep(_ ids: Set<ApprovalID>) { marked = marked.filter { ids.contains($0.key) } }
}

/// What somebody is about to decide: requests exactly as they were shown.
struct ApprovalBatch: Sendable {
    /// In the order in which they were asked for.
    let rows: [ApprovalRow]

    var ids: [ApprovalID] { rows.map(\.id) }
    /// What binds an approval to what was shown.
    var seen: [SeenApproval] { rows.map { SeenApproval($0.id, digest: $0.digest) } }

    /// `request 12 of mara`, `10 requests`.
    var words: String {
        guard rows.count == 1, let row = rows.first else { return Wording.count(rows.count, "request") }
        return "request \(row.id) of \(row.maker)"
    }

    /// `10 requests of 3 people: 286 rows worth $13,000.00`.
    var summary: [Span] {
        let makers = Set(rows.map(\.maker))
        let who = makers.count == 1 ? makers.first ?? "" : "\(makers.count) people"
        // Each part of an import is judged by all of it, and so are its rows counted.
        var groups: Set<String> = []
        let impact = rows.reduce((rows: 0, value: Money.zero)) { sum, row in
            let isCounted = row.proposal.group.map { !groups.insert($0).inserted } ?? false
            return (sum.rows + (isCounted ? 0 : row.proposal.impact.rows), sum.value + row.proposal.impact.value)
        }
        return [
            Span("\(Wording.count(rows.count, "request")) of \(who): ", .strong),
            Span("\(Wording.count(impact.rows, "row")) worth "), Span("\(impact.value)", .money),
        ]
    }
}
