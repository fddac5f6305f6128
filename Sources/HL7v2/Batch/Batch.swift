/// A batch file: `[FHS] { [BHS] { MSH… } [BTS] } [FTS]` (HL7 v2.5.1 §2.10.3), whose counts hold.
///
/// The messages are found, not read: each is a range of `bytes` to hand to `Message`, so that one bad message does not
/// keep the others from being used. Bare messages without any envelope are a batch too.
public struct Batch: Sendable {
    /// The file as received.
    public let bytes: [UInt8]
    /// FHS, where FHS-11 names the file.
    public internal(set) var fileHeader: Segment?
    /// The batches in order; messages without BHS form one of their own.
    public internal(set) var groups: [BatchGroup] = []
    /// FTS.
    public internal(set) var fileTrailer: Segment?

    /// Finds the messages and checks BTS-1 and FTS-1 where they are valued.
    public init(_ bytes: [UInt8], limits: BatchLimits = BatchLimits()) throws(BatchError) {
        let byteLimit = min(limits.byteCount, Int(Int32.max))
        guard bytes.count <= byteLimit else { throw .tooLarge(byteCount: bytes.count, limit: byteLimit) }
        self.bytes = bytes
        var reader = BatchReader(bytes, limits)
        try reader.read(into: &self)
    }

    /// Where every message lies in `bytes`, line ends included.
    public var messages: [Range<Int>] { groups.flatMap(\.messages) }

    /// Whether every header has its trailer. The standard lets a trailer be left out; a file cut short lacks it too.
    public var isClosed: Bool {
        (fileHeader == nil || fileTrailer != nil) && groups.allSatisfy { $0.header == nil || $0.trailer != nil }
    }
}

/// One batch of a file.
public struct BatchGroup: Sendable {
    /// BHS, where BHS-11 names the batch and BHS-12 the one it answers.
    public internal(set) var header: Segment?
    /// Where its messages lie in the file.
    public internal(set) var messages: [Range<Int>] = []
    /// BTS.
    public internal(set) var trailer: Segment?
}

/// What a batch file may cost before it is refused.
public struct BatchLimits: Hashable, Sendable {
    /// The largest file in bytes.
    public var byteCount: Int
    /// The most messages in one file.
    public var messageCount: Int

    /// 256 MiB and a million messages, unless told otherwise.
    public init(byteCount: Int = 256 << 20, messageCount: Int = 1_000_000) {
        self.byteCount = byteCount
        self.messageCount = messageCount
    }
}
