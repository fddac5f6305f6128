import Foundation
import GRDB
import SyncModel

extension EngineTransaction {
    /// Takes a policy on: where it isn't the one before, everything that is kept is looked through again by it.
    ///
    /// - Returns: whether it is another.
    @discardableResult
    public mutating func adopt(_ policy: RetentionPolicy) throws -> Bool {
        let before = try String.fetchOne(database.cachedStatement(sql: PruneSQL.policy)) ?? ""
        guard before != policy.fingerprint else { return false }
        try database.cachedStatement(sql: PruneSQL.adopt).execute(arguments: [policy.fingerprint])
        try database.cachedStatement(sql: PruneSQL.startOver).execute()
        try audit(
            actor: "engine", action: "retention", subject: "policy",
            detail: "in ms, work/payload/dead letters: \(policy.fingerprint)")
        return true
    }

    /// Removes what of a slice is still due, and writes down where the walk is. What was removed stays in the tallies
    /// and is in the audit.
    public mutating func prune(_ slice: PruneSlice, by policy: RetentionPolicy) throws {
        var removal = Removal(totals: try PruneTotals(database))
        for candidate in slice.due {
            guard let message = try KeptMessage.load(candidate.message, database) else {
                try database.cachedStatement(sql: PruneSQL.clearLater).execute(arguments: [candidate.message])
                continue
            }
            let due = message.due(candidate.kind, by: policy)
            guard let due, due <= now else {
                try look(at: candidate, again: due ?? now.advanced(by: policy.patience))
                continue
            }
            switch candidate.kind {
            case .payload: try empty(message, &removal)
            case .work: try remove(message, of: candidate.group, by: policy, &removal)
            }
        }
        for (candidate, at) in slice.later { try look(at: candidate, again: at) }
        try keepDigests(&removal)
        if let place = slice.place {
            try database.cachedStatement(sql: PruneSQL.writeWalk).execute(arguments: [
                place.walk.kind.rawValue, place.walk.retention.milliseconds, place.record, place.message,
            ])
        }
        try finish(&removal)
    }

    private func look(at candidate: PruneSlice.Candidate, again at: UTCTime) throws {
        try database.cachedStatement(sql: PruneSQL.lookLater).execute(arguments: [
            candidate.message, candidate.kind.rawValue, at.milliseconds, candidate.group.lowerBound,
            candidate.group.upperBound,
        ])
    }

    /// Removes payload and events of a message; its rows stay.
    private func empty(_ message: KeptMessage, _ removal: inout Removal) throws {
        try database.cachedStatement(sql: PruneSQL.clearLaterOf)
            .execute(arguments: [message.id, PruneKind.payload.rawValue])
        guard !message.isEmptied else { return }
        try database.cachedStatement(sql: PruneSQL.emptyMessage).execute(arguments: [message.id])
        for delivery in message.deliveries {
            try database.cachedStatement(sql: PruneSQL.emptyEvent).execute(arguments: [delivery.event])
            try database.cachedStatement(sql: PruneSQL.emptyDelivery).execute(arguments: [delivery.id])
            try database.cachedStatement(sql: PruneSQL.emptyEdits).execute(arguments: [delivery.id])
        }
        removal.emptied += 1
        removal.totals.emptied += 1
        removal.note(message.id)
    }

    /// Removes a message and everything that belongs to it.
    private mutating func remove(
        _ message: KeptMessage, of group: ClosedRange<Int64>, by policy: RetentionPolicy, _ removal: inout Removal
    ) throws {
        for delivery in message.deliveries {
            let own = [PruneSQL.attempts, PruneSQL.edits, SubjectSQL.forget, KeptSQL.forget, BookedSQL.forget]
            for sql in own + MatchSQL.forget {
                try database.cachedStatement(sql: sql).execute(arguments: [delivery.id])
            }
            try database.cachedStatement(sql: PruneSQL.event).execute(arguments: [delivery.event])
            try database.cachedStatement(sql: PruneSQL.delivery).execute(arguments: [delivery.id])
            // Whatever a caller believes: what isn't settled is never removed.
            guard database.changesCount == 1 else {
                throw ForbiddenRemoval(delivery: DeliveryID(rawValue: delivery.id))
            }
            countPruned(delivery.flow, delivery.state.line, value: delivery.value)
            removal.count(delivery)
        }
        try database.cachedStatement(sql: PruneSQL.exceptionsOf).execute(arguments: [message.id])
        try forget(message, by: policy)
        try database.cachedStatement(sql: PruneSQL.removeMessage).execute(arguments: [message.id])
        try database.cachedStatement(sql: PruneSQL.clearLater).execute(arguments: [message.id])
        if message.isRefused { countPrunedRefusal() }
        if message.isEmptied { removal.totals.emptied -= 1 }
        removal.count(message, of: group)
    }

    /// Lets a sender's id go with its message, or keeps it with its digest for as long as repeats may come.
    private func forget(_ message: KeptMessage, by policy: RetentionPolicy) throws {
        let name = message.isRefused ? message.refusedKey : message.controlID
        guard let key = name, !key.isEmpty else { return }
        let until = message.receivedAt.advanced(by: policy.repeats(from: message.source))
        if until <= now {
            try database.cachedStatement(sql: PruneSQL.forgetKey)
                .execute(arguments: [message.source.rawValue, key, message.id])
        } else {
            try database.cachedStatement(sql: PruneSQL.keepKey)
                .execute(arguments: [message.digest, until.milliseconds, message.source.rawValue, key, message.id])
        }
    }

    /// Keeps the digests of what was removed where others of the same commit are still there.
    private func keepDigests(_ removal: inout Removal) throws {
        for (group, removed) in removal.groups {
            let ends: StatementArguments = [group.lowerBound, group.upperBound]
            if try Int64.fetchOne(database.cachedStatement(sql: PruneSQL.isAnyLeft), arguments: ends) == nil {
                try database.cachedStatement(sql: PruneSQL.clearDigests).execute(arguments: ends)
                continue
            }
            for (id, digest) in removed {
                try database.cachedStatement(sql: PruneSQL.keepDigest).execute(arguments: [id, digest])
            }
        }
    }

    /// Writes the totals and the audit record, where anything was removed.
    mutating func finish(_ removal: inout Removal) throws {
        guard let subject = removal.subject else { return }
        removal.totals.at = now
        try removal.totals.write(database)
        try audit(
            actor: PruneRecord.actor, action: PruneRecord.action, subject: subject,
            detail: PruneRecord.detail(removal.words, removal.totals))
    }
}

/// Something open was to be removed: the transaction is undone.
struct ForbiddenRemoval: Error, CustomStringConvertible {
    let delivery: DeliveryID

    var description: String { "delivery \(delivery) isn't settled and can't be removed" }
}

/// What one transaction removes.
struct Removal {
    var totals: PruneTotals
    var emptied = 0
    private(set) var messages = 0
    private(set) var deliveries = 0
    private(set) var deadLetters = 0
    private(set) var worth = Money.zero
    private(set) var groups: [ClosedRange<Int64>: [(id: Int64, digest: Data)]] = [:]
    private var first: Int64?
    private var last: Int64 = 0
    /// What else was removed: words and numbers.
    var records: [(word: String, count: Int)] = []

    init(totals: PruneTotals) { self.totals = totals }

    mutating func note(_ message: Int64) {
        first = min(first ?? message, message)
        last = max(last, message)
    }

    mutating func count(_ delivery: KeptMessage.Delivery) {
        deliveries += 1
        totals.deliveries += 1
        totals.last.delivery = max(totals.last.delivery, delivery.id)
        totals.last.event = max(totals.last.event, delivery.event)
        guard delivery.state != .delivered else { return }
        deadLetters += 1
        totals.deadLetters += 1
        worth = worth + delivery.value
    }

    mutating func count(_ message: KeptMessage, of group: ClosedRange<Int64>) {
        messages += 1
        totals.messages += 1
        totals.last.message = max(totals.last.message, message.id)
        totals.last.exception = max(totals.last.exception, message.lastException)
        note(message.id)
        groups[group, default: []].append((message.id, message.digest))
    }

    /// What it is about, for the audit; `nil` where nothing was removed.
    var subject: String? {
        if let first { return "messages \(first)-\(last)" }
        return records.contains { $0.count > 0 } ? "records" : nil
    }

    /// What was removed, for the audit.
    var words: String {
        var parts: [String] = []
        if messages > 0 { parts.append("\(messages) messages, \(deliveries) deliveries") }
        if deadLetters > 0 { parts.append("\(deadLetters) dead letters worth \(worth) among them") }
        if emptied > 0 { parts.append("the payloads of \(emptied) messages") }
        for (word, count) in records where count > 0 { parts.append("\(count) \(word)") }
        return parts.joined(separator: ", ")
    }
}

/// The audit records of removals: each ends in the digest of the totals behind it.
enum PruneRecord {
    static let actor = "engine"
    static let action = "prune"
    private static let mark = "; totals "

    static func detail(_ words: String, _ totals: PruneTotals) -> String { words + mark + totals.digest }

    /// The digest that a record ends in; `nil` where it isn't one of a removal.
    static func digest(_ record: AuditRecord) -> String? {
        guard record.actor == actor, record.action == action, let place = record.detail.range(of: mark) else {
            return nil
        }
        return String(record.detail[place.upperBound...])
    }
}
