internal import Synchronization

/// The counters of a listener, as far as they are about connections.
protocol ConnectionCounters: Sendable {
    /// Connections that are open now.
    var connectionsOpen: Int { get set }
    /// Connections that were accepted.
    var connectionsAccepted: Int { get set }
    /// Connections that were turned away because the limit was reached.
    var connectionsRefused: Int { get set }
    /// All at zero.
    init()
}

/// The counters of one listener, added to from its event loops.
final class CounterBoard<Counters: ConnectionCounters>: ConnectionTally {
    private let counters = Mutex(Counters())

    /// The counters as they are now.
    var snapshot: Counters { counters.withLock { $0 } }

    var connectionsRefused: Int { counters.withLock { $0.connectionsRefused } }

    /// Adds to them.
    func add(_ change: (inout Counters) -> Void) {
        counters.withLock { change(&$0) }
    }

    func count(_ change: ConnectionChange) {
        add { counters in
            switch change {
            case .accepted:
                counters.connectionsAccepted += 1
                counters.connectionsOpen += 1
            case .refused: counters.connectionsRefused += 1
            case .closed: counters.connectionsOpen -= 1
            }
        }
    }
}
