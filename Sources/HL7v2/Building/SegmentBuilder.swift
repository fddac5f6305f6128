/// Fills in one segment. Texts are escaped; fields may be set in any order, and a later value replaces an earlier one.
public struct SegmentBuilder: Sendable {
    private let id: String
    private let delimiters: Delimiters
    private let coding: TextCoding
    private var fields: [[UInt8]] = []
    /// How many characters the character set could not hold and were sent as `?`.
    public private(set) var substitutionCount = 0

    /// The most fields a segment gets; a larger number is ignored.
    static let fieldLimit = 1000

    init(_ id: String, _ delimiters: Delimiters, _ coding: TextCoding) {
        self.id = id
        self.delimiters = delimiters
        self.coding = coding
    }

    /// Sets field `number` to one text.
    public mutating func set(_ number: Int, _ text: String) {
        set(number, raw: escaped(text))
    }

    /// Sets field `number` to components, each a text; trailing empty ones are left out.
    public mutating func set(_ number: Int, components: [String]) {
        set(number, raw: joined(components.map { [$0] }))
    }

    /// Sets field `number` to components of sub-components.
    public mutating func set(_ number: Int, subcomponents: [[String]]) {
        set(number, raw: joined(subcomponents))
    }

    /// Sets field `number` to repetitions of components.
    public mutating func set(_ number: Int, repetitions: [[String]]) {
        guard let separator = delimiters.repetition else {
            set(number, components: repetitions.first ?? [])
            return
        }
        var bytes: [UInt8] = []
        for (position, repetition) in repetitions.enumerated() {
            if position > 0 { bytes.append(separator) }
            bytes.append(contentsOf: joined(repetition.map { [$0] }))
        }
        set(number, raw: bytes)
    }

    /// Sets field `number` to `""`, which asks the receiver to delete the value.
    public mutating func setNull(_ number: Int) {
        set(number, raw: [ASCII.quote, ASCII.quote])
    }

    /// Sets field `number` to bytes that are escaped already. Line ends and the two bytes of MLLP are left out.
    public mutating func set(_ number: Int, raw: some Sequence<UInt8>) {
        guard number >= 1, number <= Self.fieldLimit else { return }
        while fields.count < number { fields.append([]) }
        fields[number - 1] = raw.filter {
            !ASCII.isLineEnd($0) && $0 != ASCII.verticalTab && $0 != ASCII.fileSeparator
        }
    }

    /// The segment with its CR.
    var bytes: [UInt8] {
        var bytes = Array(id.utf8)
        let isHeader = SegmentKey(id)?.declaresDelimiters ?? false
        let last = (fields.lastIndex { !$0.isEmpty } ?? -1) + 1
        if isHeader { bytes.append(contentsOf: [delimiters.field] + delimiters.encodingCharacters) }
        for field in fields[..<last].dropFirst(isHeader ? 2 : 0) {
            bytes.append(delimiters.field)
            bytes.append(contentsOf: field)
        }
        bytes.append(ASCII.carriageReturn)
        return bytes
    }

    private mutating func escaped(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        substitutionCount += Escapes.append(text, delimiters, coding, to: &bytes)
        return bytes
    }

    private mutating func joined(_ components: [[String]]) -> [UInt8] {
        var bytes: [UInt8] = []
        var length = 0
        for (position, subcomponents) in components.enumerated() {
            if position > 0 { bytes.append(delimiters.component) }
            for (position, text) in subcomponents.enumerated() {
                if position > 0 { bytes.append(delimiters.subcomponent ?? ASCII.space) }
                let value = escaped(text)
                bytes.append(contentsOf: value)
                if !value.isEmpty { length = bytes.count }
            }
        }
        return Array(bytes[..<length])
    }
}
