import HL7v2
import SyncModel

/// What a receiver's acknowledgment means for the message with one control id.
enum AcknowledgmentAnswer: Sendable, Hashable {
    /// It is about this message.
    case outcome(DeliveryOutcome)
    /// It is about another message, such as one that nobody waits for any more: the answer to this one may still come.
    case other
    /// It is no acknowledgment at all.
    case unreadable(AttemptFailure)

    /// Reads an answer (HL7 v2.5.1 §2.9.2).
    ///
    /// | MSA-1 | outcome |
    /// | --- | --- |
    /// | AA, CA | delivered; the document is the answer's MSH-10 |
    /// | AE, CE | permanent: the content has to be mended |
    /// | AR, CR with ERR-3 200 to 203 | permanent: the receiver doesn't take this kind of message |
    /// | AR, CR otherwise | transient: the same may be taken later |
    ///
    /// Of what the receiver says only codes and places are kept: a text may hold parts of the message.
    init(_ bytes: [UInt8], to controlID: String) {
        guard let message = try? Message(bytes), let acknowledgment = message.segment("MSA") else {
            self = .unreadable(
                AttemptFailure(code: "no-acknowledgment", detail: "What came back is no acknowledgment."))
            return
        }
        guard acknowledgment.field(2).text == controlID else {
            self = .other
            return
        }
        let said = acknowledgment.field(1).text
        let number = message.header.messageControlID.text
        let errors = message.segments("ERR")
        switch AcknowledgmentCode(rawValue: said) {
        case .applicationAccept, .commitAccept:
            self = .outcome(.delivered(document: number.isEmpty ? controlID : number))
        case .applicationError, .commitError: self = .outcome(.permanent(Self.refusal(said, errors)))
        case .applicationReject, .commitReject:
            let isKind = errors.contains { (200...203).contains(Int($0.field(3).component(1).text) ?? 0) }
            let refusal = Self.refusal(said, errors)
            self = .outcome(
                isKind
                    ? .permanent(refusal)
                    : .transient(AttemptFailure(code: said.lowercased(), detail: refusal.detail), retryAfter: nil))
        case nil:
            self = .unreadable(
                AttemptFailure(code: "no-acknowledgment", detail: "The acknowledgment's MSA-1 is none of table 0008."))
        }
    }

    private static func refusal(_ code: String, _ errors: [Segment]) -> Fault {
        let said = errors.prefix(3).compactMap { error -> String? in
            let number = error.field(3).component(1).text
            guard let known = Int(number).flatMap(ErrorCode0357.init(rawValue:)) else { return nil }
            return known.name + (place(error.field(2)).map { " at \($0)" } ?? "")
        }
        let why = said.isEmpty ? "" : ": " + said.joined(separator: ", ")
        let first = errors.first.flatMap { Int($0.field(3).component(1).text) }.map { " \($0)" } ?? ""
        return Fault(
            .rejected, FaultSubject(other: code + first), detail: "The receiver answered \(code)\(why).")
    }

    /// ERL: segment, its occurrence, the field (HL7 v2.5.1 §2.A.28). Only what has the form of a place.
    private static func place(_ location: FieldView) -> String? {
        let segment = location.component(1).text
        let field = Int(location.component(3).text)
        let isName =
            segment.utf8.count == 3
            && segment.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
        return isName ? segment + (field.map { "-\($0)" } ?? "") : nil
    }
}
