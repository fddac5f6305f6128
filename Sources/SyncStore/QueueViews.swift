public import SyncModel

/// What many open exceptions share, as the work queue lists it.
public struct CauseRow: Sendable, Hashable, Codable {
    /// The key of the cause.
    public var cause: String
    /// What is wrong.
    public var code: FaultCode
    /// Whose queue it is in.
    public var owner: Role
    /// One fault of the cause, for its subject and sentence.
    public var fault: Fault
    /// What the sender calls the item, where it is about one.
    public var description: String
    /// How many exceptions wait.
    public var open: Int
    /// What they are worth.
    public var value: Money
    /// When the oldest of them was opened.
    public var oldest: UTCTime
}

/// One open or closed exception, as lists show it. Holds no patient data.
public struct ExceptionRow: Sendable, Hashable, Codable {
    /// Its number.
    public var id: ExceptionID
    /// The delivery it stops; `nil` where a message couldn't be taken at all.
    public var delivery: DeliveryID?
    /// The message it came with.
    public var message: MessageID
    /// The flow; empty where no flow took it.
    public var flow: FlowName
    /// What is wrong.
    public var fault: Fault
    /// Whose queue it is in.
    public var owner: Role
    /// The key of its cause.
    public var cause: String
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
    /// When it was opened.
    public var openedAt: UTCTime
    /// Who works on it.
    public var claimedBy: String?
    /// When it was closed.
    public var closedAt: UTCTime?
    /// How it was closed.
    public var resolution: String?
}

/// Which exceptions a list shows.
public struct ExceptionFilter: Sendable, Hashable {
    /// Only this role's.
    public var owner: Role?
    /// Only this cause's.
    public var cause: String?
    /// Only those whose item, description, location, code or flow contains this, whatever the case.
    public var text: String
    /// Only those that somebody, or nobody, has taken on.
    public var holder: Holder?

    /// Who has taken an exception on.
    public enum Holder: Sendable, Hashable {
        /// This user.
        case user(String)
        /// Nobody yet.
        case nobody
    }

    /// Open exceptions, narrowed as given.
    public init(owner: Role? = nil, cause: String? = nil, text: String = "", holder: Holder? = nil) {
        self.owner = owner
        self.cause = cause
        self.text = text
        self.holder = holder
    }
}

/// Where the state stands as far as lists of messages and exceptions go. Between two equal marks nothing came into them
/// and nothing left them; only who works on a row may have changed.
public struct StateMark: Sendable, Hashable {
    /// The newest message; 0 for none.
    public var newestMessage: Int64 = 0
    /// The newest exception, open or closed; 0 for none.
    public var newestException: Int64 = 0
    /// How many exceptions are open.
    public var open: Int64 = 0
    /// What those are worth, in cents.
    public var value: Int64 = 0

    /// A state in which nothing has happened.
    public init() {}

    init(newestMessage: Int64, newestException: Int64, open: Int64, value: Int64) {
        self.newestMessage = newestMessage
        self.newestException = newestException
        self.open = open
        self.value = value
    }
}

/// One exception with everything that led to it.
public struct ExceptionDetail: Sendable {
    /// The exception itself.
    public var row: ExceptionRow
    /// What arrived.
    public var message: MessageRow
    /// The bytes that arrived. Patient data: mask before showing.
    public var payload: [UInt8]
    /// What it meant; `nil` where it couldn't be read.
    public var event: CanonicalEvent?
    /// The delivery it stops.
    public var delivery: DeliveryRow?
    /// What it became, where it got that far.
    public var booking: Booking?
    /// Everything that happened to it, oldest first.
    public var timeline: [TimelineEntry]
    /// How many others are open with the same cause, and what they are worth.
    public var others: (count: Int, value: Money)
    /// What is known of it, where it is in doubt.
    public var doubt: DoubtFacts?
}

/// A message, without its bytes.
public struct MessageRow: Sendable, Hashable, Codable {
    /// Its number.
    public var id: MessageID
    /// Where it came from.
    public var source: SourceName
    /// The sender's id of it.
    public var controlID: String
    /// Its kind, as `DFT^P03`.
    public var type: String
    /// The version of the standard it claims.
    public var version: String
    /// When it arrived.
    public var receivedAt: UTCTime
    /// What the sender was told.
    public var disposition: Disposition
    /// How many bytes it has.
    public var bytes: Int
}

/// A delivery, as lists show it.
public struct DeliveryRow: Sendable, Hashable, Codable {
    /// Its number.
    public var id: DeliveryID
    /// The message it came with.
    public var message: MessageID
    /// The line of that message.
    public var line: Int
    /// Its flow.
    public var flow: FlowName
    /// Where it goes.
    public var endpoint: EndpointName
    /// Where the work stands.
    public var state: DeliveryState
    /// What it is worth.
    public var value: Money
    /// How many attempts were made.
    public var attempts: Int
    /// When its message was accepted.
    public var acceptedAt: UTCTime
    /// When it is tried again.
    public var dueAt: UTCTime?
    /// When it reached a final state.
    public var settledAt: UTCTime?
    /// The destination's number for it.
    public var document: String?
    /// Why it is dead, dismissed or waiting.
    public var reason: String?
    /// Its trace, as a W3C trace id of 32 hexadecimal digits.
    public var trace: String
    /// How it stands in its lane; `nil` where it has none, or nothing is stopped before it and nothing waits behind it.
    public var standing: LaneStanding?
}

/// One thing that happened to a message or a delivery.
public struct TimelineEntry: Sendable, Hashable, Codable {
    /// When.
    public var at: UTCTime
    /// What kind of thing, in a word: `received`, `stopped`, `attempt`, `fixed`, `delivered` …
    public var kind: String
    /// One sentence. Never patient data.
    public var text: String
}
