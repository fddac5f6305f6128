import Synchronization

/// What waits for its time: retries, closed gates, a disk that didn't write.
final class Timers: Sendable {
    private let clock: EngineClock
    private let waiting = Mutex(0)

    init(clock: EngineClock) { self.clock = clock }

    /// How many wait.
    var count: Int { waiting.withLock { $0 } }

    /// Does something after `delay`. Nothing where time ends before: the state still says what has to be done.
    func after(_ delay: Duration, _ act: @escaping @Sendable () -> Void) {
        waiting.withLock { $0 += 1 }
        Task {
            let isDue = (try? await clock.sleep(delay)) != nil
            if isDue { act() }
            waiting.withLock { $0 -= 1 }
        }
    }
}
