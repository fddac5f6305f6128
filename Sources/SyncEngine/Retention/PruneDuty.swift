import Logging
import SyncModel
import SyncStore
import Synchronization

/// Removes what retention doesn't keep any longer: a quiet duty, a slice at a time.
///
/// What is due is found on a read-only connection. Each slice is one job among others of the writing thread, with its
/// audit record and the place of the walk in one transaction: a crash between two costs nothing. While many senders
/// wait, a slice a second is all.
final class PruneDuty: Sendable {
    /// How long comes between two slices.
    static let pace: Duration = .milliseconds(100)
    /// The same, while many senders wait.
    static let busyPace: Duration = .seconds(1)
    /// How long it rests once nothing is due; less where something is kept for less.
    static let rest: Duration = .seconds(60)

    private struct State {
        var isAtWork = false
        /// Whether a slice is looked for or written just now.
        var isMoving = false
        /// By the clock that nobody sets.
        var nextAt: Duration = .zero
        var hasAdopted = false
        /// Counts the slices.
        var turn = 0
        /// Whether something was removed since the last rest, beside work.
        var hasRecords = true
    }

    private let policy: RetentionPolicy
    private let committer: GroupCommitter
    private let reader: WorkReader
    private let clock: EngineClock
    private let timers: Timers
    private let logger: Logger
    private let state = Mutex(State())

    init(
        policy: RetentionPolicy, committer: GroupCommitter, reader: WorkReader, clock: EngineClock, timers: Timers,
        logger: Logger
    ) {
        self.policy = policy
        self.committer = committer
        self.reader = reader
        self.clock = clock
        self.timers = timers
        self.logger = logger
    }

    /// Whether it waits for its time.
    var isStill: Bool { state.withLock { !$0.isMoving } }

    /// Begins a round where it is time for one; called with the heartbeat.
    func beat() {
        let uptime = clock.uptime()
        let begins = state.withLock { state in
            guard !state.isAtWork, uptime >= state.nextAt else { return false }
            state.isAtWork = true
            state.hasRecords = true
            return true
        }
        if begins { goOn() }
    }

    private func goOn() {
        state.withLock { $0.isMoving = true }
        Task {
            do throws(StateFileProblem) {
                let isMore = try await step()
                pause(isMore: isMore)
            } catch {
                // A trouble of the storage is told elsewhere; nothing is lost by waiting.
                if !committer.hasEnded, error.storageFault == nil {
                    logger.error("what is due can't be removed", metadata: ["reason": "\(error)"])
                }
                pause(isMore: false)
            }
        }
    }

    private func pause(isMore: Bool) {
        let uptime = clock.uptime()
        let pace = committer.isUnderLoad ? Self.busyPace : Self.pace
        if isMore { timers.after(pace) { self.goOn() } }
        state.withLock { state in
            state.isMoving = false
            guard !isMore else { return }
            state.isAtWork = false
            state.nextAt = uptime + min(Self.rest, policy.patience)
        }
    }

    /// One slice.
    ///
    /// - Returns: whether there may be more.
    private func step() async throws(StateFileProblem) -> Bool {
        let policy = policy
        if !state.withLock({ $0.hasAdopted }) {
            _ = try await committer.perform(urgent: false) { try $0.adopt(policy) }
            state.withLock { $0.hasAdopted = true }
        }
        if state.withLock({ $0.hasRecords }) {
            let isMore = try await committer.perform(urgent: false) { transaction in
                let isMore = try transaction.pruneRecords(by: policy)
                return try transaction.pruneAudit(by: policy) || isMore
            }
            state.withLock { $0.hasRecords = isMore }
            return true
        }
        let turn = state.withLock { state in
            state.turn += 1
            return state.turn
        }
        guard let slice = try reader.nextPruneSlice(by: policy, now: clock.now(), turn: turn) else {
            return try await committer.perform(urgent: false) { try $0.giveBack() }
        }
        try await committer.perform(urgent: false) { try $0.prune(slice, by: policy) }
        return true
    }
}
