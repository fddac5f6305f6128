import Synchronization

/// The crosswalk that plans are made by, and the one to go back to when a change of it isn't committed.
///
/// A fix is taken over inside its transaction, so that a message in the same group is planned by it. Whether it stays
/// is known only after the commit.
final class CrosswalkBook: Sendable {
    private struct State {
        var current: CrosswalkSnapshot
        var committed: CrosswalkSnapshot
        var sweep = Sweep.none
    }

    /// Whether somebody looks through what is stopped for what the crosswalk settles.
    private enum Sweep { case none, underWay, underWayAndWantedAgain }

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

    /// Whether nobody sweeps, and nobody has to.
    var isSwept: Bool { state.withLock { $0.sweep == .none } }

    /// Asks for a sweep. Whether the caller has to do it; where one is under way, it goes round once more.
    func wantSweep() -> Bool {
        state.withLock { state in
            let isFree = state.sweep == .none
            state.sweep = isFree ? .underWay : .underWayAndWantedAgain
            return isFree
        }
    }

    /// One round is over. Whether the crosswalk has changed since it began, so that another has to follow.
    func endRound() -> Bool {
        state.withLock { state in
            let isWanted = state.sweep == .underWayAndWantedAgain
            state.sweep = isWanted ? .underWay : .none
            return isWanted
        }
    }

    /// A sweep was given up; whoever asks next has to do it.
    func giveUpSweep() { state.withLock { $0.sweep = .none } }
}
