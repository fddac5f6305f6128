internal import HL7v2
internal import SyncModel

extension MessageDecoder {
    /// The versions that are understood, MSH-12.1.
    static let versions: Set<String> = [
        "2.1", "2.2", "2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1", "2.8", "2.8.1", "2.8.2",
    ]

    /// The longest MSH-10, in bytes (HL7 v2.7 and later; 20 before).
    static let controlIDLimit = 199

    /// Checks all that decides the acknowledgment before the lines are read, and finds the flows that take the message.
    static func route(
        of message: Message, _ header: Header, _ routes: Routes
    ) throws(Refusal) -> Routes.Route {
        if let refusal = missing(header) ?? unsupported(header) { throw refusal }
        let event = header.triggerEvent.isValued ? header.triggerEvent : message.segment("EVN")?.field(1)
        guard let route = routes.route(of: header, event: event ?? header.triggerEvent) else {
            throw unrouted(header, routes)
        }
        guard message.characterSet != .utf8 || isUTF8(message.bytes) else {
            let sentence = "MSH-18 says UTF-8, and the message is not: send it in UTF-8, or say what it is in."
            throw Refusal(.error, .dataTypeError, at: Path("MSH", field: 18), sentence)
        }
        return route
    }

    private static func missing(_ header: Header) -> Refusal? {
        let required = [
            (9, header.messageCode), (10, header.messageControlID), (11, header.processingID), (12, header.version),
        ]
        if let (number, _) = required.first(where: { !$0.1.isValued }) {
            let place = Path("MSH", field: number)
            return Refusal(.error, .requiredFieldMissing, at: place, "\(place) is empty.")
        }
        guard header.messageControlID.bytes.count > controlIDLimit else { return nil }
        let sentence = "MSH-10 has more than \(controlIDLimit) bytes."
        return Refusal(.error, .dataTypeError, at: Path("MSH", field: 10), sentence)
    }

    private static func unsupported(_ header: Header) -> Refusal? {
        if !versions.contains(header.version.text) {
            return Refusal(
                .rejected, .unsupportedVersionID, at: Path("MSH", field: 12),
                "MSH-12 names no version from 2.1 to 2.8.2.", fault: .messageUnsupported)
        }
        let mode = header.processingID
        if !mode.bytesEqual("P"), !mode.bytesEqual("T"), !mode.bytesEqual("D") {
            return Refusal(
                .rejected, .unsupportedProcessingID, at: Path("MSH", field: 11),
                "MSH-11 is none of P, T and D.", fault: .messageUnsupported)
        }
        return nil
    }

    private static func unrouted(_ header: Header, _ routes: Routes) -> Refusal {
        let isCodeKnown = routes.knows(header.messageCode)
        return Refusal(
            .rejected, isCodeKnown ? .unsupportedEventCode : .unsupportedMessageType, at: Path("MSH", field: 9),
            isCodeKnown ? "No flow takes this event of the message." : "No flow takes this kind of message.",
            fault: .messageUnsupported)
    }

    private static func isUTF8(_ bytes: [UInt8]) -> Bool {
        (try? UTF8Span(validating: bytes.span)) != nil
    }
}
