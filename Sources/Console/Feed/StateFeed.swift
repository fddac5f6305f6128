import Foundation
import SyncModel
import SyncStore
import Synchronization

/// Reads the state on a thread of its own and posts what the screen needs, whenever the engine has changed it.
///
/// A look costs next to nothing while nothing changes, and little while only heartbeats and counters do: lists are read
/// where something came into them or left them. When much changes, reading takes at most a share of the time, so that
/// neither the engine nor the terminal waits for it.
final class StateFeed: Sendable {
    /// How often it looks whether anything has changed.
    static let interval: Duration = .milliseconds(500)
    /// After so long the overview is read anyway, since rates move on by themselves, and lists where anything at all
    /// has changed, since a mark doesn't tell who works on a row.
    private let longest: Duration

    private struct State {
        var interest = FeedInterest()
        /// What was asked for since the last look.
        var wanted: FeedParts = .overview
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
        longest: Duration = .seconds(5), clock: @escaping @Sendable () -> UTCTime,
        post: @escaping @Sendable (ConsoleNews) -> Void
    ) {
        self.longest = longest
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

    /// What to read from now on. What is asked for anew is read at once; all of it, where the same is asked for again.
    func watch(_ interest: FeedInterest) {
        state.withLock { state in
            let parts = interest.parts(unlike: state.interest)
            state.wanted.formUnion(parts.isEmpty ? .all : parts)
            state.interest = interest
        }
        signal.signal()
    }

    /// Reads everything again now.
    func readAgain() {
        state.withLock { $0.wanted = .all }
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
            let jobs = state.withLock { state in
                defer { state.jobs = [] }
                return state.jobs
            }
            for job in jobs { job(store) }
            look(store, &reading)
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
        var mark: StateMark?
        /// When the lists were read last, and what the counter was then.
        var listsAt: ContinuousClock.Instant?
        var listsCounter: Int64?
    }

    private func look(_ store: any ConsoleStore, _ reading: inout Reading) {
        let (wanted, interest) = state.withLock { state in
            defer { state.wanted = [] }
            return (state.wanted, state.interest)
        }
        var parts = wanted
        do throws(StateFileProblem) {
            parts.formUnion(try due(store, &reading))
            guard !parts.isEmpty else { return }
            let start = ContinuousClock.now
            try read(parts, of: interest, store)
            reading.took = .now - start
        } catch {
            post(.stateProblem(error.description))
            // What could not be read is still wanted.
            let unread = parts
            state.withLock { $0.wanted.formUnion(unread) }
        }
    }

    /// What has to be read again since the state has changed, or since time has passed.
    private func due(_ store: any ConsoleStore, _ reading: inout Reading) throws(StateFileProblem) -> FeedParts {
        let counter = try store.changeCounter()
        let now = ContinuousClock.now
        let age = reading.at.map { now - $0 } ?? longest
        // What is dear to read is read less often: at most a tenth of the time goes into it.
        let isDue = counter != reading.counter && age >= reading.took * 10
        guard isDue || age >= longest else { return [] }
        reading.at = now
        reading.counter = counter
        guard counter != reading.listsCounter else { return .overview }
        let mark = try store.mark()
        var parts: FeedParts = [.overview, .message]
        if mark.newestMessage != reading.mark?.newestMessage { parts.insert(.messages) }
        let queue = StateMark(exceptionsOf: mark)
        if queue != reading.mark.map(StateMark.init(exceptionsOf:)) { parts.formUnion([.queue, .exception]) }
        reading.mark = mark
        if reading.listsAt.map({ now - $0 >= longest }) ?? true { parts = .all }
        guard parts == .all else { return parts }
        reading.listsAt = now
        reading.listsCounter = counter
        return parts
    }

    private func read(
        _ parts: FeedParts, of interest: FeedInterest, _ store: any ConsoleStore
    ) throws(StateFileProblem) {
        if parts.contains(.overview) { post(.overview(try store.overview(now: clock(), window: .seconds(300)))) }
        if parts.contains(.queue), let queue = interest.queue { try read(queue, store) }
        if parts.contains(.exception), let key = interest.exception {
            post(.caseFile(try CaseReading.file(of: key, store)))
        }
        if parts.contains(.messages), let limit = interest.messages {
            post(.messages(SearchableRows(try store.messages(before: nil, limit: limit))))
        }
        if parts.contains(.message), let id = interest.message {
            post(.message(id, try CaseReading.message(id, store)))
        }
        if parts.contains(.overview) { try followReleases(store) }
    }

    private func read(_ queue: QueueInterest, _ store: any ConsoleStore) throws(StateFileProblem) {
        if queue.isGrouped {
            post(.causes(SearchableRows(try store.causes(of: queue.owner, limit: queue.limit)), queue))
        } else {
            let filter = ExceptionFilter(owner: queue.owner, cause: queue.cause, text: queue.text)
            post(.rows(SearchableRows(try store.exceptions(filter, after: nil, limit: queue.limit)), queue))
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

extension StateMark {
    /// The mark as far as exceptions go.
    fileprivate init(exceptionsOf mark: StateMark) {
        self = mark
        newestMessage = 0
    }
}
