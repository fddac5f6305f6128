import Synchronization

/// The crosswalk that plans are made by, and the one to go back to when a change of it isn't committed.
///
/// A fix is taken over inside its transaction, so that a message in the same group is planned by it. Whether it stays
/// is known only after the commit.
final class CrosswalkBook: Sendable {
    private struct State {
        var current: CrosswalkSnapshot
        var committed: CrosswalkSnapshot
    }

    private let state: Mutex<State>

    init(_ committed: CrosswalkSnapshot) { state = Mutex(State(current: committed, committed: committed)) }

    /// The crosswalk that plans are made by.
    var snapshot: CrosswalkSnapshot { state.withLock { $0.current } }

    /// Takes over a change whose transaction is under way.
    func adopt(_ snapshot: CrosswalkSnapshot) { state.withLock { $0.current = snapshot } }

    /// What was taken over is committed.
    func keep() { state.withLock { $0.committed = $0.current } }

    /// What was taken over since the last commit isn't in the state. Plans made by it are told by their version.
    func rollBack() {
        state.withLock { state in
            guard state.current.version != state.committed.version else { return }
            state.current = state.committed.renewed(after: state.current.version)
            state.committed = state.current
        }
    }
}
