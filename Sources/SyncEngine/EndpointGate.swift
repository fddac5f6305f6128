import SyncModel

/// Whether an endpoint may be sent to just now. A pure state: told what happened, asked what is allowed.
///
/// A `Retry-After` stops the whole endpoint, not the one delivery. Failures in a row stop it too, for longer each time;
/// after either, one delivery goes first, and the rest follow once it was accepted.
struct EndpointGate: Sendable {
    /// How many failures in a row close the gate.
    static let tolerance = 5
    /// What no pause after failures exceeds.
    static let longestPause: Duration = .seconds(30)

    private(set) var condition: EndpointCondition = .unknown
    private(set) var detail = "not tried since the engine started"
    private(set) var failures = 0
    /// Closed until this long after the engine's start.
    private(set) var closedUntil: Duration?
    /// Until when the endpoint asked us to stay away; what was in flight then opens nothing.
    private var limitedUntil: Duration?
    private(set) var pauseReason: String?
    private var isProbing = false

    /// How many may be in flight at once at `uptime`, of a limit of `concurrency`.
    func allowance(at uptime: Duration, concurrency: Int) -> Int {
        if pauseReason != nil { return 0 }
        if let closedUntil, uptime < closedUntil { return 0 }
        return isProbing ? 1 : concurrency
    }

    /// When it opens by itself; `nil` where it is open, or where only a person opens it.
    func opens(after uptime: Duration) -> Duration? {
        guard pauseReason == nil, let closedUntil, uptime < closedUntil else { return nil }
        return closedUntil
    }

    /// Something was accepted, or refused for a reason of its own.
    mutating func succeeded(at uptime: Duration) {
        failures = 0
        if let limitedUntil, uptime < limitedUntil { return }
        limitedUntil = nil
        closedUntil = nil
        isProbing = false
        condition = pauseReason == nil ? .up : .paused
        detail = pauseReason ?? "accepts what we send"
    }

    /// Something failed for a reason that isn't the delivery's own.
    ///
    /// - Parameter random: uniform in 0..<1, for the length of the pause.
    mutating func failed(_ failure: AttemptFailure, retryAfter: Duration?, at uptime: Duration, random: Double) {
        failures += 1
        detail = failure.detail
        if let retryAfter {
            condition = .limited
            limitedUntil = max(limitedUntil ?? .zero, uptime + retryAfter)
            close(until: uptime + retryAfter)
        } else if failures >= Self.tolerance {
            condition = .down
            let doublings = min(failures - Self.tolerance, 10)
            let pause = min(.milliseconds(500) * (1 << doublings), Self.longestPause)
            close(until: uptime + pause * (0.5 + random / 2))
        } else if condition == .unknown {
            condition = .down
        }
        if let pauseReason {
            condition = .paused
            detail = pauseReason
        }
    }

    /// A person stops the endpoint.
    mutating func pause(_ reason: String) {
        pauseReason = reason
        condition = .paused
        detail = reason
    }

    /// A person lets it go on; one delivery goes first.
    mutating func resume() {
        pauseReason = nil
        closedUntil = nil
        limitedUntil = nil
        isProbing = true
        condition = .unknown
        detail = "resumed"
    }

    private mutating func close(until end: Duration) {
        closedUntil = max(closedUntil ?? .zero, end)
        isProbing = true
    }
}
