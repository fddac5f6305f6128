public import SyncModel

/// Where sources hand in what arrived. The engine is one; tests have others.
public protocol Intake: Sendable {
    /// Takes a message in. `reply` is called exactly once, in the order of submission among the messages of one
    /// caller, and only after the commit that stores the message.
    ///
    /// - Parameter mayBlock: whether the caller has nothing else to do until the reply. Its thread may then commit the
    ///   message itself, and `reply` may run before this returns; else this returns at once.
    func submit(_ message: IncomingMessage, mayBlock: Bool, reply: @escaping @Sendable (IntakeReply) -> Void)
}

/// A message as a source read it: bytes as they came, and what they mean.
public struct IncomingMessage: Sendable {
    /// Where it came from.
    public var source: SourceName
    /// The payload byte for byte, without framing.
    public var bytes: [UInt8]
    /// The sender's id of it (MSH-10); empty where it has none.
    public var controlID: String
    /// The kind of message as flows name it: `DFT^P03`; empty where it can't be read.
    public var type: String
    /// The sender's version of the standard (MSH-12).
    public var version: String
    /// What it means: one event for each FT1 or RXA.
    public var events: [CanonicalEvent]
    /// Why it is refused; it is kept all the same.
    public var refusal: Fault?
    /// The kind of each line that has a kind of its own, as the entries of a bundle have, by the line's number. Flows
    /// take such a line by it, and all others by ``type``.
    public var lineTypes: [Int: String] = [:]
    /// Whether its id alone tells that it came before, whatever it says now: its sender asked for that.
    public var isKnownByID = false

    /// Joins the parts of a message that was read, or refused.
    public init(
        source: SourceName, bytes: [UInt8], controlID: String, type: String, version: String = "",
        events: [CanonicalEvent], refusal: Fault? = nil
    ) {
        self.source = source
        self.bytes = bytes
        self.controlID = controlID
        self.type = type
        self.version = version
        self.events = events
        self.refusal = refusal
    }
}

/// What became of a message that was handed in.
public enum IntakeReply: Sendable, Hashable {
    /// Stored and fsynced: a positive acknowledgement is true.
    case accepted(MessageID)
    /// Stored before with the same content: acknowledged again, not processed again.
    case duplicate(MessageID)
    /// Kept, but refused for this fault: the sender hears no.
    case refused(Fault)
    /// Not stored: the sender should try again later. The sentence is for the log and the acknowledgement.
    case unavailable(String)
}
