/// The size of a unit in base units.
struct UCUMMeasure: Hashable, Sendable {
    /// A scale of its own: a reading times `factor` goes through `function`, and the result counts `unit` base units.
    struct Scale: Hashable, Sendable {
        let function: UCUMFunction
        let unit: BigRational
        /// The unit's code, for messages.
        let code: String
    }

    /// Base units in one of this unit; for a scale of its own, what a reading is multiplied by first.
    let factor: BigRational
    let dimension: UCUMDimension
    let scale: Scale?
    /// True for numbers and powers of ten: all that may scale a special unit.
    let isScalar: Bool
    /// The special unit that was used where only ratio units may be. Such a unit is readable but never converts.
    let misused: String?

    static let one = UCUMMeasure(factor: .one, dimension: .number, scale: nil, isScalar: true, misused: nil)

    func multiplied(by other: UCUMMeasure) -> UCUMMeasure {
        let scales = [scale, other.scale].compactMap { $0 }
        let keepsScale = scales.count == 1 && (scale == nil ? isScalar : other.isScalar)
        return UCUMMeasure(
            factor: factor * other.factor, dimension: dimension.multiplied(by: other.dimension),
            scale: keepsScale ? scales[0] : nil, isScalar: isScalar && other.isScalar,
            misused: misused ?? other.misused ?? (keepsScale ? nil : scales.first?.code))
    }

    /// Nil for a negative power of zero, which no unit is.
    func power(_ exponent: Int) -> UCUMMeasure? {
        guard exponent != 1, let factor = factor.power(exponent) else { return exponent == 1 ? self : nil }
        return UCUMMeasure(
            factor: factor, dimension: dimension.power(exponent), scale: nil, isScalar: isScalar,
            misused: misused ?? scale?.code)
    }
}

extension UCUMTerm {
    /// - Parameter measureOf: the size of a unit without prefix; nil for one that is not defined.
    func measure(
        catalog: UCUMCatalog, measureOf: (String) -> UCUMMeasure?
    ) throws(UCUMError) -> UCUMMeasure {
        let result: UCUMMeasure?
        switch self {
        case .annotation:
            result = .one
        case .number(let number):
            result = UCUMMeasure(
                factor: BigRational(number), dimension: .number, scale: nil, isScalar: true, misused: nil)
        case .group(let inner):
            result = try inner.measure(catalog: catalog, measureOf: measureOf)
        case .reciprocal(let inner):
            result = try inner.measure(catalog: catalog, measureOf: measureOf).power(-1)
        case .product(let left, let right):
            let first = try left.measure(catalog: catalog, measureOf: measureOf)
            result = first.multiplied(by: try right.measure(catalog: catalog, measureOf: measureOf))
        case .quotient(let left, let right):
            let first = try left.measure(catalog: catalog, measureOf: measureOf)
            let second = try right.measure(catalog: catalog, measureOf: measureOf).power(-1)
            result = second.map(first.multiplied(by:))
        case .unit(let prefix, let code, let exponent):
            let factor = prefix.flatMap { catalog.prefixes[$0]?.factor }
            result = measureOf(code)?.scaled(by: factor).power(exponent)
        }
        guard let result, result.factor.bitWidth <= UCUMUnit.maximumBits else { throw .sizeOutOfRange }
        return result
    }
}

extension UCUMMeasure {
    /// With a prefix. A prefixed unit is no scalar, whatever it is without.
    fileprivate func scaled(by prefix: BigRational?) -> UCUMMeasure {
        guard let prefix else { return self }
        return UCUMMeasure(
            factor: factor * prefix, dimension: dimension, scale: scale, isScalar: false, misused: misused)
    }
}
