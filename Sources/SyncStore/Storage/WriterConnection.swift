import Foundation
import GRDB
import GRDBSQLite
import Synchronization

/// The one connection that writes and checkpoints, opened anew after a fault that it can't be trusted after.
final class WriterConnection: Sendable {
    private struct State {
        var queue: DatabaseQueue
        var isSuspect = false
    }

    private let path: String
    private let state: Mutex<State>
    private let checkpoints: CheckpointWatch

    /// Opens the state at `path` for writing, making it where there is none.
    init(path: String) throws(StateFileProblem) {
        self.path = path
        let queue = try StateFile.openForWriting(path)
        checkpoints = CheckpointWatch()
        state = Mutex(State(queue: queue))
        checkpoints.watch(queue)
    }

    /// What kept the last checkpoint from its end: commits go on into the log, which grows.
    var checkpointFault: StorageFault? { checkpoints.fault }

    /// The connection, or a new one after a fault.
    ///
    /// The new one is opened before the old is closed: so the log's index is never rebuilt from the log, where the
    /// frames of a commit that failed may still stand.
    ///
    /// - Parameter check: throws where a new connection doesn't find what the old one committed last.
    func trusted(_ check: (Database) throws -> Void) throws -> DatabaseQueue {
        let (queue, isSuspect) = state.withLock { ($0.queue, $0.isSuspect) }
        guard isSuspect || checkpoints.fault?.distrustsOpenFiles == true else { return queue }
        let fresh = try StateFile.reopenForWriting(path)
        try fresh.read(check)
        checkpoints.forget()
        checkpoints.watch(fresh)
        state.withLock { $0 = State(queue: fresh) }
        // Ends a transaction that couldn't be rolled back, and with it its lock.
        do { try queue.close() } catch { throw StateFile.problem(error, path: path) }
        return fresh
    }

    /// Moves what the log holds into the state now, as far as readers let it.
    func checkpoint() {
        let queue = state.withLock { $0.queue }
        queue.inDatabase { checkpoints.note(unsafe CheckpointWatch.checkpoint($0.sqliteConnection, nil)) }
    }

    /// Takes note of why a transaction failed.
    func note(_ problem: StateFileProblem) {
        guard case .storage(_, let fault, _) = problem, fault.distrustsOpenFiles else { return }
        state.withLock { $0.isSuspect = true }
    }

    /// Closes it for good.
    func close() throws { try state.withLock { $0.queue }.close() }
}

/// Makes the checkpoints that SQLite would make by itself, and keeps what came of them: SQLite tells nobody.
private final class CheckpointWatch: Sendable {
    /// A checkpoint is tried once the log has so many pages, as SQLite does by itself.
    private static let pages: CInt = 1000

    private let failure = Mutex<StorageFault?>(nil)

    var fault: StorageFault? { failure.withLock { $0 } }

    func forget() { failure.withLock { $0 = nil } }

    /// Checkpoints behind the commits of `queue`. Must outlive it.
    func watch(_ queue: DatabaseQueue) {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        queue.inDatabase { database in
            _ = unsafe sqlite3_wal_hook(
                database.sqliteConnection,
                { context, connection, name, pages in
                    guard pages >= CheckpointWatch.pages, let context = unsafe context else { return SQLITE_OK }
                    let code = unsafe CheckpointWatch.checkpoint(connection, name)
                    unsafe Unmanaged<CheckpointWatch>.fromOpaque(context).takeUnretainedValue().note(code)
                    // The commit itself is durable, whatever came of the checkpoint.
                    return SQLITE_OK
                }, context)
        }
    }

    fileprivate static func checkpoint(_ connection: OpaquePointer?, _ name: UnsafePointer<CChar>?) -> CInt {
        unsafe sqlite3_wal_checkpoint_v2(connection, name, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
    }

    fileprivate func note(_ code: CInt) {
        let found: StorageFault? =
            switch code & 0xff {
            case SQLITE_FULL: .full
            case SQLITE_IOERR: .failing
            case SQLITE_CORRUPT: .damaged
            default: nil
            }
        failure.withLock { $0 = found }
    }
}
