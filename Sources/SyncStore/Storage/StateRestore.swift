import Foundation
import GRDB
import Glibc
public import SyncModel

/// Puts a backup in the place of a state.
public enum StateRestore {
    /// What a restore did.
    public struct Report: Sendable, Codable {
        /// What is in the backup.
        public var backup: BackupReport
        /// Where the state that stood there before is kept; `nil` where there was none.
        public var setAside: String?
        /// Deliveries that are looked up at their destination before anything is sent.
        public var inDoubt: Int
    }

    /// Puts the backup at `backup` in the place of the state at `path`, whose engine must have ended.
    ///
    /// What was on the way when the backup was made may have been booked since. A destination that honours keys takes
    /// it a second time without harm; for one of `unkeyed` it is put in doubt, so that it is looked up first. A record
    /// of the restore joins the audit chain.
    ///
    /// - Parameters:
    ///   - unkeyed: the endpoints that don't honour idempotency keys.
    ///   - acceptingFindings: whether a backup whose books or chain aren't whole is taken all the same.
    public static func restore(
        _ backup: String, over path: String, unkeyed: Set<EndpointName>, by user: String, now: UTCTime,
        acceptingFindings: Bool = false
    ) throws(BackupProblem) -> Report {
        do {
            let lock = try LockFile(state: path)
            defer { lock.unlock() }
            try StateFile.refuseForeign(backup)
            guard FileManager.default.fileExists(atPath: backup) else { throw StateFileProblem.missing(path: backup) }
            let copy = try StateCopy(of: backup, for: path)
            if let finding = try copy.damage() { throw BackupProblem.damaged(path: backup, finding: finding) }
            try copy.change { try Schema.migrator.migrate($0) }
            let found = try BackupReport(of: copy.path, named: backup)
            if !acceptingFindings, let first = found.verification.findings.first {
                throw BackupProblem.unsound(path: backup, count: found.verification.findings.count, finding: first)
            }
            var inDoubt = 0
            try copy.change { queue in
                inDoubt = try adapt(queue, unkeyed: unkeyed, by: user, now: now, backup: found)
            }
            let aside = try setAside(path, now: now)
            try copy.place(replacing: false)
            return Report(backup: found, setAside: aside, inDoubt: inDoubt)
        } catch let problem as BackupProblem {
            throw problem
        } catch { throw .state(StateFile.problem(error, path: path)) }
    }

    private static func adapt(
        _ queue: DatabaseQueue, unkeyed: Set<EndpointName>, by user: String, now: UTCTime, backup: BackupReport
    ) throws -> Int {
        try queue.write { database in
            var transaction = EngineTransaction(database: database, book: try Book(database), now: now)
            var inDoubt = 0
            for endpoint in unkeyed {
                try database.execute(sql: RestoreSQL.doubt, arguments: [endpoint.rawValue])
                inDoubt += database.changesCount
            }
            try transaction.audit(
                actor: user, action: "restore", subject: "the state",
                detail: "from a backup of \(backup.verification.messages) messages; \(inDoubt) deliveries in doubt")
            try transaction.finish()
            // Whoever held the lease when the backup was made has nothing to do with this state.
            try transaction.releaseLease()
            return inDoubt
        }
    }

    /// Gives the state and its log another name.
    private static func setAside(_ path: String, now: UTCTime) throws -> String? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let aside = "\(path).before-restore-\(now.fileStamp)"
        // The log first: a state without its log would look whole and lack what was committed last.
        for suffix in ["-wal", ""] where FileManager.default.fileExists(atPath: path + suffix) {
            guard unsafe rename(path + suffix, aside + suffix) == 0 else {
                throw BackupProblem.unwritable(path: aside + suffix, reason: unsafe String(cString: strerror(errno)))
            }
        }
        unsafe unlink(path + "-shm")
        return aside
    }
}

extension UTCTime {
    /// The time as a file's name holds it: `20261122T143000Z`.
    var fileStamp: String {
        let digits = description.prefix { $0 != "." }.filter { $0.isNumber || $0 == "T" }
        return digits + "Z"
    }
}

/// What a restore writes.
enum RestoreSQL {
    static let doubt = """
        UPDATE delivery
        SET state = 'in-doubt', due_at = NULL, reason = 'restored from a backup: looked up before anything is sent'
        WHERE settled_at IS NULL AND state IN ('queued', 'sending', 'waiting') AND endpoint = ?
        """
}
