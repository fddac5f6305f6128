import Foundation
import GRDB
public import SyncModel

/// A request that needs, or needed, somebody else's approval.
public struct ApprovalRow: Sendable, Hashable, Codable {
    /// Its number.
    public var id: ApprovalID
    /// The id of the command that asked for it.
    public var command: String
    /// Who asked.
    public var maker: String
    /// When.
    public var askedAt: UTCTime
    /// When it is void, if nobody has decided by then.
    public var expiresAt: UTCTime
    /// Why it needs approval: the rule's words.
    public var rule: String
    /// Who may decide.
    public var approvers: Set<Role>
    /// What the maker says for it.
    public var note: ProposalNote
    /// What it does, as it was shown last.
    public var proposal: Proposal
    /// Names exactly that: whoever approves has to name it.
    public var digest: String
    /// Where it stands.
    public var state: ApprovalState
    /// Who decided; `engine` for what expired.
    public var decidedBy: String?
    /// When.
    public var decidedAt: UTCTime?
    /// The reason that was given.
    public var decision: String?
    /// What came of it, where it was done.
    public var outcome: String?
    /// The delivery that would be sent, where it is about one.
    public var delivery: DeliveryID?
    /// Who has had a hand in that, and doesn't decide about it.
    public var barred: Set<String> = []

    /// Why whoever has had a hand in a delivery doesn't decide about it.
    public static let hadAHand =
        "You have corrected it, sent it again or said what a code of it means: somebody else has to decide."

    /// Why a user with these roles may not decide about it, in a sentence; `nil` where they may.
    public func refusal(for user: String, roles: Set<Role>) -> String? {
        if maker == user { return "Nobody decides about their own request; somebody else has to." }
        if barred.contains(user) { return Self.hadAHand }
        guard roles.isDisjoint(with: approvers) else { return nil }
        return "That is for \(approvers.map(\.title).sorted().joined(separator: ", ")) to decide."
    }
}

extension ApprovalRow {
    init?(row: Row) {
        guard let state = ApprovalState(rawValue: row["state"]),
            let note = try? StateJSON.value(ProposalNote.self, of: row["note"]),
            let proposal = try? StateJSON.value(Proposal.self, of: row["proposal"])
        else { return nil }
        self.init(
            id: ApprovalID(rawValue: row["id"]), command: row["command"], maker: row["maker"],
            askedAt: UTCTime(milliseconds: row["at"]), expiresAt: UTCTime(milliseconds: row["expires_at"]),
            rule: row["rule"], approvers: ApprovalSQL.roles(row["approvers"]), note: note, proposal: proposal,
            digest: row["digest"], state: state, decidedBy: row["decided_by"],
            decidedAt: (row["decided_at"] as Int64?).map(UTCTime.init(milliseconds:)), decision: row["decision"],
            outcome: row["outcome"])
        delivery = (row["delivery"] as Int64?).map(DeliveryID.init(rawValue:))
        barred = DeliveryApprovalSQL.names(row["barred"])
    }
}

/// Requests of one maker that wait for the same approvers.
public struct ApprovalCount: Sendable, Hashable, Codable {
    /// Who asked.
    public var maker: String
    /// Who may decide.
    public var approvers: Set<Role>
    /// How many.
    public var count: Int
    /// What they touch is worth this much.
    public var value: Money
    /// When the oldest was asked for.
    public var oldest: UTCTime
    /// Who doesn't decide about them.
    public var barred: Set<String> = []
}

extension Overview {
    /// What waits for a user with these roles to decide about; never their own.
    public func approvals(for user: String, roles: Set<Role>) -> (count: Int, value: Money, oldest: UTCTime?) {
        let theirs = approvals.filter {
            $0.maker != user && !$0.barred.contains(user) && !$0.approvers.isDisjoint(with: roles)
        }
        return (
            theirs.reduce(0) { $0 + $1.count }, theirs.reduce(.zero) { $0 + $1.value }, theirs.map(\.oldest).min()
        )
    }
}

extension StateReader {
    /// The requests that wait for a decision, oldest first.
    public func pendingApprovals(limit: Int = 500) throws(StateFileProblem) -> [ApprovalRow] {
        try read { database in
            try Row.fetchAll(database.cachedStatement(sql: ApprovalSQL.pending), arguments: [limit])
                .compactMap(ApprovalRow.init(row:))
        }
    }

    /// All requests that needed approval, latest first.
    ///
    /// - Parameter before: goes on behind this one.
    public func approvals(before: ApprovalID? = nil, limit: Int = 100) throws(StateFileProblem) -> [ApprovalRow] {
        try read { database in
            try Row.fetchAll(
                database.cachedStatement(sql: ApprovalSQL.latest), arguments: [before?.rawValue ?? .max, limit]
            ).compactMap(ApprovalRow.init(row:))
        }
    }

    /// One request that needed approval.
    public func approval(_ id: ApprovalID) throws(StateFileProblem) -> ApprovalRow? {
        try read { database in
            try Row.fetchOne(database.cachedStatement(sql: ApprovalSQL.one), arguments: [id.rawValue])
                .flatMap(ApprovalRow.init(row:))
        }
    }

    /// The requests that wait for a decision and would mend a cause.
    public func pendingApprovals(ofCause cause: String) throws(StateFileProblem) -> [ApprovalRow] {
        try read { database in
            try Row.fetchAll(database.cachedStatement(sql: ApprovalSQL.ofCause), arguments: [cause])
                .compactMap(ApprovalRow.init(row:))
        }
    }

    static func approvalCounts(_ database: Database) throws -> [ApprovalCount] {
        try Row.fetchAll(database.cachedStatement(sql: ApprovalSQL.counts)).map { row in
            ApprovalCount(
                maker: row["maker"], approvers: ApprovalSQL.roles(row["approvers"]), count: row["count"],
                value: Money(cents: row["value"]), oldest: UTCTime(milliseconds: row["oldest"]),
                barred: DeliveryApprovalSQL.names(row["barred"]))
        }
    }
}

/// Requests that need approval.
enum ApprovalSQL {
    static let insert = """
        INSERT INTO approval (command, kind, maker, at, expires_at, rule, approvers, note, proposal, cause, value,
          digest, print, request)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let same = "SELECT id FROM approval WHERE print = ? AND state = 'pending'"
    static let one = "SELECT * FROM approval WHERE id = ?"
    static let pending =
        "SELECT * FROM approval INDEXED BY approval_pending WHERE state = 'pending' ORDER BY id LIMIT ?"
    static let latest = "SELECT * FROM approval WHERE id < ? ORDER BY id DESC LIMIT ?"
    static let ofCause = "SELECT * FROM approval WHERE cause = ? AND state = 'pending' ORDER BY id"
    static let counts = """
        SELECT maker, approvers, barred, count(*) AS count, sum(min(value, 1000000000000)) AS value, min(at) AS oldest
        FROM approval INDEXED BY approval_pending
        WHERE state = 'pending'
        GROUP BY maker, approvers, barred
        """
    static let due = "SELECT * FROM approval WHERE state = 'pending' AND expires_at <= ? LIMIT 100"
    static let renew = """
        UPDATE approval
        SET proposal = ?, value = ?, digest = ?, request = ?
        WHERE id = ? AND state = 'pending'
        """
    static let close = """
        UPDATE approval
        SET state = ?, decided_by = ?, decided_at = ?, decision = ?, outcome = ?
        WHERE id = ? AND state = 'pending'
        """

    static func roles(_ text: String) -> Set<Role> {
        Set(text.split(separator: " ").compactMap { Role(rawValue: String($0)) })
    }

    static func text(_ roles: Set<Role>) -> String { roles.map(\.rawValue).sorted().joined(separator: " ") }
}
