public import JSONText
public import SyncModel

/// Reads what a JSON body means: canonical events, or why not.
///
/// The one place where meaning is given to what comes in over HTTP. It is asked about bodies whose form is sound; how
/// they came, who sent them and whether they came before is not its business.
public protocol BodyReader: Sendable {
    /// Reads one body.
    ///
    /// - Parameters:
    ///   - body: a FHIR resource, or the data of a CloudEvent; `null` where an event has none.
    ///   - type: its type as flows name it: `fhir:SupplyDelivery`, `event:com.example.used`.
    ///   - events: what the flows want it read as. ``EventType/messageReceived`` is never among them; where there are
    ///     none, only the visit is asked for, and nothing can be wrong with the body.
    func read(_ body: JSONValue, type: String, as events: [EventType]) -> ReadBody
}

/// What a body means.
public struct ReadBody: Sendable {
    /// One event for each thing that happened. Their `line` counts from 1.
    public var events: [CanonicalEvent]
    /// The visit that the whole body belongs to.
    public var encounter: String?
    /// What the catalog says that it isn't: nothing is made of it, and nothing is wrong with that. Somebody who pushes
    /// every change of a visit is told yes for those that no flow asks for.
    public var passedOver: [EventType] = []
    /// What is wrong with it; where there is anything, the body is refused as a whole.
    public var problems: [BodyProblem]

    /// Joins what a body means with what is wrong with it.
    public init(events: [CanonicalEvent] = [], encounter: String? = nil, problems: [BodyProblem] = []) {
        self.events = events
        self.encounter = encounter
        self.problems = problems
    }
}

/// One thing that is wrong with a body.
public struct BodyProblem: Sendable, Hashable {
    /// What kind of thing.
    public var kind: IssueType
    /// Where: a FHIRPath such as `SupplyDelivery.suppliedItem.quantity`, or a JSON Pointer such as `/quantity`. Made of
    /// names that the standard or the catalog knows, never of what was sent.
    public var path: String
    /// What to do about it, for the sender and the operator. Nothing of what was sent.
    public var sentence: String

    /// Joins a place with what is wrong there.
    public init(_ kind: IssueType, at path: String, _ sentence: String) {
        self.kind = kind
        self.path = path
        self.sentence = sentence
    }
}
