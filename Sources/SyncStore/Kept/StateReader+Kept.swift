import Foundation
import GRDB
public import SyncModel

/// One thing that is kept.
public struct KeptRecord: Sendable, Hashable {
    /// Its key, as the state writes it.
    public var key: String
    /// When it happened, as its event says.
    public var at: UTCTime?
    /// What is kept of it; `nil` where it was taken back.
    public var fields: Fields?
    /// The delivery that says so.
    public var delivery: DeliveryID
}

extension StateReader {
    /// What is kept of a contract, by key.
    ///
    /// - Parameter beginning: only what begins with these fields of the key.
    public func kept(
        _ type: EventType, beginning: RecordKey = RecordKey([]), limit: Int = 100
    ) throws(StateFileProblem) -> [KeptRecord] {
        try read { try KeptSQL.records(type, beginning.text, limit: limit, $0) }
    }
}

extension KeptSQL {
    /// Behind a whole key comes `|`, which stands before `}`.
    static let records = """
        SELECT key, at, fields, delivery
        FROM kept
        WHERE type = ? AND key >= ? AND key < ?
        ORDER BY key
        LIMIT ?
        """
    /// The one record of a whole key.
    static let exact = "SELECT key, at, fields, delivery FROM kept WHERE type = ? AND key = ?"

    /// The records whose key is `beginning`, or goes on behind it.
    static func records(
        _ type: EventType, _ beginning: String, limit: Int, _ database: Database
    ) throws -> [KeptRecord] {
        let exact = try Row.fetchAll(
            database.cachedStatement(sql: exact), arguments: [type.rawValue, beginning])
        let longer = try Row.fetchAll(
            database.cachedStatement(sql: records),
            arguments: [type.rawValue, beginning + "|", beginning + "}", limit])
        return try (exact + longer).map { row in
            let fields: Data? = row["fields"]
            return KeptRecord(
                key: row["key"], at: (row["at"] as Int64?).map(UTCTime.init(milliseconds:)),
                fields: try fields.map { try StateJSON.decode(Fields.self, from: $0) },
                delivery: DeliveryID(rawValue: row["delivery"]))
        }
    }
}
