/// The answer to a message (HL7 v2.5.1 §2.9): MSH with sender and receiver swapped, MSA, and an ERR for each error.
///
/// It is written in the sender's own delimiters and character set. What is echoed (MSH-3 to 6, 9.2, 11, 12, 18 and the
/// control id in MSA-2) is copied byte for byte.
public struct Acknowledgment: Hashable, Sendable {
    /// MSA-1.
    public let code: AcknowledgmentCode
    /// The answer to send, each segment with its CR.
    public let bytes: [UInt8]

    /// Answers the message with this header; nil when that is itself an answer, which is never answered.
    ///
    /// - Parameters:
    ///   - code: from `AcknowledgmentMode`.
    ///   - controlID: the answer's own MSH-10, see `ControlIDGenerator`.
    ///   - timestamp: MSH-7 in HL7's form, see `Timestamp.description`.
    ///   - errors: one ERR each. Before version 2.5 ERR has another form: place, code and name only, and the first
    ///     sentence goes into MSA-3, where receivers of that age look for it.
    public init?(
        to header: Header, code: AcknowledgmentCode, controlID: String, timestamp: String, errors: [ErrorSegment] = []
    ) {
        guard !header.isAcknowledgment else { return nil }
        self.code = code
        let version = Version(header.version)
        var writer = AcknowledgmentWriter(answering: header)
        writer.header(header, controlID: controlID, timestamp: timestamp)
        let text = version < .errorTextInERR ? errors.first.map { $0.userMessage ?? $0.code.name } : nil
        writer.acknowledgment(code, of: header.messageControlID.bytes, text: text)
        if version < .errorSegmentPerError {
            writer.earlyErrors(errors)
        } else {
            for error in errors { writer.error(error) }
        }
        bytes = writer.bytes
    }
}

/// An HL7 version as two numbers, enough to tell which form of a segment it knows.
struct Version: Comparable {
    let major: Int
    let minor: Int

    /// From 2.5 an error has an ERR segment of its own, with ERR-2 to ERR-8.
    static let errorSegmentPerError = Version(major: 2, minor: 5)
    /// From 2.5 its sentence has a place there, and MSA-3 is only kept for older receivers.
    static let errorTextInERR = Version(major: 2, minor: 7)

    init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// MSH-12.1. What can't be read counts as 2.5.
    init(_ view: FieldView) {
        let parts = view.bytes.split(separator: 0x2E).prefix(2).map { Int(String(decoding: $0, as: UTF8.self)) }
        if parts.count == 2, let major = parts[0], let minor = parts[1] {
            self.init(major: major, minor: minor)
        } else {
            self = .errorSegmentPerError
        }
    }

    static func < (left: Version, right: Version) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }
}
