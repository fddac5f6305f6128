/// The one pass over a message that parsing makes: its delimiters and where its segments lie.
struct SegmentIndex {
    var spans: [SegmentSpan] = []
    var hasAcknowledgment = false

    /// Reads from `start`, where MSH is, to the end.
    init(_ bytes: [UInt8], from start: Int, separator: UInt8, limits: MessageLimits) throws(MessageError) {
        spans.reserveCapacity(min(bytes.count / 48 + 4, 4096))
        let failure = unsafe bytes.withUnsafeBytes { buffer -> MessageError? in
            unsafe scan(buffer, from: start, separator: separator, limits: limits)
        }
        if let failure { throw failure }
    }

    private mutating func scan(
        _ buffer: UnsafeRawBufferPointer, from start: Int, separator: UInt8, limits: MessageLimits
    ) -> MessageError? {
        var offset = start
        var isEndedByCR = false
        while offset < buffer.count {
            if ASCII.isLineEnd(unsafe buffer[offset]) {
                offset += 1
                continue
            }
            guard let key = unsafe Self.key(at: offset, in: buffer, separator) else {
                return .notASegment(number: spans.count + 1, offset: offset)
            }
            if key == .msh, !spans.isEmpty { return .secondHeader(number: spans.count + 1) }
            if key == .msa { hasAcknowledgment = true }
            guard spans.count < limits.segmentCount else { return .tooManySegments(limit: limits.segmentCount) }
            var end = unsafe Self.lineEnd(buffer, from: offset)
            while isEndedByCR, unsafe Self.isContent(buffer, lineFeedAt: end, separator) {
                end = unsafe Self.lineEnd(buffer, from: end + 1)
            }
            spans.append(SegmentSpan(key: key, start: UInt32(offset), end: UInt32(end)))
            if spans.count == 1 { isEndedByCR = unsafe Self.isBareCR(buffer, at: end) }
            offset = end
        }
        return nil
    }

    @inline(__always)
    private static func lineEnd(_ buffer: UnsafeRawBufferPointer, from offset: Int) -> Int {
        unsafe ByteScan.offset(of: ASCII.carriageReturn, or: ASCII.lineFeed, in: buffer, offset..<buffer.count)
    }

    /// The name of the segment that starts at `offset`; nil when none does.
    @inline(__always)
    private static func key(at offset: Int, in buffer: UnsafeRawBufferPointer, _ separator: UInt8) -> SegmentKey? {
        guard offset + 3 <= buffer.count else { return nil }
        let key = unsafe SegmentKey(buffer[offset], buffer[offset + 1], buffer[offset + 2])
        guard key.isName else { return nil }
        guard offset + 3 < buffer.count else { return key }
        let next = unsafe buffer[offset + 3]
        return next == separator || ASCII.isLineEnd(next) ? key : nil
    }

    private static func isBareCR(_ buffer: UnsafeRawBufferPointer, at end: Int) -> Bool {
        guard end < buffer.count, unsafe buffer[end] == ASCII.carriageReturn else { return false }
        return unsafe end + 1 == buffer.count || buffer[end + 1] != ASCII.lineFeed
    }

    /// Whether the line feed at `end` is part of a text: the sender ends its segments with CR, as the standard says,
    /// and what follows is no segment. Some senders let line feeds through from their screens.
    @inline(__always)
    private static func isContent(
        _ buffer: UnsafeRawBufferPointer, lineFeedAt end: Int, _ separator: UInt8
    ) -> Bool {
        guard end < buffer.count, unsafe buffer[end] == ASCII.lineFeed, end + 1 < buffer.count else { return false }
        if ASCII.isLineEnd(unsafe buffer[end + 1]) { return false }
        return unsafe key(at: end + 1, in: buffer, separator) == nil
    }
}

/// The start of a message: where MSH is and what it declares.
struct MessageStart {
    let offset: Int
    let delimiters: Delimiters

    /// Skips a byte order mark and blank lines, then reads MSH-1 and MSH-2.
    init(_ bytes: [UInt8]) throws(MessageError) {
        var offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while offset < bytes.count, ASCII.isLineEnd(bytes[offset]) { offset += 1 }
        guard offset < bytes.count else { throw .empty }
        guard offset + 3 <= bytes.count else { throw .noHeader }
        let key = SegmentKey(bytes[offset], bytes[offset + 1], bytes[offset + 2])
        guard key == .msh else {
            if key == .fhs || key == .bhs { throw .batch }
            let isSixteenBit = bytes[offset] >= 0xFE || bytes[offset] == 0 || bytes[offset + 1] == 0
            throw isSixteenBit ? .sixteenBit : .noHeader
        }
        self.offset = offset
        delimiters = try Self.delimiters(in: bytes, ofHeaderAt: offset)
    }

    /// The delimiters that MSH, FHS or BHS at `offset` declares.
    static func delimiters(in bytes: [UInt8], ofHeaderAt offset: Int) throws(MessageError) -> Delimiters {
        guard offset + 3 < bytes.count, !ASCII.isLineEnd(bytes[offset + 3]) else { throw .delimiters(.missing) }
        let separator = bytes[offset + 3]
        var end = offset + 4
        while end < bytes.count, bytes[end] != separator, !ASCII.isLineEnd(bytes[end]) {
            guard end - offset < 10 else { throw .delimiters(.tooMany) }
            end += 1
        }
        do {
            return try Delimiters(bytes[(offset + 3)..<end])
        } catch {
            throw .delimiters(error)
        }
    }
}
