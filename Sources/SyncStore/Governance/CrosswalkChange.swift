import Foundation
import GRDB
public import Measures
public import SyncModel

/// One change of a crosswalk entry.
public struct CrosswalkChange: Sendable, Hashable, Codable {
    /// Its number.
    public var id: ChangeID
    /// When.
    public var at: UTCTime
    /// Which entry.
    public var key: CrosswalkKey
    /// What the entry said before.
    public var before: CrosswalkContent
    /// What it says from then on.
    public var after: CrosswalkContent
    /// Whose change it is.
    public var author: String
    /// Who approved it, where that was needed.
    public var approver: String?
    /// The command that asked for it.
    public var command: String?
    /// Why; empty where nobody said.
    public var why: String
    /// The change that this one takes back.
    public var undoes: ChangeID?

    /// The unit of the pack factor that it set beside the mapping.
    public var factorUnit: UnitCode? { (after.factor ?? before.factor)?.unit }
}

extension CrosswalkChange {
    init?(row: Row) {
        guard let kind = CrosswalkKey.Kind(rawValue: row["kind"]),
            let before = try? StateJSON.value(CrosswalkContent.self, of: row["before"]),
            let after = try? StateJSON.value(CrosswalkContent.self, of: row["after"])
        else { return nil }
        self.init(
            id: ChangeID(rawValue: row["id"]), at: UTCTime(milliseconds: row["at"]),
            key: CrosswalkKey(kind, source: SourceName(rawValue: row["source"]), code: row["code"], item: row["item"]),
            before: before, after: after, author: row["author"], approver: row["approver"], command: row["command"],
            why: row["why"], undoes: (row["undoes"] as Int64?).map(ChangeID.init(rawValue:)))
    }
}

extension StateJSON {
    /// A value as a text column holds it.
    static func text(_ value: some Encodable) throws -> String { String(decoding: try encode(value), as: UTF8.self) }

    /// The value of a text column.
    static func value<Value: Decodable>(_ type: Value.Type, of text: String) throws -> Value {
        try decode(type, from: Data(text.utf8))
    }
}

extension StateReader {
    /// The changes of an entry, latest first.
    ///
    /// - Parameter before: goes on behind this one.
    public func history(
        of key: CrosswalkKey, before: ChangeID? = nil, limit: Int = 100
    ) throws(StateFileProblem) -> [CrosswalkChange] {
        try read { database in
            try Row.fetchAll(
                database.cachedStatement(sql: CrosswalkChangeSQL.ofEntry),
                arguments: [
                    key.source.rawValue, key.kind.rawValue, key.code, key.item, before?.rawValue ?? .max, limit,
                ]
            ).compactMap(CrosswalkChange.init(row:))
        }
    }

    /// The changes of the whole crosswalk, latest first.
    ///
    /// - Parameter before: goes on behind this one.
    public func crosswalkChanges(
        before: ChangeID? = nil, limit: Int = 100
    ) throws(StateFileProblem) -> [CrosswalkChange] {
        try read { database in
            try Row.fetchAll(
                database.cachedStatement(sql: CrosswalkChangeSQL.latest),
                arguments: [before?.rawValue ?? .max, limit]
            ).compactMap(CrosswalkChange.init(row:))
        }
    }

    /// The last fix of somebody's that was not taken back, among the latest changes; `nil` where there is none.
    public func lastFix(of author: String) throws(StateFileProblem) -> UndoableFix? {
        try read { database in
            let found = try Row.fetchOne(
                database.cachedStatement(sql: CrosswalkChangeSQL.lastOfAuthor), arguments: [author])
            guard let change = found.flatMap(CrosswalkChange.init(row:)), let command = change.command else {
                return nil
            }
            let count = try Int.fetchOne(
                database.cachedStatement(sql: CrosswalkChangeSQL.countOfCommand), arguments: [command])
            return UndoableFix(command: command, change: change, count: count ?? 1)
        }
    }
}

/// A fix that may be taken back: what one command changed in the crosswalk.
public struct UndoableFix: Sendable, Hashable, Codable {
    /// The id of the command, which names it.
    public var command: String
    /// What it changed; the last of it, where it is an import.
    public var change: CrosswalkChange
    /// How many entries it changed.
    public var count: Int
}

/// The crosswalk's history.
enum CrosswalkChangeSQL {
    static let insert = """
        INSERT INTO crosswalk_change (at, kind, source, code, item, before, after, author, approver, command, why,
          undoes)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let ofEntry = """
        SELECT *
        FROM crosswalk_change
        WHERE source = ? AND kind = ? AND code = ? AND item = ? AND id < ?
        ORDER BY id DESC
        LIMIT ?
        """
    static let latest = "SELECT * FROM crosswalk_change WHERE id < ? ORDER BY id DESC LIMIT ?"
    /// A fix makes one, an import many.
    static let ofCommand = "SELECT * FROM crosswalk_change WHERE command = ? ORDER BY id LIMIT ?"
    /// Among the latest only: what is older has long left, and the cost must not grow with history.
    static let lastOfAuthor = """
        SELECT *
        FROM crosswalk_change AS change
        WHERE id > (SELECT max(id) FROM crosswalk_change) - 5000
          AND author = ? AND command IS NOT NULL AND undoes IS NULL
          AND NOT EXISTS (
            SELECT 1
            FROM crosswalk_change AS undoing
            WHERE undoing.source = change.source AND undoing.kind = change.kind AND undoing.code = change.code
              AND undoing.item = change.item AND undoing.undoes = change.id
          )
        ORDER BY id DESC
        LIMIT 1
        """
    static let countOfCommand = "SELECT count(*) FROM crosswalk_change WHERE command = ?"
    static let touched = """
        SELECT exception.*
        FROM crosswalk_change CROSS JOIN exception ON exception.fix = crosswalk_change.id
        WHERE crosswalk_change.command = ?
        ORDER BY crosswalk_change.id, exception.id
        LIMIT ?
        """
    static let queued = """
        SELECT DISTINCT delivery.id, delivery.flow, delivery.endpoint, delivery.lane
        FROM crosswalk_change
        CROSS JOIN exception ON exception.fix = crosswalk_change.id
        CROSS JOIN delivery ON delivery.id = exception.delivery
        WHERE crosswalk_change.command = ? AND delivery.state = 'queued'
        LIMIT ?
        """
    static let openCount = "SELECT open, value FROM cause WHERE cause = ?"
    static let stopAgain = """
        UPDATE delivery
        SET state = 'faulted', resolved = ?
        WHERE id = ? AND state = 'queued' AND attempts = 0
        """
    static let pack = "SELECT * FROM pack_factor WHERE item = ? AND unit = ?"
    static let removePack = "DELETE FROM pack_factor WHERE item = ? AND unit = ?"

    static func entry(_ kind: CrosswalkKey.Kind) -> String { "SELECT * FROM \(place(kind))" }

    static func remove(_ kind: CrosswalkKey.Kind) -> String { "DELETE FROM \(place(kind))" }

    private static func place(_ kind: CrosswalkKey.Kind) -> String {
        switch kind {
        case .item: "item_mapping WHERE source = ? AND code = ?"
        case .unit: "unit_mapping WHERE source = ? AND word = ? AND item = ?"
        case .location: "location_mapping WHERE source = ? AND code = ?"
        case .table: "code_mapping WHERE kind = ? AND source = ? AND code = ?"
        }
    }
}
