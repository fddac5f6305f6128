/// What can be saved of the header of bytes that are not a message, so that their sender gets an answer it can match.
struct HeaderSalvage {
    let header: Header

    /// How far into the bytes a header is looked for, and how long it may be.
    private static let reach = 4096
    /// A longer MSH-10 is taken for garbage.
    private static let controlIDLimit = 250

    /// Looks for `MSH` and a separator in the first 4 KiB; nil when there is none, or no control id after it.
    init?(_ bytes: some Collection<UInt8>) {
        let head = Array(bytes.prefix(Self.reach))
        guard let start = Self.headerOffset(in: head) else { return nil }
        var end = start
        while end < head.count, !ASCII.isLineEnd(head[end]) { end += 1 }
        guard let delimiters = Self.delimiters(in: head, at: start) else { return nil }
        let span = SegmentSpan(key: .msh, start: UInt32(start), end: UInt32(end))
        header = Header(
            Segment(head, span, delimiters, .ascii), isAcknowledgment: Self.hasAcknowledgment(head, from: end))
        let controlID = header.messageControlID
        guard !controlID.isEmpty, controlID.bytes.count <= Self.controlIDLimit else { return nil }
    }

    private static func headerOffset(in head: [UInt8]) -> Int? {
        guard head.count > 3 else { return nil }
        return (0..<head.count - 3).first { offset in
            SegmentKey(head[offset], head[offset + 1], head[offset + 2]) == .msh
                && !ASCII.isLetter(head[offset + 3]) && !ASCII.isDigit(head[offset + 3])
                && !ASCII.isLineEnd(head[offset + 3])
        }
    }

    /// Those declared, else the usual ones behind the separator that is there.
    private static func delimiters(in head: [UInt8], at start: Int) -> Delimiters? {
        if case .success(let declared) = Result(catching: { () throws(MessageError) in
            try MessageStart.delimiters(in: head, ofHeaderAt: start)
        }) {
            return declared
        }
        let usual = Delimiters.standard.encodingCharacters.filter { $0 != head[start + 3] }
        return try? Delimiters([head[start + 3]] + usual)
    }

    private static func hasAcknowledgment(_ head: [UInt8], from start: Int) -> Bool {
        var offset = start
        while offset + 4 < head.count {
            let key = SegmentKey(head[offset + 1], head[offset + 2], head[offset + 3])
            if ASCII.isLineEnd(head[offset]), key == .msa { return true }
            offset += 1
        }
        return false
    }
}

extension Acknowledgment {
    /// Answers bytes that are not a message, or only the beginning of one.
    ///
    /// When a control id can be found it is answered as the header asks, in MSA-2 byte for byte; when not, the answer
    /// is an AE or AR with an empty MSA-2, which tells the person at the other end at least what is wrong. nil when
    /// the bytes look like an acknowledgment themselves, or their header asks for no such answer.
    ///
    /// - Parameters:
    ///   - outcome: `.error` or `.rejected`; `.accepted` counts as an error.
    ///   - errors: usually `ErrorSegment(messageError)`.
    public init?(
        toUnreadable bytes: some Collection<UInt8>, outcome: AcknowledgmentOutcome = .error, controlID: String,
        timestamp: String, errors: [ErrorSegment]
    ) {
        let negative = outcome == .accepted ? .error : outcome
        let header: Header
        if let salvage = HeaderSalvage(bytes) {
            header = salvage.header
        } else {
            let blank = Array("MSH|^~\\&|".utf8)
            let span = SegmentSpan(key: .msh, start: 0, end: UInt32(blank.count))
            header = Header(Segment(blank, span, .standard, .ascii), isAcknowledgment: false)
        }
        guard let code = AcknowledgmentMode(header).immediateCode(negative) else { return nil }
        self.init(to: header, code: code, controlID: controlID, timestamp: timestamp, errors: errors)
    }
}
