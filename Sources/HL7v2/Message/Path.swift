/// A place in a message, written `FT1(2)-7.1`: segment, occurrence, field, repetition, component, sub-component.
///
///     PID            the first PID segment
///     PID-3          all of field 3
///     PID-3(2).1     component 1 of its second repetition
///     FT1(2)-7.1.2   sub-component 2 of component 1 of field 7 in the second FT1
///
/// All numbers start at 1. `description` writes the shortest form, which reads back as an equal path.
public struct Path: Hashable, Sendable {
    /// The segment's name.
    public let segment: String
    /// Which of the segments of that name.
    public let occurrence: Int
    /// The field; nil for the whole segment.
    public let field: Int?
    /// The repetition; nil for all of the field, or the first where a component is asked for.
    public let repetition: Int?
    /// The component.
    public let component: Int?
    /// The sub-component; only with a component.
    public let subcomponent: Int?
    let key: SegmentKey?

    /// A path by its parts. One that can't exist (a number below 1, a name that is none) finds nothing.
    public init(
        _ segment: String, _ occurrence: Int = 1, field: Int? = nil, repetition: Int? = nil, component: Int? = nil,
        subcomponent: Int? = nil
    ) {
        self.segment = segment
        self.occurrence = occurrence
        self.field = field
        self.repetition = repetition
        self.component = component
        self.subcomponent = subcomponent
        key = SegmentKey(segment)
    }
}

/// Why a text is not a path.
public enum PathError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text does not start with a segment's three-character name.
    case segment(String)
    /// A number is missing, zero, or larger than 99,999 at `offset` characters.
    case number(String, offset: Int)
    /// A character that doesn't belong at `offset` characters.
    case unexpected(String, offset: Int)

    /// One sentence that shows the text and where it goes wrong.
    public var description: String {
        switch self {
        case .segment(let text): "Path '\(text)' must start with a segment name such as PID."
        case .number(let text, let offset):
            "Path '\(text)' needs a number from 1 to 99999 at character \(offset + 1), as in FT1(2)-7.1."
        case .unexpected(let text, let offset):
            "Path '\(text)' has something unexpected at character \(offset + 1); write it like FT1(2)-7.1."
        }
    }
}

extension Path: CustomStringConvertible {
    /// Reads a path as it is written in configuration.
    public init(_ text: String) throws(PathError) {
        var reader = PathReader(text)
        let segment = try reader.segment()
        let occurrence = try reader.parenthesised() ?? 1
        var field: Int?
        var repetition: Int?
        var component: Int?
        var subcomponent: Int?
        if reader.take(0x2D) {
            field = try reader.number()
            repetition = try reader.parenthesised()
            if reader.take(0x2E) {
                component = try reader.number()
                if reader.take(0x2E) { subcomponent = try reader.number() }
            }
        }
        try reader.end()
        self.init(
            segment, occurrence, field: field, repetition: repetition, component: component,
            subcomponent: subcomponent)
    }

    /// The path as it is written in configuration.
    public var description: String {
        var text = segment
        if occurrence != 1 { text += "(\(occurrence))" }
        guard let field else { return text }
        text += "-\(field)"
        if let repetition { text += "(\(repetition))" }
        guard let component else { return text }
        text += ".\(component)"
        if let subcomponent { text += ".\(subcomponent)" }
        return text
    }
}

/// Reads the text of one path from left to right.
private struct PathReader {
    private let text: String
    private let bytes: [UInt8]
    private var offset = 0

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    mutating func segment() throws(PathError) -> String {
        let name = String(decoding: bytes.prefix(3), as: UTF8.self)
        guard SegmentKey(name) != nil else { throw .segment(text) }
        offset = 3
        return name
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard offset < bytes.count, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }

    mutating func number() throws(PathError) -> Int {
        let start = offset
        var value = 0
        while offset < bytes.count, ASCII.isDigit(bytes[offset]), offset - start < 6 {
            value = value * 10 + Int(bytes[offset] - 0x30)
            offset += 1
        }
        guard value >= 1, value <= 99_999 else { throw .number(text, offset: start) }
        return value
    }

    mutating func parenthesised() throws(PathError) -> Int? {
        guard take(0x28) else { return nil }
        let value = try number()
        guard take(0x29) else { throw .unexpected(text, offset: offset) }
        return value
    }

    func end() throws(PathError) {
        guard offset == bytes.count else { throw .unexpected(text, offset: offset) }
    }
}
