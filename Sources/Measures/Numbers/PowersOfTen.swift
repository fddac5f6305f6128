/// 10^0 ... 10^38, all that fit the coefficient of an `ExactDecimal`.
enum PowersOfTen {
    private static let table: [Int128] = {
        var powers: [Int128] = [1]
        for _ in 1...ExactDecimal.maximumDigits { powers.append(powers[powers.count - 1] * 10) }
        return powers
    }()

    /// A coefficient's magnitude stays below this, so it has at most 38 digits.
    static let limit = UInt128(PowersOfTen[ExactDecimal.maximumDigits])

    /// `10^exponent` for an exponent in 0...38.
    static subscript(exponent: Int) -> Int128 { table[exponent] }
}
