/// One line of an item's packaging: `1 BX = 50 EA`.
///
/// A value of this type is always usable: a positive content, and two different units that are both named.
public struct PackFactor: Hashable, Sendable {
    /// The pack.
    public let unit: UnitCode
    /// How many of `inner` one pack holds. Above zero.
    public let contains: ExactDecimal
    /// What the pack holds.
    public let inner: UnitCode

    /// `1 unit = contains inner`.
    ///
    /// - Throws: ``PackFactorRefusal`` when the line could not be used to convert anything.
    public init(unit: UnitCode, contains: ExactDecimal, of inner: UnitCode) throws(PackFactorRefusal) {
        guard !unit.isEmpty, !inner.isEmpty else { throw .unitMissing }
        guard unit != inner else { throw .sameUnit(unit) }
        guard contains > .zero else { throw .notPositive(contains) }
        self.unit = unit
        self.contains = contains
        self.inner = inner
    }
}

extension PackFactor: CustomStringConvertible {
    /// `1 BX = 50 EA`.
    public var description: String { "1 \(unit) = \(contains) \(inner)" }
}

extension PackFactor: Codable {
    private enum CodingKeys: String, CodingKey {
        case unit, contains
        case inner = "of"
    }

    /// Reads `{"unit": "BX", "contains": "50", "of": "EA"}` and refuses what the initialiser refuses.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let unit = try fields.decode(UnitCode.self, forKey: .unit)
        let contains = try fields.decode(ExactDecimal.self, forKey: .contains)
        let inner = try fields.decode(UnitCode.self, forKey: .inner)
        do {
            try self.init(unit: unit, contains: contains, of: inner)
        } catch {
            throw DecodingError.dataCorruptedError(
                forKey: .contains, in: fields, debugDescription: error.sentence)
        }
    }

    /// Writes the three parts.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(unit, forKey: .unit)
        try fields.encode(contains, forKey: .contains)
        try fields.encode(inner, forKey: .inner)
    }
}

/// Why a line of packaging is not one.
public enum PackFactorRefusal: Error, Hashable, Sendable {
    /// A pack holds more than nothing.
    case notPositive(ExactDecimal)
    /// A unit can't be packed in itself.
    case sameUnit(UnitCode)
    /// One of the two units is empty.
    case unitMissing

    /// What to correct, for the person who entered it.
    public var sentence: String {
        switch self {
        case .notPositive(let factor): "A pack factor must be above zero, not \(factor)."
        case .sameUnit(let unit): "A pack factor needs two different units, not \(unit) twice."
        case .unitMissing: "A pack factor needs a unit on both sides, such as 1 BX = 50 EA."
        }
    }
}
