import GRDB
public import SyncModel

/// How often an entry of the crosswalk was used, and when last.
public struct CrosswalkUse: Sendable, Hashable, Codable {
    /// How many deliveries were planned by it.
    public var count: Int
    /// When the last of them was.
    public var lastAt: UTCTime

    /// Joins a count with the last time.
    public init(count: Int, lastAt: UTCTime) {
        self.count = count
        self.lastAt = lastAt
    }
}

extension EngineTransaction {
    /// Adds to how often an entry was used.
    public func count(_ use: CrosswalkUse, of key: CrosswalkKey) throws {
        try database.cachedStatement(sql: UseSQL.start).execute(arguments: [now.milliseconds])
        try database.cachedStatement(sql: UseSQL.add).execute(arguments: [
            key.kind.rawValue, key.source.rawValue, key.code, key.item, use.lastAt.milliseconds, use.count,
        ])
    }
}

/// Counting what is used.
enum UseSQL {
    static let start = "INSERT INTO crosswalk_counting (id, since) VALUES (1, ?) ON CONFLICT DO NOTHING"
    static let add = """
        INSERT INTO crosswalk_use (kind, source, code, item, used_at, uses) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET
          used_at = max(used_at, excluded.used_at),
          uses = uses + excluded.uses
        """
    static let since = "SELECT since FROM crosswalk_counting"
}
