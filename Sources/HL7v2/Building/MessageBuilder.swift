/// Builds one message to send.
///
///     var message = MessageBuilder(type: "DFT", event: "P03", structure: "DFT_P03", controlID: "A1", timestamp: now)
///     message.segment("FT1") {
///         $0.set(7, components: ["4471-B", "SUTURE 2-0"])
///         $0.set(10, "2")
///     }
///     send(message.bytes)
public struct MessageBuilder: Sendable {
    private let delimiters: Delimiters
    private let coding: TextCoding
    private var content: [UInt8] = []
    /// How many characters the character set could not hold and were sent as `?`.
    public private(set) var substitutionCount = 0

    /// A message that so far consists of its MSH segment. Empty texts leave their field empty.
    ///
    /// - Parameters:
    ///   - timestamp: MSH-7 in HL7's form, see `Timestamp.description`.
    ///   - acceptAcknowledgment: MSH-15; nil together with `applicationAcknowledgment` asks for original mode.
    ///   - characterSet: how texts are written, and what MSH-18 says; for ASCII it stays empty.
    public init(
        type: String, event: String, structure: String = "", controlID: String, sendingApplication: String = "",
        sendingFacility: String = "", receivingApplication: String = "", receivingFacility: String = "",
        timestamp: String = "", processingID: String = "P", version: String = "2.5.1",
        acceptAcknowledgment: AcknowledgmentCondition? = nil,
        applicationAcknowledgment: AcknowledgmentCondition? = nil, characterSet: CharacterSetName = .utf8,
        delimiters: Delimiters = .standard
    ) {
        self.delimiters = delimiters
        coding = characterSet.coding
        segment("MSH") {
            $0.set(3, sendingApplication)
            $0.set(4, sendingFacility)
            $0.set(5, receivingApplication)
            $0.set(6, receivingFacility)
            $0.set(7, timestamp)
            $0.set(9, components: [type, event, structure])
            $0.set(10, controlID)
            $0.set(11, processingID)
            $0.set(12, version)
            $0.set(15, acceptAcknowledgment?.rawValue ?? "")
            $0.set(16, applicationAcknowledgment?.rawValue ?? "")
            $0.set(18, characterSet == .ascii ? "" : characterSet.name)
        }
    }

    /// Adds a segment. `id` is a letter and two letters or digits, anything else adds nothing.
    public mutating func segment(_ id: String, _ fill: (inout SegmentBuilder) -> Void) {
        guard SegmentKey(id) != nil else { return }
        var builder = SegmentBuilder(id, delimiters, coding)
        fill(&builder)
        content.append(contentsOf: builder.bytes)
        substitutionCount += builder.substitutionCount
    }

    /// The message, each segment with its CR.
    public var bytes: [UInt8] { content }
}
