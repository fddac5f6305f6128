import Dispatch
import Foundation
import SyncModel
import SyncStore
import Synchronization

/// The one thread that writes: it commits together whatever came in while the last commit ran.
///
/// Urgent work (a message whose sender waits) starts a commit at once. Other work waits a moment for company, so that a
/// settlement rides along with the next message instead of costing an fsync of its own.
final class GroupCommitter: Sendable {
    /// Runs after the commit.
    typealias Completion = @Sendable () -> Void
    /// Runs inside the transaction, and once more where the group's commit failed; returns what runs after the commit.
    typealias Work = @Sendable (inout EngineTransaction) throws -> Completion

    private struct Job {
        var work: Work
        var failed: @Sendable (StateFileProblem) -> Void
    }

    private struct Pending {
        var jobs: [Job] = []
        var urgent = 0
        var isBusy = false
        /// How many senders waited for the last group.
        var lastUrgent = 0
        var isStopping = false
        /// The thread has ended: nothing is written any more.
        var hasEnded = false
    }

    /// The most jobs in one commit.
    static let largestGroup = 512
    /// From so many senders waiting at once, intake is under load.
    private static let pressure = 8
    /// So many jobs that aren't urgent start a commit too.
    private static let companyLimit = 64
    /// How long a job that isn't urgent waits for company.
    private static let linger: DispatchTimeInterval = .milliseconds(2)

    private let store: any GroupStore
    private let rolledBack: @Sendable () -> Void
    private let now: @Sendable () -> UTCTime
    private let pending = Mutex(Pending())
    private let signal = DispatchSemaphore(value: 0)
    private let stopped = DispatchSemaphore(value: 0)

    /// - Parameter rolledBack: undoes what work did to memory; called on the writing thread after a failed commit.
    init(
        store: any GroupStore, now: @escaping @Sendable () -> UTCTime, rolledBack: @escaping @Sendable () -> Void = {}
    ) {
        self.store = store
        self.now = now
        self.rolledBack = rolledBack
    }

    /// Whether nothing is waiting or being written.
    var isIdle: Bool { pending.withLock { $0.jobs.isEmpty && !$0.isBusy } }

    /// Whether many senders wait: what isn't urgent does well to leave them the processor.
    var isUnderLoad: Bool { pending.withLock { max($0.lastUrgent, $0.urgent) >= Self.pressure } }

    /// Whether the thread has ended, so that nothing is written any more.
    var hasEnded: Bool { pending.withLock { $0.hasEnded } }

    /// Starts the thread.
    func start() {
        let thread = Thread { [self] in run() }
        thread.name = "tallyward.writer"
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// Hands in work. Exactly one of the closure that `work` returns and `failed` runs: on the writing thread, or at
    /// once on the caller's where that thread has ended.
    func enqueue(urgent: Bool, _ work: @escaping Work, failed: @escaping @Sendable (StateFileProblem) -> Void) {
        let wakes: Bool? = pending.withLock { pending in
            guard !pending.hasEnded else { return nil }
            pending.jobs.append(Job(work: work, failed: failed))
            if urgent { pending.urgent += 1 }
            return (urgent && pending.urgent == 1) || pending.jobs.count == 1
                || pending.jobs.count == Self.companyLimit
        }
        guard let wakes else { return failed(.failed(path: store.path, reason: "the engine has stopped")) }
        if wakes { signal.signal() }
    }

    /// Does work in a transaction and waits for its commit.
    ///
    /// - Parameter committed: runs after the commit, in the order of commits, before this returns.
    func perform<Value: Sendable>(
        urgent: Bool = true, _ body: @escaping @Sendable (inout EngineTransaction) throws -> Value,
        committed: @escaping @Sendable (Value) -> Void = { _ in }
    ) async throws(StateFileProblem) -> Value {
        let result: Result<Value, StateFileProblem> = await withCheckedContinuation { continuation in
            enqueue(urgent: urgent) { transaction in
                let value = try body(&transaction)
                return {
                    committed(value)
                    continuation.resume(returning: .success(value))
                }
            } failed: {
                continuation.resume(returning: .failure($0))
            }
        }
        return try result.get()
    }

    /// Commits what is pending and ends the thread; blocks until it has.
    func stop() {
        pending.withLock { $0.isStopping = true }
        signal.signal()
        stopped.wait()
        // Whoever else waits for the end may go on too.
        stopped.signal()
    }

    private func run() {
        while let jobs = nextGroup() { commit(jobs) }
        stopped.signal()
    }

    /// The next jobs to commit together; `nil` once it is stopped and all is written.
    private func nextGroup() -> [Job]? {
        pending.withLock { $0.isBusy = false }
        while true {
            let state = pending.withLock { ($0.jobs.count, $0.urgent, $0.isStopping) }
            if state.1 > 0 || state.2 || state.0 >= Self.companyLimit { break }
            if state.0 == 0 {
                signal.wait()
            } else if signal.wait(timeout: .now() + Self.linger) == .timedOut {
                break
            }
        }
        return pending.withLock { pending in
            let count = min(pending.jobs.count, Self.largestGroup)
            let jobs = Array(pending.jobs.prefix(count))
            pending.jobs.removeFirst(count)
            pending.lastUrgent = pending.urgent
            // What is left over was waiting already: it goes into the next commit without lingering.
            pending.urgent = pending.jobs.isEmpty ? 0 : 1
            pending.isBusy = !jobs.isEmpty
            pending.hasEnded = jobs.isEmpty && pending.isStopping
            return pending.hasEnded ? nil : jobs
        }
    }

    private func commit(_ jobs: [Job]) {
        guard !jobs.isEmpty else { return }
        do {
            let completions = try store.commit(now: now()) { transaction in
                try jobs.map { try $0.work(&transaction) }
            }
            for completion in completions { completion() }
        } catch {
            rolledBack()
            // One job's fault must not fail its company: each gets a transaction of its own.
            guard jobs.count > 1 else {
                jobs.first?.failed(error)
                return
            }
            for job in jobs { commit([job]) }
        }
    }
}

/// Where groups are committed: the state, or a test's faulty stand-in for it.
protocol GroupStore: Sendable {
    /// Where the state is.
    var path: String { get }

    /// Runs `body` in one durable transaction, or throws and leaves everything as it was.
    func commit(
        now: UTCTime, _ body: (inout EngineTransaction) throws -> [GroupCommitter.Completion]
    ) throws(StateFileProblem) -> [GroupCommitter.Completion]
}

extension EngineStore: GroupStore {}
