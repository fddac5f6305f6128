import Foundation
import GRDB
public import SyncModel

extension StateReader {
    /// Flows with their routes, endpoints with all their particulars, and what waits. Reads a row a flow, an endpoint
    /// and a line of the books.
    public func live(now: UTCTime) throws(StateFileProblem) -> LiveBoard {
        try read { database in
            let profiles = try Self.profiles(database)
            let sheets = try Self.sheets(database)
            let figures = try Self.figures(database)
            let statuses = try Self.endpoints(database)
            let holds = Dictionary(try Self.heldFlows(database).map { ($0.flow, $0) }) { $1 }
            let flows = profiles.map {
                FlowRoute($0, sheets[$0.name.rawValue] ?? [:], statuses, figures, hold: holds[$0.name])
            }
            let names = Set(statuses.map(\.endpoint)).union(figures.keys).sorted()
            let endpoints = names.map { name in
                EndpointDetail(
                    name, statuses.first { $0.endpoint == name }, figures[name], flows: flows, readAt: now)
            }
            return LiveBoard(
                flows: flows, endpoints: endpoints, impact: flows.map(FlowImpact.init).sorted(), readAt: now)
        }
    }

    /// The flows that the engine runs, by name; empty before one ran.
    public func profiles() throws(StateFileProblem) -> [FlowProfile] { try read { try Self.profiles($0) } }

    static func profiles(_ database: Database) throws -> [FlowProfile] {
        try published("flow:", database).compactMap { try? StateJSON.decode(FlowProfile.self, from: $0.body) }
    }

    private typealias Figures = (figures: EndpointFigures, at: UTCTime)

    private static func figures(_ database: Database) throws -> [EndpointName: Figures] {
        var figures: [EndpointName: Figures] = [:]
        for (at, body) in try published("endpoint:", database) {
            // What a newer engine says may be more than this program knows.
            guard let one = try? StateJSON.decode(EndpointFigures.self, from: body) else { continue }
            figures[one.endpoint] = (one, at)
        }
        return figures
    }

    private static func published(_ prefix: String, _ database: Database) throws -> [(at: UTCTime, body: Data)] {
        try database.cachedStatement(sql: PublishedSQL.all)
            .rows([prefix, prefix + "\u{10FFFF}"]) { (UTCTime(milliseconds: $0[1]), $0[2]) }
    }
}

extension FlowRoute {
    fileprivate init(
        _ profile: FlowProfile, _ sheet: StateReader.Sheet, _ statuses: [EndpointStatus],
        _ figures: [EndpointName: (figures: EndpointFigures, at: UTCTime)], hold: FlowHold?
    ) {
        self.hold = hold
        self.profile = profile
        balance = BalanceSheet()
        for line in BalanceLine.allCases { balance[line] = sheet[line.rawValue]?.count ?? 0 }
        backlog = WorkSum(sheet[BalanceLine.onTheWay.rawValue])
        waiting = WorkSum(sheet[BalanceLine.waitingForPeople.rawValue])
        endpoints = profile.endpoints.compactMap { name in statuses.first { $0.endpoint == name } }
        let drains = profile.endpoints.map { figures[$0]?.figures.drainsIn }
        // What a person holds goes when a person says so.
        drainsIn = drains.contains(nil) || hold?.condition == .paused ? nil : drains.compactMap(\.self).max()
        if backlog.count == 0 { drainsIn = .zero }
        // With nothing stopped before it, it waits for its time, and goes by itself.
        isBlocked =
            backlog.count > 0 && waiting.count > 0 && hold == nil
            && profile.endpoints.contains { figures[$0]?.figures.isBlocked ?? false }
        if isBlocked { drainsIn = nil }
    }
}

extension EndpointDetail {
    fileprivate init(
        _ name: EndpointName, _ status: EndpointStatus?, _ figures: (figures: EndpointFigures, at: UTCTime)?,
        flows: [FlowRoute], readAt: UTCTime
    ) {
        let untried = EndpointStatus(
            endpoint: name, condition: .unknown, detail: "not tried since the engine started", resumesAt: nil,
            changedAt: figures?.at ?? readAt, lastSuccessAt: nil)
        let leading = flows.filter { $0.profile.endpoints.contains(name) }
        self.init(
            status: status ?? untried, figures: figures?.figures, figuresAt: figures?.at,
            backlog: leading.reduce(WorkSum()) { $0 + $1.backlog }, flows: leading.map(\.profile.name))
    }
}

extension FlowImpact: Comparable {
    fileprivate init(_ route: FlowRoute) {
        self.init(
            flow: route.profile.name, criticality: route.profile.criticality, onTheWay: route.backlog,
            waitingForPeople: route.waiting, drainsIn: route.drainsIn, isBlocked: route.isBlocked, hold: route.hold,
            heldBy: route.endpoints.first { [.down, .paused, .limited].contains($0.condition) })
    }

    /// What matters more comes first: what people have to look at before what runs by itself; then by criticality and
    /// by what waits.
    public static func < (left: Self, right: Self) -> Bool {
        (left.rank, left.criticality, right.total.value, right.total.count, left.flow)
            < (right.rank, right.criticality, left.total.value, left.total.count, right.flow)
    }

    /// On the way is much of the time: it doesn't move a flow among the others.
    private var rank: Int { waitingForPeople.count > 0 ? 0 : 1 }
}

extension WorkSum {
    /// A line of the books; nothing where there is none.
    init(_ line: (count: Int, value: Int64)?) {
        self.init(count: line?.count ?? 0, value: Money(cents: line?.value ?? 0))
    }
}
