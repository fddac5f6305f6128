import Foundation
import GRDB
public import SyncModel

/// What became of a record that was to be kept.
enum Keeping {
    /// It is the latest of its thing; what the delivery's document is called.
    case done(document: String)
    /// It changes nothing, and why.
    case nothing(String)
}

extension EngineTransaction {
    /// Keeps a record as the latest of its thing, or removes it, unless something later is known.
    ///
    /// A thing that was taken back leaves a mark until retention removes it, so that a record that is older and comes
    /// late doesn't bring it back.
    func keep(_ record: PlannedRecord, by delivery: Int64) throws -> Keeping {
        let key = record.key.text
        let row = try Row.fetchOne(
            database.cachedStatement(sql: KeptSQL.find), arguments: [record.type.rawValue, key])
        if let row, let known = row["at"] as Int64?, let at = record.at?.milliseconds, at < known {
            return .nothing("Message \(row["message"] as Int64? ?? 0) says something later of it.")
        }
        let isKnown = row.map { $0["is_there"] as Bool } ?? false
        try database.cachedStatement(sql: KeptSQL.write).execute(arguments: [
            record.type.rawValue, key, delivery, record.at?.milliseconds, record.fields,
        ])
        try wake(record.type, record.key)
        guard record.fields == nil else { return .done(document: record.key.words) }
        return isKnown
            ? .done(document: "\(record.key.words) removed")
            : .nothing("Nothing is kept of what it takes back.")
    }

    /// Keeps what a replay has let go a moment ago: it is sent nowhere.
    public mutating func keep(_ record: PlannedRecord, of id: DeliveryID) throws {
        guard
            let delivery = try Row.fetchOne(database.cachedStatement(sql: FixSQL.delivery), arguments: [id.rawValue])
                .flatMap(OpenDelivery.init(row:))
        else { return }
        try settleKept(delivery, try keep(record, by: id.rawValue), from: delivery.state.line)
    }

    /// Settles a delivery that was stopped, or given up, as kept.
    ///
    /// - Parameter from: the line of the books that it was counted in.
    mutating func settleKept(_ delivery: OpenDelivery, _ keeping: Keeping, from line: BalanceLine) throws {
        switch keeping {
        case .done(let document):
            try database.cachedStatement(sql: SettleSQL.delivered)
                .execute(arguments: [document, delivery.attempts, now.milliseconds, delivery.id.rawValue])
            try expectChange(of: delivery.id, to: .delivered)
            move(delivery.flow, from: line, to: .delivered, value: delivery.value)
        case .nothing(let why):
            try close(delivery.id.rawValue, as: .dismissed, reason: why)
            move(delivery.flow, from: line, to: .dismissed, value: delivery.value)
        }
    }
}

/// What is kept; each statement goes by the primary key or an index.
enum KeptSQL {
    static let find = """
        SELECT kept.at, kept.fields IS NOT NULL AS is_there, delivery.message
        FROM kept
        LEFT JOIN delivery ON delivery.id = kept.delivery
        WHERE kept.type = ? AND kept.key = ?
        """
    static let write = """
        INSERT INTO kept (type, key, delivery, at, fields) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET
          delivery = excluded.delivery,
          at = excluded.at,
          fields = excluded.fields
        """
    static let forget = "DELETE FROM kept WHERE delivery = ?"
}
