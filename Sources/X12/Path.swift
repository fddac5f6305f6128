/// A place in a transaction set, as a catalog writes it: `BIG-02`, `N1[SU]-04`, `IT1-06[VN]`.
///
/// Grammar: `["/"] name ["[" condition {"," condition} "]"] ["-" element ["[" qualifier "]" | "." component]]`, where a
/// condition is a value of the first element, or `element=value`.
public struct Path: Hashable, Sendable {
    /// The segment's name.
    public let segment: String
    /// What elements of the segment have to say.
    public let conditions: [Condition]
    /// The element, from 1; `nil` for the whole segment.
    public let element: Int?
    /// In pairs of a qualifier and a value that begin at ``element``: the qualifier whose value it is.
    public let qualifier: String?
    /// The component, from 1.
    public let component: Int?
    /// Whether it is looked for outside all lines, wherever it is asked for.
    public let isAbsolute: Bool

    /// An element that tells which of several segments is meant.
    public struct Condition: Hashable, Sendable {
        /// The element, from 1.
        public let element: Int
        /// What it says.
        public let value: String
    }
}

/// Why a text is no place in a transaction set.
public struct PathError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text.
    public let text: String
    /// One sentence that shows the text and how one is written.
    public var description: String {
        "'\(text)' is no place in a transaction set; write it like BIG-02, N1[SU]-04 or IT1-06[VN]."
    }
}

extension Path: CustomStringConvertible {
    /// Reads a path as it is written in configuration.
    public init(_ text: String) throws(PathError) {
        var reader = PathReader(text)
        isAbsolute = reader.take(UInt8(ascii: "/"))
        segment = try reader.name()
        conditions = try reader.conditions()
        guard reader.take(UInt8(ascii: "-")) else {
            (element, qualifier, component) = (nil, nil, nil)
            try reader.end()
            return
        }
        element = try reader.number()
        if reader.take(UInt8(ascii: "[")) {
            (qualifier, component) = (try reader.value(), nil)
            try reader.require(UInt8(ascii: "]"))
        } else if reader.take(UInt8(ascii: ".")) {
            (qualifier, component) = (nil, try reader.number())
        } else {
            (qualifier, component) = (nil, nil)
        }
        try reader.end()
    }

    /// The path as it is written in configuration, elements with two digits.
    public var description: String {
        var text = (isAbsolute ? "/" : "") + segment
        if !conditions.isEmpty {
            let words = conditions.map { $0.element == 1 ? $0.value : "\(Self.padded($0.element))=\($0.value)" }
            text += "[\(words.joined(separator: ","))]"
        }
        if let element { text += "-\(Self.padded(element))" }
        if let qualifier { text += "[\(qualifier)]" }
        if let component { text += ".\(component)" }
        return text
    }

    /// The first segment of a name.
    public init(segment: String) {
        self.segment = segment
        conditions = []
        (element, qualifier, component, isAbsolute) = (nil, nil, nil, false)
    }

    /// Whether a text can be a segment's name: two or three letters and digits, a letter first.
    static func isName(_ text: String) -> Bool {
        var reader = PathReader(text)
        do throws(PathError) {
            _ = try reader.name()
            try reader.end()
            return true
        } catch { return false }
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// Reads the text of one path from left to right.
private struct PathReader {
    private let text: String
    private var rest: Substring.UTF8View

    init(_ text: String) {
        self.text = text
        rest = Substring(text).utf8
    }

    private var error: PathError { PathError(text: text) }

    mutating func take(_ byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest = rest.dropFirst()
        return true
    }

    mutating func require(_ byte: UInt8) throws(PathError) {
        guard take(byte) else { throw error }
    }

    func end() throws(PathError) {
        guard rest.isEmpty else { throw error }
    }

    /// Two or three letters and digits, a letter first.
    mutating func name() throws(PathError) -> String {
        let name = rest.prefix { ASCII.isDigit($0) || ASCII.isUpperCase($0) }
        guard (2...3).contains(name.count), let first = name.first, ASCII.isUpperCase(first) else { throw error }
        rest = rest.dropFirst(name.count)
        return String(decoding: name, as: UTF8.self)
    }

    /// A number from 1 to 99.
    mutating func number() throws(PathError) -> Int {
        let digits = rest.prefix { ASCII.isDigit($0) }
        guard digits.count <= 2, let number = ASCII.number(digits), number >= 1 else { throw error }
        rest = rest.dropFirst(digits.count)
        return number
    }

    /// What an element says: anything but the marks of a path.
    mutating func value() throws(PathError) -> String {
        let value = rest.prefix { !"[],=".utf8.contains($0) && $0 >= 0x20 }
        guard (1...80).contains(value.count) else { throw error }
        rest = rest.dropFirst(value.count)
        return String(decoding: value, as: UTF8.self)
    }

    mutating func conditions() throws(PathError) -> [Path.Condition] {
        guard take(UInt8(ascii: "[")) else { return [] }
        var conditions: [Path.Condition] = []
        repeat {
            let word = try value()
            guard take(UInt8(ascii: "=")) else {
                conditions.append(Path.Condition(element: 1, value: word))
                continue
            }
            guard word.utf8.count <= 2, let element = ASCII.number(word.utf8), element >= 1 else { throw error }
            conditions.append(Path.Condition(element: element, value: try value()))
        } while take(UInt8(ascii: ","))
        try require(UInt8(ascii: "]"))
        return conditions
    }
}
