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

extension MLLPCounters: ConnectionCounters {}
