/// How one item is packed: its pack factors, possibly chained (case → box → each), and conversions along them.
public struct PackagingTable: Hashable, Sendable {
    /// The item's factors without repetitions, then the defaults that apply, in the order given.
    public let factors: [PackFactor]
    /// Pairs of factors that can't both be true, for a check before anything is converted. Empty in a sound table.
    public let contradictions: [Contradiction]

    /// Two factors that give different contents for the same pack.
    public struct Contradiction: Hashable, Sendable {
        /// The factor that was found first.
        public let first: PackFactor
        /// The factor that can't be true beside it.
        public let second: PackFactor
        /// Every unit that can be reached from the two; none of them is converted.
        public let units: Set<UnitCode>
    }

    /// A table of an item's own factors, with general ones (such as ``KnownUnits/fixedRatios``) where the item says
    /// nothing.
    ///
    /// A default applies only when none of the item's own factors describes its pack: an item whose dozen holds 10
    /// keeps it.
    public init(_ own: [PackFactor], defaults: [PackFactor] = []) {
        let described = Set(own.map(\.unit))
        var seen: Set<PackFactor> = []
        factors = (own + defaults.filter { !described.contains($0.unit) }).filter { seen.insert($0).inserted }
        contradictions = Self.contradictions(in: factors)
    }

    /// `quantity` of `from` in `to`, exactly.
    ///
    /// - Parameters:
    ///   - quantity: any amount, also below zero (a return).
    ///   - indivisible: true when `to` is only handled in whole packs.
    public func convert(
        _ quantity: ExactDecimal, from: UnitCode, to: UnitCode, indivisible: Bool
    ) -> Result<Conversion, ConversionRefusal> {
        guard !from.isEmpty, !to.isEmpty, let path = shortestPath(from: from, to: to) else {
            return .failure(.noConversion(from: from, to: to))
        }
        if from != to, let wrong = contradictions.first(where: { $0.units.contains(from) }) {
            return .failure(.contradictory(wrong.first, wrong.second))
        }
        // One division at the end: 1 CS of 3 BX ÷ 3 is exact though the step between may not be.
        var numerator: ExactDecimal? = quantity
        var denominator: ExactDecimal? = .one
        var current = from
        for factor in path {
            if factor.unit == current {
                numerator = numerator?.multiplied(by: factor.contains)
                current = factor.inner
            } else {
                denominator = denominator?.multiplied(by: factor.contains)
                current = factor.unit
            }
        }
        guard let numerator, let denominator else { return .failure(.overflow(from: from, to: to)) }
        switch numerator.quotient(by: denominator) {
        case .overflow: return .failure(.overflow(from: from, to: to))
        case .notFinite: return .failure(.notFinite(quantity: quantity, from: from, to: to))
        case .exact(let result):
            let conversion = Conversion(quantity: quantity, from: from, result: result, to: to, factors: path)
            return indivisible && !result.isWhole ? .failure(.wouldSplitPack(conversion)) : .success(conversion)
        }
    }

    /// The fewest factors that lead from one unit to another; empty for the same unit, nil when none do.
    private func shortestPath(from: UnitCode, to: UnitCode) -> [PackFactor]? {
        if from == to { return [] }
        if let direct = factors.first(where: { $0.other(than: from) == to }) { return [direct] }
        var arrivedBy: [UnitCode: PackFactor] = [:]
        var frontier = [from]
        while !frontier.isEmpty, arrivedBy[to] == nil {
            var next: [UnitCode] = []
            for unit in frontier {
                for factor in factors {
                    guard let other = factor.other(than: unit), other != from, arrivedBy[other] == nil else { continue }
                    arrivedBy[other] = factor
                    next.append(other)
                }
            }
            frontier = next
        }
        var path: [PackFactor] = []
        var unit = to
        while unit != from {
            guard let factor = arrivedBy[unit], let previous = factor.other(than: unit) else { return nil }
            path.append(factor)
            unit = previous
        }
        return path.reversed()
    }
}

extension PackFactor {
    /// The unit on the other side of the factor, or nil when `unit` is on neither.
    func other(than unit: UnitCode) -> UnitCode? {
        if unit == self.unit { return inner }
        return unit == inner ? self.unit : nil
    }
}
