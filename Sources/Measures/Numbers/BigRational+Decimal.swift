extension BigRational {
    /// The value as a decimal, or nil when it never ends or has more digits than the type holds.
    var decimal: ExactDecimal? {
        let shifted = numerator * BigNatural(powerOfTen: ExactDecimal.maximumDigits)
        let (quotient, remainder) = shifted.quotientAndRemainder(dividingBy: denominator)
        guard remainder.isZero else { return nil }
        return Self.decimal(quotient, scale: ExactDecimal.maximumDigits, isNegative: isNegative)
    }

    /// The nearest decimal with `scale` places; a negative scale rounds to tens, hundreds and so on.
    func rounded(scale: Int, mode: RoundingMode) -> ExactDecimal? {
        let top = numerator * BigNatural(powerOfTen: max(scale, 0))
        let bottom = denominator * BigNatural(powerOfTen: max(-scale, 0))
        let (quotient, remainder) = top.quotientAndRemainder(dividingBy: bottom)
        let twice = remainder + remainder
        let part: RoundingMode.Remainder =
            if remainder.isZero { .none } else if twice < bottom { .belowHalf } else if twice == bottom { .half } else {
                .aboveHalf
            }
        let moves = mode.movesAwayFromZero(isNegative: isNegative, lastDigitIsOdd: quotient.isOdd, remainder: part)
        return Self.decimal(moves ? quotient + .one : quotient, scale: scale, isNegative: isNegative)
    }

    /// The nearest decimal with that many digits that count (at least 1, at most 38).
    func rounded(significantDigits: Int, mode: RoundingMode) -> ExactDecimal? {
        guard !isZero else { return .zero }
        let digits = min(max(significantDigits, 1), ExactDecimal.maximumDigits)
        return rounded(scale: digits - 1 - decimalExponent, mode: mode)
    }

    /// The power of ten of the first digit: 0 for 1 to 9.99, -2 for 0.04. The value must not be zero.
    private var decimalExponent: Int {
        // log10(2) is 0.30103; the estimate is off by one at most.
        var exponent = (numerator.bitWidth - denominator.bitWidth) * 30103 / 100_000
        while !isAtLeast(powerOfTen: exponent) { exponent -= 1 }
        while isAtLeast(powerOfTen: exponent + 1) { exponent += 1 }
        return exponent
    }

    private func isAtLeast(powerOfTen exponent: Int) -> Bool {
        numerator * BigNatural(powerOfTen: max(-exponent, 0)) >= denominator * BigNatural(powerOfTen: max(exponent, 0))
    }

    private static func decimal(_ digits: BigNatural, scale: Int, isNegative: Bool) -> ExactDecimal? {
        var digits = digits
        var scale = scale
        let ten = BigNatural(10)
        while digits.bitWidth > 126, scale > 0 {
            let (quotient, remainder) = digits.quotientAndRemainder(dividingBy: ten)
            guard remainder.isZero else { return nil }
            digits = quotient
            scale -= 1
        }
        guard digits.bitWidth <= 126, let small = digits.small else { return nil }
        return ExactDecimal(coefficient: isNegative ? -Int128(small) : Int128(small), scale: scale)
    }

    /// The nearest floating-point number, to within its last bit; infinite or zero when out of range.
    var doubleValue: Double {
        guard !isZero else { return 0 }
        // A quotient of 64 to 66 bits holds more than a Double's 53.
        let shift = 65 + denominator.bitWidth - numerator.bitWidth
        let top = numerator.shiftedLeft(max(shift, 0))
        let bottom = denominator.shiftedLeft(max(-shift, 0))
        let quotient = top.quotientAndRemainder(dividingBy: bottom).quotient.small ?? 0
        let magnitude = Double(quotient)
        let exponent = Int(magnitude.exponent) - shift
        guard exponent > Int(Double.leastNormalMagnitude.exponent) else { return 0 }
        guard exponent <= Int(Double.greatestFiniteMagnitude.exponent) else {
            return isNegative ? -.infinity : .infinity
        }
        return Double(sign: isNegative ? .minus : .plus, exponent: exponent, significand: magnitude.significand)
    }
}
