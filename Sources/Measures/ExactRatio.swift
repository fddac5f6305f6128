/// A fraction in lowest terms with a positive denominator: exact where a decimal would never end.
struct ExactRatio: Hashable, Sendable {
    let numerator: Int128
    let denominator: Int128

    static let one = ExactRatio(lowestTerms: 1, 1)

    private init(lowestTerms numerator: Int128, _ denominator: Int128) {
        self.numerator = numerator
        self.denominator = denominator
    }

    /// Nil when the denominator is zero or a part leaves the range.
    init?(_ numerator: Int128, over denominator: Int128) {
        guard denominator != 0, denominator != .min, numerator != .min else { return nil }
        let common = Int128(greatestCommonDivisor(numerator.magnitude, denominator.magnitude))
        let sign: Int128 = denominator < 0 ? -1 : 1
        self.init(lowestTerms: sign * numerator / common, sign * denominator / common)
    }

    init?(_ decimal: ExactDecimal) {
        self.init(decimal.coefficient, over: PowersOfTen[decimal.scale])
    }

    /// Nil on overflow. Common factors go first, so only a result that does not fit overflows.
    func multiplied(by other: ExactRatio) -> ExactRatio? {
        let across = Int128(greatestCommonDivisor(numerator.magnitude, other.denominator.magnitude))
        let along = Int128(greatestCommonDivisor(other.numerator.magnitude, denominator.magnitude))
        let (top, topOverflow) = (numerator / across).multipliedReportingOverflow(by: other.numerator / along)
        let (bottom, bottomOverflow) =
            (denominator / along).multipliedReportingOverflow(by: other.denominator / across)
        return topOverflow || bottomOverflow ? nil : ExactRatio(lowestTerms: top, bottom)
    }

    /// Nil on overflow and for zero as divisor.
    func divided(by other: ExactRatio) -> ExactRatio? {
        ExactRatio(other.denominator, over: other.numerator).flatMap(multiplied(by:))
    }
}
