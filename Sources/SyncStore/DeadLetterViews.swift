public import SyncModel

/// A dead letter, as lists show it. Holds no patient data.
public struct DeadLetterRow: Sendable, Hashable, Codable {
    /// The delivery.
    public var id: DeliveryID
    /// The message it came with.
    public var message: MessageID
    /// The line of that message.
    public var line: Int
    /// Its flow.
    public var flow: FlowName
    /// Where it goes.
    public var endpoint: EndpointName
    /// How it ended.
    public var state: DeadLetterState
    /// Why: the person's or the rule's reason, or the fault's sentence.
    public var reason: String
    /// The last fault it had; `nil` where it never had one.
    public var code: FaultCode?
    /// Its open exception, where it still has one.
    public var exception: ExceptionID?
    /// The sender's item code.
    public var item: String
    /// What the sender calls the item.
    public var description: String
    /// The documented quantity.
    public var quantity: String
    /// The documented unit.
    public var unit: String
    /// The documented location.
    public var location: String
    /// What it is worth.
    public var value: Money
    /// Attempts made since it was accepted, or last let go.
    public var attempts: Int
    /// When its message was accepted.
    public var acceptedAt: UTCTime
    /// When it ended.
    public var endedAt: UTCTime
}

/// Where a page of dead letters ends: what gave up comes first, cause by cause; then what ended, the latest first.
public enum DeadLetterPlace: Sendable, Hashable, Codable {
    /// Behind this exception of this cause.
    case gaveUp(cause: String, ExceptionID)
    /// Behind this delivery.
    case ended(at: UTCTime, DeliveryID)
}

/// A page of dead letters.
public struct DeadLetterPage: Sendable, Hashable, Codable {
    /// The rows, at most as many as were asked for. There may be fewer though more follow: a page looks at no more than
    /// so many candidates.
    public var rows: [DeadLetterRow]
    /// Where the next page begins; `nil` behind the last.
    public var next: DeadLetterPlace?
}

/// How many dead letters there are, and what they are worth. What a rule took out is among the dismissed.
public struct DeadLetterTotals: Sendable, Hashable, Codable {
    /// Given up, or in doubt for good; they hold their lanes.
    public var stopped = Total()
    /// Taken out by people and rules.
    public var dismissed = Total()
    /// Given up for good.
    public var dead = Total()

    /// A number, and a value.
    public struct Total: Sendable, Hashable, Codable {
        /// How many.
        public var count = 0
        /// What they are worth.
        public var value = Money.zero
    }
}

/// A replay, and how far it is.
public struct ReplayRow: Sendable, Hashable, Codable {
    /// The id of the command that asked for it.
    public var id: String
    /// When it was asked for.
    public var at: UTCTime
    /// Who asked.
    public var actor: String
    /// Why.
    public var reason: String
    /// What it is about, in words.
    public var selection: String
    /// The digest of the dry run that it carries out.
    public var digest: String
    /// How many deliveries go.
    public var total: Int
    /// How many went so far.
    public var replayed: Int
    /// How many had changed since the dry run, and were left alone.
    public var skipped: Int
    /// When it came to its end, or was stopped.
    public var endedAt: UTCTime?
}

/// One delivery with everything that happened to it.
public struct DeliveryDetail: Sendable {
    /// The delivery itself.
    public var row: DeliveryRow
    /// What arrived.
    public var message: MessageRow
    /// What it means now; `nil` where it can't be read.
    public var event: CanonicalEvent?
    /// What it became, where it got that far.
    public var booking: Booking?
    /// Its exceptions, open and closed, oldest first.
    public var exceptions: [ExceptionRow]
    /// What people changed, oldest first.
    public var edits: [EditRow]
    /// Everything that happened to it, oldest first.
    public var timeline: [TimelineEntry]
}

/// A replay of one delivery, with what a person changed for it.
public struct EditRow: Sendable, Hashable, Codable {
    /// When.
    public var at: UTCTime
    /// Who.
    public var actor: String
    /// Why.
    public var reason: String
    /// Where the delivery stood before, and what it was.
    public var before: ReplayNote
    /// What it was changed to; `nil` where it went as it was.
    public var after: CanonicalEvent?
}

/// What is kept of a delivery when it is replayed.
public struct ReplayNote: Sendable, Hashable, Codable {
    /// The replay.
    public var replay: String
    /// The state it was in.
    public var state: DeliveryState
    /// The reason it was there for.
    public var why: String
    /// What a person changed, each as `quantity 2 → 3`. Empty where it went as it was.
    public var changes: [String]
    /// The event before the change; `nil` where it went as it was.
    public var event: CanonicalEvent?

    /// Joins what is kept.
    public init(replay: String, state: DeliveryState, why: String, changes: [String], event: CanonicalEvent?) {
        self.replay = replay
        self.state = state
        self.why = why
        self.changes = changes
        self.event = event
    }
}
