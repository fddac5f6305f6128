extension PackagingTable {
    /// Walks every connected group of units, gives each unit its size relative to the first, and reports each group's
    /// first factor that disagrees with the sizes already known.
    ///
    /// One wrong line makes a whole group untrustworthy: which of the two is wrong, only a person can say.
    static func contradictions(in factors: [PackFactor]) -> [Contradiction] {
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
}

/// The units that factors connect with one unit, each with its size in that unit.
private struct UnitGroup {
    private(set) var sizes: [UnitCode: ExactRatio?]
    private(set) var conflict: (PackFactor, PackFactor)?

    init(around start: UnitCode, factors: [PackFactor]) {
        sizes = [start: ExactRatio.one]
        var reachedBy: [UnitCode: PackFactor] = [:]
        var waiting = [start]
        while let unit = waiting.popLast() {
            guard let known = sizes[unit] else { continue }
            for factor in factors {
                guard let other = factor.other(than: unit) else { continue }
                let content = ExactRatio(factor.contains)
                let size = content.flatMap { unit == factor.unit ? known?.divided(by: $0) : known?.multiplied(by: $0) }
                guard let present = sizes[other] else {
                    sizes[other] = size
                    reachedBy[other] = factor
                    waiting.append(other)
                    continue
                }
                // A size beyond the range can't be compared; converting with it will report the overflow.
                guard let present, let size, present != size, conflict == nil else { continue }
                conflict = (reachedBy[other] ?? reachedBy[unit] ?? factor, factor)
            }
        }
    }
}
