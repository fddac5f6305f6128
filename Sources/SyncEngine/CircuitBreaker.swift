/// Whether an endpoint works. A pure state: told what requests came to, asked whether one may leave.
///
/// | state | what may leave | how it ends |
/// | --- | --- | --- |
/// | closed | everything | failures in a row, or as a share of what was answered lately; refusals of us in a row |
/// | open | nothing, until its pause is over | the pause is over: a question that books nothing is asked first |
/// | probing | that question | answered: half-open; not answered: open, for longer |
/// | half-open | one request at a time | enough accepted: closed; one that failed: open, for longer |
///
/// Whatever changes the state begins a new round, and an answer to a request of an earlier round changes nothing: what
/// was in flight before the breaker opened neither closes it nor, minutes later, opens it again.
struct CircuitBreaker: Sendable, Hashable {
    /// What the answer to a request says of the endpoint.
    enum Answer: Sendable, Hashable {
        /// It works: it booked the delivery, or refused it for its own sake.
        case accepted
        /// It doesn't work, for now.
        case failed
        /// It works, but not for us: our sign-in, our rights there, its address. A person has to mend that.
        case refused
        /// Nothing: it asks for fewer requests, or nothing was sent after all.
        case neutral
    }

    /// Where the breaker stands.
    enum State: Sendable, Hashable {
        /// All may leave.
        case closed
        /// Nothing may, until this uptime.
        case open(until: Duration)
        /// A question that books nothing is under way.
        case probing
        /// One at a time, after so many accepted.
        case halfOpen(accepted: Int)
    }

    /// The leave for one request, to be handed back with its answer.
    struct Pass: Sendable, Hashable {
        fileprivate let round: Int
    }

    private(set) var state = State.closed
    /// Whether it opened because the endpoint refuses us, not because it fails.
    private(set) var isRefused = false
    private let rules: CircuitBreakerRules
    private var round = 0
    private var isTrying = false
    private(set) var failuresInRow = 0
    private var refusalsInRow = 0
    private(set) var recent = RecentAnswers()
    /// How often it opened without having been closed for long.
    private var openings = 0
    private var lastPause = Duration.zero
    private var closedAt: Duration?
    /// Questions that were answered, but with an error.
    private var answeredProbes = 0

    /// A closed breaker.
    init(rules: CircuitBreakerRules = CircuitBreakerRules()) { self.rules = rules }

    /// Whether what was answered lately holds failures.
    var isTroubled: Bool { state != .closed || recent.failures > 0 }

    /// When its pause is over; `nil` where it isn't open.
    var opensAt: Duration? {
        guard case .open(let until) = state else { return nil }
        return until
    }

    /// Leave for one request; `nil` where none may leave now.
    mutating func admit() -> Pass? {
        switch state {
        case .closed: return Pass(round: round)
        case .halfOpen where !isTrying:
            isTrying = true
            return Pass(round: round)
        case .halfOpen, .open, .probing: return nil
        }
    }

    /// Takes note of what a request came to.
    ///
    /// - Parameter random: uniform in 0..<1, for the length of a pause.
    mutating func answered(_ answer: Answer, to pass: Pass, at uptime: Duration, random: () -> Double) {
        guard pass.round == round else { return }
        isTrying = false
        guard answer != .neutral else { return }
        count(answer, at: uptime)
        switch state {
        case .closed where shouldOpen(answer): open(refused: answer == .refused, at: uptime, random: random)
        case .halfOpen(let accepted) where answer == .accepted:
            state = .halfOpen(accepted: accepted + 1)
            if accepted + 1 >= rules.successesToClose { close(at: uptime) }
        case .halfOpen: open(refused: answer == .refused, at: uptime, random: random)
        case .closed, .open, .probing: break
        }
    }

    /// Whether its pause is over and the question that books nothing is to be asked now; it is then under way.
    mutating func startProbe(at uptime: Duration) -> Bool {
        guard case .open(let until) = state, uptime >= until else { return false }
        state = .probing
        return true
    }

    /// Takes note of what the question came to.
    ///
    /// A question that is answered with an error proves little: it isn't what deliveries ask. Each second time a
    /// delivery tries for itself.
    ///
    /// - Parameters:
    ///   - failed: whether it went wrong.
    ///   - hasStatus: whether there was an answer at all.
    ///   - random: uniform in 0..<1, for the length of a pause.
    mutating func probed(failed: Bool, hasStatus: Bool, at uptime: Duration, random: () -> Double) {
        guard state == .probing else { return }
        if failed, hasStatus { answeredProbes += 1 }
        if !failed || answeredProbes >= 2 {
            tryOne()
        } else {
            open(refused: isRefused, at: uptime, random: random)
        }
    }

    /// A person says that it should be tried now.
    mutating func retry() {
        openings = 0
        tryOne()
    }

    private mutating func tryOne() {
        begin(.halfOpen(accepted: 0))
        answeredProbes = 0
    }

    private mutating func count(_ answer: Answer, at uptime: Duration) {
        failuresInRow = answer == .failed ? failuresInRow + 1 : 0
        refusalsInRow = answer == .refused ? refusalsInRow + 1 : 0
        recent.add(failed: answer == .failed, at: uptime)
    }

    private func shouldOpen(_ answer: Answer) -> Bool {
        switch answer {
        case .failed:
            failuresInRow >= rules.failuresInRow
                || (recent.count >= rules.fewestForShare
                    && Double(recent.failures) >= rules.failureShare * Double(recent.count))
        case .refused: refusalsInRow >= rules.refusalsInRow
        case .accepted, .neutral: false
        }
    }

    private mutating func open(refused: Bool, at uptime: Duration, random: () -> Double) {
        if refused != isRefused { openings = 0 }
        // One that holds only as long as its last pause has not recovered: it flaps.
        if let closedAt, uptime - closedAt > lastPause * 2 { openings = 0 }
        closedAt = nil
        isRefused = refused
        let (shortest, longest) =
            refused
            ? (rules.shortestRefusalPause, rules.longestRefusalPause) : (rules.shortestPause, rules.longestPause)
        let pause = min(shortest * (1 << min(openings, 20)), longest)
        openings += 1
        lastPause = pause
        begin(.open(until: uptime + pause * (0.5 + random() / 2)))
    }

    private mutating func close(at uptime: Duration) {
        closedAt = uptime
        isRefused = false
        recent = RecentAnswers()
        begin(.closed)
    }

    private mutating func begin(_ next: State) {
        state = next
        round += 1
        isTrying = false
        failuresInRow = 0
        refusalsInRow = 0
    }
}

/// When a ``CircuitBreaker`` opens, for how long, and when it closes.
struct CircuitBreakerRules: Sendable, Hashable {
    /// So many failures in a row open it.
    var failuresInRow = 5
    /// So large a share of failures among what was answered lately opens it too,
    var failureShare = 0.5
    /// where at least so many were answered.
    var fewestForShare = 20
    /// So many refusals of us in a row open it. More than one: a delivery may be refused so for its own sake.
    var refusalsInRow = 3
    /// The first pause,
    var shortestPause = Duration.milliseconds(500)
    /// doubled each time up to this; jittered between half of it and all.
    var longestPause = Duration.seconds(30)
    /// The first pause after a refusal of us: a person has to mend it, and each try may count as a bad sign-in,
    var shortestRefusalPause = Duration.seconds(5)
    /// doubled each time up to this.
    var longestRefusalPause = Duration.seconds(300)
    /// So many accepted in a row, one at a time, close it.
    var successesToClose = 2
}

/// The last 64 answers of an endpoint, as long as it isn't idle for a minute: failed or not.
struct RecentAnswers: Sendable, Hashable {
    private static let idleLimit = Duration.seconds(60)

    private var bits: UInt64 = 0
    private(set) var count = 0
    private var lastAt = Duration.zero

    /// How many of them failed.
    var failures: Int { bits.nonzeroBitCount }

    /// Adds an answer; forgets those of before a minute of silence.
    mutating func add(failed: Bool, at uptime: Duration) {
        if uptime - lastAt > Self.idleLimit { (bits, count) = (0, 0) }
        bits = bits << 1 | (failed ? 1 : 0)
        count = min(count + 1, UInt64.bitWidth)
        lastAt = uptime
    }
}
