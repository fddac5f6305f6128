extension ExactDecimal {
    /// Why an amount can't be split.
    public enum SplitProblem: Error, Hashable, Sendable {
        /// The percentages don't make exactly 100, or one of them isn't above zero.
        case notHundred
        /// The amount has more digits behind the point than its parts may have.
        case finerThanParts
        /// Its digits don't fit.
        case tooLarge
    }

    /// The amount in parts of these percentages, in their order, each to `digits` digits behind the point.
    ///
    /// The parts make the amount to the last digit: each is its exact share cut towards zero, and what is left of the
    /// amount goes, a unit of the last digit each, to those that lost most; of equal ones to the first.
    ///
    /// - Parameter digits: 0...38.
    public func split(by percentages: [ExactDecimal], digits: Int) throws(SplitProblem) -> [ExactDecimal] {
        var sum: ExactDecimal? = .zero
        for percent in percentages { sum = sum.flatMap { $0.adding(percent) } }
        guard sum == 100, percentages.allSatisfy({ $0 > .zero }) else { throw .notHundred }
        let places = min(max(digits, 0), Self.maximumDigits)
        guard scale <= places else { throw .finerThanParts }
        let finest = percentages.map(\.scale).max() ?? 0
        let (units, overflow) = coefficient.magnitude.multipliedReportingOverflow(
            by: UInt128(PowersOfTen[places - scale]))
        guard !overflow, units < PowersOfTen.limit, finest + 2 <= Self.maximumDigits else { throw .tooLarge }
        // Of 100 in the digits of the finest percentage.
        let whole = UInt128(PowersOfTen[finest + 2])
        var parts: [(units: UInt128, lost: UInt128)] = []
        for percent in percentages {
            let weight = percent.coefficient.magnitude * UInt128(PowersOfTen[finest - percent.scale])
            let (product, overflow) = units.multipliedReportingOverflow(by: weight)
            guard !overflow else { throw .tooLarge }
            let (share, lost) = product.quotientAndRemainder(dividingBy: whole)
            parts.append((share, lost))
        }
        let left = parts.reduce(units) { $0 - $1.units }
        let first = parts.indices.sorted { (parts[$1].lost, $0) < (parts[$0].lost, $1) }
        for index in first.prefix(Int(left)) { parts[index].units += 1 }
        return try parts.map { part throws(SplitProblem) in
            let signed = isNegative ? -Int128(part.units) : Int128(part.units)
            guard let amount = ExactDecimal(coefficient: signed, scale: places) else { throw .tooLarge }
            return amount
        }
    }
}
