import GRDB
import SyncModel

/// The read side of the state, for every process. Its connection is read-only, and each call is one short transaction.
///
/// Calls block for as long as their query runs: call them from a thread that may wait, never from the one that draws.
public final class StateReader: Sendable {
    let path: String
    private let queue: DatabaseQueue
    let identity: UInt64
    let faults = KnownFaults()

    /// Opens the state at `path` for reading.
    public init(path: String) throws(StateFileProblem) {
        self.path = path
        (queue, identity) = try StateFile.openForReading(path)
    }

    /// Runs `body` in one read transaction.
    func read<Value>(_ body: (Database) throws -> Value) throws(StateFileProblem) -> Value {
        do { return try queue.read(body) } catch { throw StateFile.problem(error, path: path) }
    }

    /// Runs `body` without a transaction: for a single statement, which sees one state by itself.
    func readOnce<Value>(_ body: (Database) throws -> Value) throws(StateFileProblem) -> Value {
        do { return try queue.unsafeRead(body) } catch { throw StateFile.problem(error, path: path) }
    }

    /// A number that changes whenever the engine has committed anything since the last call on this reader, or says
    /// that it can't.
    public func changeCounter() throws(StateFileProblem) -> Int64 {
        do {
            return try queue.inDatabase { database in
                let version = try Int64.fetchOne(database.cachedStatement(sql: "PRAGMA data_version")) ?? 0
                return version &+ TroubleBoard(state: path).stamp
            }
        } catch { throw StateFile.problem(error, path: path) }
    }
}
