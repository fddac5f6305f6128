public import Foundation
import GRDB
public import SyncModel

/// A request that is stored instead of done.
public struct NewApproval: Sendable {
    /// The id of the command that asked for it.
    public var command: String
    /// Who asked.
    public var maker: String
    /// How long it waits.
    public var expiresAfter: Duration
    /// Why it needs approval.
    public var rule: String
    /// Who may decide.
    public var approvers: Set<Role>
    /// What the maker says for it.
    public var note: ProposalNote
    /// What it does.
    public var proposal: Proposal
    /// The JSON of the request.
    public var request: Data

    /// Joins what is stored.
    public init(
        command: String, maker: String, expiresAfter: Duration, rule: String, approvers: Set<Role>, note: ProposalNote,
        proposal: Proposal, request: Data
    ) {
        self.command = command
        self.maker = maker
        self.expiresAfter = expiresAfter
        self.rule = rule
        self.approvers = approvers
        self.note = note
        self.proposal = proposal
        self.request = request
    }
}

/// How a request that needs approval ends.
public struct ApprovalEnd: Sendable {
    /// As what.
    public var state: ApprovalState
    /// Who decided.
    public var by: String
    /// The reason that was given.
    public var reason: String
    /// What came of it, where it was done.
    public var outcome: String?

    /// Joins who decided what.
    public init(_ state: ApprovalState, by: String, reason: String, outcome: String? = nil) {
        self.state = state
        self.by = by
        self.reason = reason
        self.outcome = outcome
    }
}

extension EngineTransaction {
    /// Stores a request that waits for approval.
    ///
    /// - Returns: its number; that of the same wish, where one waits already.
    public func store(_ new: NewApproval) throws -> (id: ApprovalID, isNew: Bool) {
        // By what is asked for, not by what was shown of it.
        let print = Hexadecimal.digits(PayloadDigest.of(new.request))
        if let same = try Int64.fetchOne(database.cachedStatement(sql: ApprovalSQL.same), arguments: [print]) {
            return (ApprovalID(rawValue: same), false)
        }
        let proposal = new.proposal
        try database.cachedStatement(sql: ApprovalSQL.insert).execute(arguments: [
            new.command, proposal.kind.rawValue, new.maker, now.milliseconds,
            now.advanced(by: new.expiresAfter).milliseconds, new.rule, ApprovalSQL.text(new.approvers),
            try StateJSON.text(new.note), try StateJSON.text(proposal), proposal.cause, proposal.impact.value.cents,
            try ApprovalDigest.of(proposal, new.request), print, new.request,
        ])
        return (ApprovalID(rawValue: database.lastInsertedRowID), true)
    }

    /// A request that needs approval, with the JSON of what was asked for.
    public func approval(_ id: ApprovalID) throws -> (row: ApprovalRow, request: Data)? {
        try Row.fetchOne(database.cachedStatement(sql: ApprovalSQL.one), arguments: [id.rawValue]).flatMap { row in
            ApprovalRow(row: row).map { ($0, row["request"]) }
        }
    }

    /// Writes what a request does now, because it isn't what was shown any more.
    ///
    /// - Returns: the new digest.
    @discardableResult
    public func renew(_ id: ApprovalID, _ proposal: Proposal, request: Data) throws -> String {
        let digest = try ApprovalDigest.of(proposal, request)
        try database.cachedStatement(sql: ApprovalSQL.renew).execute(arguments: [
            try StateJSON.text(proposal), proposal.impact.value.cents, digest, request, id.rawValue,
        ])
        return digest
    }

    /// Ends a request.
    ///
    /// - Returns: whether it was waiting; where it had ended before, nothing is written.
    @discardableResult
    public func end(_ id: ApprovalID, _ end: ApprovalEnd) throws -> Bool {
        try database.cachedStatement(sql: ApprovalSQL.close).execute(arguments: [
            end.state.rawValue, end.by, now.milliseconds, end.reason, end.outcome, id.rawValue,
        ])
        return database.changesCount > 0
    }

    /// Ends what nobody has decided about in time, a hundred at once, each with its audit record.
    ///
    /// - Returns: how many.
    @discardableResult
    public mutating func expireApprovals() throws -> Int {
        let due = try Row.fetchAll(database.cachedStatement(sql: ApprovalSQL.due), arguments: [now.milliseconds])
            .map { row in (ApprovalID(rawValue: row["id"]), maker: row["maker"] as String) }
        for (id, maker) in due {
            try end(id, ApprovalEnd(.expired, by: "engine", reason: "nobody decided in time"))
            try audit(
                actor: "engine", action: "approval-expired", subject: "request \(id)",
                detail: "of \(maker); nobody decided in time")
        }
        return due.count
    }
}

/// Names exactly what an approver is shown.
public enum ApprovalDigest {
    /// 32 hexadecimal digits over the request and what is shown of it.
    public static func of(_ proposal: Proposal, _ request: Data) throws -> String {
        let parts = [try StateJSON.encode(proposal), request]
        let lengths = parts.map { "\($0.count)" }.joined(separator: " ")
        return Hexadecimal.digits(PayloadDigest.of(Data(lengths.utf8) + parts[0] + parts[1]).prefix(16))
    }
}
