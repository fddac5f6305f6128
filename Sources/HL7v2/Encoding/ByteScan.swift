/// Searches over raw bytes, eight at a time where runs are long. Offsets are into the array, never relative.
enum ByteScan {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080

    /// The offset of the first `first` or `second` in `range`, or `range.upperBound` when there is none.
    static func offset(of first: UInt8, or second: UInt8, in bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int
    {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count)
        let firstPattern = ones &* UInt64(first)
        let secondPattern = ones &* UInt64(second)
        var offset = range.lowerBound
        while offset &+ 8 <= range.upperBound {
            let word = unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            let found = zeroBytes(of: word ^ firstPattern) | zeroBytes(of: word ^ secondPattern)
            if found != 0 { return offset &+ (found.trailingZeroBitCount >> 3) }
            offset &+= 8
        }
        while offset < range.upperBound {
            let byte = unsafe bytes[offset]
            if byte == first || byte == second { return offset }
            offset &+= 1
        }
        return range.upperBound
    }

    /// The high bit of every zero byte. Bytes above the lowest hit may be marked wrongly, the lowest one never is.
    @inline(__always)
    private static func zeroBytes(of word: UInt64) -> UInt64 {
        (word &- ones) & ~word & tops
    }

    /// The range of piece `number` (from 1) of `range` cut at `separator`; nil when there are fewer pieces.
    static func piece(_ number: Int, cutAt separator: UInt8, in bytes: [UInt8], _ range: Range<Int>) -> Range<Int>? {
        guard number >= 1 else { return nil }
        return unsafe bytes.withUnsafeBytes { buffer in
            precondition(range.lowerBound >= 0 && range.upperBound <= buffer.count)
            guard let start = unsafe offset(past: number &- 1, separator, in: buffer, range) else { return nil }
            let rest = start..<range.upperBound
            return unsafe start..<offset(of: separator, or: separator, in: buffer, rest)
        }
    }

    /// The offset right after the `count`-th `separator` in `range`; nil when there are fewer.
    @inline(__always)
    private static func offset(
        past count: Int, _ separator: UInt8, in bytes: UnsafeRawBufferPointer, _ range: Range<Int>
    ) -> Int? {
        var remaining = count
        var offset = range.lowerBound
        let pattern = ones &* UInt64(separator)
        while remaining > 0, offset &+ 8 <= range.upperBound {
            let word = unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            var hits = exactZeroBytes(of: word ^ pattern)
            let found = Int(truncatingIfNeeded: ((hits >> 7) &* ones) >> 56)
            if found < remaining {
                remaining &-= found
                offset &+= 8
                continue
            }
            for _ in 1..<remaining { hits &= hits &- 1 }
            return offset &+ (hits.trailingZeroBitCount >> 3) &+ 1
        }
        while remaining > 0 {
            guard offset < range.upperBound else { return nil }
            if unsafe bytes[offset] == separator { remaining &-= 1 }
            offset &+= 1
        }
        return offset
    }

    /// The high bit of every zero byte and of no other.
    @inline(__always)
    private static func exactZeroBytes(of word: UInt64) -> UInt64 {
        ~(((word & ~tops) &+ ~tops) | word | ~tops)
    }

    /// The offset of the first `byte` in `range`, or `range.upperBound` when there is none.
    static func offset(of byte: UInt8, in bytes: [UInt8], _ range: Range<Int>) -> Int {
        unsafe bytes.withUnsafeBytes { buffer in
            unsafe offset(of: byte, or: byte, in: buffer, range)
        }
    }
}
