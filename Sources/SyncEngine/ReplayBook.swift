import SyncModel
import SyncStore
import Synchronization

/// The replays under way, in the order they were asked for. What is durable of them is in the state; this is where the
/// engine is with them.
final class ReplayBook: Sendable {
    private struct State {
        var open: [OpenReplay] = []
        /// Whether a chunk is being written.
        var isAtWork = false
        /// Whether a timer will look after the next.
        var isResting = false
        /// What earlier engines let go of replays that are still under way.
        var replayed: Set<DeliveryID> = []
    }

    private let state = Mutex(State())

    /// Takes up what earlier engines left.
    func takeUp(_ replays: [OpenReplay]) {
        state.withLock { state in
            state.open = replays
            state.replayed = Set(replays.flatMap { $0.items.prefix($0.position).map(\.id) })
        }
    }

    /// Whether an earlier engine let this delivery go as part of a replay that is still under way.
    func hasReplayed(_ id: DeliveryID) -> Bool { state.withLock { $0.replayed.contains(id) } }

    /// Adds a replay that was committed a moment ago.
    func begin(_ replay: OpenReplay) { state.withLock { $0.open.append(replay) } }

    /// Whether none is under way.
    var isIdle: Bool { state.withLock { $0.open.isEmpty } }

    /// Begins a rest between two chunks; whether it is for the caller to end it. However many ask, there is one pace.
    func rest() -> Bool {
        state.withLock { state in
            defer { state.isResting = true }
            return !state.isResting
        }
    }

    /// Ends the rest.
    func wake() { state.withLock { $0.isResting = false } }

    /// The replay to work on next, for whoever asks first; `nil` where somebody works or rests, or nothing is left.
    func take() -> OpenReplay? {
        state.withLock { state in
            guard !state.isAtWork, !state.isResting, let first = state.open.first else { return nil }
            state.isAtWork = true
            return first
        }
    }

    /// Lets the next one take: at `position`, or at the end where `nil`.
    func put(_ replay: OpenReplay, position: Int?) {
        state.withLock { state in
            state.isAtWork = false
            guard let index = state.open.firstIndex(where: { $0.id == replay.id }) else { return }
            if let position, position < replay.items.count {
                state.open[index].position = position
            } else {
                state.open.remove(at: index)
            }
        }
    }

    /// Forgets a replay that was stopped.
    func remove(_ id: String) { state.withLock { $0.open.removeAll { $0.id == id } } }
}
