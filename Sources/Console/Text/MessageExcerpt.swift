import SyncModel

/// What of a message may be shown: its segments, split at the message's own delimiters, with everything masked that is
/// not known to be about supplies.
///
/// It shows and hides; it does not interpret. Nothing here decides what a message means.
struct MessageExcerpt: Sendable, Hashable {
    /// One segment.
    struct Segment: Sendable, Hashable {
        /// `FT1`.
        var id: String
        /// Which one of its kind, from 1.
        var number: Int
        /// What the standard calls it; empty for site segments.
        var name: String
        /// The fields that have a value, in order.
        var fields: [Field]
        /// Whether it is the one an exception is about.
        var isAtStake: Bool
    }

    /// One field with a value.
    struct Field: Sendable, Hashable {
        var number: Int
        /// What the standard calls it, where we know.
        var name: String
        /// The value as sent; empty where it is masked.
        var value: String
        var isMasked: Bool
        /// Whether it is what an exception turns on.
        var isAtStake: Bool
    }

    /// The segments, at most 200.
    var segments: [Segment]
    /// What can't be shown and why, in one sentence.
    var remark: String?

    /// Joins segments that were told apart elsewhere.
    init(segments: [Segment], remark: String?) {
        self.segments = segments
        self.remark = remark
    }

    /// Takes a message apart.
    ///
    /// - Parameters:
    ///   - event: the line that an exception is about.
    ///   - carrier: the segment that holds it; `nil` for the one of its kind.
    ///   - code: what is wrong, which says which fields it turns on.
    ///   - isUnmasked: whether everything is shown, as long as the engine has it on record.
    init(
        _ payload: [UInt8], event: CanonicalEvent? = nil, carrier: String? = nil, code: FaultCode? = nil,
        isUnmasked: Bool = false
    ) {
        let lines = payload.split { $0 == 0x0D || $0 == 0x0A }
        guard let first = lines.first, first.starts(with: Array("MSH".utf8)), first.count > 4 else {
            segments = []
            remark =
                "It does not begin with MSH, so no field can be told from another: "
                + "its \(Wording.count(payload.count, "byte")) stay hidden."
            return
        }
        let separator = first[first.startIndex + 3]
        var counts: [String: Int] = [:]
        let carrier = carrier ?? event.flatMap { SegmentRules.carrier(of: $0.type) }
        segments = lines.prefix(200).map { line in
            let parts = line.split(separator: separator, omittingEmptySubsequences: false)
            let id = Self.identifier(parts.first ?? [])
            counts[id, default: 0] += 1
            let number = counts[id] ?? 1
            let isAtStake = id == carrier && number == event?.line
            let fields = Self.fields(
                Array(parts.dropFirst()), of: id, separator: separator, isUnmasked: isUnmasked,
                stakes: isAtStake ? SegmentRules.stakes(of: id, code: code) : [])
            return Segment(
                id: id, number: number, name: SegmentRules.names[id] ?? "", fields: fields, isAtStake: isAtStake)
        }
        remark = lines.count > 200 ? "Only the first 200 of \(lines.count.grouped) segments are shown." : nil
    }

    /// Three characters that can be a segment's name; anything else might be data and is not shown.
    private static func identifier(_ bytes: ArraySlice<UInt8>) -> String {
        let isName = bytes.count == 3 && bytes.allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) }
        return isName ? String(decoding: bytes, as: UTF8.self) : "???"
    }

    private static func fields(
        _ parts: [ArraySlice<UInt8>], of id: String, separator: UInt8, isUnmasked: Bool, stakes: Set<Int>
    ) -> [Field] {
        // MSH-1 is the separator itself (HL7 v2.5.1 §2.14.9.1).
        let values = id == "MSH" ? [[separator]] + parts : parts
        return values.prefix(200).enumerated().compactMap { index, bytes in
            guard !bytes.isEmpty else { return nil }
            let number = index + 1
            let isShown = isUnmasked || SegmentRules.mayShow(id, number)
            return Field(
                number: number, name: SegmentRules.fieldName(id, number),
                value: isShown ? String(decoding: bytes.prefix(400), as: UTF8.self) : "",
                isMasked: !isShown, isAtStake: stakes.contains(number))
        }
    }
}
