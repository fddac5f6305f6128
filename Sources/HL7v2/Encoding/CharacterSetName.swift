/// A value of HL7 table 0211 as MSH-18 carries it: how the bytes of the message become characters.
///
/// Names outside those four are kept as they came (`unknown`) so that a receiver can report them; their text is
/// read as UTF-8 with U+FFFD for what is not.
public enum CharacterSetName: Hashable, Sendable {
    /// `ASCII`, and what holds when MSH-18 is empty. Bytes above 0x7F are read as UTF-8, leniently.
    case ascii
    /// `UNICODE UTF-8`.
    case utf8
    /// `8859/1`, Latin-1.
    case latin1
    /// `8859/15`, Latin-9: Latin-1 with the euro sign.
    case latin9
    /// Any other name, as sent.
    case unknown(String)

    /// The name as sent, upper or lower case, the common aliases (`UTF-8`, `ISO-8859-1`) included. Empty is ASCII.
    public init(_ name: String) {
        switch name.uppercased() {
        case "", "ASCII", "US-ASCII": self = .ascii
        case "UNICODE UTF-8", "UTF-8", "UTF8", "UNICODE UTF8": self = .utf8
        case "8859/1", "ISO-8859-1", "ISO8859-1", "ISO 8859-1", "ISO 8859/1": self = .latin1
        case "8859/15", "ISO-8859-15", "ISO8859-15", "ISO 8859-15", "ISO 8859/15": self = .latin9
        default: self = .unknown(name)
        }
    }

    /// The name that a repetition of MSH-18 holds; the usual ones are told without making a `String`.
    init(_ view: FieldView) {
        if view.isEmpty || view.bytesEqual("ASCII") {
            self = .ascii
        } else if view.bytesEqual("UNICODE UTF-8") {
            self = .utf8
        } else if view.bytesEqual("8859/1") {
            self = .latin1
        } else {
            self.init(view.text)
        }
    }

    /// The name to write into MSH-18.
    public var name: String {
        switch self {
        case .ascii: "ASCII"
        case .utf8: "UNICODE UTF-8"
        case .latin1: "8859/1"
        case .latin9: "8859/15"
        case .unknown(let name): name
        }
    }

    /// The characters of `bytes`. Never fails: what can't be read becomes U+FFFD.
    public func decode(_ bytes: ArraySlice<UInt8>) -> String {
        coding.decode(bytes)
    }

    /// The bytes of `text`. A character that the set doesn't have becomes `?`.
    public func encode(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars where !coding.append(scalar, to: &bytes) {
            bytes.append(ASCII.questionMark)
        }
        return bytes
    }

    /// The one of the three ways to read bytes that this name asks for.
    var coding: TextCoding {
        switch self {
        case .utf8, .unknown: .utf8
        case .ascii: .ascii
        case .latin1: .latin1
        case .latin9: .latin9
        }
    }
}

/// How to turn bytes into text; one byte wide, so that every view can carry it.
enum TextCoding: UInt8, Hashable, Sendable {
    case ascii, utf8, latin1, latin9

    func decode(_ bytes: ArraySlice<UInt8>) -> String {
        switch self {
        case .ascii, .utf8:
            return String(decoding: bytes, as: UTF8.self)
        case .latin1, .latin9:
            if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
            var text = String.UnicodeScalarView()
            for byte in bytes { text.append(scalar(of: byte)) }
            return String(text)
        }
    }

    /// Appends the bytes of `scalar`; false when the set doesn't have it.
    func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) -> Bool {
        if scalar.isASCII {
            bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            return true
        }
        switch self {
        case .ascii:
            return false
        case .utf8:
            bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            return true
        case .latin1, .latin9:
            guard let byte = byte(of: scalar) else { return false }
            bytes.append(byte)
            return true
        }
    }

    private func scalar(of byte: UInt8) -> Unicode.Scalar {
        if self == .latin9, let replaced = Self.latin9Differences.first(where: { $0.byte == byte }) {
            return replaced.scalar
        }
        return Unicode.Scalar(byte)
    }

    private func byte(of scalar: Unicode.Scalar) -> UInt8? {
        if self == .latin9 {
            if let replaced = Self.latin9Differences.first(where: { $0.scalar == scalar }) { return replaced.byte }
            if Self.latin9Differences.contains(where: { UInt32($0.byte) == scalar.value }) { return nil }
        }
        return scalar.value <= 0xFF ? UInt8(scalar.value) : nil
    }

    /// Where ISO 8859-15 differs from ISO 8859-1.
    private static let latin9Differences: [(byte: UInt8, scalar: Unicode.Scalar)] = [
        (0xA4, "\u{20AC}"), (0xA6, "\u{160}"), (0xA8, "\u{161}"), (0xB4, "\u{17D}"),
        (0xB8, "\u{17E}"), (0xBC, "\u{152}"), (0xBD, "\u{153}"), (0xBE, "\u{178}"),
    ]
}
