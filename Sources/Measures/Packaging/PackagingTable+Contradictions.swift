extension PackagingTable {
    /// Walks every connected group of units, gives each unit its size relative to the first, and reports each group's
    /// first factor that disagrees with the sizes already known.
    ///
    /// One wrong line makes a whole group untrustworthy: which of the two is wrong, only a person can say.
    static func contradictions(in factors: [PackFactor]) -> [Contradiction] {
        guard !isForest(factors) else { return [] }
        var found: [Contradiction] = []
        var visited: Set<UnitCode> = []
        for start in factors.map(\.unit) where !visited.contains(start) {
            let group = UnitGroup(around: start, factors: factors)
            visited.formUnion(group.sizes.keys)
            if let (first, second) = group.conflict {
                found.append(Contradiction(first: first, second: second, units: Set(group.sizes.keys)))
            }
        }
        return found
    }

    /// True when no two units are joined in more than one way, so that nothing can disagree: the usual table.
    private static func isForest(_ factors: [PackFactor]) -> Bool {
        var groups: [UnitCode: Int] = [:]
        for (number, factor) in factors.enumerated() {
            let group = groups[factor.unit, default: number]
            let other = groups[factor.inner]
            if group == other { return false }
            groups[factor.unit] = group
            groups[factor.inner] = group
            guard let other else { continue }
            for (unit, joined) in groups where joined == other { groups[unit] = group }
        }
        return true
    }
}

/// The units that factors connect with one unit, each with its size in that unit.
private struct UnitGroup {
    private(set) var sizes: [UnitCode: BigRational]
    private(set) var conflict: (PackFactor, PackFactor)?

    init(around start: UnitCode, factors: [PackFactor]) {
        sizes = [start: BigRational.one]
        var reachedBy: [UnitCode: PackFactor] = [:]
        var waiting = [start]
        while let unit = waiting.popLast() {
            guard let known = sizes[unit] else { continue }
            for factor in factors {
                guard let other = factor.other(than: unit) else { continue }
                let content = BigRational(factor.contains)
                guard let size = unit == factor.unit ? content.reciprocal.map({ known * $0 }) : known * content else {
                    continue
                }
                guard let present = sizes[other] else {
                    sizes[other] = size
                    reachedBy[other] = factor
                    waiting.append(other)
                    continue
                }
                guard present != size, conflict == nil else { continue }
                conflict = (reachedBy[other] ?? reachedBy[unit] ?? factor, factor)
            }
        }
    }
}
