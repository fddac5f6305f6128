internal import HL7v2
internal import Measures
internal import SyncModel

extension FieldView {
    /// The most characters a code may have; a longer one is no code.
    private static let codeLimit = 199
    /// The most characters of a text that are kept.
    private static let textLimit = 500

    /// The text without spaces around it; `nil` where nothing, spaces or `""` was sent.
    var words: String? {
        guard !isEmpty else { return nil }
        let text = text
        guard text.utf8.first == 0x20 || text.utf8.last == 0x20 else { return text.isEmpty ? nil : text }
        let inner = text.drop { $0 == " " }
        guard let last = inner.lastIndex(where: { $0 != " " }) else { return nil }
        return String(inner[...last])
    }

    /// A code, an id or a name; `nil` where there is none, or one longer than any code.
    var code: String? {
        words.flatMap { $0.utf8.count <= Self.codeLimit ? $0 : nil }
    }

    /// A description for people, cut where it is longer than any screen shows.
    var prose: String? {
        words.map { $0.utf8.count <= Self.textLimit ? $0 : String($0.prefix(Self.textLimit)) }
    }

    /// Whether a value was sent: neither nothing nor `""`.
    var isValued: Bool { !isEmpty && !isNull }

    /// The code, text and system that stand from component `first` on, as in CE and CWE; `nil` without a code.
    func coded(from first: Int = 1) -> CodedValue? {
        component(first).code.map { code in
            CodedValue(code: code, text: component(first + 1).prose, system: component(first + 2).code)
        }
    }

    /// The number in component 1; `nil` where it is none.
    var number: ExactDecimal? {
        ExactDecimal(utf8: component(1).subcomponent(1).bytes)
    }

    /// The moment in component 1 (TS, DTM, or the start of a DR); `nil` where it names no day that exists.
    ///
    /// - Parameter zone: what clocks show where the sender is, for a time that names no offset itself.
    func moment(in zone: ClockZone) -> UTCTime? {
        Timestamp(component(1).subcomponent(1).bytes)?.moment(in: zone)
    }
}

extension Timestamp {
    /// The day that a text begins with, as `2027-06-30`; `nil` where it begins with none.
    static func day(_ text: String) -> String? {
        guard let stamp = Timestamp(Array(text.utf8.prefix(8))[...]), stamp.precision >= .day else { return nil }
        return UTCTime(milliseconds: stamp.secondsSince1970(assumedOffsetMinutes: 0) * 1000).date
    }

    /// The moment, where it says the day at least. One with an offset is of that offset; one without is what clocks
    /// show in `zone`.
    func moment(in zone: ClockZone) -> UTCTime? {
        guard precision >= .day else { return nil }
        let seconds = secondsSince1970(assumedOffsetMinutes: 0)
        let stated = UTCTime(milliseconds: seconds * 1000 + Int64(nanosecond / 1_000_000))
        return offsetMinutes == nil ? zone.moment(ofLocal: stated) : stated
    }
}
