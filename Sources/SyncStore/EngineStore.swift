import Foundation
import GRDB
import GRDBSQLite
public import SyncModel
import Synchronization

/// The write side of the state. Only the engine holds one, and only one engine at a time.
public final class EngineStore: Sendable {
    /// Where the state is.
    public let path: String
    /// The identity of the state, for traces.
    public let identity: UInt64
    /// The fencing epoch of this holder: every transaction checks that it is still the state's.
    public let epoch: Int64

    /// Whether the engine before ended without giving the lease back: a crash, a kill, a power cut.
    public let followsCrash: Bool
    /// Whether the log of the engine before was taken away: what it had acknowledged since its last checkpoint may be
    /// missing. A program that ends uncleanly always leaves its log.
    public let missesLog: Bool

    private let connection: WriterConnection
    private let lock: LockFile
    private let book: Mutex<Book>

    /// Opens the state at `path`, making it where there is none, and takes the lease.
    ///
    /// - Parameters:
    ///   - holder: who takes it, as `user@host`.
    ///   - expired: the last heartbeat of a holder whose lease has run out. If it still is the last, the lease is taken
    ///     from it although it lives: what it tries to write when it wakes up is refused.
    ///   - taken: the lock on this state, where it was waited for.
    ///   - namesHolder: whether the problem says who holds it, which costs a look into the state.
    /// - Throws: ``StateFileProblem/held(path:holder:)`` where another engine works on it.
    public init(
        path: String, holder: String, now: UTCTime, takingFrom expired: Lease.Sighting? = nil,
        with taken: LockFile? = nil, namesHolder: Bool = true
    ) throws(StateFileProblem) {
        self.path = path
        let lock: LockFile
        if let taken {
            lock = taken
        } else {
            lock = try LockFile(state: path, passingOver: expired, namesHolder: namesHolder)
        }
        self.lock = lock
        let hadLog = FileManager.default.fileExists(atPath: path + "-wal")
        connection = try WriterConnection(path: path)
        do {
            let opened = try connection.trusted { _ in }.write { database in
                let followsCrash = try Bool.fetchOne(database, sql: LeaseSQL.isOpen) ?? false
                if let expired, !lock.isHeld {
                    guard try LeaseSQL.sighting(database) == expired else {
                        throw StateFileProblem.held(path: path, holder: "an engine that works again")
                    }
                }
                let epoch = try LeaseSQL.take(database, holder: holder, pid: getpid(), now: now)
                let identity = try Data.fetchOne(database, sql: "SELECT identity FROM state") ?? Data()
                return (epoch: epoch, identity: identity, book: try Book(database), followsCrash: followsCrash)
            }
            epoch = opened.epoch
            followsCrash = opened.followsCrash
            missesLog = opened.followsCrash && !hadLog
            // So that the state itself says from here on that an engine is at work, whatever becomes of the log.
            connection.checkpoint()
            identity = opened.identity.reduce(0) { $0 << 8 | UInt64($1) }
            book = Mutex(opened.book)
            // Only whoever won the row puts a lock of its own in the place of the other's.
            try lock.replace()
        } catch { throw StateFile.problem(error, path: path) }
    }

    /// Runs `body` in one durable transaction: when this returns, everything it wrote has been fsynced.
    ///
    /// - Throws: whatever `body` or the commit throws; then nothing of it has happened.
    public func commit<Value>(
        now: UTCTime, _ body: (inout EngineTransaction) throws -> Value
    ) throws(StateFileProblem) -> Value {
        do {
            return try trusted().writeWithoutTransaction { database in
                let before = book.withLock { $0 }
                var transaction = EngineTransaction(database: database, book: before, now: now)
                try DirectStatement(database, LeaseSQL.begin).run()
                do {
                    guard try LeaseSQL.epoch(database) == epoch else {
                        throw StateFileProblem.fenced(path: path)
                    }
                    let result = try body(&transaction)
                    try transaction.finish()
                    try DirectStatement(database, LeaseSQL.commit).run()
                    book.withLock { $0 = transaction.book }
                    return result
                } catch {
                    // After some faults SQLite has rolled back by itself.
                    if database.isInsideTransaction { try DirectStatement(database, LeaseSQL.rollback).run() }
                    throw error
                }
            }
        } catch {
            let problem = StateFile.problem(error, path: path)
            connection.note(problem)
            throw problem
        }
    }

    /// What kept the last checkpoint from its end; commits still work, and the log grows.
    public var checkpointFault: StorageFault? { connection.checkpointFault }

    /// The connection to write to. One that was opened anew must find what this engine committed last, and no more.
    private func trusted() throws -> DatabaseQueue {
        try connection.trusted { database in
            // Where another engine has taken over, the commit itself finds that out.
            guard try LeaseSQL.epoch(database) == epoch else { return }
            guard try Book(database) == book.withLock({ $0 }) else {
                throw StateFileProblem.storage(
                    path: path, .damaged, reason: "it doesn't end with what this engine last committed")
            }
        }
    }

    /// Lets go of a state that another engine has taken over, without writing anything.
    public func abandon() {
        // What closing could say is that a statement is still open; nothing is at stake any more.
        try? connection.close()
        lock.unlock()
    }

    /// Gives the lease back, so that another engine can take over at once.
    public func release(now: UTCTime) throws(StateFileProblem) {
        _ = try commit(now: now) { try $0.releaseLease() }
        do { try connection.close() } catch { throw StateFile.problem(error, path: path) }
        lock.unlock()
    }
}

/// What the engine knows of the state's ends: the next row numbers and the head of the audit chain.
struct Book: Sendable, Equatable {
    var nextMessage: Int64
    var nextEvent: Int64
    var nextDelivery: Int64
    var nextException: Int64
    var chain: AuditChain

    init(_ database: Database) throws {
        // The last rows may have been removed; their numbers are not given again.
        let gone = try PruneTotals(database).last
        func next(_ table: String, _ gone: Int64) throws -> Int64 {
            max(try Int64.fetchOne(database, sql: "SELECT max(id) FROM \(table)") ?? 0, gone) + 1
        }
        nextMessage = try next("message", gone.message)
        nextEvent = try next("event", gone.event)
        nextDelivery = try next("delivery", gone.delivery)
        nextException = try next("exception", gone.exception)
        chain = try AuditChain(database)
    }
}

/// The lease row.
enum LeaseSQL {
    static let begin = "BEGIN IMMEDIATE"
    static let commit = "COMMIT"
    static let rollback = "ROLLBACK"
    static let read = "SELECT epoch FROM lease WHERE id = 1"
    static let isOpen = "SELECT released_at IS NULL FROM lease WHERE id = 1"
    static let beat = "UPDATE lease SET heartbeat_at = ? WHERE id = 1"
    static let release = "UPDATE lease SET heartbeat_at = ?1, released_at = ?1 WHERE id = 1"
    static let insert = """
        INSERT INTO lease (id, epoch, holder, pid, taken_at, heartbeat_at, released_at)
        VALUES (1, 1, ?1, ?2, ?3, ?3, NULL)
        ON CONFLICT (id) DO UPDATE SET
          epoch = epoch + 1,
          holder = excluded.holder,
          pid = excluded.pid,
          taken_at = excluded.taken_at,
          heartbeat_at = excluded.heartbeat_at,
          released_at = NULL
        """

    static func epoch(_ database: Database) throws -> Int64 {
        try DirectStatement(database, read).number() ?? 0
    }

    static func sighting(_ database: Database) throws -> Lease.Sighting? {
        try StateReader.engineStatus(database).map(Lease.Sighting.init)
    }

    static func take(_ database: Database, holder: String, pid: Int32, now: UTCTime) throws -> Int64 {
        try database.execute(sql: insert, arguments: [holder, Int64(pid), now.milliseconds])
        return try epoch(database)
    }
}
