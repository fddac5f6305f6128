public import SyncModel

/// A step of a flow: what somebody has to approve before it is sent.
public struct FlowApproval: Sendable, Hashable {
    /// Who decides.
    public var by: Role
    /// What an event has to say for that to be so, all of it; empty for every event.
    public var when: [FieldCondition]

    /// Joins who decides with what about.
    public init(by: Role, when: [FieldCondition] = []) {
        self.by = by
        self.when = when
    }

    /// Whether an event needs it.
    public func isNeeded(_ read: (String) -> FieldValue?) -> Bool { when.firstUnmet(read) == nil }

    /// When it is needed: `cost is above 500`, `everything`. Never holds what an event says.
    public var words: String { when.isEmpty ? "everything" : when.map(\.words).joined(separator: ", ") }

    /// What a condition on a built-in type may ask beside its documented fields: what the delivery is worth.
    public static let worth = "value"
}
