import Foundation
import GRDB
import Measures
public import SyncModel

extension EngineTransaction {
    /// The open exceptions of a cause, oldest first, each with its delivery.
    public func openExceptions(
        ofCause cause: String, after: ExceptionID? = nil, limit: Int
    ) throws -> [(exception: ExceptionRow, delivery: OpenDelivery?)] {
        let rows = try Row.fetchAll(
            database.cachedStatement(sql: FixSQL.ofCause), arguments: [cause, after?.rawValue ?? 0, limit])
        return try rows.compactMap(withDelivery)
    }

    /// The causes with open exceptions whose key is `key`, or goes on behind it with a space. What this transaction
    /// opened itself isn't counted yet.
    public func openCauses(within key: String) throws -> [String] {
        try FixSQL.openCauses(within: key, database)
    }

    /// One exception with its delivery, open or not.
    public func exception(_ id: ExceptionID) throws -> (exception: ExceptionRow, delivery: OpenDelivery?)? {
        try Row.fetchOne(database.cachedStatement(sql: ExceptionSQL.one), arguments: [id.rawValue])
            .flatMap(withDelivery)
    }

    func withDelivery(_ row: Row) throws -> (exception: ExceptionRow, delivery: OpenDelivery?)? {
        guard let exception = ExceptionRow(row: row) else { return nil }
        let delivery = try exception.delivery.flatMap { id in
            try Row.fetchOne(database.cachedStatement(sql: FixSQL.delivery), arguments: [id.rawValue])
                .flatMap(OpenDelivery.init(row:))
        }
        return (exception, delivery)
    }

    /// Closes an exception and takes it off its cause.
    ///
    /// - Parameter fix: the change of the crosswalk that closes it.
    /// - Returns: whether it was open; where it was closed before, nothing is written or counted.
    @discardableResult
    public mutating func close(
        _ exception: ExceptionRow, resolution: String, by fix: ChangeID? = nil
    ) throws -> Bool {
        try database.cachedStatement(sql: FixSQL.close)
            .execute(arguments: [now.milliseconds, resolution, fix?.rawValue, exception.id.rawValue])
        guard database.changesCount > 0 else { return false }
        countCause(exception.cause, -1, value: exception.value)
        if exception.fault.code == .approvalNeeded, let delivery = exception.delivery {
            try endApproval(of: delivery, reason: resolution)
        }
        return true
    }

    /// What the attempts of a delivery say of it.
    public func attempts(of delivery: OpenDelivery) throws -> AttemptHistory {
        try AttemptHistory.load(delivery, database)
    }

    /// Writes what a new pass through the pipeline made of a stopped delivery: its old exception is closed, and it is
    /// queued or in doubt, stopped anew or dismissed.
    ///
    /// - Parameters:
    ///   - fix: the change of the crosswalk that it is planned again for.
    ///   - asksFirst: whether the destination is asked whether it was booked before anything is sent.
    /// - Returns: the delivery, where it can go now.
    public mutating func replan(
        _ exception: ExceptionRow, _ delivery: OpenDelivery, _ plan: DeliveryPlan, resolution: String,
        by fix: ChangeID? = nil, asksFirst: Bool = false
    ) throws -> ReadyDelivery? {
        if case .faulted(let fault) = plan.decision, exception.fault.isSame(as: fault, from: delivery.source),
            // What somebody is to approve may be something else by now.
            plan.approval == nil || plan.approval?.booking == delivery.resolved
        {
            return nil
        }
        if case .faulted(let fault) = plan.decision, try retell(exception, as: fault) { return nil }
        guard try close(exception, resolution: resolution, by: fix) else { return nil }
        count(delivery.flow, .waitingForPeople, -1, value: delivery.value)
        var delivery = delivery
        // The value may be known only now; the books follow it.
        let value = plan.value.bookable
        revalue(&delivery, value)
        switch plan.decision {
        case .ready(let resolved):
            if let record = plan.keeping {
                count(delivery.flow, .waitingForPeople, 1, value: value)
                try database.cachedStatement(sql: FixSQL.revalue)
                    .execute(arguments: [value.cents, delivery.id.rawValue])
                try settleKept(
                    delivery, try keep(record, by: delivery.id.rawValue), from: .waitingForPeople)
                return nil
            }
            let state: DeliveryState = asksFirst ? .inDoubt : .queued
            try database.cachedStatement(sql: FixSQL.requeue)
                .execute(arguments: [state.rawValue, resolved.map(Seal.seal), value.cents, delivery.id.rawValue])
            try expectChange(of: delivery.id, to: state)
            count(delivery.flow, .onTheWay, 1, value: value)
            var ready = ReadyDelivery(
                id: delivery.id, flow: delivery.flow, endpoint: delivery.endpoint, lane: delivery.lane)
            ready.isInDoubt = asksFirst
            return ready
        case .faulted(let fault):
            try database.cachedStatement(sql: FixSQL.revalue).execute(arguments: [value.cents, delivery.id.rawValue])
            count(delivery.flow, .waitingForPeople, 1, value: value)
            try stop(delivery, fault)
            if let approval = plan.approval { try awaitApproval(of: delivery.id, approval, plan.entries) }
            return nil
        case .dismissed(let why):
            try database.cachedStatement(sql: FixSQL.revalue).execute(arguments: [value.cents, delivery.id.rawValue])
            try close(delivery.id.rawValue, as: .dismissed, reason: why)
            count(delivery.flow, .dismissed, 1, value: value)
            return nil
        }
    }

    /// Lets the books follow a delivery's value, which may be known only now.
    mutating func revalue(_ delivery: inout OpenDelivery, _ value: Money) {
        guard value != delivery.value else { return }
        count(delivery.flow, .accepted, -1, value: delivery.value)
        count(delivery.flow, .accepted, 1, value: value)
        delivery.value = value
    }

    /// Takes a stopped delivery out, or closes an exception that has none, with a person's reason.
    public mutating func dismiss(_ exception: ExceptionRow, _ delivery: OpenDelivery?, reason: String) throws {
        guard try close(exception, resolution: "dismissed: \(reason)"), let delivery, delivery.state == .faulted
        else { return }
        try close(delivery.id.rawValue, as: .dismissed, reason: reason)
        move(delivery.flow, from: .waitingForPeople, to: .dismissed, value: delivery.value)
    }

    /// Settles a stopped delivery as booked, on a person's word.
    public mutating func confirm(_ exception: ExceptionRow, _ delivery: OpenDelivery, document: String) throws {
        guard delivery.state == .faulted, try close(exception, resolution: "confirmed as \(document)") else { return }
        try database.cachedStatement(sql: SettleSQL.delivered)
            .execute(arguments: [document, delivery.attempts, now.milliseconds, delivery.id.rawValue])
        try expectChange(of: delivery.id, to: .delivered)
        var settlement = Settlement(.delivered(document: document), attempt: delivery.attempts, took: .zero)
        settlement.takenBack = try Int64.fetchOne(
            database.cachedStatement(sql: MatchSQL.takesBack), arguments: [delivery.id.rawValue]
        ).map(DeliveryID.init(rawValue:))
        try freeClaims(takenBackBy: delivery, settlement)
        move(delivery.flow, from: .waitingForPeople, to: .delivered, value: delivery.value)
    }

    /// Notes that a person has looked at the destination and says that a delivery wasn't booked there.
    public func noteAbsent(_ delivery: OpenDelivery, actor: String) throws {
        try database.cachedStatement(sql: SettleSQL.attempt).execute(arguments: [
            delivery.id.rawValue, max(delivery.attempts, 1), now.milliseconds, "looked-up", "confirmed-absent", nil,
            "\(actor) looked there: it was not booked", 0,
        ])
    }

    /// Names who works on an exception; nobody where `nil`.
    public func claim(_ id: ExceptionID, by user: String?) throws {
        try database.cachedStatement(sql: FixSQL.claim).execute(arguments: [user, id.rawValue])
    }

    /// Writes an item of the item master with its packs.
    public func write(_ item: MasterItem, author: String) throws {
        try database.cachedStatement(sql: FixSQL.masterItem).execute(arguments: [
            item.number, item.description, item.unit.rawValue, item.indivisible, item.unitCost.cents,
            item.manufacturerNumber, item.manufacturer, item.gtin,
        ])
        for pack in item.packs { try write(pack, of: item.number, author: author) }
    }

    func write(_ pack: PackFactor, of item: String, author: String) throws {
        try database.cachedStatement(sql: FixSQL.pack).execute(arguments: [
            item, pack.unit.rawValue, pack.contains.description, pack.inner.rawValue, author, now.milliseconds,
        ])
    }
}

/// What fixing writes.
enum FixSQL {
    static let ofCause = """
        SELECT *
        FROM exception
        WHERE cause = ? AND closed_at IS NULL AND id > ?
        ORDER BY id
        LIMIT ?
        """
    /// The space and what is below it stand before `!`.
    static let causesWithin = """
        SELECT cause
        FROM cause
        WHERE cause >= ? AND cause < ? AND open > 0
        ORDER BY cause
        """
    static let causesAfter = """
        SELECT cause, code
        FROM cause
        WHERE cause > ? AND open > 0
        ORDER BY cause
        LIMIT ?
        """

    static func openCauses(within key: String, _ database: Database) throws -> [String] {
        try String.fetchAll(database.cachedStatement(sql: causesWithin), arguments: [key, key + "!"])
            .filter { $0 == key || $0.hasPrefix(key + " ") }
    }

    static let delivery = "\(OpenSQL.columns) WHERE delivery.id = ?"
    static let close = "UPDATE exception SET closed_at = ?, resolution = ?, fix = ? WHERE id = ? AND closed_at IS NULL"
    static let claim = "UPDATE exception SET claimed_by = ? WHERE id = ? AND closed_at IS NULL"
    /// Whoever lets a delivery go grants it all its attempts again.
    static let requeue = """
        UPDATE delivery
        SET state = ?, resolved = ?, value = ?, attempts = 0, reason = NULL
        WHERE id = ? AND state = 'faulted'
        """
    static let revalue = "UPDATE delivery SET value = ? WHERE id = ?"
    static let item = """
        INSERT INTO item_mapping (source, code, item, default_unit, version, author, changed_at)
        VALUES (?, ?, ?, ?, 1, ?, ?)
        ON CONFLICT DO UPDATE SET
          item = excluded.item,
          default_unit = excluded.default_unit,
          version = version + 1,
          author = excluded.author,
          changed_at = excluded.changed_at
        """
    static let unit = """
        INSERT INTO unit_mapping (source, word, item, unit, version, author, changed_at)
        VALUES (?, ?, ?, ?, 1, ?, ?)
        ON CONFLICT DO UPDATE SET
          unit = excluded.unit,
          version = version + 1,
          author = excluded.author,
          changed_at = excluded.changed_at
        """
    static let location = """
        INSERT INTO location_mapping (source, code, organization, subinventory, cost_center, account, version, author,
          changed_at)
        VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?)
        ON CONFLICT DO UPDATE SET
          organization = excluded.organization,
          subinventory = excluded.subinventory,
          cost_center = excluded.cost_center,
          account = excluded.account,
          version = version + 1,
          author = excluded.author,
          changed_at = excluded.changed_at
        """
    static let code = """
        INSERT INTO code_mapping (kind, source, code, value, version, author, changed_at)
        VALUES (?, ?, ?, ?, 1, ?, ?)
        ON CONFLICT DO UPDATE SET
          value = excluded.value,
          version = version + 1,
          author = excluded.author,
          changed_at = excluded.changed_at
        """
    static let masterItem = """
        INSERT INTO master_item (number, description, unit, indivisible, unit_cost, manufacturer_number, manufacturer,
          gtin)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET
          description = excluded.description,
          unit = excluded.unit,
          indivisible = excluded.indivisible,
          unit_cost = excluded.unit_cost,
          manufacturer_number = excluded.manufacturer_number,
          manufacturer = excluded.manufacturer,
          gtin = excluded.gtin
        """
    static let pack = """
        INSERT INTO pack_factor (item, unit, contains, of_unit, author, changed_at)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET
          contains = excluded.contains,
          of_unit = excluded.of_unit,
          author = excluded.author,
          changed_at = excluded.changed_at
        """
}
