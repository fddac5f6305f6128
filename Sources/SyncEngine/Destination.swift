public import SyncModel

/// A system that deliveries go to, spoken with in its own way. One for each endpoint of the catalog.
public protocol Destination: Sendable {
    /// Where its requests are best made: the thread that its connections live on; `nil` where it doesn't matter.
    var executor: (any TaskExecutor)? { get }

    /// Sends one delivery, once, and classes the answer. Never throws and never tries again by itself.
    func send(_ work: DeliveryWork) async -> DeliveryOutcome

    /// Asks whether a delivery in doubt was booked, by its business key.
    func lookUp(_ work: DeliveryWork) async -> LookUpOutcome

    /// Asks, without booking anything, whether the system answers.
    func probe() async -> Result<Void, AttemptFailure>
}

extension Destination {
    /// Anywhere.
    public var executor: (any TaskExecutor)? { nil }
}

/// One delivery, with all that a request is made of.
public struct DeliveryWork: Sendable {
    /// The delivery's number in our state.
    public var id: DeliveryID
    /// The flow it belongs to.
    public var flow: FlowName
    /// The key it keeps for life: a repeated request carries the same one.
    public var idempotencyKey: String
    /// Which attempt this is, from 1.
    public var attempt: Int
    /// The trace of it, as a W3C `traceparent` header.
    public var traceparent: String
    /// The message's number in our state, and the line of it: our business key at the destination.
    public var message: MessageID
    /// The number of the FT1 or RXA in the message, from 1; 0 for a whole message.
    public var line: Int
    /// What to book, for a destination that books item lines; `nil` for one that takes whole messages.
    public var resolved: ResolvedUse?
    /// The fields to send, for an event that a contract describes; `nil` of all else.
    public var record: Fields?
    /// Where the message came from.
    public var source: SourceName
    /// The message as it came, for a destination that takes whole messages; empty for one that books item lines.
    public var payload: [UInt8]
    /// When its message was taken in: before it was first sent, and the same at each attempt.
    public var acceptedAt: UTCTime?

    /// What it takes back there, by our key and its document; `nil` of what takes nothing back.
    public var takenBack: Original?

    /// A booking of the destination's that is taken back.
    public struct Original: Sendable, Hashable {
        /// The key that it was sent with.
        public var idempotencyKey: String
        /// The destination's number of it.
        public var document: String

        /// Joins the two.
        public init(idempotencyKey: String, document: String) {
            self.idempotencyKey = idempotencyKey
            self.document = document
        }
    }

    /// Joins all that a request is made of.
    public init(
        id: DeliveryID, flow: FlowName, idempotencyKey: String, attempt: Int, traceparent: String, message: MessageID,
        line: Int, resolved: ResolvedUse?, record: Fields? = nil, source: SourceName = "", payload: [UInt8]
    ) {
        self.id = id
        self.flow = flow
        self.idempotencyKey = idempotencyKey
        self.attempt = attempt
        self.traceparent = traceparent
        self.message = message
        self.line = line
        self.resolved = resolved
        self.record = record
        self.source = source
        self.payload = payload
    }
}
