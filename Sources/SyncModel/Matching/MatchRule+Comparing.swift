public import Measures

extension MatchRule {
    /// What is kept, and what others have claimed of it.
    public struct Known: Sendable {
        /// The lines of the order; `nil` where it isn't kept.
        public var order: [Line]?
        /// The lines of its receipts.
        public var receipts: [Line]
        /// What others have claimed, by line.
        public var claims: [String: ExactDecimal]

        /// Joins what is known.
        public init(order: [Line]?, receipts: [Line], claims: [String: ExactDecimal]) {
            self.order = order
            self.receipts = receipts
            self.claims = claims
        }
    }

    /// How much an event claims of each line: what it asks for, added up; never less than nothing.
    public func claims(of lines: [Line]) -> [String: ExactDecimal] {
        lines.reduce(into: [:]) { claims, line in
            guard let quantity = line.quantity, !quantity.isNegative else { return }
            claims[line.name] = Self.sum(claims[line.name], quantity)
        }
    }

    /// Which fields of an event aren't as its order has them: each as a part of a sentence, without what they say.
    ///
    /// - Parameters:
    ///   - event: what it says, by its fields.
    ///   - orders: the kept records of its order.
    public func differences(of event: [String: String], from orders: [Fields]) -> [String] {
        same.sorted { $0.key < $1.key }.compactMap { own, theirs in
            let kept = Set(orders.map { $0[theirs]?.keyWord })
            guard let word = event[own] else { return "it has no \(own), and the order's \(theirs) is held against it" }
            guard kept != [word] else { return nil }
            return kept == [nil] ? "the order has no \(theirs)" : "\(own) isn't the order's \(theirs)"
        }
    }

    /// Holds the lines of an event against what is kept. Each is compared together with those of its name.
    ///
    /// - Parameter order: what the order is called.
    public func comparison(of lines: [Line], with known: Known, order: String) -> MatchComparison {
        var comparison = MatchComparison(
            order: order, hasOrder: known.order != nil, countsReceipts: receipt != nil)
        let claims = claims(of: lines)
        var seen: Set<String> = []
        for line in lines where seen.insert(line.name).inserted {
            let same = lines.filter { $0.name == line.name }
            let ordered = (known.order ?? []).filter { $0.name == line.name }
            let received = known.receipts.filter { $0.name == line.name }
            var told = MatchComparison.Line(
                name: line.name, unit: line.unit ?? ordered.first?.unit,
                ordered: Self.sum(ordered), orderedPrice: ordered.last?.price, received: Self.sum(received),
                claimed: known.claims[line.name] ?? .zero, invoiced: claims[line.name],
                // The dearest counts: two lines of one name can't hide each other's price.
                price: same.compactMap(\.price).max())
            if known.order != nil {
                if ordered.isEmpty {
                    told.differences.append("it isn't on the order")
                } else {
                    compareUnits(same, ordered + received, &told)
                    compareQuantity(&told)
                    comparePrice(&told)
                    if told.differences.count > 1 { told.waits = false }
                }
            }
            comparison.lines.append(told)
        }
        return comparison
    }

    private func compareUnits(_ lines: [Line], _ others: [Line], _ told: inout MatchComparison.Line) {
        guard quantity?.unit != nil else { return }
        let (own, kept) = (Set(lines.compactMap(\.unit)), Set(others.compactMap(\.unit)))
        guard own.union(kept).count > 1 else { return }
        told.differences.append(
            "invoiced in \(own.sorted().joined(separator: ", ")), kept in \(kept.sorted().joined(separator: ", "))")
    }

    private func compareQuantity(_ told: inout MatchComparison.Line) {
        guard let quantity else { return }
        guard let invoiced = told.invoiced else {
            told.differences.append("it doesn't say how much")
            return
        }
        let unit = told.unit.map { " \($0)" } ?? ""
        if receipt != nil, told.received == nil, !invoiced.isZero {
            told.waits = told.differences.isEmpty
            told.differences.append("invoiced \(invoiced)\(unit), nothing received yet")
            return
        }
        guard let base = receipt == nil ? told.ordered : told.received ?? .zero,
            let all = Self.sum(told.claimed, invoiced), let excess = all.subtracting(base)
        else {
            told.differences.append("its quantity can't be compared")
            return
        }
        guard excess > .zero else { return }
        let isAllowed = quantity.tolerance.allows(excess, over: base) && quantity.atMost.map { excess <= $0 } ?? true
        guard !isAllowed else { return }
        let earlier = told.claimed.isZero ? "" : " and \(told.claimed) before"
        let worth = told.price?.multiplied(by: excess).flatMap { Money(cents: 100).times($0) }.map { " or \($0)" } ?? ""
        let allowed = quantity.words.map { ", \($0)" } ?? ""
        told.differences.append(
            "invoiced \(invoiced)\(unit)\(earlier), \(receipt == nil ? "ordered" : "received") \(base)\(unit): "
                + "\(excess)\(unit)\(worth) too much\(allowed)")
    }

    private func comparePrice(_ told: inout MatchComparison.Line) {
        guard let price, let asked = told.price else { return }
        guard let ordered = told.orderedPrice else {
            told.differences.append("price \(Self.dollars(asked)), and the order names none")
            return
        }
        guard let excess = asked.subtracting(ordered) else {
            told.differences.append("its price can't be compared")
            return
        }
        guard excess > .zero else { return }
        let whole = told.invoiced.flatMap { excess.multiplied(by: $0) } ?? excess
        guard !price.tolerance.allows(excess, over: ordered) || price.atMost.map({ whole > $0 }) ?? false else {
            return
        }
        let part = Self.percent(excess, of: ordered).map { ": +\($0) %" } ?? ""
        let allowed = price.words.map { ", \($0)" } ?? ""
        told.differences.append(
            "price \(Self.dollars(asked)), ordered \(Self.dollars(ordered))\(part)\(allowed)")
    }

    /// For people: to one place behind the point.
    private static func percent(_ excess: ExactDecimal, of base: ExactDecimal) -> Double? {
        guard let part = Double(excess.description), let whole = Double(base.description), whole > 0 else { return nil }
        return (part / whole * 1000).rounded() / 10
    }

    /// An amount as money where it is one to the cent, else in its digits.
    static func dollars(_ amount: ExactDecimal) -> String {
        guard amount.scale <= 2, let money = Money(cents: 100).times(amount) else { return "$\(amount)" }
        return money.description
    }

    private static func sum(_ lines: [Line]) -> ExactDecimal? {
        let quantities = lines.compactMap(\.quantity)
        guard let first = quantities.first else { return nil }
        return quantities.dropFirst().reduce(first) { sum($0, $1) ?? $0 }
    }

    private static func sum(_ one: ExactDecimal?, _ other: ExactDecimal) -> ExactDecimal? {
        guard let one else { return other }
        return one.adding(other)
    }
}

extension MatchRule.Measure {
    /// What is allowed, in words; nothing where nothing is.
    fileprivate var words: String? {
        let parts = [tolerance.words, atMost.map { "at most \($0)" }].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}
