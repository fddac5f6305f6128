/// A unit of the Unified Code for Units of Measure: a valid case-sensitive expression such as `mg`, `mmol/L`,
/// `mm[Hg]`, `10*3/uL`.
///
/// Two values are equal when they are written the same; ``isCommensurable(with:)`` compares what they measure.
public struct UCUMUnit: Hashable, Sendable {
    /// The expression as it was written.
    public let code: String
    /// What the unit measures.
    public let dimension: UCUMDimension

    let term: UCUMTerm
    let measure: UCUMMeasure

    /// The longest expression that is read.
    public static let maximumLength = 256
    /// Room for the size of any real unit many times over.
    static let maximumBits = 16_384

    /// Reads and checks an expression.
    ///
    /// Follows the UCUM grammar, except that a number may carry an annotation (`1{c}`), which the published tests ask
    /// for.
    public init(_ code: String) throws(UCUMError) {
        term = try UCUMParser.parse(code, catalog: .standard)
        measure = try term.measure(catalog: .standard) { UCUMSizes.standard[$0] }
        self.code = code
        dimension = measure.dimension
    }

    /// The canonical unit of a dimension.
    init(_ dimension: UCUMDimension) throws(UCUMError) {
        try self.init(dimension.description)
    }

    /// What is wrong with an expression, or nil when nothing is.
    public static func fault(in code: String) -> UCUMError? {
        do {
            _ = try UCUMUnit(code)
            return nil
        } catch {
            return error
        }
    }

    /// True when quantities convert between the two: the same dimension, and no special unit inside a term.
    public func isCommensurable(with other: UCUMUnit) -> Bool {
        dimension == other.dimension && measure.misused == nil && other.measure.misused == nil
    }

    /// True for a unit on a scale of its own, such as `Cel`, `[degF]`, `[pH]`, `dB`.
    public var isSpecial: Bool { measure.scale != nil }

    /// The same dimension in base units, sorted: `kPa` gives `g.m-1.s-2`, a plain number `1`.
    public var canonicalCode: String { dimension.description }

    /// How many canonical units one of this unit is, or nil when that is not a fixed number (``isSpecial``).
    public var canonicalFactor: UCUMAmount? {
        isSpecial || measure.misused != nil ? nil : UCUMAmount(measure.factor)
    }

    /// `value` of this unit in `other`.
    ///
    /// - Throws: ``UCUMError/notCommensurable(from:to:)``, ``UCUMError/specialUnitInTerm(_:)`` or
    ///   ``UCUMError/valueOutOfRange(unit:)``.
    public func convert(_ value: ExactDecimal, to other: UCUMUnit) throws(UCUMError) -> UCUMAmount {
        try convert(UCUMAmount(value), to: other)
    }

    func convert(_ value: UCUMAmount, to other: UCUMUnit) throws(UCUMError) -> UCUMAmount {
        if let misused = measure.misused ?? other.measure.misused { throw .specialUnitInTerm(misused) }
        guard dimension == other.dimension else { throw .notCommensurable(from: code, to: other.code) }
        // Between multiples of one scale (dB and B) no function is needed, so the value stays exact.
        if measure.scale == other.measure.scale {
            let multiple = value.multiplied(by: UCUMAmount(measure.factor))
            guard let result = multiple?.divided(by: UCUMAmount(other.measure.factor)) else {
                throw .valueOutOfRange(unit: other.code)
            }
            return result
        }
        guard let base = measure.baseUnits(in: value) else { throw .valueOutOfRange(unit: code) }
        guard let result = other.measure.reading(ofBaseUnits: base) else { throw .valueOutOfRange(unit: other.code) }
        return result
    }
}

extension UCUMMeasure {
    func baseUnits(in value: UCUMAmount) -> UCUMAmount? {
        let multiple = value.multiplied(by: UCUMAmount(factor))
        guard let scale else { return multiple }
        return multiple.flatMap(scale.function.ratio(fromScale:))?.multiplied(by: UCUMAmount(scale.unit))
    }

    func reading(ofBaseUnits base: UCUMAmount) -> UCUMAmount? {
        guard let scale else { return base.divided(by: UCUMAmount(factor)) }
        let ratio = base.divided(by: UCUMAmount(scale.unit))
        return ratio.flatMap(scale.function.scale(fromRatio:))?.divided(by: UCUMAmount(factor))
    }
}

extension UCUMUnit: CustomStringConvertible, Codable {
    /// The expression as it was written.
    public var description: String { code }

    /// Reads a string and refuses an invalid expression.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let code = try container.decode(String.self)
        do {
            try self.init(code)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.sentence)
        }
    }

    /// Writes the expression.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(code)
    }
}
