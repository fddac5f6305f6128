import Dispatch
import Foundation
import SyncModel
import SyncStore
import Synchronization

/// Commits together whatever came in while the last commit ran; one commit at a time.
///
/// Urgent work (a message whose sender waits) starts a commit at once. Other work waits a moment for company, so that a
/// settlement rides along with the next message instead of costing an fsync of its own.
///
/// A thread of its own commits. Where a single sender waits, two changes of threads would be a third of its wait: then
/// the thread that brings the message commits it itself, if it may (``Urgency/leading``).
final class GroupCommitter: Sendable {
    /// Runs after the commit.
    typealias Completion = @Sendable () -> Void
    /// Runs inside the transaction, and once more where the group's commit failed; returns what runs after the commit.
    typealias Work = @Sendable (inout EngineTransaction) throws -> Completion

    /// How soon work is wanted.
    enum Urgency {
        /// It rides along with the next commit, or waits a moment.
        case lingering
        /// Somebody waits.
        case urgent
        /// Somebody waits, and the caller's thread has nothing better to do than to commit it.
        case leading
    }

    private struct Job {
        var work: Work
        var failed: @Sendable (StateFileProblem) -> Void
    }

    /// What falls to a caller that handed in work.
    private enum Part {
        case none
        case wakes
        case leads([Job])
        case late
    }

    private struct Pending {
        var jobs: [Job] = []
        var urgent = 0
        /// Whether a group is being committed, on whichever thread.
        var isBusy = false
        /// How many senders waited for the last groups: it rises at once and falls slowly.
        var crowd = 0
        var isStarted = false
        /// Whether the thread will look by itself in a moment.
        var isLingering = false
        var isStopping = false
        /// The thread has ended: nothing is written any more.
        var hasEnded = false
    }

    /// The most jobs in one commit.
    static let largestGroup = 512
    /// From so many senders waiting at once, intake is under load.
    private static let pressure = 8
    /// Up to so many, a caller's thread may commit: more would have to wait until it can read their messages.
    private static let leadable = 2
    /// So many jobs that aren't urgent start a commit too.
    private static let companyLimit = 64
    /// How long a job that isn't urgent waits for company.
    private static let linger: DispatchTimeInterval = .milliseconds(2)

    private let store: any GroupStore
    private let rolledBack: @Sendable () -> Void
    private let fenced: @Sendable () -> Void
    private let observe: @Sendable (StateFileProblem?) -> Void
    private let now: @Sendable () -> UTCTime
    private let pending = Mutex(Pending())
    private let signal = DispatchSemaphore(value: 0)
    private let stopped = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - rolledBack: undoes what work did to memory; called on the committing thread after a failed commit.
    ///   - observe: hears of each commit: why it failed, or that it didn't.
    ///   - fenced: called once, when another engine has taken the lease over and nothing can be written any more.
    init(
        store: any GroupStore, now: @escaping @Sendable () -> UTCTime, rolledBack: @escaping @Sendable () -> Void = {},
        observe: @escaping @Sendable (StateFileProblem?) -> Void = { _ in },
        fenced: @escaping @Sendable () -> Void = {}
    ) {
        self.store = store
        self.now = now
        self.rolledBack = rolledBack
        self.fenced = fenced
        self.observe = observe
    }

    /// Whether nothing is waiting or being written.
    var isIdle: Bool { pending.withLock { $0.jobs.isEmpty && !$0.isBusy } }

    /// Whether many senders wait: what isn't urgent does well to leave them the processor.
    var isUnderLoad: Bool {
        pending.withLock { ($0.isBusy || $0.urgent > 0) && max($0.crowd, $0.urgent) >= Self.pressure }
    }

    /// Whether the thread has ended, so that nothing is written any more.
    var hasEnded: Bool { pending.withLock { $0.hasEnded } }

    /// Starts the thread.
    func start() {
        pending.withLock { $0.isStarted = true }
        let thread = Thread { [self] in run() }
        thread.name = "tallyward.writer"
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// Hands in work. Exactly one of the closure that `work` returns and `failed` runs: on the writing thread, or on
    /// the caller's before this returns, where it commits or the writing thread has ended.
    func enqueue(
        _ urgency: Urgency, _ work: @escaping Work, failed: @escaping @Sendable (StateFileProblem) -> Void
    ) {
        let part: Part = pending.withLock { pending in
            guard !pending.hasEnded else { return .late }
            pending.jobs.append(Job(work: work, failed: failed))
            if urgency != .lingering { pending.urgent += 1 }
            if urgency == .leading, pending.isStarted, !pending.isBusy, !pending.isStopping, pending.urgent == 1,
                pending.crowd <= Self.leadable
            {
                return .leads(Self.take(&pending))
            }
            let wakes =
                (urgency != .lingering && pending.urgent == 1) || pending.jobs.count == Self.companyLimit
                || (pending.jobs.count == 1 && !pending.isLingering)
            return wakes ? .wakes : .none
        }
        switch part {
        case .none: break
        case .wakes: signal.signal()
        case .leads(let jobs): lead(jobs)
        case .late: failed(.failed(path: store.path, reason: "the engine has stopped"))
        }
    }

    /// Does work in a transaction and waits for its commit.
    ///
    /// - Parameter committed: runs after the commit, in the order of commits, before this returns.
    func perform<Value: Sendable>(
        urgent: Bool = true, _ body: @escaping @Sendable (inout EngineTransaction) throws -> Value,
        committed: @escaping @Sendable (Value) -> Void = { _ in }
    ) async throws(StateFileProblem) -> Value {
        let result: Result<Value, StateFileProblem> = await withCheckedContinuation { continuation in
            enqueue(urgent ? .urgent : .lingering) { transaction in
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
        while let jobs = nextGroup() {
            commit(jobs)
            pending.withLock { $0.isBusy = false }
        }
        stopped.signal()
    }

    /// Commits on the caller's thread; what comes in meanwhile is left to the writing thread.
    private func lead(_ jobs: [Job]) {
        commit(jobs)
        let isMore = pending.withLock { pending in
            pending.isBusy = false
            let isUrgent = pending.urgent > 0 || pending.isStopping
            return isUrgent || (!pending.jobs.isEmpty && !pending.isLingering)
        }
        if isMore { signal.signal() }
    }

    /// The next jobs to commit together; `nil` once it is stopped and all is written.
    private func nextGroup() -> [Job]? {
        var hasLingered = false
        while true {
            switch turn(afterLingering: hasLingered) {
            case .group(let jobs): return jobs
            case .ended: return nil
            case .waits:
                signal.wait()
                hasLingered = false
            case .lingers: hasLingered = signal.wait(timeout: .now() + Self.linger) == .timedOut
            }
        }
    }

    private enum Turn {
        case group([Job])
        case waits
        case lingers
        case ended
    }

    private func turn(afterLingering hasLingered: Bool) -> Turn {
        pending.withLock { pending in
            pending.isLingering = false
            if pending.isBusy { return .waits }
            guard !pending.jobs.isEmpty else {
                if pending.isStopping { pending.hasEnded = true }
                return pending.hasEnded ? .ended : .waits
            }
            let isDue = pending.urgent > 0 || pending.isStopping || pending.jobs.count >= Self.companyLimit
            if isDue || hasLingered { return .group(Self.take(&pending)) }
            pending.isLingering = true
            return .lingers
        }
    }

    private static func take(_ pending: inout Pending) -> [Job] {
        let count = min(pending.jobs.count, largestGroup)
        let jobs = Array(pending.jobs.prefix(count))
        pending.jobs.removeFirst(count)
        pending.crowd = max(pending.urgent, pending.crowd - pending.crowd / 8 - 1)
        // What is left over was waiting already: it goes into the next commit without lingering.
        pending.urgent = pending.jobs.isEmpty ? 0 : 1
        pending.isBusy = true
        return jobs
    }

    private func commit(_ jobs: [Job]) {
        guard !jobs.isEmpty else { return }
        do {
            let completions = try store.commit(now: now()) { transaction in
                try jobs.map { try $0.work(&transaction) }
            }
            observe(nil)
            for completion in completions { completion() }
        } catch {
            rolledBack()
            if case .fenced = error { return end(jobs, error) }
            observe(error)
            // A full or locked disk fails all alike: trying each by itself would make each wait as long again.
            if error.storageFault?.stopsEverything == true {
                for job in jobs { job.failed(error) }
                return
            }
            // One job's fault must not fail its company: each gets a transaction of its own.
            guard jobs.count > 1 else {
                jobs.first?.failed(error)
                return
            }
            for job in jobs { commit([job]) }
        }
    }

    /// Another engine works on the state: what waits fails, and so does all that comes later.
    private func end(_ jobs: [Job], _ problem: StateFileProblem) {
        let (rest, isFirst) = pending.withLock { pending in
            let rest = pending.jobs
            let isFirst = !pending.hasEnded
            pending.jobs = []
            pending.urgent = 0
            pending.hasEnded = true
            return (rest, isFirst)
        }
        for job in jobs + rest { job.failed(problem) }
        if isFirst { fenced() }
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
