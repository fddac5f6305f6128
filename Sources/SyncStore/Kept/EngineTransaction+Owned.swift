import Foundation
import GRDB
import SyncModel

/// What came of the statements of one message. Several deliveries of one of its lines are one statement.
struct StatementVerdicts {
    private struct Place: Hashable {
        var type: EventType
        var key: Data
        var line: Int
    }

    private var known: [Place: OwnedStatement.Outcome] = [:]

    /// What becomes of a delivery of an event; `nil` for what the pipeline has said.
    mutating func decide(
        _ planned: PlannedOwnership, line: Int, in transaction: EngineTransaction
    ) throws -> DeliveryPlan.Decision? {
        let place = Place(type: planned.type, key: planned.key, line: line)
        let outcome: OwnedStatement.Outcome
        if let before = known[place] {
            outcome = before
        } else {
            outcome = try transaction.state(planned)
            known[place] = outcome
        }
        switch outcome {
        case .goes: return nil
        case .nothingNew:
            return .dismissed("It says nothing new of what \(planned.statement.system) owns.")
        case .conflict(let conflict): return .faulted(planned.fault(conflict))
        }
    }
}

extension EngineTransaction {
    /// Holds what a system says against what the owners of its fields do, and writes down what it owns of it.
    func state(_ planned: PlannedOwnership) throws -> OwnedStatement.Outcome {
        let known = try owned(planned)
        let outcome = planned.statement.outcome(beside: known)
        if case .goes(let record) = outcome { try write(record, of: planned) }
        return outcome
    }

    /// The plan of a delivery that a conflict has stopped, held against what the owners say now. What says nothing new
    /// any more goes: a person has asked for it, and it may be another delivery's turn of the same event.
    ///
    /// - Parameter isTrusted: whether a person says that it goes out this once; the owners' values still stand.
    public func stated(
        _ plan: DeliveryPlan, after exception: ExceptionRow, isTrusted: Bool
    ) throws -> DeliveryPlan {
        guard let planned = plan.ownership, exception.fault.code == .ownershipConflict else { return plan }
        if isTrusted {
            let known = try owned(planned)
            if !planned.statement.isReversal { try write(planned.statement.applied(to: known), of: planned) }
            return plan
        }
        guard case .conflict(let conflict) = try state(planned) else { return plan }
        var plan = plan
        (plan.decision, plan.approval) = (.faulted(planned.fault(conflict)), nil)
        return plan
    }

    private func owned(_ planned: PlannedOwnership) throws -> OwnedRecord? {
        try Data.fetchOne(
            database.cachedStatement(sql: OwnedSQL.find), arguments: [planned.type.rawValue, planned.key]
        ).map { try StateJSON.decode(OwnedRecord.self, from: $0) }
    }

    private func write(_ record: OwnedRecord?, of planned: PlannedOwnership) throws {
        guard let record else {
            return try database.cachedStatement(sql: OwnedSQL.remove)
                .execute(arguments: [planned.type.rawValue, planned.key])
        }
        try database.cachedStatement(sql: OwnedSQL.write)
            .execute(arguments: [planned.type.rawValue, planned.key, try StateJSON.encode(record)])
    }
}

/// What owners say; each statement goes by the primary key.
enum OwnedSQL {
    static let find = "SELECT fields FROM owned WHERE type = ? AND key = ?"
    static let write = """
        INSERT INTO owned (type, key, fields) VALUES (?, ?, ?)
        ON CONFLICT DO UPDATE SET fields = excluded.fields
        """
    static let remove = "DELETE FROM owned WHERE type = ? AND key = ?"
}
