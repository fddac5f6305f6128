import Foundation
import GRDB
import Measures
import SyncModel

/// A delivery that is held against what is kept.
struct MatchedDelivery {
    var id: Int64
    var message: Int64
    var line: Int
}

extension EngineTransaction {
    /// Holds a delivery against what is kept and what others have claimed of it. What fits claims its part at once, so
    /// that the next one in this transaction sees it; what doesn't claims nothing and is looked at again as soon as
    /// something of it changes.
    ///
    /// - Parameter isTrusted: whether a person says that it goes out as it is.
    /// - Returns: what stops it; `nil` where it may go out.
    func match(_ planned: PlannedMatch, of delivery: MatchedDelivery, isTrusted: Bool = false) throws -> Fault? {
        let comparison = try MatchReading(database: database).comparison(planned, of: delivery)
        for sql in [MatchSQL.unclaim, MatchSQL.unwatch] {
            try database.cachedStatement(sql: sql).execute(arguments: [delivery.id])
        }
        // One that names no order can't wait for it.
        let verdict = comparison.verdict(waits: planned.rule.waits && planned.order != nil)
        guard verdict != .fits, !isTrusted else {
            try claim(planned, of: delivery)
            return nil
        }
        try watch(planned, by: delivery.id)
        var fault = Fault(
            verdict == .waits ? .matchWaiting : .matchMismatch,
            FaultSubject(source: planned.source.rawValue, other: planned.words),
            detail: planned.order == nil ? planned.nameless : comparison.sentence)
        fault.comparison = comparison
        return fault
    }

    /// What stops a delivery that is being stored, and that nothing else keeps from going out.
    func mismatch(of new: NewDelivery, message: Int64, _ tie: Tie) throws -> Fault? {
        guard let planned = new.plan.match, new.plan.isComplete, tie.decision == nil else { return nil }
        return try match(
            planned, of: MatchedDelivery(id: book.nextDelivery, message: message, line: new.line))
    }

    /// The plan of a stopped delivery, held against what is kept now.
    ///
    /// - Parameter isTrusted: whether a person says just now that it goes out as it is; what one said before counts.
    public func matched(
        _ plan: DeliveryPlan, of delivery: OpenDelivery, isTrusted: Bool = false
    ) throws -> DeliveryPlan {
        guard let planned = plan.match, plan.isComplete else { return plan }
        let id = delivery.id.rawValue
        let isTrusted =
            try isTrusted || wasLetThrough(id, despite: .matchMismatch) || wasLetThrough(id, despite: .matchWaiting)
        let place = MatchedDelivery(id: id, message: delivery.message.rawValue, line: delivery.line)
        guard let fault = try match(planned, of: place, isTrusted: isTrusted) else { return plan }
        var plan = plan
        (plan.decision, plan.approval) = (.faulted(fault), nil)
        return plan
    }

    /// Whether what a replay lets go still fits.
    public func fits(_ planned: PlannedMatch, of candidate: ReplayCandidate) throws -> Bool {
        let delivery = candidate.delivery
        let place = MatchedDelivery(
            id: delivery.id.rawValue, message: delivery.message.rawValue, line: delivery.line)
        return try match(planned, of: place) == nil
    }

    /// Gives an open exception the figures of now, where the same match stops it still: nobody has to find it anew.
    ///
    /// - Returns: whether it is the same.
    func retell(_ exception: ExceptionRow, as fault: Fault) throws -> Bool {
        guard fault.code.isAboutMatch, fault.code == exception.fault.code, fault.cause == exception.cause else {
            return false
        }
        let column = try fault.column
        try database.cachedStatement(sql: MatchSQL.retell).execute(arguments: [column, exception.id.rawValue])
        try database.cachedStatement(sql: MatchSQL.retellCause).execute(arguments: [column, exception.cause])
        return true
    }

    /// Marks all that is stopped by its match to be looked at.
    public func wakeAllMatches() throws {
        try database.cachedStatement(sql: MatchSQL.wakeAll).execute()
    }

    private func claim(_ planned: PlannedMatch, of delivery: MatchedDelivery) throws {
        guard let order = planned.order else { return }
        let claimant = planned.claimant ?? MatchReading.claimant(delivery)
        for (line, quantity) in planned.rule.claims(of: planned.lines) where !quantity.isZero {
            try database.cachedStatement(sql: MatchSQL.claim).execute(arguments: [
                planned.rule.order.contract.rawValue, order.text, line, delivery.id, claimant,
                quantity.description,
            ])
        }
    }

    private func watch(_ planned: PlannedMatch, by delivery: Int64) throws {
        guard let order = planned.order else { return }
        var places = [(planned.rule.order.contract, order)]
        if let reference = planned.rule.receipt, let key = planned.receipt { places.append((reference.contract, key)) }
        for (type, key) in places {
            try database.cachedStatement(sql: MatchSQL.watch)
                .execute(arguments: [type.rawValue, key.text, delivery])
        }
    }

    // MARK: What changes for others

    /// Has those looked at again that wait for a record, by each beginning of its key.
    func wake(_ type: EventType, _ key: RecordKey) throws {
        for beginning in key.beginnings {
            try database.cachedStatement(sql: MatchSQL.wake).execute(arguments: [type.rawValue, beginning])
        }
    }

    /// Has those looked at again that could use what a delivery has claimed, since it was taken out or taken back.
    func freeClaims(of delivery: Int64) throws {
        try database.cachedStatement(sql: MatchSQL.wakeOthers).execute(arguments: [delivery])
    }

    /// The same of what a delivery has taken back. One that was in doubt has forgotten what that is.
    func freeClaims(takenBackBy delivery: OpenDelivery, _ settlement: Settlement) throws {
        var original = settlement.takenBack?.rawValue
        if original == nil, delivery.state == .inDoubt {
            original = try Int64.fetchOne(
                database.cachedStatement(sql: MatchSQL.takesBack), arguments: [delivery.id.rawValue])
        }
        if let original { try freeClaims(of: original) }
    }

    /// The stopped deliveries whose match has to be looked at again, each with its exception; what isn't stopped by its
    /// match any more is forgotten.
    public func dueMatches(
        limit: Int
    ) throws -> [(exception: ExceptionRow, delivery: OpenDelivery)] {
        let ids = try Int64.fetchAll(database.cachedStatement(sql: MatchSQL.due), arguments: [limit])
        return try ids.compactMap { id in
            try database.cachedStatement(sql: MatchSQL.look).execute(arguments: [id])
            let row = try Row.fetchOne(database.cachedStatement(sql: SubjectSQL.exception), arguments: [id])
            guard let row, let (exception, delivery) = try withDelivery(row), let delivery,
                exception.fault.code.isAboutMatch
            else {
                try database.cachedStatement(sql: MatchSQL.unwatch).execute(arguments: [id])
                return nil
            }
            return (exception, delivery)
        }
    }

    /// Whether a person has said of a delivery that it goes out though it differs.
    func wasLetThrough(_ delivery: Int64, despite code: FaultCode) throws -> Bool {
        try Bool.fetchOne(
            database.cachedStatement(sql: MatchSQL.letThrough), arguments: [delivery, code.rawValue]) ?? false
    }
}

extension DeliveryPlan {
    /// Whether nothing but somebody's approval may still be missing: what waits for that has claimed its part.
    fileprivate var isComplete: Bool {
        if case .ready = decision { true } else { approval != nil }
    }
}

/// Reads what an event is held against.
struct MatchReading {
    let database: Database

    /// The most records of an order, and of its receipts, that are looked at.
    private static let mostRecords = 2000

    func comparison(_ planned: PlannedMatch, of delivery: MatchedDelivery) throws -> MatchComparison {
        let rule = planned.rule
        guard let order = planned.order else {
            let known = MatchRule.Known(order: nil, receipts: [], claims: [:])
            return rule.comparison(of: planned.lines, with: known, order: planned.words)
        }
        let orders = try records(rule.order.contract, order)
        var receipts: [MatchRule.Line] = []
        if let reference = rule.receipt, let key = planned.receipt {
            receipts = try records(reference.contract, key).flatMap(rule.lines(of:))
        }
        let known = MatchRule.Known(
            order: orders.isEmpty ? nil : orders.flatMap(rule.lines(of:)), receipts: receipts,
            claims: try claims(of: order, beside: delivery, planned))
        var comparison = rule.comparison(of: planned.lines, with: known, order: planned.words)
        let apart = orders.isEmpty ? [] : rule.differences(of: planned.same, from: orders)
        if !(apart + planned.excesses).isEmpty { comparison.differences = apart + planned.excesses }
        return comparison
    }

    private func records(_ type: EventType, _ key: RecordKey) throws -> [Fields] {
        try KeptSQL.records(type, key.text, limit: Self.mostRecords, database).compactMap(\.fields)
    }

    /// What others have claimed of each line. One that was taken out, given up or taken back claims nothing.
    private func claims(
        of order: RecordKey, beside delivery: MatchedDelivery, _ planned: PlannedMatch
    ) throws -> [String: ExactDecimal] {
        let own = planned.claimant ?? Self.claimant(delivery)
        let rows = try Row.fetchAll(
            database.cachedStatement(sql: MatchSQL.claims),
            arguments: [planned.rule.order.contract.rawValue, order.text, own])
        var claims: [String: [String: ExactDecimal]] = [:]
        for row in rows {
            let (line, claimant): (String, String) = (row["line"], row["claimant"])
            guard let quantity = ExactDecimal(row["quantity"] as String) else { continue }
            let before = claims[line]?[claimant]
            // A delivered one says what its claimant has taken; those on the way may come to more.
            claims[line, default: [:]][claimant] = row["is_delivered"] ? quantity : max(before ?? quantity, quantity)
        }
        return claims.mapValues { $0.values.reduce(.zero) { $0.adding($1) ?? $0 } }
    }

    /// Several deliveries of one line of a message make one claim.
    static func claimant(_ delivery: MatchedDelivery) -> String { "m\(delivery.message).\(delivery.line)" }
}

extension FaultCode {
    /// Whether it is settled by what is kept, or by what the books say.
    var isAboutMatch: Bool { self == .matchWaiting || self == .matchMismatch || self == .booksDiffer }
}

/// Claims and what waits; each statement goes by a primary key or an index.
enum MatchSQL {
    static let claim = """
        INSERT INTO match_claim (type, key, line, delivery, claimant, quantity) VALUES (?, ?, ?, ?, ?, ?)
        """
    static let unclaim = "DELETE FROM match_claim WHERE delivery = ?"
    /// In the order of deliveries, so that of one claimant the last that was delivered counts.
    static let claims = """
        SELECT match_claim.line, match_claim.claimant, match_claim.quantity,
          delivery.state = 'delivered' AS is_delivered
        FROM match_claim
        JOIN delivery ON delivery.id = match_claim.delivery
        WHERE match_claim.type = ? AND match_claim.key = ? AND match_claim.claimant <> ?
          AND delivery.state <> 'dismissed' AND delivery.state <> 'dead'
          AND NOT EXISTS (
            SELECT 1
            FROM delivery AS reversal
            WHERE reversal.takes_back = delivery.id AND reversal.state = 'delivered')
        ORDER BY match_claim.delivery
        """
    static let watch = """
        INSERT INTO match_watch (type, key, delivery) VALUES (?, ?, ?)
        ON CONFLICT DO UPDATE SET is_due = 0
        """
    static let unwatch = "DELETE FROM match_watch WHERE delivery = ?"
    static let wake = "UPDATE match_watch SET is_due = 1 WHERE type = ? AND key = ? AND is_due = 0"
    static let retell = "UPDATE exception SET fault = ? WHERE id = ? AND closed_at IS NULL"
    static let retellCause = "UPDATE cause SET fault = ? WHERE cause = ?"
    static let wakeAll = "UPDATE match_watch SET is_due = 1 WHERE is_due = 0"
    static let wakeOthers = """
        UPDATE match_watch SET is_due = 1
        WHERE is_due = 0
          AND (type, key) IN (SELECT type, key FROM match_claim WHERE delivery = ?)
        """
    static let due = """
        SELECT DISTINCT delivery
        FROM match_watch INDEXED BY match_watch_due
        WHERE is_due = 1
        ORDER BY delivery
        LIMIT ?
        """
    static let takesBack = "SELECT takes_back FROM delivery WHERE id = ? AND takes_back IS NOT NULL"
    static let look = "UPDATE match_watch SET is_due = 0 WHERE delivery = ?"
    static let letThrough = """
        SELECT EXISTS (
          SELECT 1
          FROM exception
          WHERE delivery = ? AND code = ? AND closed_at IS NOT NULL AND resolution LIKE 'let through by %')
        """
    static let forget = [unclaim, unwatch]
}
