public import SyncModel

/// What an event asks for, to be held against what is kept as it is stored.
public struct PlannedMatch: Sendable, Hashable {
    /// How it is held against it.
    public var rule: MatchRule
    /// Who sent it.
    public var source: SourceName
    /// Its lines.
    public var lines: [MatchRule.Line]
    /// The key of its order, or the beginning of it; `nil` where it names none.
    public var order: RecordKey?
    /// The same of its receipts.
    public var receipt: RecordKey?
    /// What it says of the fields that have to be as the order has them.
    public var same: [String: String] = [:]
    /// Where it asks for more than its own lines come to, each as a part of a sentence.
    public var excesses: [String] = []
    /// What all deliveries share that make one claim; `nil` where each line of a message is a claim of its own.
    public var claimant: String?

    /// Joins what an event asks for.
    public init(
        rule: MatchRule, source: SourceName, lines: [MatchRule.Line], order: RecordKey?, receipt: RecordKey?,
        claimant: String? = nil
    ) {
        self.rule = rule
        self.source = source
        self.lines = lines
        self.order = order
        self.receipt = receipt
        self.claimant = claimant
    }

    /// What people call the order.
    var words: String { "\(rule.order.contract) \(order?.words ?? "(none)")" }

    /// Why one that names no order can't go out.
    var nameless: String { "It names no order: '\(rule.order.key.joined(separator: "', '"))' isn't there." }
}
