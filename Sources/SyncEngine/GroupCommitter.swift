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
    /// Runs inside the transaction; what it returns runs after the commit.
    typealias Work = @Sendable (inout EngineTransaction) throws -> @Sendable () -> Void

    private struct Job {
        var work: Work
        var failed: @Sendable (StateFileProblem) -> Void
    }

    private struct Pending {
        var jobs: [Job] = []
        var urgent = 0
        var isStopping = false
    }

    /// The most jobs in one commit.
    static let largestGroup = 512
    /// So many jobs that aren't urgent start a commit too.
    private static let companyLimit = 64
    /// How long a job that isn't urgent waits for company.
    private static let linger: DispatchTimeInterval = .milliseconds(2)

    private let store: EngineStore
    private let now: @Sendable () -> UTCTime
    private let pending = Mutex(Pending())
    private let signal = DispatchSemaphore(value: 0)
    private let stopped = DispatchSemaphore(value: 0)

    init(store: EngineStore, now: @escaping @Sendable () -> UTCTime) {
        self.store = store
        self.now = now
    }

    /// Starts the thread.
    func start() {
        let thread = Thread { [self] in run() }
        thread.name = "tallyward.writer"
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// Hands in work. Exactly one of the closure that `work` returns and `failed` runs, on the writing thread.
    func enqueue(urgent: Bool, _ work: @escaping Work, failed: @escaping @Sendable (StateFileProblem) -> Void) {
        let wakes = pending.withLock { pending in
            pending.jobs.append(Job(work: work, failed: failed))
            if urgent { pending.urgent += 1 }
            return (urgent && pending.urgent == 1) || pending.jobs.count == 1
                || pending.jobs.count == Self.companyLimit
        }
        if wakes { signal.signal() }
    }

    /// Does work in a transaction and waits for its commit.
    func perform<Value: Sendable>(
        urgent: Bool = true, _ body: @escaping @Sendable (inout EngineTransaction) throws -> Value
    ) async throws(StateFileProblem) -> Value {
        let result: Result<Value, StateFileProblem> = await withCheckedContinuation { continuation in
            enqueue(urgent: urgent) { transaction in
                let value = try body(&transaction)
                return { continuation.resume(returning: .success(value)) }
            } failed: { continuation.resume(returning: .failure($0)) }
        }
        return try result.get()
    }

    /// Commits what is pending and ends the thread; blocks until it has.
    func stop() {
        pending.withLock { $0.isStopping = true }
        signal.signal()
        stopped.wait()
    }

    private func run() {
        while true {
            let (jobs, isStopping) = nextGroup()
            if jobs.isEmpty {
                if isStopping { break }
                continue
            }
            commit(jobs)
        }
        stopped.signal()
    }

    private func nextGroup() -> (jobs: [Job], isStopping: Bool) {
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
            // What is left over was waiting already: it goes into the next commit without lingering.
            pending.urgent = pending.jobs.isEmpty ? 0 : 1
            return (jobs, pending.isStopping)
        }
    }

    private func commit(_ jobs: [Job]) {
        do {
            let completions = try store.commit(now: now()) { transaction in
                try jobs.map { try $0.work(&transaction) }
            }
            for completion in completions { completion() }
        } catch {
            // One job's fault must not fail its company: each gets a transaction of its own.
            guard jobs.count > 1 else {
                jobs.first?.failed(error)
                return
            }
            for job in jobs { commit([job]) }
        }
    }
}
