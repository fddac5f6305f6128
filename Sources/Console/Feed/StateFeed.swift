import Foundation
import SyncModel
import SyncStore
import Synchronization

/// Reads the state on a thread of its own and posts what the screens in sight need, whenever the engine has changed it.
///
/// When much changes, each reading takes at most a share of the time, so that neither the engine nor the terminal waits
/// for it.
final class StateFeed: Sendable {
    /// How often it looks whether anything has changed.
    static let interval: Duration = .seconds(1)
    /// What is read within so long of one another is posted together, so that it is drawn and woken for once.
    static let together: Duration = .milliseconds(16)

    private struct State {
        /// What is asked for, in the order in which it is read.
        var asked: [AnyReading] = [AnyReading(OverviewReading())]
        /// What was asked for since the last look.
        var wanted: Set<AnyReading> = []
        var isStopped = false
        var jobs: [@Sendable (any ConsoleStore) -> Void] = []
        var watches: [ReleaseWatch] = []
    }

    private let state = Mutex(State())
    private let signal = DispatchSemaphore(value: 0)
    private let longest: Duration
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

    /// What to read from now on; where it is empty, the state isn't even looked at. What is asked for anew is read at
    /// once; all of it, where the same is asked for again.
    func watch(_ readings: [AnyReading]) {
        state.withLock { state in
            let new = Set(readings).subtracting(state.asked)
            state.wanted.formUnion(new.isEmpty && readings == state.asked ? Set(readings) : new)
            state.asked = readings
        }
        signal.signal()
    }

    /// Reads everything again now.
    func readAgain() {
        state.withLock { $0.wanted.formUnion($0.asked) }
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
        var schedule = ReadingSchedule(longest: longest)
        while !state.withLock({ $0.isStopped }) {
            let jobs = state.withLock { state in
                defer { state.jobs = [] }
                return state.jobs
            }
            for job in jobs { job(store) }
            guard !state.withLock({ $0.asked.isEmpty }) else {
                signal.wait()
                continue
            }
            look(store, &schedule)
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

    private func look(_ store: any ConsoleStore, _ schedule: inout ReadingSchedule) {
        let (asked, wanted) = state.withLock { state in
            defer { state.wanted = [] }
            return (state.asked, state.wanted)
        }
        schedule.keep(only: asked)
        schedule.forget(wanted)
        do throws(StateFileProblem) {
            let counter = try store.changeCounter()
            try schedule.look(counter: counter) { () throws(StateFileProblem) in try store.mark() }
        } catch {
            post(.stateProblem(error.description))
            // Once it can be read again, that is told at once.
            schedule.forget([AnyReading(OverviewReading())])
            return
        }
        var hasRead = false
        var results: [ReadResult] = []
        var since = ContinuousClock.now
        for reading in asked where schedule.isDue(reading, at: .now) {
            // What the user has left meanwhile is not read any more, so that what they went to comes sooner.
            guard state.withLock({ $0.asked.contains(reading) }) else { continue }
            results.append(perform(reading, store, &schedule))
            hasRead = true
            guard ContinuousClock.now - since > Self.together else { continue }
            post(results)
            results = []
            since = .now
        }
        post(results)
        if hasRead { followReleases(store) }
    }

    private func post(_ results: [ReadResult]) {
        guard let first = results.first else { return }
        post(results.count == 1 ? .read(first) : .several(results))
    }

    private func perform(
        _ reading: AnyReading, _ store: any ConsoleStore, _ schedule: inout ReadingSchedule
    ) -> ReadResult {
        let start = ContinuousClock.now
        let result = reading.perform(store, at: clock())
        // What could not be read is tried again at the next look.
        if result.problem == nil { schedule.note(reading, from: start, to: .now) } else { schedule.forget([reading]) }
        return result
    }

    private func followReleases(_ store: any ConsoleStore) {
        let watches = state.withLock { $0.watches }
        guard !watches.isEmpty else { return }
        var going: [ReleaseWatch] = []
        for watch in watches {
            do throws(StateFileProblem) {
                let progress = try watch.progress(store)
                post(.progress(progress))
                let isOld = clock().elapsed(since: watch.since) > ReleaseWatch.longest
                let isFresh = clock().elapsed(since: watch.since) < .seconds(3)
                if !isOld, isFresh || !progress.isSettled { going.append(watch) }
            } catch {
                post(.stateProblem(error.description))
                going.append(watch)
            }
        }
        state.withLock { state in
            // Watches that came meanwhile stay.
            state.watches = going + state.watches.dropFirst(watches.count)
        }
    }
}
