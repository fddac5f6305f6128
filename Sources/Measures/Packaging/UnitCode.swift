/// A unit of count or packaging as a site writes it (`EA`, `BX`, `CS`), trimmed and upper-cased so that `bx ` and
/// `BX` are one unit.
///
/// UCUM codes are case-sensitive and therefore not this type: see ``UCUMUnit``.
public struct UnitCode: RawRepresentable, Hashable, Codable, Sendable {
    /// The code in its one spelling: upper case, no spaces around it. May be empty (see ``isEmpty``).
    public let rawValue: String

    /// Any text; spaces around it go and letters become upper case.
    public init(rawValue: String) {
        let head = rawValue.drop(while: \.isWhitespace)
        let end = head.lastIndex { !$0.isWhitespace }
        self.rawValue = end.map { head[...$0].uppercased() } ?? ""
    }

    /// The code in the bytes of a message field; bytes that are not UTF-8 become U+FFFD and so never name a known unit.
    public init(utf8 bytes: some Collection<UInt8>) {
        self.init(rawValue: String(decoding: bytes, as: UTF8.self))
    }

    /// Reads a string; the normal spelling is made here too.
    public init(from decoder: any Decoder) throws {
        self.init(rawValue: try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the normal spelling.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    /// True when the field held nothing: no unit was stated.
    public var isEmpty: Bool { rawValue.isEmpty }
}

extension UnitCode: ExpressibleByStringLiteral, CustomStringConvertible, Comparable {
    /// A unit named in code.
    public init(stringLiteral value: String) {
        self.init(rawValue: value)
    }

    /// The code itself.
    public var description: String { rawValue }

    /// In the order of the codes' letters.
    public static func < (left: UnitCode, right: UnitCode) -> Bool {
        left.rawValue < right.rawValue
    }
}
