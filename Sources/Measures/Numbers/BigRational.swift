/// A fraction of any size in lowest terms: what a ratio of units is before anybody rounds it.
struct BigRational: Hashable, Sendable {
    let isNegative: Bool
    let numerator: BigNatural
    let denominator: BigNatural

    static let zero = BigRational(BigNatural.zero)
    static let one = BigRational(BigNatural.one)

    init(_ numerator: BigNatural) {
        self.init(lowestTerms: false, numerator, .one)
    }

    init(_ decimal: ExactDecimal) {
        self.init(
            isNegative: decimal.isNegative, BigNatural(decimal.coefficient.magnitude),
            over: BigNatural(powerOfTen: decimal.scale))
    }

    /// The exact value of a floating-point number; nil when it is not finite.
    init?(_ value: Double) {
        guard value.isFinite else { return nil }
        guard value != 0 else {
            self = .zero
            return
        }
        let shift = Int(value.exponent) - Double.significandBitCount
        let significand = value.significandBitPattern | (value.isNormal ? 1 << UInt64(Double.significandBitCount) : 0)
        let bits = value.isNormal ? shift : -1074
        let whole = BigNatural(UInt128(significand))
        self.init(
            isNegative: value < 0, whole.shiftedLeft(max(bits, 0)), over: BigNatural.one.shiftedLeft(max(-bits, 0)))
    }

    /// Digits with an optional sign, point and exponent, as definitions are written: `6.02214076`, `254e-2`.
    init?(scientific text: some StringProtocol) {
        let parts = text.split(separator: "e", omittingEmptySubsequences: false)
        guard let mantissa = parts.first, parts.count <= 2 else { return nil }
        let unsigned = mantissa.hasPrefix("-") ? mantissa.dropFirst() : mantissa[...]
        let halves = unsigned.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(halves.count), !halves[0].isEmpty else { return nil }
        let fraction = halves.count == 2 ? halves[1] : ""
        guard let digits = BigNatural(digits: Array(halves[0].utf8) + Array(fraction.utf8)),
            let exponent = parts.count == 2 ? Int(parts[1]) : 0, (-400...400).contains(exponent)
        else { return nil }
        let scale = exponent - fraction.utf8.count
        self.init(
            isNegative: mantissa.hasPrefix("-"), digits * BigNatural(powerOfTen: max(scale, 0)),
            over: BigNatural(powerOfTen: max(-scale, 0)))
    }

    /// The denominator must not be zero.
    private init(isNegative: Bool, _ numerator: BigNatural, over denominator: BigNatural) {
        let common = BigNatural.greatestCommonDivisor(numerator, denominator)
        guard common != .one, !common.isZero else {
            self.init(lowestTerms: isNegative, numerator, denominator)
            return
        }
        self.init(
            lowestTerms: isNegative, numerator.quotientAndRemainder(dividingBy: common).quotient,
            denominator.quotientAndRemainder(dividingBy: common).quotient)
    }

    private init(lowestTerms isNegative: Bool, _ numerator: BigNatural, _ denominator: BigNatural) {
        self.isNegative = isNegative && !numerator.isZero
        self.numerator = numerator
        self.denominator = denominator
    }

    var isZero: Bool { numerator.isZero }
    var negated: BigRational { BigRational(lowestTerms: !isNegative, numerator, denominator) }
    /// How much memory the value takes, for limits.
    var bitWidth: Int { numerator.bitWidth + denominator.bitWidth }

    /// Nil for zero.
    var reciprocal: BigRational? {
        isZero ? nil : BigRational(lowestTerms: isNegative, denominator, numerator)
    }

    static func * (left: BigRational, right: BigRational) -> BigRational {
        BigRational(
            isNegative: left.isNegative != right.isNegative, left.numerator * right.numerator,
            over: left.denominator * right.denominator)
    }

    static func + (left: BigRational, right: BigRational) -> BigRational {
        let mine = left.numerator * right.denominator
        let other = right.numerator * left.denominator
        let denominator = left.denominator * right.denominator
        if left.isNegative == right.isNegative {
            return BigRational(isNegative: left.isNegative, mine + other, over: denominator)
        }
        let sign = mine < other ? right.isNegative : left.isNegative
        return BigRational(isNegative: sign, BigNatural.distance(mine, other), over: denominator)
    }

    static func - (left: BigRational, right: BigRational) -> BigRational {
        left + right.negated
    }

    /// Nil for a negative power of zero.
    func power(_ exponent: Int) -> BigRational? {
        let size = Int(exponent.magnitude)
        let raised = BigRational(
            lowestTerms: isNegative && size % 2 == 1, numerator.power(size), denominator.power(size))
        return exponent < 0 ? raised.reciprocal : raised
    }
}
