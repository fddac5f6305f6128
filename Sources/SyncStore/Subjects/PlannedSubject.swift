public import Foundation
public import SyncModel

/// What an event is about, where its contract has a key: two events of a space with the same key are about one thing.
public struct PlannedSubject: Sendable, Hashable {
    /// The first 16 bytes of a SHA-256 over the key's fields.
    public var key: Data
    /// The same over what the destination may see of the event: two that say the same are one.
    public var content: Data
    /// Whether it takes back what was recorded.
    public var isReversal: Bool
    /// What becomes of it where the thing was recorded before and this says something else.
    public var repeats: RepeatRule
    /// What it is looked for in: the flow's name, or what flows have in common that speak of the same things.
    public var space: String
    /// Why the event isn't for the destination; `nil` where it is. Then it matters only where the thing stands there
    /// already.
    public var isNotFor: String?

    /// Joins what is known of it before it is stored.
    public init(key: Data, content: Data, isReversal: Bool, repeats: RepeatRule, space: String) {
        self.key = key
        self.content = content
        self.isReversal = isReversal
        self.repeats = repeats
        self.space = space
    }
}

/// What a claim found out.
public enum ClaimAnswer: Sendable {
    /// It may be sent. Where it takes something back: that, and its document at the destination.
    case claimed(takingBack: TakenBack?)
    /// What it takes back is still on its way: not before that is settled.
    case notYet
    /// There is nothing to send.
    case decided(Settlement.Decision)
}

/// What a reversal takes back at its destination.
public struct TakenBack: Sendable {
    /// The original.
    public var delivery: OpenDelivery
    /// Its document there.
    public var document: String
}
