public import Foundation
import Measures
public import SyncModel

/// A message to be stored, with all that was worked out before the commit.
public struct NewMessage: Sendable {
    /// Where it came from.
    public var source: SourceName
    /// The sender's id of it; empty where it has none.
    public var controlID: String
    /// Its kind, as `DFT^P03`.
    public var type: String
    /// The version of the standard it claims.
    public var version: String
    /// When it arrived.
    public var receivedAt: UTCTime
    /// Its bytes.
    public var payload: Data
    /// The SHA-256 of `payload`.
    public var digest: Data
    /// Why it is refused; `nil` where it is accepted.
    public var refusal: Fault?
    /// One for each destination of each event. Empty where it is refused.
    public var deliveries: [NewDelivery]
    /// Whether its id alone tells that it came before, whatever it says now.
    public var isKnownByID = false

    /// Joins the parts of a message to be stored.
    public init(
        source: SourceName, controlID: String, type: String, version: String, receivedAt: UTCTime, payload: Data,
        digest: Data, refusal: Fault?, deliveries: [NewDelivery]
    ) {
        self.source = source
        self.controlID = controlID
        self.type = type
        self.version = version
        self.receivedAt = receivedAt
        self.payload = payload
        self.digest = digest
        self.refusal = refusal
        self.deliveries = deliveries
    }
}

/// A delivery to be stored with its message, as the pipeline left it.
public struct NewDelivery: Sendable {
    /// The event's kind.
    public var eventType: EventType
    /// The line of the message, from 1; 0 for a whole message.
    public var line: Int
    /// The event as JSON; `nil` where the message says it all.
    public var eventBody: Data?
    /// What lists show of the event.
    public var summary: EventSummary
    /// The flow that takes it.
    public var flow: FlowName
    /// Where it goes.
    public var endpoint: EndpointName
    /// What must leave in order shares this.
    public var lane: String?
    /// What the pipeline made of it.
    public var plan: DeliveryPlan

    /// Joins the parts of a delivery to be stored.
    public init(
        eventType: EventType, line: Int, eventBody: Data?, summary: EventSummary, flow: FlowName,
        endpoint: EndpointName, lane: String?, plan: DeliveryPlan
    ) {
        self.eventType = eventType
        self.line = line
        self.eventBody = eventBody
        self.summary = summary
        self.flow = flow
        self.endpoint = endpoint
        self.lane = lane
        self.plan = plan
    }
}

/// What the pipeline made of an event for one destination.
public struct DeliveryPlan: Sendable {
    /// What becomes of it.
    public var decision: Decision
    /// What it is worth.
    public var value: Money
    /// What it is about; `nil` where it stands alone, or there is nothing to send.
    public var subject: PlannedSubject?
    /// What the state keeps of it, where its flow delivers nowhere else.
    public var keeping: PlannedRecord?
    /// What it is held against as it is stored.
    public var match: PlannedMatch?
    /// What was counted, to be held against the books as it is stored.
    public var reconciliation: PlannedReconciliation?
    /// What it adds to the books of its day, where a reconciliation counts them.
    public var count: PlannedCount?
    /// What it says of a thing whose fields have owners.
    public var ownership: PlannedOwnership?
    /// The entries of the crosswalk that it was made by, where it is ready, or waits for approval.
    public var entries: [CrosswalkKey] = []
    /// What somebody has to approve, where that is all that stops it.
    public var approval: PlannedApproval?

    /// Joins a decision with a value.
    public init(_ decision: Decision, value: Money) {
        self.decision = decision
        self.value = value
    }

    /// What becomes of an event.
    public enum Decision: Sendable {
        /// It can be sent. The JSON of a ``ResolvedUse``; `nil` for a destination that takes whole messages.
        case ready(Data?)
        /// A person has to decide.
        case faulted(Fault)
        /// A rule says that there is nothing to send, and why.
        case dismissed(String)
    }
}

/// What lists show of an event. No patient data.
public struct EventSummary: Sendable, Hashable {
    /// The sender's item code.
    public var item: String
    /// What the sender calls it.
    public var description: String
    /// The documented quantity.
    public var quantity: String
    /// The documented unit.
    public var unit: String
    /// The documented location.
    public var location: String

    /// What a list shows of `event`.
    public init(_ event: CanonicalEvent) {
        item = event.item?.code ?? ""
        // What a contract describes may be known by its id alone; no contract shows a patient's field as that.
        let reference = event.fields != nil && event.item == nil ? event.reference : nil
        description = event.description ?? event.item?.text ?? reference ?? ""
        quantity = event.quantity?.description ?? ""
        unit = event.unit?.rawValue ?? ""
        location = event.location ?? ""
    }

    /// Nothing to show: a whole message.
    public init() {
        item = ""
        description = ""
        quantity = ""
        unit = ""
        location = ""
    }
}

/// What became of a message in its transaction.
public enum Accepted: Sendable {
    /// Stored now; the deliveries that can be sent, or keep a place in a lane, and those that left theirs.
    case stored(MessageID, ready: [OpenDelivery], Ties)
    /// Stored before with the same content.
    case duplicate(MessageID)
    /// Kept, and refused: its control id was used before for other content.
    case conflict(MessageID, Fault)
    /// Kept, and refused as the caller asked.
    case refused(MessageID, Fault)
}

/// What others that are about the same things made of the deliveries of a message, and it of them.
public struct Ties: Sendable {
    /// What became of a delivery instead of what the pipeline has said, by its place in the message.
    public var decisions: [Int: DeliveryPlan.Decision] = [:]
    /// Those that have left their lanes, without being sent.
    public var dropped: [ReadyDelivery] = []
    /// Those that are kept and done with, by their place in the message.
    public var kept: [Int] = []
    /// Whether what waits for a change of the books has to be looked at.
    public var wakesMatches = false

    /// None.
    public init() {}
}

/// A delivery that can be sent, as lanes hold it: small, since there may be a million.
public struct ReadyDelivery: Sendable, Hashable {
    /// Its number.
    public var id: DeliveryID
    /// Its flow.
    public var flow: FlowName
    /// Where it goes.
    public var endpoint: EndpointName
    /// What must leave in order shares this.
    public var lane: String?
    /// Whether it waits for a person, and only keeps its place in its lane.
    public var isStopped: Bool
    /// Whether the destination is asked first whether it was booked.
    public var isInDoubt = false
    /// When it was last heard of at its destination, where it is in doubt.
    public var lastAttemptAt: UTCTime?

    /// Joins what a lane holds.
    public init(id: DeliveryID, flow: FlowName, endpoint: EndpointName, lane: String?, isStopped: Bool = false) {
        self.id = id
        self.flow = flow
        self.endpoint = endpoint
        self.lane = lane
        self.isStopped = isStopped
    }

    /// A place in a lane, for whom the flow doesn't matter.
    init(at id: DeliveryID, endpoint: EndpointName, lane: String?) {
        self.init(id: id, flow: FlowName(rawValue: ""), endpoint: endpoint, lane: lane)
    }
}
