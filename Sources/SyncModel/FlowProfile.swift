/// What depends on a flow.
public enum FlowCriticality: String, Sendable, Hashable, CaseIterable, Codable, Comparable {
    /// Charges or stock that is paid for.
    case revenue
    /// Care depends on it.
    case clinical
    /// A feed whose delay costs nothing today.
    case feed

    /// What matters more comes first.
    public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .revenue: 0
        case .clinical: 1
        case .feed: 2
        }
    }
}

/// A flow as the engine runs it, for screens and reports: what the catalog said when it was read.
public struct FlowProfile: Codable, Sendable, Hashable {
    /// Its name.
    public var name: FlowName
    /// What it is for, in one sentence.
    public var purpose: String
    /// Who answers for it.
    public var owner: Role
    /// What depends on it.
    public var criticality: FlowCriticality
    /// How sensitive its payloads are: `patient`, `confidential` or `business`.
    public var sensitivity: String
    /// The source it listens to.
    public var source: SourceName
    /// The messages it takes, as `DFT^P03`.
    public var messages: [String]
    /// The canonical event they become.
    public var event: EventType
    /// What it delivers to.
    public var endpoints: [EndpointName]
    /// What must leave in the order it arrived, in words.
    public var ordering: String
    /// The share that has to be in time, in percent.
    public var objectivePercent: Double
    /// From intake to the destination's document number, in milliseconds.
    public var objectiveMilliseconds: Int64
    /// The version of the payload's contract.
    public var payloadVersion: Int
    /// The fields that a destination may see.
    public var fields: [String]
    /// How long delivered work is kept, in milliseconds.
    public var retentionMilliseconds: Int64
    /// The pages of `runbooks/` that this flow has of its own, by fault code.
    public var runbooks: [String: String]
    /// What one line costs that somebody re-keys.
    public var manualWork: ManualWork

    /// Joins what is known of one flow.
    public init(
        name: FlowName, purpose: String, owner: Role, criticality: FlowCriticality, sensitivity: String,
        source: SourceName, messages: [String], event: EventType, endpoints: [EndpointName], ordering: String,
        objectivePercent: Double, objectiveWithin: Duration, payloadVersion: Int, fields: [String],
        retention: Duration, runbooks: [String: String] = [:], manualWork: ManualWork = ManualWork()
    ) {
        self.name = name
        self.purpose = purpose
        self.owner = owner
        self.criticality = criticality
        self.sensitivity = sensitivity
        self.source = source
        self.messages = messages
        self.event = event
        self.endpoints = endpoints
        self.ordering = ordering
        self.objectivePercent = objectivePercent
        objectiveMilliseconds = objectiveWithin.milliseconds
        self.payloadVersion = payloadVersion
        self.fields = fields
        retentionMilliseconds = retention.milliseconds
        self.runbooks = runbooks
        self.manualWork = manualWork
    }

    /// How fast it has to be.
    public var objectiveWithin: Duration { .milliseconds(objectiveMilliseconds) }
    /// How long delivered work is kept.
    public var retention: Duration { .milliseconds(retentionMilliseconds) }
}

/// What a site assumes that work by hand costs: what the savings of a report are reckoned from.
public struct ManualWork: Codable, Sendable, Hashable {
    /// Minutes to key one line into the ERP.
    public var minutesPerLine: Double
    /// What an hour of whoever keys it costs.
    public var costPerHour: Money

    /// The usual assumption is three minutes at $30 an hour; a site says its own in `site.yaml`.
    public init(minutesPerLine: Double = 3, costPerHour: Money = Money(cents: 3000)) {
        self.minutesPerLine = minutesPerLine
        self.costPerHour = costPerHour
    }
}
