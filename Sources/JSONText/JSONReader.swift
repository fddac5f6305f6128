/// Reads one JSON text (RFC 8259) from bytes whose number was bounded before. Never traps, never recurses too deep.
public struct JSONReader {
    /// How deep arrays and objects may nest; an answer of an ERP has four or five levels.
    public static let maximumDepth = 32

    private let bytes: [UInt8]
    private var position = 0
    private let isStrict: Bool
    /// What strict reading stopped at, where that isn't the grammar.
    private var problem: JSONProblem.Kind?

    /// The value that `bytes` hold, with nothing but white space around it; nil where they aren't JSON.
    public static func read(_ bytes: [UInt8]) -> JSONValue? {
        var reader = JSONReader(bytes, isStrict: false)
        return reader.whole()
    }

    /// The same for bytes that anybody may have sent: what two readers could understand differently is refused too.
    ///
    /// That is an object with two members of one name (RFC 8259 §4), bytes that aren't UTF-8 (§8.1), and half of a
    /// surrogate pair (§8.2).
    public static func readStrictly(_ bytes: [UInt8]) throws(JSONProblem) -> JSONValue {
        guard (try? UTF8Span(validating: bytes.span)) != nil else { throw JSONProblem(.notUTF8, at: 0, in: bytes) }
        var reader = JSONReader(bytes, isStrict: true)
        if let value = reader.whole() { return value }
        throw JSONProblem(reader.problem ?? .notJSON, at: reader.position, in: bytes)
    }

    private init(_ bytes: [UInt8], isStrict: Bool) {
        self.bytes = bytes
        self.isStrict = isStrict
    }

    private mutating func whole() -> JSONValue? {
        guard let value = value(depth: 0) else { return nil }
        skipSpace()
        return position == bytes.count ? value : nil
    }

    private mutating func stop<Anything>(_ kind: JSONProblem.Kind) -> Anything? {
        if problem == nil { problem = kind }
        return nil
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func value(depth: Int) -> JSONValue? {
        skipSpace()
        switch next {
        case 0x22: return string().map(JSONValue.string)
        case 0x7B: return depth < Self.maximumDepth ? object(depth: depth + 1) : stop(.tooDeep)
        case 0x5B: return depth < Self.maximumDepth ? array(depth: depth + 1) : stop(.tooDeep)
        case 0x74: return take("true") ? .bool(true) : nil
        case 0x66: return take("false") ? .bool(false) : nil
        case 0x6E: return take("null") ? .null : nil
        default: return number().map(JSONValue.number)
        }
    }

    private mutating func object(depth: Int) -> JSONValue? {
        position += 1
        var members: [JSONValue.Member] = []
        var names: Set<String> = []
        skipSpace()
        if take(0x7D) { return .object(members) }
        repeat {
            skipSpace()
            guard next == 0x22, let name = string() else { return nil }
            if isStrict, !names.insert(name).inserted { return stop(.duplicateName) }
            skipSpace()
            guard take(0x3A), let value = value(depth: depth) else { return nil }
            members.append(JSONValue.Member(name: name, value: value))
            skipSpace()
        } while take(0x2C)
        return take(0x7D) ? .object(members) : nil
    }

    private mutating func array(depth: Int) -> JSONValue? {
        position += 1
        var elements: [JSONValue] = []
        skipSpace()
        if take(0x5D) { return .array(elements) }
        repeat {
            guard let element = value(depth: depth) else { return nil }
            elements.append(element)
            skipSpace()
        } while take(0x2C)
        return take(0x5D) ? .array(elements) : nil
    }

    /// A string; what isn't UTF-8 and lone surrogates become U+FFFD.
    private mutating func string() -> String? {
        position += 1
        var text: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case 0x22: return String(decoding: text, as: UTF8.self)
            case 0x5C:
                guard let scalar = escape() else { return nil }
                text.append(contentsOf: Array(String(Character(scalar)).utf8))
            case ..<0x20: return nil
            default: text.append(byte)
            }
        }
        return nil
    }

    private mutating func escape() -> Unicode.Scalar? {
        guard let letter = next else { return nil }
        position += 1
        switch letter {
        case 0x22, 0x5C, 0x2F: return Unicode.Scalar(letter)
        case 0x62: return "\u{8}"
        case 0x66: return "\u{C}"
        case 0x6E: return "\n"
        case 0x72: return "\r"
        case 0x74: return "\t"
        case 0x75: return unicode()
        default: return nil
        }
    }

    private mutating func unicode() -> Unicode.Scalar? {
        guard let first = fourDigits() else { return nil }
        if let scalar = Unicode.Scalar(first) { return scalar }
        let afterFirst = position
        if first < 0xDC00, take("\\u"), let second = fourDigits(), (0xDC00...0xDFFF).contains(second) {
            return Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        }
        position = afterFirst
        return isStrict ? stop(.loneSurrogate) : "\u{FFFD}"
    }

    private mutating func fourDigits() -> UInt32? {
        guard position + 4 <= bytes.count else { return nil }
        var value: UInt32 = 0
        for byte in bytes[position..<position + 4] {
            switch byte {
            case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
            case 0x41...0x46: value = value << 4 | UInt32(byte - 0x37)
            case 0x61...0x66: value = value << 4 | UInt32(byte - 0x57)
            default: return nil
            }
        }
        position += 4
        return value
    }

    private mutating func number() -> String? {
        let start = position
        while let byte = next, JSONNumber.isPart(byte) { position += 1 }
        guard JSONNumber.isValid(bytes.span, start..<position) else { return nil }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func take(_ word: String) -> Bool {
        guard bytes[position...].starts(with: word.utf8) else { return false }
        position += word.utf8.count
        return true
    }
}
