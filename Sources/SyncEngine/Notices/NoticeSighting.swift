import SyncModel

/// What is seen of one cause at a moment.
struct NoticeSighting: Sendable, Hashable {
    /// What it is about.
    var cause: Notice.Cause
    /// How it does.
    var finding: Finding
    /// How many deliveries wait.
    var waiting = 0
    /// What they are worth.
    var value = Money.zero
    /// In how long all will about be well; `nil` where nobody knows.
    var backIn: Duration?

    /// How a cause does.
    enum Finding: Sendable, Hashable {
        /// Nothing is wrong.
        case well
        /// Nothing was tried yet, or it isn't clear: what was known before holds.
        case unclear
        /// Something is wrong.
        case troubled(Trouble)
    }

    /// What is wrong.
    enum Trouble: Sendable, Hashable {
        /// The endpoint can't be reached, or doesn't take us.
        case down
        /// The endpoint takes less than is sent.
        case limited
        /// A person stopped the endpoint.
        case paused
        /// Nothing came since then, where about so many messages were to be expected.
        case silent(since: UTCTime, missing: Int)
        /// The source's files can't be taken in, and why.
        case blocked(String)
        /// So many messages came in five minutes, where `usual` have been the most.
        case flooding(count: Int, usual: Int)
        /// What arrives can't be stored.
        case unwritable
        /// A part of the state can't be used, and why.
        case damaged(String)
        /// The catalog doesn't have it any more.
        case gone

        /// Whether two of them differ only in their figures.
        func isSame(as other: Self) -> Bool {
            switch (self, other) {
            case (.silent, .silent), (.flooding, .flooding), (.damaged, .damaged),
                (.blocked, .blocked):
                true
            default: self == other
            }
        }
    }

    /// An endpoint with what waits for it. That it is limited troubles nobody while it catches up within a minute.
    init(
        endpoint: EndpointName, condition: EndpointCondition, waiting: Int, value: Money, drainsIn: Duration?
    ) {
        cause = Notice.Cause(.endpoint, endpoint.rawValue)
        self.waiting = waiting
        self.value = value
        backIn = waiting == 0 ? nil : drainsIn
        finding =
            switch condition {
            case .up: .well
            case .unknown: .unclear
            case .down: .troubled(.down)
            case .paused: .troubled(.paused)
            case .limited: drainsIn.map { $0 <= .seconds(60) } == true ? .well : .troubled(.limited)
            }
    }

    /// Anything else.
    init(_ cause: Notice.Cause, _ finding: Finding) {
        self.cause = cause
        self.finding = finding
    }
}
