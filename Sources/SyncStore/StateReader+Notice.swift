import GRDB
public import SyncModel

extension StateReader {
    /// Notices: the open ones, what is critical first; or all, latest first.
    ///
    /// - Parameters:
    ///   - open: only those that last.
    ///   - limit: how many at most.
    public func notices(open: Bool, limit: Int = 200) throws(StateFileProblem) -> [Notice] {
        try read { database in
            guard !open else { return try Self.openNotices(database, limit: limit) }
            return try Row.fetchAll(database.cachedStatement(sql: NoticeSQL.all), arguments: [limit])
                .compactMap(Notice.init(row:))
        }
    }

    static func openNotices(_ database: Database, limit: Int = 200) throws -> [Notice] {
        try Row.fetchAll(database.cachedStatement(sql: NoticeSQL.open), arguments: [limit])
            .compactMap(Notice.init(row:))
            .sorted { ($1.level, $0.startedAt, $0.id) < ($0.level, $1.startedAt, $1.id) }
    }
}

extension Notice {
    /// Reads a row of `notice`; `nil` where a newer program wrote a kind or level that this one doesn't know.
    init?(row: Row) {
        guard let kind = Kind(rawValue: row["kind"]), let level = Level(rawValue: row["level"]) else { return nil }
        self.init(
            id: NoticeID(rawValue: row["id"]), cause: Cause(kind, row["subject"]), level: level, text: row["text"],
            waiting: row["waiting"], value: Money(cents: row["value"]),
            startedAt: UTCTime(milliseconds: row["started_at"]), changedAt: UTCTime(milliseconds: row["changed_at"]),
            backAt: (row["back_at"] as Int64?).map(UTCTime.init(milliseconds:)),
            endedAt: (row["ended_at"] as Int64?).map(UTCTime.init(milliseconds:)))
    }
}

/// Notices, what targets are told of them, and the rhythm of feeds.
enum NoticeSQL {
    /// Through the index that holds the open ones only.
    static let open = "SELECT * FROM notice INDEXED BY notice_open WHERE ended_at IS NULL LIMIT ?"
    static let all = "SELECT * FROM notice ORDER BY id DESC LIMIT ?"
    static let update = """
        UPDATE notice
        SET level = ?, text = ?, waiting = ?, value = ?, changed_at = ?, back_at = ?, ended_at = ?
        WHERE kind = ? AND subject = ? AND ended_at IS NULL
        RETURNING id
        """
    static let insert = """
        INSERT INTO notice (level, text, waiting, value, changed_at, back_at, ended_at, kind, subject, started_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        RETURNING id
        """
    static let tell = "INSERT INTO notification (notice, target, moment, text, at) VALUES (?, ?, ?, ?, ?)"
    static let untold = """
        SELECT notification.id AS notification, target, moment, notification.text AS told, at, attempts, due_at,
          notice.*
        FROM notification INDEXED BY notification_open
        JOIN notice ON notice.id = notification.notice
        WHERE settled_at IS NULL
        ORDER BY notification.id
        LIMIT ?
        """
    static let settle = """
        UPDATE notification
        SET attempts = attempts + 1, due_at = ?, settled_at = ?, problem = ?
        WHERE id = ?
        """
    static let backlog = "SELECT flow, count, value FROM tally WHERE line = 'on-the-way' AND count > 0"
    static let feed = """
        INSERT INTO feed (source, rhythm, last_at, changed_at)
        VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET
          rhythm = excluded.rhythm,
          last_at = excluded.last_at,
          changed_at = excluded.changed_at
        """
    static let feeds = "SELECT source, rhythm FROM feed"
}
