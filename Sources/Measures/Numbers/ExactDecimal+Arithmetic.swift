extension ExactDecimal {
    /// The exact sum, or nil when it (or an operand written with the other's places) needs more than 38 digits.
    public func adding(_ other: ExactDecimal) -> ExactDecimal? {
        let common = max(scale, other.scale)
        guard let left = aligned(to: common), let right = other.aligned(to: common) else { return nil }
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? nil : ExactDecimal(coefficient: sum, scale: common)
    }

    /// The exact difference, or nil as for ``adding(_:)``.
    public func subtracting(_ other: ExactDecimal) -> ExactDecimal? {
        adding(other.negated)
    }

    /// The exact product, or nil when its digits do not fit.
    public func multiplied(by other: ExactDecimal) -> ExactDecimal? {
        let (product, overflow) = coefficient.multipliedReportingOverflow(by: other.coefficient)
        return overflow ? nil : ExactDecimal(coefficient: product, scale: scale + other.scale)
    }

    /// The exact quotient, or nil when the divisor is zero, the quotient never ends (1 ÷ 3), or its digits do not fit.
    public func divided(by other: ExactDecimal) -> ExactDecimal? {
        guard case .exact(let quotient) = quotient(by: other) else { return nil }
        return quotient
    }

    /// The value cut to `places` digits behind the point (below 0 counts as 0). Never overflows.
    public func rounded(places: Int, mode: RoundingMode) -> ExactDecimal {
        let kept = max(places, 0)
        guard scale > kept else { return self }
        let unit = PowersOfTen[scale - kept]
        let (quotient, remainder) = coefficient.quotientAndRemainder(dividingBy: unit)
        // The unit is even, so its half is exact.
        let half = unit.magnitude / 2
        let part: RoundingMode.Remainder =
            remainder.magnitude == half ? .half : remainder.magnitude < half ? .belowHalf : .aboveHalf
        let moves = mode.movesAwayFromZero(
            isNegative: isNegative, lastDigitIsOdd: quotient % 2 != 0, remainder: remainder == 0 ? .none : part)
        let step: Int128 = moves ? (isNegative ? -1 : 1) : 0
        // The cut coefficient has at least one digit less than allowed, so this always fits.
        return ExactDecimal(coefficient: quotient + step, scale: kept) ?? self
    }

    /// Why a division has no answer, for callers that tell the operator.
    enum Quotient: Hashable, Sendable {
        case exact(ExactDecimal)
        /// The divisor is zero, or the decimal would never end.
        case notFinite
        case overflow
    }

    func quotient(by other: ExactDecimal) -> Quotient {
        guard !other.isZero else { return .notFinite }
        if isZero { return .exact(self) }
        let common = greatestCommonDivisor(coefficient.magnitude, other.coefficient.magnitude)
        let sign: Int128 = isNegative == other.isNegative ? 1 : -1
        var divisor = other.coefficient.magnitude / common
        var numerator = sign * Int128(coefficient.magnitude / common)
        var twos = 0
        var fives = 0
        while divisor % 2 == 0 {
            divisor /= 2
            twos += 1
        }
        while divisor % 5 == 0 {
            divisor /= 5
            fives += 1
        }
        guard divisor == 1 else { return .notFinite }
        // 1/2 = 5/10 and 1/5 = 2/10: whichever prime is short is made up until the divisor is a power of ten.
        let places = max(twos, fives)
        for (prime, missing) in [(Int128(2), places - twos), (Int128(5), places - fives)] {
            for _ in 0..<missing {
                let (product, overflow) = numerator.multipliedReportingOverflow(by: prime)
                guard !overflow else { return .overflow }
                numerator = product
            }
        }
        let result = ExactDecimal(coefficient: numerator, scale: places + scale - other.scale)
        return result.map(Quotient.exact) ?? .overflow
    }

    /// The coefficient written with more places.
    private func aligned(to places: Int) -> Int128? {
        let (product, overflow) = coefficient.multipliedReportingOverflow(by: PowersOfTen[places - scale])
        return overflow ? nil : product
    }
}

/// Euclid's algorithm; 0 only for two zeros.
func greatestCommonDivisor(_ first: UInt128, _ second: UInt128) -> UInt128 {
    var (left, right) = (first, second)
    while right != 0 {
        // Most quantities are small, and machine words divide several times faster.
        if let smallLeft = UInt64(exactly: left), let smallRight = UInt64(exactly: right) {
            return UInt128(greatestCommonDivisor(smallLeft, smallRight))
        }
        (left, right) = (right, left % right)
    }
    return left
}

private func greatestCommonDivisor(_ first: UInt64, _ second: UInt64) -> UInt64 {
    var (left, right) = (first, second)
    while right != 0 { (left, right) = (right, left % right) }
    return left
}
