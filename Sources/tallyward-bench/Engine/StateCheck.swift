import SyncModel
import SyncStore

/// Looks whether a state holds what a run should have left: a fast run that lost a message is no run.
struct StateCheck {
    /// Messages that are stored.
    let messages: Int
    /// Deliveries that the receiver accepted.
    let delivered: Int

    /// Verifies the whole state at `path`.
    init(path: String, accepted: Int) throws {
        let verification = try StateReader(path: path).verify()
        guard verification.findings.isEmpty else {
            throw Untrustworthy("The state doesn't verify: \(verification.findings[0])")
        }
        guard verification.messages == accepted else {
            throw Untrustworthy("\(accepted) messages were acknowledged, \(verification.messages) are stored.")
        }
        messages = verification.messages
        delivered = verification.total[.delivered]
    }

    /// The bytes of the state file once its log is written back into it.
    static func bytes(of path: String, _ bench: Bench) throws -> Int {
        let database = try RawDatabase(path: path)
        try database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return try bench.size(of: path)
    }
}
