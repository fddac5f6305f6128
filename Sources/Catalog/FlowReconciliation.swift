public import SyncModel

/// A step of a flow: holds what somebody has counted of an item, at one place on one day, against what the books say
/// that flows have taken in.
public struct FlowReconciliation: Sendable, Hashable {
    /// The flows whose events are added up.
    public var flows: [FlowName]
    /// The field with the day, or a moment of it.
    public var day: String
    /// The field with the item, by the code that the flows' senders use.
    public var item: String
    /// The field with the place, by the senders' code.
    public var location: String
    /// The field with what was counted.
    public var quantity: String
    /// The field with its unit; `nil` where all is counted in one.
    public var unit: String?
    /// The further field that the difference is put in: what was counted less what the books have.
    public var into: String
    /// Whether a destination has counted: by its own codes, what was posted there.
    public var countsPosted: Bool
    /// Whether the count leaves out what was taken back.
    public var leavesOutReturns: Bool

    /// Joins what the catalog says of the step.
    public init(
        flows: [FlowName], day: String, item: String, location: String, quantity: String, unit: String? = nil,
        into: String, leavesOutReturns: Bool = false, countsPosted: Bool = false
    ) {
        self.flows = flows
        self.day = day
        self.item = item
        self.location = location
        self.quantity = quantity
        self.unit = unit
        self.into = into
        self.leavesOutReturns = leavesOutReturns
        self.countsPosted = countsPosted
    }
}
