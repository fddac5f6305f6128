public import Foundation
public import SyncModel

/// What an event says of a thing whose fields have owners, to be held against what they say as it is stored.
public struct PlannedOwnership: Sendable, Hashable {
    /// The contract.
    public var type: EventType
    /// The first 16 bytes of a SHA-256 over the contract's key.
    public var key: Data
    /// Who sent it.
    public var source: SourceName
    /// What people call the thing; its print where the key is about a patient.
    public var words: String
    /// What it says.
    public var statement: OwnedStatement
    /// Who decides about a conflict; `nil` for the fault's own.
    public var owner: Role?

    /// Joins what an event says of a thing.
    public init(type: EventType, key: Data, source: SourceName, words: String, statement: OwnedStatement, owner: Role?)
    {
        self.type = type
        self.key = key
        self.source = source
        self.words = words
        self.statement = statement
        self.owner = owner
    }

    func fault(_ conflict: OwnershipConflict) -> Fault {
        var fault = Fault(
            .ownershipConflict, FaultSubject(source: source.rawValue, other: "\(type) \(words)"),
            detail: conflict.sentence, assigned: owner)
        fault.conflict = conflict
        return fault
    }
}
