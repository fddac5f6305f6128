import Foundation
import GRDB
import GRDBSQLite
import SyncModel

/// How connections to a state file are opened, and what has to be true of them.
///
/// One connection of one process writes and checkpoints; all others are read-only. That is what keeps clear of the
/// write-ahead log's reset fault of SQLite before 3.51.3, and what makes an operator's rights the engine's business.
enum StateFile {
    /// Marks an SQLite file as ours (`PRAGMA application_id`): "TALY".
    static let applicationID: Int32 = 0x5441_4c59

    /// The length in bytes that the write-ahead log is cut back to once a checkpoint has emptied it. Without a limit
    /// one long reader would leave a large log behind for good, since the log outlives its last connection.
    static let longestIdleLog = 16 << 20

    /// Opens the one writing connection: write-ahead log, `synchronous = FULL`, log kept on close, migrated.
    static func openForWriting(_ path: String) throws(StateFileProblem) -> DatabaseQueue {
        try refuseForeign(path)
        try MigrationBackup.make(path)
        try createPrivately(path)
        do {
            let queue = try DatabaseQueue(path: path, configuration: writing)
            try queue.writeWithoutTransaction { database in
                // Only a file without any page takes it: what retention frees can be given back in small steps.
                try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
                try makeDurable(database, path: path)
                try database.execute(sql: "PRAGMA application_id = \(applicationID)")
            }
            try Schema.migrator.migrate(queue)
            try queue.writeWithoutTransaction { try makeDurable($0, path: path) }
            return queue
        } catch let problem as StateFileProblem {
            throw problem
        } catch {
            throw problem(error, path: path)
        }
    }

    /// Opens the state a second time for writing, to take over from a connection that isn't trusted any more.
    static func reopenForWriting(_ path: String) throws(StateFileProblem) -> DatabaseQueue {
        guard FileManager.default.fileExists(atPath: path) else { throw .missing(path: path) }
        do {
            let queue = try DatabaseQueue(path: path, configuration: writing)
            try queue.writeWithoutTransaction { try makeDurable($0, path: path) }
            return queue
        } catch { throw problem(error, path: path) }
    }

    /// A sender waits for at most so long where another process has the state locked, and hears that it should send
    /// again.
    private static var writing: Configuration {
        var configuration = Configuration()
        configuration.label = "tallyward.writer"
        configuration.busyMode = .timeout(5)
        return configuration
    }

    /// Opens a read-only connection and checks that this program knows the file's version.
    static func openForReading(_ path: String) throws(StateFileProblem) -> (DatabaseQueue, UInt64) {
        guard FileManager.default.fileExists(atPath: path) else { throw .missing(path: path) }
        try refuseForeign(path)
        var configuration = Configuration()
        configuration.label = "tallyward.reader"
        configuration.readonly = true
        configuration.busyMode = .timeout(2)
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            let identity = try queue.read { database -> UInt64 in
                let version = try Schema.migrator.appliedIdentifiers(database).count
                if version < Schema.version {
                    throw StateFileProblem.older(path: path, version: version, supported: Schema.version)
                }
                let bytes = try Data.fetchOne(database, sql: "SELECT identity FROM state") ?? Data()
                return bytes.reduce(0) { $0 << 8 | UInt64($1) }
            }
            return (queue, identity)
        } catch let problem as StateFileProblem {
            throw problem
        } catch {
            throw problem(error, path: path)
        }
    }

    /// Turns what the database says into a problem with advice.
    static func problem(_ error: any Error, path: String) -> StateFileProblem {
        if let problem = error as? StateFileProblem { return problem }
        guard let error = error as? DatabaseError else { return .failed(path: path, reason: "\(error)") }
        let reason = error.message ?? error.resultCode.description
        switch error.resultCode {
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_AUTH: return .denied(path: path, reason: reason)
        case .SQLITE_NOTADB: return .notAState(path: path, reason: reason)
        case .SQLITE_CORRUPT: return .storage(path: path, .damaged, reason: reason)
        case .SQLITE_FULL: return .storage(path: path, .full, reason: reason)
        case .SQLITE_BUSY, .SQLITE_LOCKED: return .storage(path: path, .locked, reason: reason)
        case .SQLITE_IOERR:
            let isLocal = [.SQLITE_IOERR_READ, .SQLITE_IOERR_SHORT_READ].contains(error.extendedResultCode)
            return .storage(path: path, isLocal ? .damaged : .failing, reason: reason)
        default: return .failed(path: path, reason: reason)
        }
    }

    /// Refuses files that aren't SQLite databases, belong to another program, or were migrated by a newer one.
    static func refuseForeign(_ path: String) throws(StateFileProblem) {
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return }
        guard !isFolder.boolValue else { throw .notAState(path: path, reason: "it is a folder") }
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw .denied(path: path, reason: "it is not readable")
        }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(2)
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.read { database in
                let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
                guard tables > 0 else { return }
                let mark = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
                guard mark == applicationID else {
                    throw StateFileProblem.notAState(path: path, reason: "another program made it")
                }
                let version = try Int.fetchOne(database, sql: "SELECT count(*) FROM grdb_migrations") ?? 0
                if version > Schema.version {
                    throw StateFileProblem.newer(path: path, version: version, supported: Schema.version)
                }
            }
        } catch let problem as StateFileProblem {
            throw problem
        } catch {
            throw problem(error, path: path)
        }
    }

    /// Makes the file where there is none, closed to others: it will hold patient data. SQLite gives its log the
    /// same mode.
    private static func createPrivately(_ path: String) throws(StateFileProblem) {
        // Never opened where it exists: closing it would let go of the locks that this process's readers hold on it.
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            guard errno != EEXIST else { return }
            throw .denied(path: path, reason: unsafe String(cString: strerror(errno)))
        }
        close(descriptor)
    }

    /// Sets what an acknowledgement leans on, and checks that SQLite took it.
    static func makeDurable(_ database: Database, path: String) throws {
        try database.execute(sql: "PRAGMA journal_mode = WAL")
        try database.execute(sql: "PRAGMA synchronous = FULL")
        try database.execute(sql: "PRAGMA journal_size_limit = \(longestIdleLog)")
        guard try String.fetchOne(database, sql: "PRAGMA journal_mode") == "wal" else {
            throw StateFileProblem.notDurable(path: path, reason: "the file system has no write-ahead log")
        }
        guard try Int.fetchOne(database, sql: "PRAGMA synchronous") == 2 else {
            throw StateFileProblem.notDurable(path: path, reason: "synchronous is not FULL")
        }
        var keep: CInt = 1
        let code = unsafe withUnsafeMutablePointer(to: &keep) { pointer in
            unsafe sqlite3_file_control(database.sqliteConnection, nil, SQLITE_FCNTL_PERSIST_WAL, pointer)
        }
        guard code == SQLITE_OK else {
            throw StateFileProblem.notDurable(path: path, reason: "the write-ahead log can't be kept")
        }
    }
}
