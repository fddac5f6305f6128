internal import Synchronization

/// What happened at one MLLP listener since it started, for metrics.
public struct MLLPCounters: Sendable, Hashable {
    /// Connections that are open now.
    public var connectionsOpen = 0
    /// Connections that were accepted.
    public var connectionsAccepted = 0
    /// Connections that were turned away because the limit was reached.
    public var connectionsRefused = 0
    /// Whole frames that arrived.
    public var frames = 0
    /// Bytes outside any frame.
    public var noiseBytes = 0
    /// Frames that were dropped because another one began inside them.
    public var resynchronised = 0
    /// Frames that were larger than the limit.
    public var oversize = 0
    /// Connections closed because a frame begun (or a TLS handshake) took too long.
    public var frameTimeouts = 0
    /// Connections closed because nothing came for long.
    public var idleTimeouts = 0
    /// Acknowledgments written, of any kind.
    public var acknowledgments = 0
    /// Messages handed in whose sender was gone before the acknowledgment. They are stored all the same.
    public var unanswered = 0

    /// All at zero.
    public init() {}
}

/// The counters of one listener, added to from its event loops.
///
/// A connection adds once for each burst of reads or replies, not once a message.
final class MLLPCounterBoard: ConnectionTally {
    private let counters = Mutex(MLLPCounters())

    /// The counters as they are now.
    var snapshot: MLLPCounters { counters.withLock { $0 } }

    var connectionsRefused: Int { counters.withLock { $0.connectionsRefused } }

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

    /// Adds to them.
    func add(_ change: (inout MLLPCounters) -> Void) {
        counters.withLock { change(&$0) }
    }
}
