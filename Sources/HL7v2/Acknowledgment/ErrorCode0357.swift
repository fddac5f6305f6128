/// HL7 table 0357, message error condition codes: what ERR-3 says went wrong.
public enum ErrorCode0357: Int, Hashable, Sendable, CaseIterable {
    /// 0: accepted.
    case messageAccepted = 0
    /// 100: segments out of order, or a required one missing.
    case segmentSequenceError = 100
    /// 101: a required field is empty.
    case requiredFieldMissing = 101
    /// 102: a field does not hold what its data type asks for.
    case dataTypeError = 102
    /// 103: a value is not in its table.
    case tableValueNotFound = 103
    /// 200: the receiver does not handle MSH-9.1.
    case unsupportedMessageType = 200
    /// 201: the receiver does not handle MSH-9.2.
    case unsupportedEventCode = 201
    /// 202: the receiver does not handle MSH-11.
    case unsupportedProcessingID = 202
    /// 203: the receiver does not handle MSH-12.
    case unsupportedVersionID = 203
    /// 204: the patient, order or the like is not known.
    case unknownKeyIdentifier = 204
    /// 205: it exists already.
    case duplicateKeyIdentifier = 205
    /// 206: it is locked by something else.
    case applicationRecordLocked = 206
    /// 207: any other fault of the receiver.
    case applicationInternalError = 207

    /// The number as it is written, `0` or three digits.
    public var code: String { String(rawValue) }

    /// The table's own name for it.
    public var name: String {
        switch self {
        case .messageAccepted: "Message accepted"
        case .segmentSequenceError: "Segment sequence error"
        case .requiredFieldMissing: "Required field missing"
        case .dataTypeError: "Data type error"
        case .tableValueNotFound: "Table value not found"
        case .unsupportedMessageType: "Unsupported message type"
        case .unsupportedEventCode: "Unsupported event code"
        case .unsupportedProcessingID: "Unsupported processing id"
        case .unsupportedVersionID: "Unsupported version id"
        case .unknownKeyIdentifier: "Unknown key identifier"
        case .duplicateKeyIdentifier: "Duplicate key identifier"
        case .applicationRecordLocked: "Application record locked"
        case .applicationInternalError: "Application internal error"
        }
    }
}
