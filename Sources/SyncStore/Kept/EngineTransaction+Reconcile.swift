import Foundation
import GRDB
import Measures
public import SyncModel

extension EngineTransaction {
    /// Writes down what a delivery adds to the books of its day, in place of what it added before, and has those looked
    /// at again that differ from them.
    ///
    /// - Returns: whether there are such.
    @discardableResult
    public func book(_ planned: PlannedCount, of delivery: DeliveryID) throws -> Bool {
        let entries = Dictionary(planned.entries.map { ($0.book.text, $0) }) { $1 }
        let known = try Row.fetchAll(
            database.cachedStatement(sql: BookedSQL.known), arguments: [delivery.rawValue])
        let isKnown =
            known.count == entries.count
            && known.allSatisfy { row in
                guard let entry = entries[row["key"]] else { return false }
                return row["quantity"] == entry.quantity.description && row["unit"] == entry.unit
            }
        guard !isKnown else { return false }
        if !known.isEmpty {
            try database.cachedStatement(sql: BookedSQL.forget).execute(arguments: [delivery.rawValue])
        }
        var isAwaited = false
        for (key, entry) in entries {
            try database.cachedStatement(sql: BookedSQL.write).execute(arguments: [
                key, delivery.rawValue, entry.quantity.description, entry.unit, planned.takesBack,
            ])
        }
        for key in Set(entries.keys).union(known.map { $0["key"] }) {
            isAwaited = try wakeCounts(key) || isAwaited
        }
        return isAwaited
    }

    private func wakeCounts(_ key: String) throws -> Bool {
        try database.cachedStatement(sql: MatchSQL.wake).execute(arguments: [BookedSQL.watched, key])
        return database.changesCount > 0
    }

    /// Holds what was counted against the books. What they say too needs nothing; a difference stops, and is looked at
    /// again as soon as something is added to them.
    ///
    /// - Parameter isTrusted: whether a person says that the difference goes out as a correction.
    func reconcile(
        _ planned: PlannedReconciliation, _ booking: Data?, of delivery: Int64, isTrusted: Bool = false
    ) throws -> DeliveryPlan.Decision {
        let (books, unit) = try books(planned)
        try database.cachedStatement(sql: MatchSQL.unwatch).execute(arguments: [delivery])
        let side: BookedQuantities.Count =
            switch planned.side {
            case .sender: planned.leavesOutReturns ? .withoutReturns : .withReturns
            case .destination: .posted
            }
        let difference = books.difference(of: planned.quantity, side)
        let sentence = books.sentence(counted: planned.quantity, unit: unit, side)
        guard !difference.isZero || !books.otherUnits.isEmpty else { return .dismissed(sentence) }
        if isTrusted, let booking, case .record(var fields) = try StateJSON.decode(Booking.self, from: booking) {
            fields.values[planned.into] = .number(difference)
            return .ready(try StateJSON.encode(Booking.record(fields)))
        }
        for flow in planned.flows {
            try database.cachedStatement(sql: MatchSQL.watch)
                .execute(arguments: [BookedSQL.watched, planned.key(in: flow).text, delivery])
        }
        return .faulted(
            Fault(
                .booksDiffer,
                FaultSubject(
                    source: planned.source.rawValue, item: planned.place.item, location: planned.place.location,
                    other: planned.place.day),
                detail: sentence, assigned: planned.owner))
    }

    /// What becomes of a count that is being stored, where nothing else stops it.
    func difference(of new: NewDelivery, _ tie: Tie) throws -> DeliveryPlan.Decision? {
        guard let planned = new.plan.reconciliation, case .ready(let booking) = new.plan.decision, tie.decision == nil
        else { return nil }
        return try reconcile(planned, booking, of: book.nextDelivery)
    }

    /// The plan of a stopped count, held against the books of now.
    ///
    /// - Parameter isTrusted: whether a person says just now that the difference goes out; what one said before counts.
    public func reconciled(
        _ plan: DeliveryPlan, of delivery: OpenDelivery, isTrusted: Bool = false
    ) throws -> DeliveryPlan {
        guard let planned = plan.reconciliation, case .ready(let booking) = plan.decision else { return plan }
        let id = delivery.id.rawValue
        let isTrusted = try isTrusted || wasLetThrough(id, despite: .booksDiffer)
        var plan = plan
        plan.decision = try reconcile(planned, booking, of: id, isTrusted: isTrusted)
        return plan
    }

    /// What the books say, and the unit that it is added up in.
    private func books(_ planned: PlannedReconciliation) throws -> (BookedQuantities, unit: String) {
        var books = BookedQuantities()
        var unit = planned.unit
        for flow in planned.flows {
            let rows = try Row.fetchAll(
                database.cachedStatement(sql: BookedSQL.books), arguments: [planned.key(in: flow).text])
            for row in rows {
                guard let state = DeliveryState(rawValue: row["state"]),
                    let quantity = ExactDecimal(row["quantity"] as String)
                else { continue }
                let own: String = row["unit"]
                unit = unit ?? own
                guard own.caseInsensitiveCompare(unit ?? own) == .orderedSame else {
                    books.otherUnits.insert(own)
                    continue
                }
                books.add(quantity, state, isReversal: row["takes_back"], isTakenBack: row["is_taken_back"])
            }
        }
        return (books, unit ?? "")
    }
}

extension PlannedReconciliation {
    fileprivate func key(in flow: FlowName) -> BookedKey { BookedKey(place, in: flow, side) }
}

extension DeliveryPlan {
    /// Whether the books of its day have it: what a rule says is nothing, they don't.
    var isBooked: Bool {
        if case .dismissed = decision { false } else { true }
    }
}

/// What is added up; each statement goes by the primary key or an index.
enum BookedSQL {
    /// What stands where a contract would, for what looks at the books. No event is called so.
    static let watched = "=books"
    static let known = "SELECT key, quantity, unit FROM booked INDEXED BY booked_of_delivery WHERE delivery = ?"
    static let write = "INSERT INTO booked (key, delivery, quantity, unit, takes_back) VALUES (?, ?, ?, ?, ?)"
    static let books = """
        SELECT booked.quantity, booked.unit, booked.takes_back, delivery.state,
          EXISTS (SELECT 1 FROM delivery AS reversal WHERE reversal.takes_back = delivery.id) AS is_taken_back
        FROM booked
        JOIN delivery ON delivery.id = booked.delivery
        WHERE booked.key = ?
        """
    static let forget = "DELETE FROM booked WHERE delivery = ?"
}
