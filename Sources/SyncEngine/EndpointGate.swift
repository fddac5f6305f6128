import Catalog
import SyncModel

/// Whether an endpoint may be sent to just now. A pure state: asked for each request, told what came of it.
///
/// It asks four: the ``CircuitBreaker`` whether the endpoint works, the ``RateGovernor`` how many requests it takes,
/// the ``SlowStart`` how many at once after an outage, and the ``RetryBudget`` how many of them may be retries. A
/// person's pause stands above all.
struct EndpointGate: Sendable {
    /// The leave for one request, to be handed back with what came of it.
    struct Ticket: Sendable, Hashable {
        fileprivate let pass: CircuitBreaker.Pass
        fileprivate let round: Int
        /// When it left, in uptime.
        let sentAt: Duration
    }

    private(set) var condition: EndpointCondition = .unknown
    private(set) var detail = "not tried since the engine started"
    private(set) var pauseReason: String?
    /// When the request left that was last accepted, or refused for its own sake.
    private(set) var acceptedSentAt: Duration?
    private(set) var breaker = CircuitBreaker()
    private(set) var governor: RateGovernor
    private(set) var slowStart = SlowStart()
    private var budget = RetryBudget()
    private(set) var answerTime: Duration?
    private var reason = ""

    /// An open gate for an endpoint with the catalog's `limit`.
    init(limit: Endpoint.Limit? = nil) { governor = RateGovernor(limit: limit) }

    /// Until when it stays closed by itself; `nil` where it is open, or where only a person opens it.
    var closedUntil: Duration? {
        guard let opensAt = breaker.opensAt else { return governor.closedUntil }
        return governor.closedUntil.map { max($0, opensAt) } ?? opensAt
    }

    // MARK: Leave

    /// Leave for one more request where `inFlight` are under way; `nil` where it has to wait.
    ///
    /// - Parameters:
    ///   - concurrency: how many may be in flight at once when all is well.
    ///   - cost: how many requests it will be.
    mutating func admit(inFlight: Int, concurrency: Int, cost: Int = 1, at uptime: Duration) -> Ticket? {
        guard pauseReason == nil, inFlight < slowStart.allowance(of: concurrency), governor.hasToken(at: uptime),
            let pass = breaker.admit()
        else { return nil }
        governor.spend(cost, at: uptime)
        budget.sent()
        return Ticket(pass: pass, round: slowStart.round, sentAt: uptime)
    }

    /// When it is worth asking again, if nothing is answered before; `nil` where time alone changes nothing.
    ///
    /// - Parameter hasReady: whether something could be sent.
    func opens(after uptime: Duration, hasReady: Bool) -> Duration? {
        guard pauseReason == nil else { return nil }
        let token = governor.opens(after: uptime)
        if let probe = breaker.opensAt { return max(probe, token ?? .zero, uptime) }
        return hasReady ? token : nil
    }

    /// Whether the endpoint is to be asked now whether it works; the question is then under way.
    mutating func startProbe(at uptime: Duration) -> Bool {
        guard pauseReason == nil, governor.hasToken(at: uptime), breaker.startProbe(at: uptime) else { return false }
        governor.spend(1, at: uptime)
        return true
    }

    /// How long a retry waits for its turn, besides its own delay: nothing while the endpoint works.
    mutating func retryWait(at uptime: Duration) -> Duration {
        guard breaker.isTroubled else { return .zero }
        return budget.take(sentPerSecond: governor.sentPerSecond, at: uptime)
    }

    // MARK: What came of it

    /// Something was accepted, or refused for its own sake.
    ///
    /// - Parameter concurrency: how many may be in flight at once when all is well.
    mutating func succeeded(_ ticket: Ticket, concurrency: Int, at uptime: Duration) {
        acceptedSentAt = max(acceptedSentAt ?? .zero, ticket.sentAt)
        let took = uptime - ticket.sentAt
        answerTime = answerTime.map { $0 + (took - $0) / 16 } ?? took
        let wasClosed = breaker.state == .closed
        breaker.answered(.accepted, to: ticket.pass, at: uptime, random: { 0 })
        governor.accepted(sentAt: ticket.sentAt, at: uptime)
        slowStart.accepted(round: ticket.round, concurrency: concurrency)
        if !wasClosed { slowStart.begin() }
        settle(at: uptime, accepts: true)
    }

    /// Something failed for a reason that isn't the delivery's own.
    ///
    /// - Parameters:
    ///   - retryAfter: how long the endpoint wants nothing at all; `nil` where it doesn't say.
    ///   - random: uniform in 0..<1, for the length of a pause.
    mutating func failed(
        _ ticket: Ticket, _ failure: AttemptFailure, retryAfter: Duration?, at uptime: Duration, random: () -> Double
    ) {
        reason = failure.detail
        let isTooMany = failure.status == 429
        if isTooMany || retryAfter != nil || failure.status == 503 {
            governor.lowered(retryAfter: retryAfter, isTooMany: isTooMany, sentAt: ticket.sentAt, at: uptime)
        }
        if retryAfter != nil { slowStart.begin() } else { slowStart.failed(round: ticket.round) }
        // What it asks for by itself is no failure; it says when it works again.
        let answer: CircuitBreaker.Answer = isTooMany || retryAfter != nil ? .neutral : .failed
        answered(answer, ticket, at: uptime, random: random)
    }

    /// The endpoint refuses us, whatever we send.
    mutating func refused(_ ticket: Ticket, _ failure: AttemptFailure, at uptime: Duration, random: () -> Double) {
        reason = failure.detail
        answered(.refused, ticket, at: uptime, random: random)
    }

    /// Nothing was sent after all, or what came says nothing of the endpoint.
    mutating func withdrew(_ ticket: Ticket) {
        breaker.answered(.neutral, to: ticket.pass, at: .zero, random: { 0 })
    }

    /// What the question came to whether the endpoint works.
    mutating func probed(_ result: Result<Void, AttemptFailure>, at uptime: Duration, random: () -> Double) {
        switch result {
        case .success: breaker.probed(failed: false, hasStatus: true, at: uptime, random: random)
        case .failure(let failure):
            reason = failure.detail
            breaker.probed(failed: true, hasStatus: failure.status != nil, at: uptime, random: random)
        }
        slowStart.begin()
        settle(at: uptime)
    }

    // MARK: People

    /// A person stops the endpoint.
    mutating func pause(_ reason: String) {
        pauseReason = reason
        settle(at: .zero)
    }

    /// A person lets it go on; one delivery goes first.
    mutating func resume() {
        pauseReason = nil
        breaker.retry()
        governor.reopen()
        slowStart.begin()
        condition = .unknown
        detail = "resumed"
    }

    /// When a backlog will about be drained; `nil` where nobody can know.
    func timeToDrain(ready: Int, concurrency: Int, at uptime: Duration) -> Duration? {
        BacklogEstimate(
            ready: ready,
            recentPerSecond: slowStart.width == nil && ready > concurrency && governor.sentPerSecond > 0
                ? governor.sentPerSecond : nil,
            concurrency: concurrency, answerTime: answerTime, limitPerSecond: governor.perSecond,
            opensIn: opensIn(at: uptime), beginsWith: slowStart.width
        ).timeToDrain
    }

    private func opensIn(at uptime: Duration) -> Duration? {
        guard pauseReason == nil else { return nil }
        switch breaker.state {
        // Its pause says when it is asked again, not when it works again.
        case .open, .probing: return nil
        case .closed, .halfOpen: return governor.closedUntil.map { max(.zero, $0 - uptime) } ?? .zero
        }
    }

    private mutating func answered(
        _ answer: CircuitBreaker.Answer, _ ticket: Ticket, at uptime: Duration, random: () -> Double
    ) {
        breaker.answered(answer, to: ticket.pass, at: uptime, random: random)
        if case .open = breaker.state { slowStart.begin() }
        settle(at: uptime)
    }

    // MARK: What people see

    private mutating func settle(at uptime: Duration, accepts: Bool = false) {
        if let pauseReason { return show(.paused, pauseReason) }
        let isClosed = governor.closedUntil.map { uptime < $0 } ?? false
        switch breaker.state {
        case .open, .probing: show(.down, reason)
        case .closed where isClosed, .halfOpen where isClosed: show(.limited, reason)
        case .halfOpen: show(.unknown, "answers again; it is sent one delivery at a time until some are accepted")
        case .closed where governor.isLowered: show(.limited, "asked us to slow down; sent to at a lower rate")
        case .closed where accepts: show(.up, "accepts what we send")
        case .closed where condition == .unknown: show(.down, reason)
        case .closed: show(condition, reason)
        }
    }

    private mutating func show(_ condition: EndpointCondition, _ detail: String) {
        self.condition = condition
        self.detail = detail
    }
}
