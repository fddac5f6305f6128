import Foundation
import GRDB
public import SyncModel

/// What a look through open deliveries found.
public struct PayloadScan: Sendable {
    /// How many were looked at.
    public var checked: Int
    /// The last of them, to go on behind; `nil` where there are no more.
    public var last: DeliveryID?
    /// Those that aren't what was stored.
    public var damaged: [DeliveryID]
}

extension StateReader {
    /// How large the state is, without its log, in bytes.
    public var size: Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? NSNumber)?.intValue ?? 0
    }

    /// The tables of the state.
    public func tables() throws(StateFileProblem) -> [String] {
        try read {
            try String.fetchAll($0, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rootpage")
        }
    }

    /// What SQLite's check says of a table and its indexes, in a transaction of its own, a sentence each; empty where
    /// they are whole. Never data.
    public func damage(ofTable table: String) throws(StateFileProblem) -> [String] {
        do throws(StateFileProblem) {
            return try read { database in
                try String.fetchAll(database, sql: "PRAGMA quick_check(\(table.quotedDatabaseIdentifier))")
                    .filter { $0 != "ok" }
                    .map { "Table \(table) is damaged: \($0.finding)." }
            }
        } catch {
            guard case .storage(_, .damaged, let reason) = error else { throw error }
            return ["Table \(table) is damaged: \(reason)."]
        }
    }

    /// Holds the payloads of open deliveries, and what they send, against their checksums.
    public func scanOpen(after: DeliveryID, limit: Int) throws(StateFileProblem) -> PayloadScan {
        try read { database in
            var scan = PayloadScan(checked: 0, last: nil, damaged: [])
            let rows = try Row.fetchCursor(database, sql: ScanSQL.open, arguments: [after.rawValue, limit])
            while let row = try rows.next() {
                let id = DeliveryID(rawValue: row["id"])
                scan.checked += 1
                scan.last = id
                let isSealed = (row["resolved"] as Data?).map { Seal.open($0) != nil } ?? true
                let isWhole = PayloadDigest.of(row["payload"] as Data) == row["digest"] as Data
                if !isSealed || !isWhole { scan.damaged.append(id) }
            }
            return scan
        }
    }
}

extension String {
    /// What SQLite's check says of one place, without the heading above it.
    var finding: Substring { (split(separator: "\n").last ?? "").prefix(200) }
}

/// What a look through open deliveries reads.
enum ScanSQL {
    static let open = """
        SELECT delivery.id, delivery.resolved, message.digest, message.payload
        FROM delivery
        JOIN message ON message.id = delivery.message
        WHERE delivery.settled_at IS NULL AND (delivery.state <> 'faulted' OR delivery.lane IS NOT NULL)
          AND delivery.id > ?
        ORDER BY delivery.id
        LIMIT ?
        """
}
