public import SyncModel

/// Everything the overview shows, read in one short transaction.
public struct Overview: Sendable {
    /// Who runs the engine, and when it last said so.
    public var engine: EngineStatus
    /// The books of all flows together.
    public var balance: BalanceSheet
    /// Messages that were kept but refused.
    public var refused: Int
    /// One row a flow that has had traffic or has work.
    public var flows: [FlowStatus]
    /// One row an endpoint.
    public var endpoints: [EndpointStatus]
    /// Open exceptions and their value, by owner.
    public var waiting: [Role: (count: Int, value: Money)]
    /// When this was read.
    public var readAt: UTCTime
    /// The open notices, what is critical first.
    public var notices: [Notice] = []
    /// Requests that wait for approval, by maker and approvers.
    public var approvals: [ApprovalCount] = []
    /// The flows that a person holds.
    public var heldFlows: [FlowHold] = []
}

/// Who runs the engine.
public struct EngineStatus: Sendable, Hashable, Codable {
    /// The lease's epoch; 0 where no engine ever ran on this state.
    public var epoch: Int64
    /// Who holds it, as `user@host`.
    public var holder: String
    /// The process.
    public var pid: Int32
    /// When it last wrote its heartbeat.
    public var heartbeatAt: UTCTime?
    /// When it let go, on a clean exit.
    public var releasedAt: UTCTime?
    /// Why it can't write its state, while it can't.
    public var trouble: StorageTrouble?

    /// No engine ever ran.
    static var none: EngineStatus { EngineStatus(epoch: 0, holder: "", pid: 0, heartbeatAt: nil, releasedAt: nil) }

    /// Whether the heartbeat is younger than the time a lease lasts.
    public func isAlive(at now: UTCTime) -> Bool {
        guard let heartbeatAt, releasedAt == nil else { return false }
        return now.elapsed(since: heartbeatAt) < Lease.duration
    }
}

/// Live figures of a flow.
public struct FlowStatus: Sendable {
    /// The flow.
    public var flow: FlowName
    /// Its books.
    public var balance: BalanceSheet
    /// What waits for people is worth this much.
    public var waitingValue: Money
    /// What is on the way is worth this much.
    public var backlogValue: Money
    /// The figures of the last minutes.
    public var recent: MetricWindow
    /// One sample a minute over the last hour, oldest first: delivered counts.
    public var deliveredByMinute: [Int]
    /// One sample a minute over the last hour, oldest first: accepted counts.
    public var acceptedByMinute: [Int]
}

/// Counters and latency of a stretch of time.
public struct MetricWindow: Sendable, Hashable {
    /// How long it is.
    public var length: Duration
    /// Deliveries accepted.
    public var accepted: Int
    /// Deliveries booked.
    public var delivered: Int
    /// Attempts that failed.
    public var failed: Int
    /// Deliveries that stopped for a person.
    public var faulted: Int
    /// From intake to the document number.
    public var latency: LatencySummary?

    /// Failed attempts and faults among all outcomes, from 0 to 1; `nil` without outcomes.
    public var errorRate: Double? {
        let outcomes = delivered + failed + faulted
        return outcomes == 0 ? nil : Double(failed + faulted) / Double(outcomes)
    }
}

/// Percentiles of a latency.
public struct LatencySummary: Sendable, Hashable {
    /// Half are faster.
    public var p50: Duration
    /// 95 in 100 are faster.
    public var p95: Duration
    /// 99 in 100 are faster.
    public var p99: Duration
}

/// How an endpoint does.
public struct EndpointStatus: Sendable, Hashable, Codable {
    /// The endpoint.
    public var endpoint: EndpointName
    /// Its condition.
    public var condition: EndpointCondition
    /// One sentence of why.
    public var detail: String
    /// When we try again, where we know.
    public var resumesAt: UTCTime?
    /// Since when it is so.
    public var changedAt: UTCTime
    /// When it last accepted something.
    public var lastSuccessAt: UTCTime?

    /// Joins what is known of an endpoint.
    public init(
        endpoint: EndpointName, condition: EndpointCondition, detail: String, resumesAt: UTCTime?,
        changedAt: UTCTime, lastSuccessAt: UTCTime?
    ) {
        self.endpoint = endpoint
        self.condition = condition
        self.detail = detail
        self.resumesAt = resumesAt
        self.changedAt = changedAt
        self.lastSuccessAt = lastSuccessAt
    }
}
