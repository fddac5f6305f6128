import Crypto
import Foundation
import GRDB
import SyncModel

extension EngineTransaction {
    /// So many rows of one kind go in one transaction at most.
    static let recordBatch = 100
    /// Audit records go in parts of this size at least: each part adds a record of its own.
    static let auditBatch = 64

    /// Removes what isn't work and has had its time: answers to commands, ended replays and notices, senders' ids that
    /// outlived their messages; rolls minutes up into hours, and removes old hours.
    ///
    /// - Returns: whether there is more.
    public mutating func pruneRecords(by policy: RetentionPolicy) throws -> Bool {
        var removal = Removal(totals: try PruneTotals(database))
        let old = now.advanced(by: .zero - policy.records).milliseconds
        removal.records = [
            ("answers", try removeEach(RecordSQL.commands, RecordSQL.removeCommand, [old])),
            ("replays", try removeEach(RecordSQL.replays, RecordSQL.removeReplay, [old])),
            ("notices", try removeNotices(before: old)),
            ("control ids", try removeEach(RecordSQL.keys, RecordSQL.removeKey, [now.milliseconds])),
        ]
        let rolledUp = try rollUpMetrics(by: policy)
        removal.records.append(("minutes rolled up", rolledUp))
        removal.records.append(("hours", try removeHours(by: policy)))
        let isMore = removal.records.contains { $0.count >= Self.recordBatch } || rolledUp > 0
        try finish(&removal)
        return isMore
    }

    private func removeEach(_ find: String, _ remove: String, _ arguments: StatementArguments) throws -> Int {
        let rows = try Row.fetchAll(
            database.cachedStatement(sql: find), arguments: arguments + [Self.recordBatch])
        for row in rows {
            try database.cachedStatement(sql: remove)
                .execute(arguments: StatementArguments(row.databaseValues))
        }
        return rows.count
    }

    private func removeNotices(before old: Int64) throws -> Int {
        let ids = try Int64.fetchAll(
            database.cachedStatement(sql: RecordSQL.notices), arguments: [old, Self.recordBatch])
        for id in ids {
            try database.cachedStatement(sql: RecordSQL.removeNotifications).execute(arguments: [id])
            try database.cachedStatement(sql: RecordSQL.removeNotice).execute(arguments: [id])
        }
        return ids.count
    }

    /// Adds the oldest hour of each scope's minutes up, where it is old enough.
    private func rollUpMetrics(by policy: RetentionPolicy) throws -> Int {
        let limit = now.advanced(by: .zero - policy.minutes).minute
        var count = 0
        for scope in try String.fetchAll(database.cachedStatement(sql: OverviewSQL.scopes)) {
            let oldest = try Int64.fetchOne(
                database.cachedStatement(sql: RecordSQL.oldestMinute), arguments: [scope])
            guard let oldest else { continue }
            let hour = oldest / 60
            guard (hour + 1) * 60 <= limit else { continue }
            count += try rollUp(hour, of: scope)
        }
        return count
    }

    private func rollUp(_ hour: Int64, of scope: String) throws -> Int {
        try closeHour(hour, scope: scope)
        try database.cachedStatement(sql: RecordSQL.removeMinutes)
            .execute(arguments: [scope, hour * 60, hour * 60 + 59])
        return database.changesCount
    }

    private func removeHours(by policy: RetentionPolicy) throws -> Int {
        let limit = now.advanced(by: .zero - policy.hours).minute / 60
        var count = 0
        for scope in try String.fetchAll(database.cachedStatement(sql: RecordSQL.hourScopes)) {
            let hours = try Int64.fetchAll(
                database.cachedStatement(sql: RecordSQL.oldHours), arguments: [scope, limit, Self.recordBatch])
            for hour in hours {
                try database.cachedStatement(sql: RecordSQL.removeHour).execute(arguments: [scope, hour])
            }
            count += hours.count
        }
        return count
    }

    /// Removes the oldest records of the audit chain, as far as they are old enough and nothing they cover is there.
    /// The checkpoint has the hash that the chain goes on from.
    ///
    /// - Returns: whether there is more.
    public mutating func pruneAudit(by policy: RetentionPolicy) throws -> Bool {
        var removal = Removal(totals: try PruneTotals(database))
        let old = now.advanced(by: .zero - policy.audit)
        var checkpoint = removal.totals.audit
        // The head stays: the next record goes on from it.
        let rows = try Row.fetchAll(
            database.cachedStatement(sql: RecordSQL.audit),
            arguments: [checkpoint.records, book.chain.sequence, Self.recordBatch])
        var count = 0
        for row in rows {
            let record = AuditRecord(row: row)
            guard record.at <= old, try !isAnyLeft(of: record) else { break }
            checkpoint.add(record, hash: row["hash"])
            count += 1
        }
        guard count >= Self.auditBatch else { return false }
        try database.cachedStatement(sql: RecordSQL.removeAudit).execute(arguments: [checkpoint.records])
        removal.totals.audit = checkpoint
        removal.records = [("audit records up to \(checkpoint.records)", count)]
        try finish(&removal)
        return count == Self.recordBatch
    }

    private func isAnyLeft(of record: AuditRecord) throws -> Bool {
        guard let messages = record.messages else { return false }
        return try Int64.fetchOne(
            database.cachedStatement(sql: PruneSQL.isAnyLeft), arguments: [messages.lowerBound, messages.upperBound])
            != nil
    }

    /// Gives some pages that nothing is in any more back to the file system, where the state was made so that it can:
    /// what is free beyond a quarter of the file. The rest is for what comes.
    ///
    /// - Returns: whether there is more.
    public func giveBack() throws -> Bool {
        func number(_ pragma: String) throws -> Int64 {
            try Int64.fetchOne(database.cachedStatement(sql: "PRAGMA \(pragma)")) ?? 0
        }
        guard try number("auto_vacuum") == 2 else { return false }
        let spare = try number("freelist_count") - max(Self.sparePages, try number("page_count") / 4)
        guard spare > 0 else { return false }
        try database.execute(sql: "PRAGMA incremental_vacuum(\(min(spare, Self.vacuumStep)))")
        return spare > Self.vacuumStep
    }

    /// So many free pages are always kept.
    private static let sparePages: Int64 = 2048
    /// So many are given back in one transaction.
    private static let vacuumStep: Int64 = 64
}

extension AuditCheckpoint {
    /// Goes on behind a record that is removed.
    fileprivate mutating func add(_ record: AuditRecord, hash: Data) {
        records += 1
        self.hash = hash
        guard let covered = record.messages else { return }
        messages += Int64(covered.count)
        var hasher = SHA256()
        hasher.update(data: digest)
        hasher.update(data: Data(record.detail.utf8))
        digest = Data(hasher.finalize())
    }
}

/// What is found and removed beside work; each goes by a primary key or an index.
enum RecordSQL {
    static let commands = "SELECT id FROM command WHERE at <= ? ORDER BY at LIMIT ?"
    static let removeCommand = "DELETE FROM command WHERE id = ?"
    static let replays = """
        SELECT id
        FROM replay
        WHERE ended_at IS NOT NULL AND ended_at <= ?
        ORDER BY ended_at
        LIMIT ?
        """
    static let removeReplay = "DELETE FROM replay WHERE id = ?"
    /// The latest stays: its number is not given again.
    static let notices = """
        SELECT id
        FROM notice
        WHERE ended_at IS NOT NULL AND ended_at <= ? AND id < (SELECT max(id) FROM notice)
          AND NOT EXISTS (
            SELECT 1
            FROM notification
            WHERE notification.notice = notice.id
              AND (settled_at IS NULL OR notification.id = (SELECT max(id) FROM notification)))
        ORDER BY ended_at
        LIMIT ?
        """
    static let removeNotice = "DELETE FROM notice WHERE id = ?"
    static let removeNotifications = "DELETE FROM notification WHERE notice = ?"
    static let keys = """
        SELECT source, control_id
        FROM intake_key
        WHERE forget_at IS NOT NULL AND forget_at <= ?
        ORDER BY forget_at
        LIMIT ?
        """
    static let removeKey = "DELETE FROM intake_key WHERE source = ? AND control_id = ?"

    static let oldestMinute = "SELECT min(minute) FROM metric WHERE scope = ?"
    static let removeMinutes = "DELETE FROM metric WHERE scope = ? AND minute >= ? AND minute <= ?"
    static let hourScopes = """
        WITH RECURSIVE known(scope) AS (
          SELECT min(scope) FROM metric_hour
          UNION ALL
          SELECT (SELECT min(scope) FROM metric_hour WHERE scope > known.scope)
          FROM known
          WHERE known.scope IS NOT NULL
        )
        SELECT scope FROM known WHERE scope IS NOT NULL
        """
    static let oldHours = "SELECT hour FROM metric_hour WHERE scope = ? AND hour < ? ORDER BY hour LIMIT ?"
    static let removeHour = "DELETE FROM metric_hour WHERE scope = ? AND hour = ?"

    static let audit = "SELECT * FROM audit WHERE seq > ? AND seq < ? ORDER BY seq LIMIT ?"
    static let removeAudit = "DELETE FROM audit WHERE seq <= ?"
}
