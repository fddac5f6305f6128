/// One HL7 v2 message: the bytes as they arrived, and where its segments lie.
///
/// Making one checks MSH and notes the start and end of every segment; nothing inside a segment is looked at until
/// it is asked for, and no `String` is made for what nobody reads. `bytes` is what was given, always.
///
/// Segments end with CR; LF and CR LF are understood too, blank lines and a UTF-8 byte order mark are skipped. Where
/// MSH ends with CR alone, a LF that no segment follows is part of the text it stands in.
public struct Message: Sendable {
    /// The message as received.
    public let bytes: [UInt8]
    /// What MSH-1 and MSH-2 declare.
    public let delimiters: Delimiters
    /// How the text of this message is read: the first repetition of MSH-18, ASCII when there is none.
    public let characterSet: CharacterSetName
    let spans: [SegmentSpan]
    let hasAcknowledgment: Bool
    let coding: TextCoding

    /// Reads one message. Throws when the bytes are not one, or pass a limit; never looks at what fields mean.
    public init(_ bytes: [UInt8], limits: MessageLimits = MessageLimits()) throws(MessageError) {
        let byteLimit = min(limits.byteCount, Int(Int32.max))
        guard bytes.count <= byteLimit else { throw .tooLarge(byteCount: bytes.count, limit: byteLimit) }
        let start = try MessageStart(bytes)
        let index = try SegmentIndex(bytes, from: start.offset, separator: start.delimiters.field, limits: limits)
        self.bytes = bytes
        delimiters = start.delimiters
        spans = index.spans
        hasAcknowledgment = index.hasAcknowledgment
        let header = Segment(bytes, index.spans[0], start.delimiters, .ascii)
        characterSet = CharacterSetName(header.field(18).repetition(1))
        coding = characterSet.coding
    }

    /// The MSH segment by the names of its fields.
    public var header: Header {
        Header(Segment(bytes, spans[0], delimiters, coding), isAcknowledgment: hasAcknowledgment)
    }

    /// All segments, MSH first, in the order they came.
    public var segments: Segments {
        Segments(message: self)
    }

    /// The segments named `id`, in order.
    public func segments(_ id: String) -> [Segment] {
        guard let key = SegmentKey(id) else { return [] }
        var found: [Segment] = []
        for span in spans where span.key == key { found.append(Segment(bytes, span, delimiters, coding)) }
        return found
    }

    /// The `occurrence`-th segment (from 1) named `id`.
    public func segment(_ id: String, _ occurrence: Int = 1) -> Segment? {
        SegmentKey(id).flatMap { segment($0, occurrence) }
    }

    func segment(_ key: SegmentKey, _ occurrence: Int) -> Segment? {
        guard occurrence >= 1 else { return nil }
        var remaining = occurrence
        for span in spans where span.key == key {
            remaining -= 1
            if remaining == 0 { return Segment(bytes, span, delimiters, coding) }
        }
        return nil
    }

    /// What lies at `path`; nil when the message doesn't have it or it is empty, which HL7 holds to be the same.
    public subscript(_ path: Path) -> FieldView? {
        guard let key = path.key, let segment = segment(key, path.occurrence) else { return nil }
        return segment[path]
    }

    /// The text at `path`: nil when not sent, empty when sent as `""` (delete the value).
    public func text(_ path: Path) -> String? {
        self[path]?.text
    }
}

/// The segments of a message, each made as it is asked for.
public struct Segments: RandomAccessCollection, Sendable {
    let message: Message

    /// Always 0.
    public var startIndex: Int { 0 }
    /// The number of segments.
    public var endIndex: Int { message.spans.count }

    /// The segment at `position`; 0 is MSH.
    public subscript(position: Int) -> Segment {
        Segment(message.bytes, message.spans[position], message.delimiters, message.coding)
    }
}
