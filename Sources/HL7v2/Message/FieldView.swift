/// A field, a repetition, a component or a sub-component: a view that shares the message's bytes.
///
/// A part that isn't there is an empty view. Asking a view for a part of a higher order goes through the first ones
/// on the way: `field(3).subcomponent(2)` is in the first component of the first repetition.
public struct FieldView: Sendable {
    /// How deep a view is, and so at which delimiters it can still be cut.
    enum Level: UInt8, Hashable, Sendable {
        case field, repetition, component, subcomponent
        /// MSH-1, MSH-2 and whole segments: never cut, never unescaped.
        case verbatim
    }

    let base: [UInt8]
    private let start: Int32
    private let end: Int32
    let delimiters: Delimiters
    let coding: TextCoding
    let level: Level

    init(_ base: [UInt8], _ range: Range<Int>, _ delimiters: Delimiters, _ coding: TextCoding, _ level: Level) {
        self.base = base
        start = Int32(range.lowerBound)
        end = Int32(range.upperBound)
        self.delimiters = delimiters
        self.coding = coding
        self.level = level
    }

    var range: Range<Int> { Int(start)..<Int(end) }

    /// The bytes as received, escapes and all.
    public var bytes: ArraySlice<UInt8> { base[range] }

    /// Nothing was sent here.
    public var isEmpty: Bool { start == end }

    /// `""`: the sender asks to delete the value.
    public var isNull: Bool {
        end - start == 2 && base[Int(start)] == ASCII.quote && base[Int(start) + 1] == ASCII.quote
    }

    /// The text with the character set and escapes decoded; empty for an empty view and for `""`. Delimiters inside
    /// (a whole field with components, say) stay as they are.
    public var text: String {
        if isEmpty || isNull { return "" }
        guard level != .verbatim, let escape = delimiters.escape,
            ByteScan.offset(of: escape, in: base, range) != range.upperBound
        else { return coding.decode(bytes) }
        return coding.decode(Escapes.decode(bytes, delimiters)[...])
    }

    /// Whether the raw bytes are exactly these, without making a `String`.
    public func bytesEqual(_ literal: StaticString) -> Bool {
        guard literal.hasPointerRepresentation, literal.utf8CodeUnitCount == Int(end - start) else {
            return literal.hasPointerRepresentation ? false : bytes.elementsEqual(literal.description.utf8)
        }
        let other = unsafe UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount)
        return unsafe bytes.withUnsafeBufferPointer { unsafe $0.elementsEqual(other) }
    }

    /// Repetition `number` from 1.
    public func repetition(_ number: Int) -> FieldView {
        switch level {
        case .field: part(number, cutAt: delimiters.repetition, .repetition)
        default: number == 1 ? self : empty
        }
    }

    /// Component `number` from 1, of the first repetition when this is a field.
    public func component(_ number: Int) -> FieldView {
        switch level {
        case .field: repetition(1).part(number, cutAt: delimiters.component, .component)
        case .repetition: part(number, cutAt: delimiters.component, .component)
        default: number == 1 ? self : empty
        }
    }

    /// Sub-component `number` from 1, of the first component when this is a field or repetition.
    public func subcomponent(_ number: Int) -> FieldView {
        switch level {
        case .field, .repetition: component(1).part(number, cutAt: delimiters.subcomponent, .subcomponent)
        case .component: part(number, cutAt: delimiters.subcomponent, .subcomponent)
        default: number == 1 ? self : empty
        }
    }

    /// The repetitions of a field, in order; none when it is empty.
    public var repetitions: FieldPieces {
        FieldPieces(self, cutAt: level == .field ? delimiters.repetition : nil, .repetition)
    }

    /// The components, of the first repetition when this is a field; none when it is empty.
    public var components: FieldPieces {
        let whole = level == .field ? repetition(1) : self
        return FieldPieces(whole, cutAt: whole.level == .repetition ? delimiters.component : nil, .component)
    }

    /// The sub-components, of the first component when this is a field or repetition; none when it is empty.
    public var subcomponents: FieldPieces {
        let whole = level == .field || level == .repetition ? component(1) : self
        return FieldPieces(whole, cutAt: whole.level == .component ? delimiters.subcomponent : nil, .subcomponent)
    }

    func view(_ range: Range<Int>, _ level: Level) -> FieldView {
        FieldView(base, range, delimiters, coding, level)
    }

    private var empty: FieldView { view(range.upperBound..<range.upperBound, level) }

    private func part(_ number: Int, cutAt separator: UInt8?, _ level: Level) -> FieldView {
        guard let separator else { return number == 1 ? view(range, level) : empty }
        guard let found = ByteScan.piece(number, cutAt: separator, in: base, range) else { return empty }
        return view(found, level)
    }
}

/// The parts of a field cut at one delimiter, each made as it is reached.
public struct FieldPieces: Sequence, IteratorProtocol, Sendable {
    private let whole: FieldView
    private let separator: UInt8?
    private let level: FieldView.Level
    private var position: Int?

    init(_ whole: FieldView, cutAt separator: UInt8?, _ level: FieldView.Level) {
        self.whole = whole
        self.separator = separator
        self.level = whole.level == .verbatim ? .verbatim : level
        position = whole.isEmpty ? nil : whole.range.lowerBound
    }

    /// How many parts are still to come.
    public var count: Int {
        guard let position else { return 0 }
        guard let separator else { return 1 }
        var count = 1
        for byte in whole.base[position..<whole.range.upperBound] where byte == separator { count += 1 }
        return count
    }

    /// Whether no part is left.
    public var isEmpty: Bool { position == nil }

    /// The next part, nil after the last.
    public mutating func next() -> FieldView? {
        guard let start = position else { return nil }
        guard let separator else {
            position = nil
            return whole.view(start..<whole.range.upperBound, level)
        }
        let end = ByteScan.offset(of: separator, in: whole.base, start..<whole.range.upperBound)
        position = end < whole.range.upperBound ? end + 1 : nil
        return whole.view(start..<end, level)
    }
}
