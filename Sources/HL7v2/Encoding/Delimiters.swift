/// The characters that structure one message, as its own MSH-1 and MSH-2 declare them (HL7 v2.5.1 §2.5.4).
///
/// Only the field separator and the component separator are always there; a sender that never repeats a field,
/// never escapes or has no sub-components may leave the others out.
public struct Delimiters: Hashable, Sendable {
    /// The six characters, one a byte from the lowest up, zero for what isn't declared: views are copied often.
    private let packed: UInt64

    /// MSH-1, usually `|`.
    public var field: UInt8 { UInt8(truncatingIfNeeded: packed) }
    /// First of MSH-2, usually `^`.
    public var component: UInt8 { UInt8(truncatingIfNeeded: packed >> 8) }
    /// Second of MSH-2, usually `~`.
    public var repetition: UInt8? { optional(at: 16) }
    /// Third of MSH-2, usually `\`.
    public var escape: UInt8? { optional(at: 24) }
    /// Fourth of MSH-2, usually `&`.
    public var subcomponent: UInt8? { optional(at: 32) }
    /// Fifth of MSH-2, usually `#`, from version 2.7.
    public var truncation: UInt8? { optional(at: 40) }

    /// `|^~\&`, what nearly every message uses.
    public static let standard = Delimiters(unchecked: [0x7C, 0x5E, 0x7E, 0x5C, 0x26])

    /// The characters for MSH-1 followed by those for MSH-2, in their order: two to six of them.
    ///
    /// Legal are printable ASCII characters that are neither letters, digits nor spaces, each used once.
    public init(_ characters: some Collection<UInt8>) throws(DelimitersError) {
        guard characters.count >= 2 else { throw .missing }
        guard characters.count <= 6 else { throw .tooMany }
        var seen: [UInt8] = []
        for byte in characters {
            let isLegal = byte > ASCII.space && byte < 0x7F && !ASCII.isLetter(byte) && !ASCII.isDigit(byte)
            guard isLegal else { throw .illegal(byte) }
            guard !seen.contains(byte) else { throw .repeated(byte) }
            seen.append(byte)
        }
        self.init(unchecked: seen)
    }

    private init(unchecked characters: [UInt8]) {
        packed = characters.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    @inline(__always)
    private func optional(at shift: UInt64) -> UInt8? {
        let byte = UInt8(truncatingIfNeeded: packed >> shift)
        return byte == 0 ? nil : byte
    }

    /// MSH-2 as it is written.
    public var encodingCharacters: [UInt8] {
        var characters: [UInt8] = []
        var rest = packed >> 8
        while rest != 0 {
            characters.append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
        return characters
    }

    /// Whether a byte structures the message, so that text has to escape it.
    func isStructural(_ byte: UInt8) -> Bool {
        byte == field || byte == component || byte == repetition || byte == escape || byte == subcomponent
    }
}

/// Why MSH-1 and MSH-2 can't be the delimiters of a message.
public enum DelimitersError: Error, Hashable, Sendable, CustomStringConvertible {
    /// MSH-1 or the first character of MSH-2 is not there.
    case missing
    /// MSH-2 has more than five characters.
    case tooMany
    /// A letter, digit, space, control or non-ASCII byte.
    case illegal(UInt8)
    /// One character in two roles.
    case repeated(UInt8)

    /// One sentence for an operator.
    public var description: String {
        switch self {
        case .missing: "MSH-1 and MSH-2 must declare a field and a component separator."
        case .tooMany: "MSH-2 declares more than five encoding characters."
        case .illegal(let byte):
            "\(Self.shown(byte)) can't be a delimiter in MSH-1 or MSH-2; the usual ones are |^~\\&."
        case .repeated(let byte): "\(Self.shown(byte)) has two roles in MSH-1 and MSH-2; the usual ones are |^~\\&."
        }
    }

    private static func shown(_ byte: UInt8) -> String {
        byte > ASCII.space && byte < 0x7F ? "'\(Unicode.Scalar(byte))'" : "Byte 0x" + String(byte, radix: 16)
    }
}
