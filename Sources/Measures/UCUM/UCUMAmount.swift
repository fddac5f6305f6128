/// A number as a conversion leaves it: exact wherever the units allow it, however long its decimal is.
///
/// Only scales that bend (logarithms, `[pH]`, slopes) are computed in floating point; ``isExact`` tells.
/// π and the natural constants count as exactly the decimals that UCUM defines them by.
public struct UCUMAmount: Hashable, Sendable {
    private enum Storage: Hashable {
        case exact(BigRational)
        case approximate(Double)
    }

    private let storage: Storage

    /// An exact decimal.
    public init(_ decimal: ExactDecimal) {
        storage = .exact(BigRational(decimal))
    }

    init(_ rational: BigRational) {
        storage = .exact(rational)
    }

    /// Nil when the number is infinite or none.
    init?(approximate value: Double) {
        guard value.isFinite else { return nil }
        storage = .approximate(value)
    }

    /// False when floating point was needed on the way.
    public var isExact: Bool {
        if case .exact = storage { true } else { false }
    }

    /// The value as a decimal, or nil when it never ends, has more than 38 digits or is not exact.
    public var decimal: ExactDecimal? {
        if case .exact(let rational) = storage { rational.decimal } else { nil }
    }

    /// The nearest decimal with `places` digits behind the point (0...38); nil when it has too many in front of it.
    public func rounded(places: Int, mode: RoundingMode) -> ExactDecimal? {
        rational?.rounded(scale: min(max(places, 0), ExactDecimal.maximumDigits), mode: mode)
    }

    /// The nearest decimal with that many digits that count (1...38); nil when it is too large or too small to hold.
    ///
    /// Of an amount that is not exact, some 15 digits mean something.
    public func rounded(significantDigits: Int, mode: RoundingMode) -> ExactDecimal? {
        rational?.rounded(significantDigits: significantDigits, mode: mode)
    }

    /// The nearest floating-point number.
    public var doubleValue: Double {
        switch storage {
        case .exact(let rational): rational.doubleValue
        case .approximate(let value): value
        }
    }

    /// The fraction behind an exact amount.
    var exactValue: BigRational? {
        if case .exact(let rational) = storage { rational } else { nil }
    }

    private var rational: BigRational? {
        switch storage {
        case .exact(let rational): rational
        case .approximate(let value): BigRational(value)
        }
    }
}

extension UCUMAmount {
    var isZero: Bool {
        switch storage {
        case .exact(let rational): rational.isZero
        case .approximate(let value): value == 0
        }
    }

    /// Nil when floating point leaves its range.
    func multiplied(by other: UCUMAmount) -> UCUMAmount? {
        guard case .exact(let mine) = storage, case .exact(let theirs) = other.storage else {
            return UCUMAmount(approximate: doubleValue * other.doubleValue)
        }
        return UCUMAmount(mine * theirs)
    }

    /// Nil for zero as divisor, and when floating point leaves its range.
    func divided(by other: UCUMAmount) -> UCUMAmount? {
        guard !other.isZero else { return nil }
        guard case .exact(let mine) = storage, case .exact(let theirs) = other.storage else {
            return UCUMAmount(approximate: doubleValue / other.doubleValue)
        }
        return theirs.reciprocal.map { UCUMAmount(mine * $0) }
    }

    func adding(_ offset: BigRational) -> UCUMAmount? {
        guard case .exact(let mine) = storage else {
            return UCUMAmount(approximate: doubleValue + offset.doubleValue)
        }
        return UCUMAmount(mine + offset)
    }
}
