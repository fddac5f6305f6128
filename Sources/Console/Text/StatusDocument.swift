import SyncModel
public import SyncStore

/// The overview for programs, as JSON: names say their units, money is in cents. Fields are only ever added.
public struct StatusDocument: Encodable, Sendable {
    /// `ok`, `degraded` or `critical`.
    public let level: String
    let verdict: String
    let at: String
    let concerns: [Concern]
    let engine: Engine
    let flows: [Flow]
    let endpoints: [Endpoint]
    let balance: BalanceSheet
    let isBalanced: Bool
    let refused: Int
    let waiting: [String: WorkSum]
    let revenueAtRisk: WorkSum
    let audit: Audit

    struct Concern: Encodable {
        let level: String
        let sentence: String
    }

    struct Engine: Encodable {
        let isAlive: Bool
        let holder: String
        let pid: Int32
        let heartbeat: String?
    }

    struct Audit: Encodable {
        let records: Int64
        let checkedTo: Int64
        let checkedAt: String?
        let finding: String?
    }

    struct Figures: Encodable {
        let seconds: Double
        let accepted: Int
        let delivered: Int
        let failed: Int
        let faulted: Int
        let errorRate: Double?
        let p50Milliseconds: Int64?
        let p95Milliseconds: Int64?
        let p99Milliseconds: Int64?
    }

    struct Objective: Encodable {
        let percent: Double
        let withinMilliseconds: Int64
        let alarm: String?
        let budgetLeft: Double?
        let burnRate5m: Double?
        let burnRate30m: Double?
        let burnRate1h: Double?
        let burnRate6h: Double?
    }

    struct Flow: Encodable {
        let flow: FlowName
        let criticality: String?
        let lastFiveMinutes: Figures?
        let onTheWay: WorkSum
        let waitingForPeople: WorkSum
        let drainsInMilliseconds: Int64?
        let isBlocked: Bool
        let objective: Objective?
    }

    struct Endpoint: Encodable {
        let endpoint: EndpointName
        let condition: String
        let detail: String
        let since: String
        let backlog: WorkSum
        let breaker: String?
        let sentPerSecond: Double?
        let allowedPerSecond: Double?
        let drainsInMilliseconds: Int64?
    }

    /// What a report comes to.
    public init(_ report: StatusReport) {
        let overview = report.overview
        level = report.level.word
        verdict = Verdict(overview, problem: nil, roles: Set(Role.allCases), at: overview.readAt).sentence
        at = overview.readAt.description
        concerns = report.concerns.map { Concern(level: $0.level.word, sentence: $0.sentence) }
        engine = Engine(
            isAlive: overview.engine.isAlive(at: overview.readAt), holder: overview.engine.holder,
            pid: overview.engine.pid, heartbeat: overview.engine.heartbeatAt?.description)
        flows = overview.flows.map { Flow($0, report) }
        endpoints = report.live.endpoints.map(Endpoint.init)
        balance = overview.balance
        isBalanced = overview.balance.isBalanced
        refused = overview.refused
        waiting = Dictionary(
            uniqueKeysWithValues: overview.waiting.map { ($0.rawValue, WorkSum(count: $1.count, value: $1.value)) })
        revenueAtRisk = report.live.revenueAtRisk
        audit = Audit(
            records: report.chain.records, checkedTo: report.chain.checkedTo,
            checkedAt: report.chain.checkedAt?.description, finding: report.chain.finding)
    }
}

extension StatusDocument.Flow {
    fileprivate init(_ status: FlowStatus, _ report: StatusReport) {
        let route = report.live.flows.first { $0.profile.name == status.flow }
        flow = status.flow
        criticality = route?.profile.criticality.rawValue
        lastFiveMinutes = (report.figures.flows[status.flow]?.total).map(StatusDocument.Figures.init)
        onTheWay = WorkSum(count: status.balance[.onTheWay], value: status.backlogValue)
        waitingForPeople = WorkSum(count: status.balance[.waitingForPeople], value: status.waitingValue)
        drainsInMilliseconds = route?.drainsIn?.milliseconds
        isBlocked = route?.isBlocked ?? false
        objective = report.objectives.first { $0.flow == status.flow }.map(StatusDocument.Objective.init)
    }
}

extension StatusDocument.Figures {
    fileprivate init(_ window: MetricWindow) {
        seconds = Double(window.length.milliseconds) / 1000
        accepted = window.accepted
        delivered = window.delivered
        failed = window.failed
        faulted = window.faulted
        errorRate = window.errorRate
        p50Milliseconds = window.latency?.p50.milliseconds
        p95Milliseconds = window.latency?.p95.milliseconds
        p99Milliseconds = window.latency?.p99.milliseconds
    }
}

extension StatusDocument.Objective {
    fileprivate init(_ status: ObjectiveStatus) {
        percent = status.percent
        withinMilliseconds = status.within.milliseconds
        alarm = status.alarm?.rawValue
        budgetLeft = status.budget.left
        burnRate5m = status.fiveMinutes.rate
        burnRate30m = status.halfHour.rate
        burnRate1h = status.hour.rate
        burnRate6h = status.sixHours.rate
    }
}

extension StatusDocument.Endpoint {
    fileprivate init(_ detail: EndpointDetail) {
        endpoint = detail.status.endpoint
        condition = detail.status.condition.rawValue
        self.detail = detail.status.detail
        since = detail.status.changedAt.description
        backlog = detail.backlog
        breaker = detail.figures?.breaker.state.rawValue
        sentPerSecond = detail.figures?.sentPerSecond
        allowedPerSecond = detail.figures?.budget?.perSecond
        drainsInMilliseconds = detail.figures?.drainsInMilliseconds
    }
}
