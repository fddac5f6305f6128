public import HL7v2

/// What an acknowledgment of one message is made from: who sent it, and what is wrong with it, if anything.
public struct Receipt: Sendable {
    /// The header to answer; `nil` where the bytes have none that can be read.
    public var header: Header?
    /// Without a header, the first bytes that came: something to answer may be found in them.
    public var head: [UInt8]
    /// Whether the message itself is sound, as far as reading it tells. Never better than what the sender hears.
    public var outcome: AcknowledgmentOutcome
    /// What is wrong with it, one ERR segment each. No content of the message is in them.
    public var errors: [ErrorSegment]

    /// Joins a header with what reading the message found.
    public init(
        header: Header?, head: [UInt8] = [], outcome: AcknowledgmentOutcome = .accepted, errors: [ErrorSegment] = []
    ) {
        self.header = header
        self.head = head
        self.outcome = outcome
        self.errors = errors
    }
}
