public import Foundation
public import SyncModel

/// What an event of a flow that keeps leaves in the state.
public struct PlannedRecord: Sendable, Hashable {
    /// The contract.
    public var type: EventType
    /// What tells this thing from others of the contract.
    public var key: RecordKey
    /// When it happened, as the event says; `nil` where it doesn't: then the order of arrival counts.
    public var at: UTCTime?
    /// The JSON of what is kept of it; `nil` where it takes the record back.
    public var fields: Data?

    /// Joins what is kept of one thing.
    public init(type: EventType, key: RecordKey, at: UTCTime?, fields: Data?) {
        self.type = type
        self.key = key
        self.at = at
        self.fields = fields
    }
}
