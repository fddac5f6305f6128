public import SyncModel

/// One message on its way, from its arrival to each destination, each stage with its time.
public struct MessageTrace: Sendable, Hashable, Codable {
    /// The message.
    public var message: MessageRow
    /// Its trace id, as destinations got it.
    public var trace: String
    /// The commit that stored it: its record in the audit chain. `nil` where the chain doesn't name it.
    public var commit: AuditRow?
    /// What happened before it became deliveries.
    public var steps: [TraceStep]
    /// Each delivery, in the order of the message's lines.
    public var deliveries: [DeliveryTrace]
    /// What stopped the message as a whole; empty where it was accepted.
    public var exceptions: [ExceptionRow]

    /// From the arrival to the end of the last delivery; `nil` while one isn't done.
    public var took: Duration? {
        guard !deliveries.isEmpty, deliveries.allSatisfy({ $0.row.settledAt != nil }) else { return nil }
        return deliveries.compactMap(\.row.settledAt).max()?.elapsed(since: message.receivedAt)
    }
}

/// One destination of a message.
public struct DeliveryTrace: Sendable, Hashable, Codable {
    /// The delivery.
    public var row: DeliveryRow
    /// The `traceparent` that its requests carried (W3C Trace Context §3.2).
    public var traceparent: String
    /// What was documented: item, quantity, unit, location.
    public var documented: [TraceField]
    /// What the destination was asked to book, or will be: only fields that it may see. Empty where it takes whole
    /// messages, and where the delivery never got that far.
    public var sent: [TraceField]
    /// What happened, oldest first.
    public var steps: [TraceStep]
}

/// A field and its value, as text.
public struct TraceField: Sendable, Hashable, Codable {
    /// The field, in the catalog's word for it.
    public var name: String
    /// Its value.
    public var value: String

    /// Joins a field with its value.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// One stage of a message or a delivery.
public struct TraceStep: Sendable, Hashable, Codable {
    /// The stages.
    public enum Stage: String, Sendable, Hashable, Codable, CaseIterable {
        /// The last byte of it was there.
        case received
        /// On disk, and acknowledged.
        case committed
        /// The pipeline made of it what is sent, or what stops it.
        case planned
        /// It may leave when its turn comes.
        case queued
        /// A request left, and this is what came of it.
        case attempt
        /// The destination was asked after it.
        case lookedUp = "looked-up"
        /// It stopped for a person.
        case stopped
        /// What stopped it was settled.
        case released
        /// A person brought it back.
        case replayed
        /// It is tried again at this time.
        case due
        /// Booked.
        case delivered
        /// Taken out, by a person or a rule.
        case dismissed
        /// Given up.
        case dead
    }

    /// Which one.
    public var stage: Stage
    /// When.
    public var at: UTCTime
    /// How long after the step before, in milliseconds.
    public var afterMilliseconds: Int64
    /// How long it took itself, in milliseconds, where that is known.
    public var tookMilliseconds: Int64?
    /// Which attempt it was, from 1.
    public var attempt: Int?
    /// What an attempt came to: `transient`, `ambiguous`, `permanent`, `looked-up`; or the code of what stopped it.
    public var outcome: String?
    /// The HTTP status, where there was one.
    public var status: Int?
    /// One sentence. Never patient data.
    public var text: String

    /// How long after the step before.
    public var after: Duration { .milliseconds(afterMilliseconds) }
    /// How long it took itself, where that is known.
    public var took: Duration? { tookMilliseconds.map { .milliseconds($0) } }

    init(
        _ stage: Stage, at: UTCTime, took: Duration? = nil, attempt: Int? = nil, outcome: String? = nil,
        status: Int? = nil, _ text: String
    ) {
        self.stage = stage
        self.at = at
        afterMilliseconds = 0
        tookMilliseconds = took?.milliseconds
        self.attempt = attempt
        self.outcome = outcome
        self.status = status
        self.text = text
    }
}
