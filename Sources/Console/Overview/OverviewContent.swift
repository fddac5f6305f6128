import SyncModel
import SyncStore

/// What the overview shows, put together from all that was read: the flows dearest first.
struct OverviewContent {
    /// A flow with all that is known of it.
    struct FlowLine {
        var flow: FlowName
        /// `nil` before a catalog said it.
        var criticality: FlowCriticality?
        var onTheWay: WorkSum
        var waiting: WorkSum
        var drainsIn: Duration?
        var isBlocked = false
        var heldBy: EndpointStatus?
        var figures: FlowFigures?
        var isFailing = false
        var curve: [Double]
        var objective: ObjectiveStatus?

        var total: WorkSum { onTheWay + waiting }
    }

    let overview: Overview
    let flows: [FlowLine]
    /// All flows together.
    let all: FlowLine
    let endpoints: [EndpointStatus]
    let figures: [EndpointName: EndpointFigures]
    let letters: DeadLetterSummary?
    let hasObjectives: Bool
    /// What waits for people, dearest causes first.
    let causes: [CauseRow]

    init(_ overview: Overview, _ screen: OverviewScreen) {
        self.overview = overview
        let live = screen.live.value
        let objectives = screen.objectives.value
        hasObjectives = objectives?.isEmpty == false
        letters = screen.letters.value
        let impact = live?.board.impact ?? []
        let names =
            impact.map(\.flow) + overview.flows.map(\.flow).filter { name in !impact.contains { $0.flow == name } }
        let lines = names.map { name in
            FlowLine(
                name, impact.first { $0.flow == name }, overview.flows.first { $0.flow == name },
                live?.figures.flows[name], objectives?[name], readAt: overview.readAt)
        }
        flows = lines
        all = FlowLine(sum: lines, series: live?.figures.all)
        figures = (live?.board.endpoints ?? []).reduce(into: [:]) { $0[$1.status.endpoint] = $1.figures }
        endpoints = EndpointsTable.merged(overview, live?.board)
        causes = screen.causes.value.map { $0.rows.prefix(CausesReading.dearest.limit).map(\.row) } ?? []
    }

    /// The rows of the flows' table.
    var flowRows: [OverviewScreen.Row] { (flows.count > 1 ? [.all] : []) + flows.map { .flow($0.flow) } }

    /// The lines of the flows' table, as `flowRows`.
    var flowLines: [(name: String, line: FlowLine)] {
        (flows.count > 1 ? [("all flows", all)] : []) + flows.map { ($0.flow.rawValue, $0) }
    }

    /// The rows of what waits for whom.
    var waitingRows: [OverviewScreen.Row] {
        OverviewScreen.roles(overview).map { .role($0) } + (overview.approvals.isEmpty ? [] : [.approvals])
            + (letters == nil ? [] : [.deadLetters])
            + (letters?.running.isEmpty == false ? [.replays] : [])
    }

    /// What stands still and why, in one sentence; `nil` where nothing does.
    var atRisk: (worth: WorkSum, why: String)? {
        guard all.total.count > 0 else { return nil }
        let revenue = flows.filter { $0.criticality == .revenue }.reduce(WorkSum()) { $0 + $1.total }
        var parts: [String] = []
        if revenue.count > 0, revenue.count < all.total.count {
            parts.append("\(Wording.worth(revenue.value)) revenue")
        }
        if let held = flows.first(where: { $0.heldBy != nil }), let endpoint = held.heldBy {
            let time = held.drainsIn.map { ", \($0.spoken) to go" } ?? ""
            parts.append("\(endpoint.endpoint) \(EndpointWords.word(endpoint.condition)) holds \(held.flow)\(time)")
        }
        if let blocked = flows.first(where: \.isBlocked) {
            parts.append("\(blocked.onTheWay.count.grouped) of \(blocked.flow) blocked behind what waits")
        }
        return (all.total, parts.joined(separator: "; "))
    }
}

extension OverviewContent.FlowLine {
    fileprivate init(
        _ flow: FlowName, _ impact: FlowImpact?, _ status: FlowStatus?, _ series: MetricSeries?,
        _ objective: ObjectiveStatus?, readAt: UTCTime
    ) {
        self.flow = flow
        criticality = impact?.criticality
        onTheWay =
            impact?.onTheWay ?? WorkSum(count: status?.balance[.onTheWay] ?? 0, value: status?.backlogValue ?? .zero)
        waiting =
            impact?.waitingForPeople
            ?? WorkSum(count: status?.balance[.waitingForPeople] ?? 0, value: status?.waitingValue ?? .zero)
        drainsIn = impact?.drainsIn
        isBlocked = impact?.isBlocked ?? false
        heldBy = impact?.heldBy
        figures = series.map { FlowFigures($0.total) } ?? status.map { FlowFigures($0, at: readAt) }
        isFailing = ((series?.total ?? status?.recent)?.errorRate ?? 0) > 0.05
        curve = series?.points.map(\.deliveredPerSecond) ?? status?.deliveredByMinute.map(Double.init) ?? []
        self.objective = objective
    }

    /// All flows together.
    fileprivate init(sum lines: [Self], series: MetricSeries?) {
        flow = ""
        criticality = nil
        onTheWay = lines.reduce(WorkSum()) { $0 + $1.onTheWay }
        waiting = lines.reduce(WorkSum()) { $0 + $1.waiting }
        let held = lines.filter { $0.onTheWay.count > 0 }
        let drains = held.map(\.drainsIn)
        drainsIn = drains.contains(nil) ? nil : drains.compactMap(\.self).max()
        isBlocked = !held.isEmpty && held.allSatisfy(\.isBlocked)
        heldBy = lines.compactMap(\.heldBy).first
        figures = series.map { FlowFigures($0.total) }
        isFailing = (series?.total.errorRate ?? 0) > 0.05
        curve = series?.points.map(\.deliveredPerSecond) ?? []
        objective = nil
    }
}
