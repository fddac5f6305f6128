import Foundation
import SyncModel
import SyncStore
import Synchronization

/// Reads the state on a thread of its own and posts what the screen needs, whenever the engine has changed it.
///
/// A look costs next to nothing while nothing changes; when much changes, reading takes at most a share of the time, so
/// that neither the engine nor the terminal waits for it.
final class StateFeed: Sendable {
    /// How often it looks whether anything has changed.
    static let interval: Duration = .milliseconds(500)
    /// After so long it reads anyway: ages and rates move on by themselves.
    static let longest: Duration = .seconds(5)

    private struct State {
        var interest = FeedInterest()
        var isNew = true
        var isStopped = false
        var jobs: [@Sendable (any ConsoleStore) -> Void] = []
        var watches: [ReleaseWatch] = []
    }

    private let state = Mutex(State())
    private let signal = DispatchSemaphore(value: 0)
    private let open: @Sendable () throws(StateFileProblem) -> any ConsoleStore
    private let post: @Sendable (ConsoleNews) -> Void
    private let clock: @Sendable () -> UTCTime

    /// A feed that opens the state with `open`, again and again until that works.
    init(
        open: @escaping @Sendable () throws(StateFileProblem) -> any ConsoleStore,
        clock: @escaping @Sendable () -> UTCTime, post: @escaping @Sendable (ConsoleNews) -> Void
    ) {
        self.open = open
        self.clock = clock
        self.post = post
    }

    /// Starts the thread; it ends at ``stop()``.
    func start() {
        let thread = Thread { self.run() }
        thread.name = "tallyward.feed"
        thread.start()
    }

    /// Ends the thread after what it does now.
    func stop() {
        state.withLock { $0.isStopped = true }
        signal.signal()
    }

    /// What to read from now on.
    func watch(_ interest: FeedInterest) {
        state.withLock { state in
            state.interest = interest
            state.isNew = true
        }
        signal.signal()
    }

    /// Does something with the state, on the feed's thread.
    func enqueue(_ job: @escaping @Sendable (any ConsoleStore) -> Void) {
        state.withLock { $0.jobs.append(job) }
        signal.signal()
    }

    /// Follows deliveries until they are settled.
    func follow(_ watch: ReleaseWatch) {
        state.withLock { $0.watches.append(watch) }
    }

    // MARK: The thread

    private func run() {
        guard let store = opened() else { return }
        var reading = Reading()
        while !state.withLock({ $0.isStopped }) {
            let (jobs, isNew) = state.withLock { state in
                let taken = (state.jobs, state.isNew)
                state.jobs = []
                state.isNew = false
                return taken
            }
            for job in jobs { job(store) }
            look(store, isNew: isNew, &reading)
            _ = signal.wait(timeout: .now() + .milliseconds(Int(Self.interval.milliseconds)))
        }
    }

    private func opened() -> (any ConsoleStore)? {
        while !state.withLock({ $0.isStopped }) {
            do throws(StateFileProblem) {
                return try open()
            } catch {
                post(.stateProblem(error.description))
                _ = signal.wait(timeout: .now() + .milliseconds(500))
            }
        }
        return nil
    }

    /// What the last reading was.
    private struct Reading {
        var counter: Int64?
        var at: ContinuousClock.Instant?
        var took: Duration = .zero
        var hasProblem = false
    }

    private func look(_ store: any ConsoleStore, isNew: Bool, _ reading: inout Reading) {
        do throws(StateFileProblem) {
            let counter = try store.changeCounter()
            let start = ContinuousClock.now
            let age = reading.at.map { start - $0 }
            // What is dear to read is read less often: at most a tenth of the time goes into it.
            let isDue = counter != reading.counter && (age.map { $0 >= reading.took * 10 } ?? true)
            let isOld = age.map { $0 >= Self.longest } ?? true
            guard isNew || isDue || isOld else { return }
            reading.counter = counter
            try read(store)
            reading.at = .now
            reading.took = .now - start
            reading.hasProblem = false
        } catch {
            post(.stateProblem(error.description))
            reading.hasProblem = true
        }
    }

    private func read(_ store: any ConsoleStore) throws(StateFileProblem) {
        let interest = state.withLock { $0.interest }
        post(.overview(try store.overview(now: clock(), window: .seconds(300))))
        if let queue = interest.queue { try read(queue, store) }
        if let key = interest.exception { post(.caseFile(try CaseReading.file(of: key, store))) }
        if let limit = interest.messages { post(.messages(try store.messages(before: nil, limit: limit))) }
        if let id = interest.message { post(.message(id, try CaseReading.message(id, store))) }
        try followReleases(store)
    }

    private func read(_ queue: QueueInterest, _ store: any ConsoleStore) throws(StateFileProblem) {
        if queue.isGrouped {
            post(.causes(try store.causes(of: queue.owner, limit: queue.limit), queue))
        } else {
            let filter = ExceptionFilter(owner: queue.owner, cause: queue.cause, text: queue.text)
            post(.rows(try store.exceptions(filter, after: nil, limit: queue.limit), queue))
        }
    }

    private func followReleases(_ store: any ConsoleStore) throws(StateFileProblem) {
        let watches = state.withLock { $0.watches }
        guard !watches.isEmpty else { return }
        var going: [ReleaseWatch] = []
        for watch in watches {
            let progress = try watch.progress(store)
            post(.progress(progress))
            let isOld = clock().elapsed(since: watch.since) > ReleaseWatch.longest
            let isFresh = clock().elapsed(since: watch.since) < .seconds(3)
            if !isOld, isFresh || !progress.isSettled { going.append(watch) }
        }
        state.withLock { state in
            // Watches that came meanwhile stay.
            state.watches = going + state.watches.dropFirst(watches.count)
        }
    }
}
