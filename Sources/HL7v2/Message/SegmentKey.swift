/// A segment's three-character name packed into one word, so that finding a segment compares integers.
struct SegmentKey: Hashable, Sendable {
    let packed: UInt32

    static let msh = SegmentKey(0x4D, 0x53, 0x48)
    static let msa = SegmentKey(0x4D, 0x53, 0x41)
    static let fhs = SegmentKey(0x46, 0x48, 0x53)
    static let fts = SegmentKey(0x46, 0x54, 0x53)
    static let bhs = SegmentKey(0x42, 0x48, 0x53)
    static let bts = SegmentKey(0x42, 0x54, 0x53)

    @inline(__always)
    init(_ first: UInt8, _ second: UInt8, _ third: UInt8) {
        packed = UInt32(first) << 16 | UInt32(second) << 8 | UInt32(third)
    }

    /// nil when `name` can't be a segment's name.
    init?(_ name: some StringProtocol) {
        var bytes = name.utf8.makeIterator()
        guard let first = bytes.next(), let second = bytes.next(), let third = bytes.next(), bytes.next() == nil
        else { return nil }
        self.init(first, second, third)
        guard isName else { return nil }
    }

    /// A letter and two letters or digits.
    @inline(__always)
    var isName: Bool {
        ASCII.isLetter(first)
            && (ASCII.isLetter(second) || ASCII.isDigit(second))
            && (ASCII.isLetter(third) || ASCII.isDigit(third))
    }

    /// Whether field 1 is the separator itself, as in MSH, FHS and BHS.
    @inline(__always)
    var declaresDelimiters: Bool {
        self == .msh || self == .fhs || self == .bhs
    }

    var first: UInt8 { UInt8(truncatingIfNeeded: packed >> 16) }
    var second: UInt8 { UInt8(truncatingIfNeeded: packed >> 8) }
    var third: UInt8 { UInt8(truncatingIfNeeded: packed) }

    var name: String { String(decoding: [first, second, third], as: UTF8.self) }
}

/// Where one segment lies in its message, without the line end.
struct SegmentSpan: Hashable, Sendable {
    let key: SegmentKey
    let start: UInt32
    let end: UInt32

    var range: Range<Int> { Int(start)..<Int(end) }
}
