/// Why bytes are not a batch that may be released. No case carries content.
public enum BatchError: Error, Hashable, Sendable {
    /// Nothing but line ends.
    case empty
    /// More bytes than the limit.
    case tooLarge(byteCount: Int, limit: Int)
    /// More messages than the limit.
    case tooManyMessages(limit: Int)
    /// FHS, BHS or MSH at `offset` declares no usable delimiters.
    case delimiters(DelimitersError, offset: Int)
    /// Line `number` (from 1, blank lines not counted) at `offset` has no place there.
    case unexpectedLine(number: Int, offset: Int)
    /// BTS-1 or FTS-1 is not a number.
    case unreadableCount(field: String, offset: Int)
    /// BTS-1 of batch `batch` (from 1) says `declared`, and `found` messages are there.
    case messageCount(batch: Int, declared: Int, found: Int)
    /// FTS-1 says `declared`, and `found` batches are there.
    case batchCount(declared: Int, found: Int)
}

extension BatchError: CustomStringConvertible {
    /// A bounded name for metrics and runbooks.
    public var code: String {
        switch self {
        case .empty: "batch-empty"
        case .tooLarge: "batch-too-large"
        case .tooManyMessages: "batch-too-many-messages"
        case .delimiters: "batch-delimiters"
        case .unexpectedLine: "batch-unexpected-line"
        case .unreadableCount: "batch-unreadable-count"
        case .messageCount: "batch-message-count"
        case .batchCount: "batch-batch-count"
        }
    }

    /// One sentence for an operator, without content.
    public var description: String {
        switch self {
        case .empty: "The file is empty."
        case .tooLarge(let byteCount, let limit): "The file has \(byteCount) bytes; the limit is \(limit)."
        case .tooManyMessages(let limit): "The file has more than \(limit) messages; split it."
        case .delimiters(let error, let offset): "At byte \(offset): \(error.description)"
        case .unexpectedLine(let number, let offset):
            "Line \(number) (byte \(offset)) has no place in a batch file; ask the sender to send it again."
        case .unreadableCount(let field, let offset): "\(field) at byte \(offset) is not a number."
        case .messageCount(let batch, let declared, let found):
            "Batch \(batch) declares \(declared) messages and has \(found); ask the sender to send the file again."
        case .batchCount(let declared, let found):
            "The file declares \(declared) batches and has \(found); ask the sender to send it again."
        }
    }
}
