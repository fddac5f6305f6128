/// What the engine sees of an endpoint while it works: published about once a second, and only where it changed.
public struct EndpointFigures: Codable, Sendable, Hashable {
    /// The endpoint.
    public var endpoint: EndpointName
    /// How it is spoken with, as `oracle-inventory` or `rest`.
    public var kind: String
    /// Where the breaker stands.
    public var breaker: BreakerPosition
    /// How many requests it takes; `nil` for any number.
    public var budget: RateBudget?
    /// Requests a second that left lately.
    public var sentPerSecond: Double
    /// How many may be in flight when all is well.
    public var concurrency: Int
    /// How many may be in flight just now.
    public var allowance: Int
    /// How many are in flight.
    public var inFlight: Int
    /// Deliveries that could leave now, if the gate let them.
    public var ready: Int
    /// Deliveries that wait behind others of their lanes; `nil` where an older engine didn't say.
    public var behind: Int?
    /// Of the replays under way, so many aren't done yet.
    public var replays: Int
    /// How long an answer takes on the average, in milliseconds; `nil` where none came yet.
    public var answerMilliseconds: Double?
    /// When what is ready will about have been sent, if nothing comes to it, in milliseconds; `nil` where nobody knows.
    public var drainsInMilliseconds: Int64?
    /// The last answers, latest first.
    public var answers: [AnswerNote]
    /// The last questions whether it works, latest first.
    public var probes: [AnswerNote]

    /// Figures of an endpoint at rest; everything else is set by name.
    public init(endpoint: EndpointName, kind: String, concurrency: Int) {
        self.endpoint = endpoint
        self.kind = kind
        breaker = BreakerPosition(state: .closed)
        sentPerSecond = 0
        self.concurrency = concurrency
        allowance = concurrency
        inFlight = 0
        ready = 0
        replays = 0
        answers = []
        probes = []
    }

    /// When what is ready will about have been sent; `nil` where nobody knows.
    public var drainsIn: Duration? { drainsInMilliseconds.map { .milliseconds($0) } }

    /// Whether all that is left waits behind others that aren't on their way themselves: each is stopped for a person,
    /// or waits for its time.
    public var isBlocked: Bool { ready == 0 && inFlight == 0 && behind ?? 0 > 0 }
}

/// Where a breaker stands.
public struct BreakerPosition: Codable, Sendable, Hashable {
    /// The states of a breaker.
    public enum State: String, Codable, Sendable, Hashable {
        /// All may leave.
        case closed
        /// Nothing may.
        case open
        /// It is asked whether it works.
        case probing
        /// One at a time.
        case halfOpen = "half-open"
    }

    /// Which of them.
    public var state: State
    /// When it is asked again; only where it is open.
    public var until: UTCTime?
    /// Whether it refuses us, rather than fails: a person has to mend that.
    public var isRefused: Bool
    /// Of those half-open takes one at a time, so many were accepted.
    public var accepted: Int
    /// Failures in a row.
    public var failuresInRow: Int
    /// Of the last 64 answers, so many there are,
    public var recentAnswers: Int
    /// and so many of them failed.
    public var recentFailures: Int

    /// A breaker in a state that says nothing more.
    public init(
        state: State, until: UTCTime? = nil, isRefused: Bool = false, accepted: Int = 0, failuresInRow: Int = 0,
        recentAnswers: Int = 0, recentFailures: Int = 0
    ) {
        self.state = state
        self.until = until
        self.isRefused = isRefused
        self.accepted = accepted
        self.failuresInRow = failuresInRow
        self.recentAnswers = recentAnswers
        self.recentFailures = recentFailures
    }
}

/// How many requests an endpoint is sent.
public struct RateBudget: Codable, Sendable, Hashable {
    /// Whether the catalog's limit or its own refusals taught us.
    public var isLearned: Bool
    /// Requests a second when all is well.
    public var usualPerSecond: Double
    /// Requests a second at present.
    public var perSecond: Double
    /// How many may leave at once when all is well.
    public var burst: Double
    /// How many may leave at once now; less than 0 where some went ahead.
    public var tokens: Double
    /// Until when it wants nothing at all; `nil` where it takes something.
    public var closedUntil: UTCTime?

    /// Joins the parts of a budget.
    public init(
        isLearned: Bool, usualPerSecond: Double, perSecond: Double, burst: Double, tokens: Double,
        closedUntil: UTCTime? = nil
    ) {
        self.isLearned = isLearned
        self.usualPerSecond = usualPerSecond
        self.perSecond = perSecond
        self.burst = burst
        self.tokens = tokens
        self.closedUntil = closedUntil
    }
}

/// What an endpoint answered once. Never patient data.
public struct AnswerNote: Codable, Sendable, Hashable {
    /// What an answer came to.
    public enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
        /// Booked.
        case delivered
        /// Not booked, likely to work later.
        case transient
        /// Nobody knows whether it was booked.
        case ambiguous
        /// Not booked, and never will be as it stands.
        case permanent
        /// It refuses us as a whole.
        case refused
        /// It was asked after a delivery in doubt, and it was there.
        case found
        /// It was asked after one, and it wasn't there.
        case absent
        /// It was asked after one, and says nothing yet, or can't be asked.
        case pending
        /// It answers a question that books nothing.
        case answers
        /// It doesn't.
        case silent
    }

    /// When it came.
    public var at: UTCTime
    /// What it came to.
    public var kind: Kind
    /// The delivery it was about; `nil` for a question.
    public var delivery: DeliveryID?
    /// A bounded code, as `http-503`; empty where all is well.
    public var code: String
    /// The HTTP status, where there was one.
    public var status: Int?
    /// One sentence, or the document's number.
    public var detail: String
    /// How long it took, in milliseconds.
    public var tookMilliseconds: Int64

    /// Joins the parts of an answer.
    public init(
        at: UTCTime, kind: Kind, delivery: DeliveryID? = nil, code: String = "", status: Int? = nil,
        detail: String = "", tookMilliseconds: Int64
    ) {
        self.at = at
        self.kind = kind
        self.delivery = delivery
        self.code = code
        self.status = status
        self.detail = detail
        self.tookMilliseconds = tookMilliseconds
    }
}
