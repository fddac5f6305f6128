/// The MSH segment by the names of its fields (HL7 v2.5.1 §2.15.9). Each is a view; nothing is read before it is used.
public struct Header: Sendable {
    /// The segment itself, for fields without a name here.
    public let segment: Segment
    /// The message answers another one: MSH-9.1 is `ACK` or it has an MSA segment. Such a message is never
    /// acknowledged.
    public var isAcknowledgment: Bool { hasAcknowledgment || messageCode.bytesEqual("ACK") }
    private let hasAcknowledgment: Bool

    init(_ segment: Segment, isAcknowledgment: Bool) {
        self.segment = segment
        hasAcknowledgment = isAcknowledgment
    }

    /// MSH-3.
    public var sendingApplication: FieldView { segment.field(3) }
    /// MSH-4.
    public var sendingFacility: FieldView { segment.field(4) }
    /// MSH-5.
    public var receivingApplication: FieldView { segment.field(5) }
    /// MSH-6.
    public var receivingFacility: FieldView { segment.field(6) }
    /// MSH-7, when the sender made the message; see `Timestamp`.
    public var timestamp: FieldView { segment.field(7) }
    /// MSH-9.1, such as `DFT`.
    public var messageCode: FieldView { segment.field(9).component(1) }
    /// MSH-9.2, such as `P03`.
    public var triggerEvent: FieldView { segment.field(9).component(2) }
    /// MSH-9.3, such as `DFT_P03`.
    public var structure: FieldView { segment.field(9).component(3) }
    /// MSH-10, what an acknowledgment names in MSA-2.
    public var messageControlID: FieldView { segment.field(10) }
    /// MSH-11.1: `P` production, `T` training, `D` debugging.
    public var processingID: FieldView { segment.field(11).component(1) }
    /// MSH-12.1, such as `2.5.1`.
    public var version: FieldView { segment.field(12).component(1) }
    /// MSH-15, when to send an accept acknowledgment; see `AcknowledgmentMode`.
    public var acceptAcknowledgment: FieldView { segment.field(15) }
    /// MSH-16, when to send an application acknowledgment.
    public var applicationAcknowledgment: FieldView { segment.field(16) }
    /// MSH-18: the first is the message's own, the others may be switched to inside text. Empty means ASCII.
    public var characterSets: [CharacterSetName] { segment.field(18).repetitions.map { CharacterSetName($0) } }
}
