extension ExactDecimal: LosslessStringConvertible {
    /// Plain notation without an exponent: `0.04`, `-2`, `1000000`.
    public var description: String {
        let digits = String(coefficient.magnitude)
        let sign = isNegative ? "-" : ""
        guard scale > 0 else { return sign + digits }
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
        return "\(sign)\(padded.dropLast(scale)).\(padded.suffix(scale))"
    }

    /// Reads what `description` writes, and everything ``init(utf8:)`` reads.
    public init?(_ description: String) {
        self.init(utf8: description.utf8)
    }

    /// Reads a number as HL7 v2 writes it (v2.5.1 §2.A.47, NM): an optional sign, digits, an optional point; spaces
    /// around it are ignored.
    ///
    /// `.5` and `5.` are read too, since senders write them. Nil for anything else (an exponent, a separator of
    /// thousands, no digit at all) and for more digits than the type holds.
    @inlinable
    public init?(utf8 bytes: some Sequence<UInt8>) {
        var scanner = DecimalScanner()
        for byte in bytes {
            guard scanner.consume(byte) else { return nil }
        }
        guard let value = scanner.value else { return nil }
        self = value
    }
}

extension ExactDecimal: Codable {
    /// Reads a JSON string; a JSON number is refused, since it may already have been rounded.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = ExactDecimal(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an exact decimal number")
        }
        self = value
    }

    /// Writes a JSON string in plain notation.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
