public import Measures

extension MatchRule {
    /// What an event has to add up to: its lines, and what is charged beside them.
    public struct Total: Sendable, Hashable {
        /// The field with what is asked for in all.
        public var field: String
        /// The field of a line with what it comes to; `nil` where lines only have a quantity and a price.
        public var amount: String?
        /// The fields with what is charged beside the lines, such as tax and freight.
        public var charges: [String]
        /// How much more each may come to, for rounding.
        public var tolerance: ExactDecimal

        /// A field that is held against the lines.
        public init(
            field: String, amount: String? = nil, charges: [String] = [], tolerance: ExactDecimal = Self.cent
        ) {
            self.field = field
            self.amount = amount
            self.charges = charges
            self.tolerance = tolerance
        }

        /// What rounding to cents may add.
        public static let cent = ExactDecimal("0.01") ?? .zero
    }

    /// Where an event asks for more than its own lines and charges come to, each as a part of a sentence. Nothing where
    /// the rule doesn't ask.
    public func sumDifferences(of event: Fields) -> [String] {
        guard let total else { return [] }
        var differences: [String] = []
        var sum: ExactDecimal? = .zero
        for line in records(of: event) {
            let name = lines.flatMap { line[$0.name]?.keyWord }.map { "line \($0): " } ?? ""
            let count = quantity.flatMap { line[$0.field]?.number }
            let cost = price.flatMap { line[$0.field]?.number }
            let computed = count.flatMap { count in cost.flatMap { $0.multiplied(by: count) } }
            let asked = total.amount.flatMap { line[$0]?.number }
            if let computed, let asked, let count, let cost, exceeds(asked, computed, by: total.tolerance) {
                let terms = "\(count) at \(Self.dollars(cost))"
                differences.append(
                    "\(name)\(terms) are \(Self.dollars(computed)), and it asks for \(Self.dollars(asked))")
            }
            if asked ?? computed == nil { differences.append("\(name)it doesn't say what it comes to") }
            sum = (asked ?? computed).flatMap { amount in sum.flatMap { $0.adding(amount) } }
        }
        let charges = total.charges.compactMap { event[$0]?.number }
        guard let sum, let all = charges.reduce(sum, { $0?.adding($1) }) else { return differences }
        guard let asked = event[total.field]?.number else { return differences + ["it has no \(total.field)"] }
        if exceeds(asked, all, by: total.tolerance) {
            let beside = charges.isEmpty ? "" : " and its charges"
            let excess = asked.subtracting(all).map { ": \(Self.dollars($0)) too much" } ?? ""
            differences.append(
                "\(total.field) \(Self.dollars(asked)), its lines\(beside) come to \(Self.dollars(all))\(excess)")
        }
        return differences
    }

    private func records(of event: Fields) -> [Fields] {
        guard let lines, let value = event.values[lines.field] else { return [event] }
        return value.records ?? []
    }

    private func exceeds(_ asked: ExactDecimal, _ sum: ExactDecimal, by tolerance: ExactDecimal) -> Bool {
        // What leaves the range of exact numbers is more than anybody is owed.
        asked.subtracting(sum).map { $0 > tolerance } ?? true
    }
}
