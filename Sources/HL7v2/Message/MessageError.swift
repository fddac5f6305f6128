/// Why bytes are not one HL7 v2 message. No case carries content, so that its text may be logged.
public enum MessageError: Error, Hashable, Sendable {
    /// Nothing but line ends.
    case empty
    /// More bytes than the limit.
    case tooLarge(byteCount: Int, limit: Int)
    /// The first segment is not MSH.
    case noHeader
    /// The first segment is FHS or BHS: this is a batch (see `Batch`).
    case batch
    /// Text in a sixteen-bit encoding.
    case sixteenBit
    /// MSH-1 or MSH-2 can't be read.
    case delimiters(DelimitersError)
    /// Line `number` (from 1, blank lines not counted) at `offset` does not start like a segment.
    case notASegment(number: Int, offset: Int)
    /// A second MSH: several messages without a batch envelope. `number` counts segments from 1.
    case secondHeader(number: Int)
    /// More segments than the limit.
    case tooManySegments(limit: Int)
}

extension MessageError: CustomStringConvertible {
    /// A bounded name for metrics and runbooks.
    public var code: String {
        switch self {
        case .empty: "message-empty"
        case .tooLarge: "message-too-large"
        case .noHeader: "message-no-header"
        case .batch: "message-is-batch"
        case .sixteenBit: "message-sixteen-bit"
        case .delimiters: "message-delimiters"
        case .notASegment: "message-not-a-segment"
        case .secondHeader: "message-second-header"
        case .tooManySegments: "message-too-many-segments"
        }
    }

    /// One sentence for an operator, without content.
    public var description: String {
        switch self {
        case .empty: "The message is empty."
        case .tooLarge(let byteCount, let limit): "The message has \(byteCount) bytes; the limit is \(limit)."
        case .noHeader: "The message does not start with an MSH segment."
        case .batch: "This is a batch file (FHS or BHS), not a single message."
        case .sixteenBit: "The message is in a sixteen-bit encoding; send it in UTF-8."
        case .delimiters(let error): error.description
        case .notASegment(let number, let offset):
            "Line \(number) (byte \(offset)) does not start with a segment name and a field separator."
        case .secondHeader(let number): "Segment \(number) is a second MSH: send one message at a time."
        case .tooManySegments(let limit): "The message has more than \(limit) segments."
        }
    }

    /// The number of table 0357 that an ERR segment reports this under.
    public var errorCode: ErrorCode0357 {
        switch self {
        case .empty, .noHeader, .batch, .notASegment, .secondHeader: .segmentSequenceError
        case .delimiters: .requiredFieldMissing
        case .sixteenBit: .dataTypeError
        case .tooLarge, .tooManySegments: .applicationInternalError
        }
    }
}
