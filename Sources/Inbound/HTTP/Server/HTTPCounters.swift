/// What happened at one HTTP address since it was opened, for metrics.
public struct HTTPCounters: Sendable, Hashable {
    /// Connections that are open now.
    public var connectionsOpen = 0
    /// Connections that were accepted.
    public var connectionsAccepted = 0
    /// Connections that were turned away because the limit was reached.
    public var connectionsRefused = 0
    /// Requests whose head arrived.
    public var requests = 0
    /// Answers with yes.
    public var answered2xx = 0
    /// Answers that say that the sender has to change something.
    public var answered4xx = 0
    /// Answers that ask to send again later.
    public var answered5xx = 0
    /// Requests of somebody who didn't prove who they are.
    public var signInFailures = 0
    /// Bodies that were larger than the limit.
    public var oversize = 0
    /// What was no HTTP.
    public var malformed = 0
    /// Requests that took too long to arrive, and TLS handshakes.
    public var bodyTimeouts = 0
    /// Connections closed because nothing came for long.
    public var idleTimeouts = 0
    /// Requests handed in whose sender was gone before the answer. They are stored all the same.
    public var unanswered = 0

    /// All at zero.
    public init() {}
}

extension HTTPCounters: ConnectionCounters {}
