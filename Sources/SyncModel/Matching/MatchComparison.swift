public import Measures

/// What an event was held against, line by line, as it was when somebody or something decided.
public struct MatchComparison: Codable, Sendable, Hashable {
    /// The order, in words: `purchase.ordered 4711`.
    public var order: String
    /// Whether the order is kept.
    public var hasOrder: Bool
    /// Whether receipts count.
    public var countsReceipts: Bool
    /// Each line of the event.
    public var lines: [Line]
    /// What is wrong with the event beside its lines, each as a part of a sentence.
    public var differences: [String]?

    /// Joins what is known of one match.
    public init(order: String, hasOrder: Bool, countsReceipts: Bool, lines: [Line] = []) {
        self.order = order
        self.hasOrder = hasOrder
        self.countsReceipts = countsReceipts
        self.lines = lines
    }

    /// One line in its three columns.
    public struct Line: Codable, Sendable, Hashable {
        /// What tells it from others; empty where there is one only.
        public var name: String
        /// What it is counted in.
        public var unit: String?
        /// How much is ordered; `nil` where the order has no such line.
        public var ordered: ExactDecimal?
        /// What one costs by the order.
        public var orderedPrice: ExactDecimal?
        /// How much was received; `nil` where nothing was.
        public var received: ExactDecimal?
        /// How much others have claimed already.
        public var claimed: ExactDecimal
        /// How much this event asks for.
        public var invoiced: ExactDecimal?
        /// What one costs by this event.
        public var price: ExactDecimal?
        /// What is wrong with it, each as a part of a sentence.
        public var differences: [String] = []
        /// Whether only something that is still to come is missing.
        public var waits = false

        /// A line of which so much is claimed by others.
        public init(
            name: String, unit: String? = nil, ordered: ExactDecimal? = nil, orderedPrice: ExactDecimal? = nil,
            received: ExactDecimal? = nil, claimed: ExactDecimal = .zero, invoiced: ExactDecimal? = nil,
            price: ExactDecimal? = nil
        ) {
            self.name = name
            self.unit = unit
            self.ordered = ordered
            self.orderedPrice = orderedPrice
            self.received = received
            self.claimed = claimed
            self.invoiced = invoiced
            self.price = price
        }
    }

    /// What becomes of the event.
    public enum Verdict: Sendable, Hashable {
        /// It is within what is allowed.
        case fits
        /// Something that it needs isn't here yet.
        case waits
        /// It is outside.
        case differs
    }

    /// What becomes of the event, where `waits` says whether it may wait.
    public func verdict(waits: Bool) -> Verdict {
        if hasOrder, differences?.isEmpty == false { return .differs }
        if hasOrder, lines.contains(where: { !$0.differences.isEmpty && !$0.waits }) { return .differs }
        guard !hasOrder || lines.contains(where: \.waits) else { return .fits }
        return waits ? .waits : .differs
    }

    /// The particular facts, for whoever decides.
    public var sentence: String {
        guard hasOrder else { return "\(order) isn't here yet." }
        let told = lines.filter { !$0.differences.isEmpty }
        let apart = differences ?? []
        guard !told.isEmpty || !apart.isEmpty else { return "Everything fits \(order)." }
        let shown = told.prefix(Self.mostTold).map { line in
            (line.name.isEmpty ? "" : "line \(line.name): ") + line.differences.joined(separator: "; ")
        }
        let rest = told.count > shown.count ? ["\(told.count - shown.count) more lines"] : []
        return (apart + shown + rest).joined(separator: " · ") + "."
    }

    private static let mostTold = 5
}
