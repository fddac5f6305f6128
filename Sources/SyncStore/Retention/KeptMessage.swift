import Foundation
import GRDB
import SyncModel

/// What is removed of a message.
enum PruneKind: String, Sendable, Hashable {
    /// Its payload and its events; the rest stays.
    case payload
    /// All of it.
    case work
}

/// A walk through the messages whose flows share a retention.
struct PruneWalk: Sendable, Hashable {
    var kind: PruneKind
    var retention: Duration

    /// How much later than its retention a message is looked at: by then it is settled, and a walk seldom comes too
    /// early.
    var slack: Duration { min(.seconds(3600), retention / 8) }
}

/// A message with all that says whether retention may remove it.
struct KeptMessage {
    struct Delivery {
        var id: Int64
        var event: Int64
        var flow: FlowName
        var state: DeliveryState
        var value: Money
        var settledAt: UTCTime?
    }

    var id: Int64
    var source: SourceName
    var controlID: String
    var receivedAt: UTCTime
    var isRefused: Bool
    var digest: Data
    var isEmptied: Bool
    var deliveries: [Delivery]
    /// When its last exception was closed.
    var closedAt: UTCTime?
    var hasOpenException: Bool
    var lastException: Int64
    /// The code that it was refused with.
    var refusal: String?
    /// Whether it takes back what came before: a dead letter that is older must not go once it is gone.
    var takesBack: Bool
    /// Whether a replay is under way, which may want its dead letters.
    var isReplaying: Bool

    /// - Returns: `nil` where there is none of that number.
    static func load(_ id: Int64, _ database: Database) throws -> KeptMessage? {
        let arguments: StatementArguments = [id]
        guard let row = try Row.fetchOne(database.cachedStatement(sql: PruneSQL.message), arguments: arguments) else {
            return nil
        }
        var message = KeptMessage(
            id: id, source: SourceName(rawValue: row["source"]), controlID: row["control_id"],
            receivedAt: UTCTime(milliseconds: row["received_at"]),
            isRefused: (row["disposition"] as String) == Disposition.refused.rawValue, digest: row["digest"],
            isEmptied: false, deliveries: [], closedAt: nil, hasOpenException: false, lastException: 0, refusal: nil,
            takesBack: false, isReplaying: row["replaying"])
        message.isEmptied = (row["bytes"] as Int64) == 0 && message.digest != PayloadDigest.ofNothing
        for row in try Row.fetchAll(database.cachedStatement(sql: PruneSQL.deliveries), arguments: arguments) {
            guard let state = DeliveryState(rawValue: row["state"]) else { continue }
            message.deliveries.append(
                Delivery(
                    id: row["id"], event: row["event"], flow: FlowName(rawValue: row["flow"]), state: state,
                    value: Money(cents: row["value"]),
                    settledAt: (row["settled_at"] as Int64?).map(UTCTime.init(milliseconds:))))
            if row["reverses"] { message.takesBack = true }
        }
        for row in try Row.fetchAll(database.cachedStatement(sql: PruneSQL.exceptions), arguments: arguments) {
            message.lastException = row["id"]
            if row["delivery"] as Int64? == nil { message.refusal = row["code"] }
            guard let closedAt = row["closed_at"] as Int64? else {
                message.hasOpenException = true
                continue
            }
            message.closedAt = max(message.closedAt ?? message.receivedAt, UTCTime(milliseconds: closedAt))
        }
        return message
    }

    /// The retention of the walk that looks at it: the longest that one of its flows has.
    func retention(_ kind: PruneKind, by policy: RetentionPolicy) -> Duration {
        let terms = deliveries.isEmpty ? [policy.other] : deliveries.map { policy.terms($0.flow) }
        return terms.map { kind == .work ? $0.work : $0.payload }.max() ?? policy.other.work
    }

    /// From when on it may go; `nil` where nobody can say yet: something of it is open.
    func due(_ kind: PruneKind, by policy: RetentionPolicy) -> UTCTime? {
        guard !hasOpenException else { return nil }
        var due = receivedAt
        if deliveries.isEmpty { due = (closedAt ?? receivedAt).advanced(by: retention(kind, by: policy)) }
        for delivery in deliveries {
            guard !delivery.state.isOpen, let settledAt = delivery.settledAt else { return nil }
            let terms = policy.terms(delivery.flow)
            let isDeadLetter = delivery.state != .delivered
            if isDeadLetter, isReplaying { return nil }
            let keeps = isDeadLetter || takesBack ? terms.deadLetters : kind == .work ? terms.work : terms.payload
            due = max(due, settledAt.advanced(by: keeps))
        }
        return due
    }

    /// What its refused bytes are known by, as ``AcceptSQL/key`` holds it.
    var refusedKey: String? { refusal.map { IntakeMark.refused(code: $0, digest: digest) } }
}

/// The keys that stand for refused bytes instead of a control id.
enum IntakeMark {
    /// No sender calls a message so.
    static func refused(code: String, digest: Data) -> String {
        digest.reduce(into: "\u{1}\(code)") { $0 += " \($1)" }
    }
}
