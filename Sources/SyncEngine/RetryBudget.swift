/// How many retries a troubled endpoint is given: at most a fifth of what it is sent, and one a second besides.
///
/// Retries are extra load just when an endpoint can't bear it. Where it fails for some deliveries only, the breaker
/// stays closed and every failure comes back as a retry; the budget keeps those a small share.
struct RetryBudget: Sendable, Hashable {
    /// Retries for each request that is sent.
    static let share = 0.2
    /// What it gives to an endpoint that is sent nothing else, in a second.
    static let trickle = 1.0
    /// What it saves up.
    static let reserve = 10.0
    /// What no retry waits longer for.
    static let longestWait = Duration.seconds(60)

    private var tokens = reserve
    private var filledAt = Duration.zero

    /// A request was sent.
    mutating func sent() { tokens = min(tokens + Self.share, Self.reserve) }

    /// Takes one retry out and says how long it has to wait for its turn.
    ///
    /// - Parameter sentPerSecond: requests that leave at present, which fill the budget again.
    mutating func take(sentPerSecond: Double, at uptime: Duration) -> Duration {
        if uptime > filledAt {
            tokens = min(tokens + Self.trickle * (uptime - filledAt).inSeconds, Self.reserve)
            filledAt = uptime
        }
        let filling = Self.trickle + Self.share * sentPerSecond
        // What would wait longer isn't put down as a debt: it would hold up all that come after it.
        tokens = max(tokens - 1, -filling * Self.longestWait.inSeconds)
        return tokens >= 0 ? .zero : min(.seconds(-tokens / filling), Self.longestWait)
    }
}
