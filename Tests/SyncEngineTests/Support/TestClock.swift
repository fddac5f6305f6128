import SyncEngine
import SyncModel
import Synchronization

/// Time that stands still until a test moves it, and chance from a seed.
final class TestClock: Sendable {
    private struct Sleeper {
        var id: Int
        var due: Duration
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var uptime: Duration = .zero
        var sleepers: [Sleeper] = []
        var nextID = 0
        var chance: SeededChance
        var isClosed = false
    }

    private let start: UTCTime
    private let state: Mutex<State>

    init(start: UTCTime = TestSite.start, seed: UInt64 = 1) {
        self.start = start
        state = Mutex(State(chance: SeededChance(seed: seed)))
    }

    /// The clock as an engine takes it.
    var engineClock: EngineClock {
        EngineClock(
            now: { self.now }, uptime: { self.uptime }, sleep: { try await self.sleep($0) },
            random: { self.state.withLock { $0.chance.fraction() } })
    }

    var now: UTCTime { start.advanced(by: uptime) }

    var uptime: Duration { state.withLock { $0.uptime } }

    /// How many wait for their time.
    var sleepers: Int { state.withLock { $0.sleepers.count } }

    /// When the next of them is due.
    var nextDue: Duration? { state.withLock { $0.sleepers.map(\.due).min() } }

    /// Moves time on and wakes those who are due, the earliest first.
    func advance(by step: Duration) {
        let due = state.withLock { state in
            state.uptime += step
            let uptime = state.uptime
            let due = state.sleepers.filter { $0.due <= uptime }.sorted { ($0.due, $0.id) < ($1.due, $1.id) }
            state.sleepers.removeAll { $0.due <= uptime }
            return due
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    /// Moves time on to the next who waits; whether there was one.
    @discardableResult
    func advanceToNext() -> Bool {
        guard let due = nextDue else { return false }
        advance(by: max(.zero, due - uptime))
        return true
    }

    /// Ends time: whoever sleeps, or wants to, is cancelled.
    func close() {
        let all = state.withLock { state in
            state.isClosed = true
            defer { state.sleepers = [] }
            return state.sleepers
        }
        for sleeper in all { sleeper.continuation.resume(throwing: CancellationError()) }
    }

    private func sleep(_ duration: Duration) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isOver = state.withLock { state -> Bool? in
                    if state.isClosed || Task.isCancelled { return false }
                    guard duration > .zero else { return true }
                    state.sleepers.append(
                        Sleeper(id: id, due: state.uptime + duration, continuation: continuation))
                    return nil
                }
                guard let isOver else { return }
                if isOver { continuation.resume() } else { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                state.sleepers.firstIndex { $0.id == id }.map { state.sleepers.remove(at: $0) }
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
