/// One segment of a message: a view that shares the message's bytes.
public struct Segment: Sendable {
    let base: [UInt8]
    let span: SegmentSpan
    let coding: TextCoding
    /// The delimiters of the message.
    public let delimiters: Delimiters

    init(_ base: [UInt8], _ span: SegmentSpan, _ delimiters: Delimiters, _ coding: TextCoding) {
        self.base = base
        self.span = span
        self.delimiters = delimiters
        self.coding = coding
    }

    /// The name, such as `PID`.
    public var id: String { span.key.name }

    /// Whether this segment is named `id`; cheaper than comparing `id`.
    public func isNamed(_ id: String) -> Bool {
        SegmentKey(id) == span.key
    }

    /// The segment as received, without its line end.
    public var bytes: ArraySlice<UInt8> { base[span.range] }

    /// Field `number` by the standard's numbering; empty when the segment is shorter. In MSH, FHS and BHS field 1
    /// is the field separator itself and field 2 the encoding characters.
    public func field(_ number: Int) -> FieldView {
        guard number >= 1 else { return view(Int(span.end)..<Int(span.end), .field) }
        var piece = number
        if span.key.declaresDelimiters {
            if number == 1, span.end > span.start + 3 {
                return view(Int(span.start) + 3..<Int(span.start) + 4, .verbatim)
            }
            piece = number - 1
        }
        guard piece >= 1, span.end > span.start + 3,
            let range = ByteScan.piece(
                piece, cutAt: delimiters.field, in: base, Int(span.start) + 4..<Int(span.end))
        else { return view(Int(span.end)..<Int(span.end), .field) }
        return view(range, number == 2 && span.key.declaresDelimiters ? .verbatim : .field)
    }

    /// The number of the last field that the segment reaches, empty or not.
    public var fieldCount: Int {
        guard span.end > span.start + 3 else { return 0 }
        var count = span.key.declaresDelimiters ? 1 : 0
        for byte in bytes where byte == delimiters.field { count += 1 }
        return count
    }

    /// What lies at `path` in this segment, whose name and occurrence are not looked at; nil when empty.
    public subscript(_ path: Path) -> FieldView? {
        guard let number = path.field else { return view(span.range, .verbatim) }
        var view = field(number)
        if let repetition = path.repetition { view = view.repetition(repetition) }
        if let component = path.component { view = view.component(component) }
        if let subcomponent = path.subcomponent { view = view.subcomponent(subcomponent) }
        return view.isEmpty ? nil : view
    }

    private func view(_ range: Range<Int>, _ level: FieldView.Level) -> FieldView {
        FieldView(base, range, delimiters, coding, level)
    }
}
