public import SyncModel

/// So many deliveries, worth so much.
public struct WorkSum: Sendable, Hashable, Codable {
    /// How many.
    public var count: Int
    /// What they are worth.
    public var value: Money

    /// So many, worth so much.
    public init(count: Int = 0, value: Money = .zero) {
        self.count = count
        self.value = value
    }

    /// Both sums together.
    public static func + (left: Self, right: Self) -> Self {
        WorkSum(count: left.count + right.count, value: left.value + right.value)
    }
}

/// What happens now, read in one short transaction: routes, endpoints and what waits.
public struct LiveBoard: Sendable {
    /// Each flow that the engine runs, by name.
    public var flows: [FlowRoute]
    /// Each endpoint, by name.
    public var endpoints: [EndpointDetail]
    /// What waits, flow by flow: revenue first, then by what it is worth.
    public var impact: [FlowImpact]
    /// When it was read.
    public var readAt: UTCTime

    /// All that waits in flows that revenue depends on.
    public var revenueAtRisk: WorkSum {
        impact.filter { $0.criticality == .revenue }.reduce(WorkSum()) { $0 + $1.total }
    }

    /// All that waits.
    public var totalAtRisk: WorkSum { impact.reduce(WorkSum()) { $0 + $1.total } }
}

/// A flow from its source to its endpoints, with what is on its way.
public struct FlowRoute: Sendable, Hashable {
    /// What the catalog says of it.
    public var profile: FlowProfile
    /// Its books.
    public var balance: BalanceSheet
    /// What is on the way.
    public var backlog: WorkSum
    /// What waits for people.
    public var waiting: WorkSum
    /// How its endpoints do, in the profile's order; those that nothing was sent to yet are left out.
    public var endpoints: [EndpointStatus]
    /// Whether a person pauses or drains it, why and since when; `nil` where it runs.
    public var hold: FlowHold?
    /// When its backlog will about have been sent: that of the slowest of its endpoints, with all that waits there;
    /// `nil` where nobody knows.
    public var drainsIn: Duration?
    /// Whether what is on the way goes only once people have decided about what stands before it.
    public var isBlocked = false
}

/// An endpoint in every particular.
public struct EndpointDetail: Sendable, Hashable, Codable {
    /// How it does, and since when.
    public var status: EndpointStatus
    /// Breaker, budget, answers and probes as the engine last saw them; `nil` before it said anything.
    public var figures: EndpointFigures?
    /// When those figures last changed.
    public var figuresAt: UTCTime?
    /// What is on the way in the flows that lead there.
    public var backlog: WorkSum
    /// Those flows.
    public var flows: [FlowName]
}

/// What waits of a flow: its share of the business that stands still.
public struct FlowImpact: Sendable, Hashable {
    /// The flow.
    public var flow: FlowName
    /// What depends on it.
    public var criticality: FlowCriticality
    /// What is on the way.
    public var onTheWay: WorkSum
    /// What waits for people.
    public var waitingForPeople: WorkSum
    /// When what is on the way will about have been sent; `nil` where nobody knows.
    public var drainsIn: Duration?
    /// Whether that goes only once people have decided about what stands before it.
    public var isBlocked = false
    /// Whether a person pauses or drains the flow; `nil` where it runs.
    public var hold: FlowHold?
    /// Why what is on the way doesn't move: an endpoint that is down, paused or limited; `nil` where it moves.
    public var heldBy: EndpointStatus?

    /// Both together.
    public var total: WorkSum { onTheWay + waitingForPeople }
}
