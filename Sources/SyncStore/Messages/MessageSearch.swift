public import SyncModel

/// Which messages are looked for. Everything that is set has to hold.
///
/// Control ids, traces, times and refused messages are found at once, through what intake keeps anyway. Items, visits
/// and text are looked for in what was stored, from the newest backwards, a slice at a time. No index holds them: an
/// item's would cost intake, a visit's would be one more place with patient data.
public struct MessageSearch: Sendable, Hashable {
    /// The sender's id of a message (MSH-10).
    public var controlID: ControlID?
    /// A trace id of 32 digits, or a `traceparent`; one that isn't of this state finds nothing.
    public var trace: String?
    /// The sender's item code, or the ERP's item number, as it is written; without regard to case where it is ASCII.
    public var item: String?
    /// The whole visit number. Patient data: it is compared, and never kept or shown.
    public var encounter: String?
    /// Received at this time or later.
    public var since: UTCTime?
    /// Received before this time.
    public var until: UTCTime?
    /// What occurs in the bytes that arrived, whatever the case of ASCII letters.
    public var text: String
    /// From this source.
    public var source: SourceName?
    /// Of this kind, as `DFT^P03`; `DFT` alone takes all of them.
    public var type: String?
    /// What the sender was told.
    public var disposition: Disposition?

    /// All messages.
    public init() { text = "" }

    /// A control id, whole or the beginning of one.
    public enum ControlID: Sendable, Hashable {
        /// This one.
        case exactly(String)
        /// All that begin so.
        case beginning(String)
    }

    /// Whether it looks into what was stored, so that it may take many slices.
    public var looksInside: Bool { item != nil || encounter != nil || !text.isEmpty }
}

/// A message that was found, with what became of it.
public struct MessageHit: Sendable, Hashable, Codable {
    /// The message.
    public var row: MessageRow
    /// Its trace id.
    public var trace: String
    /// How many of its deliveries are in each state.
    public var standing: [DeliveryState: Int]

    /// How many deliveries it has.
    public var deliveries: Int { standing.values.reduce(0, +) }
}

/// What one look came to, newest first.
public struct MessagePage: Sendable, Hashable, Codable {
    /// What was found; may be less than asked for, or nothing, and there is a next page all the same.
    public var hits: [MessageHit]
    /// Where to go on: hand it to the next call. `nil` where everything was looked at.
    public var next: MessageID?
    /// How much of what is to be looked at has been, from 0 to 1.
    public var progress: Double
}
