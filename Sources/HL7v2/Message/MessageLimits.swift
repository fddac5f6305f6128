/// What a message may cost before it is refused.
public struct MessageLimits: Hashable, Sendable {
    /// The largest message in bytes.
    public var byteCount: Int
    /// The most segments in one message.
    public var segmentCount: Int

    /// 16 MiB and 200,000 segments, unless told otherwise.
    public init(byteCount: Int = 16 << 20, segmentCount: Int = 200_000) {
        self.byteCount = byteCount
        self.segmentCount = segmentCount
    }
}
