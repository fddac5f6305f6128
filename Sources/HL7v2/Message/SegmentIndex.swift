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
        while offset < buffer.count {
            if ASCII.isLineEnd(unsafe buffer[offset]) {
                offset += 1
                continue
            }
            let end = unsafe ByteScan.offset(
                of: ASCII.carriageReturn, or: ASCII.lineFeed, in: buffer, offset..<buffer.count)
            guard end - offset >= 3 else { return .notASegment(number: spans.count + 1, offset: offset) }
            let key = unsafe SegmentKey(buffer[offset], buffer[offset + 1], buffer[offset + 2])
            let isWhole = unsafe end - offset == 3 || buffer[offset + 3] == separator
            guard isWhole, key.isName else { return .notASegment(number: spans.count + 1, offset: offset) }
            if key == .msh, !spans.isEmpty { return .secondHeader(number: spans.count + 1) }
            if key == .msa { hasAcknowledgment = true }
            guard spans.count < limits.segmentCount else { return .tooManySegments(limit: limits.segmentCount) }
            spans.append(SegmentSpan(key: key, start: UInt32(offset), end: UInt32(end)))
            offset = end
        }
        return nil
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
