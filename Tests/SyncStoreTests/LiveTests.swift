import Foundation
import SyncModel
import Testing

@testable import SyncStore

@Suite("What happens now")
struct LiveTests {
    let state: TemporaryState
    let store: EngineStore

    init() throws {
        state = try TemporaryState()
        store = try state.store()
    }

    private func publish(_ profiles: FlowProfile..., figures: EndpointFigures? = nil) throws {
        try store.commit(now: Sample.start) { transaction in
            for profile in profiles {
                try transaction.publish(try StateJSON.encode(profile), of: "flow:\(profile.name)")
            }
            if let figures {
                try transaction.publish(try StateJSON.encode(figures), of: "endpoint:\(figures.endpoint)")
            }
        }
    }

    private var board: LiveBoard { get throws { try state.reader().live(now: Sample.start) } }

    @Test("a flow has its books, its endpoints and the time that its backlog takes")
    func route() throws {
        var figures = EndpointFigures(endpoint: Sample.endpoint, kind: "rest", concurrency: 4)
        figures.drainsInMilliseconds = 90_000
        try publish(Sample.profile(), figures: figures)
        try store.accept(Sample.message("A1", deliveries: [Sample.delivery(), Sample.stopped(line: 2, cents: 700)]))
        let route = try #require(try board.flows.first)
        #expect(route.backlog == WorkSum(count: 1, value: Money(cents: 250)))
        #expect(route.waiting == WorkSum(count: 1, value: Money(cents: 700)))
        #expect(route.drainsIn == .seconds(90) && route.endpoints.isEmpty)
        let endpoint = try #require(try board.endpoints.first)
        #expect(endpoint.figures == figures && endpoint.flows == [Sample.flow])
        #expect(endpoint.status.condition == .unknown && endpoint.backlog.count == 1)
    }

    @Test("nobody knows how long a backlog takes whose endpoint nothing is known of; no backlog takes no time")
    func unknown() throws {
        try publish(Sample.profile())
        #expect(try board.flows.first?.drainsIn == .zero)
        try store.accept(Sample.message("A1"))
        #expect(try board.flows.first?.drainsIn == nil)
    }

    @Test("what people have to look at comes first; of that revenue, then what is worth more")
    func impact() throws {
        try publish(
            Sample.profile("a-feed", criticality: .feed), Sample.profile("b-small"), Sample.profile("c-large"),
            Sample.profile("d-ward", criticality: .clinical), Sample.profile("a-idle"))
        let worth: [(FlowName, Int64)] = [("a-feed", 90_000), ("b-small", 100), ("c-large", 5000), ("d-ward", 60_000)]
        for (flow, cents) in worth {
            try store.accept(
                Sample.message(flow.rawValue, deliveries: [Sample.stopped(cents: cents, flow: flow)]))
        }
        #expect(try board.impact.map(\.flow) == ["c-large", "b-small", "d-ward", "a-feed", "a-idle"])
        #expect(try board.revenueAtRisk == WorkSum(count: 2, value: Money(cents: 5100)))
        #expect(try board.totalAtRisk.count == 4)
    }

    @Test("a flow says which endpoint holds it")
    func held() throws {
        try publish(Sample.profile())
        let status = EndpointStatus(
            endpoint: Sample.endpoint, condition: .paused, detail: "month end", resumesAt: nil,
            changedAt: Sample.start, lastSuccessAt: nil)
        try store.commit(now: Sample.start) { try $0.write(status) }
        #expect(try board.impact.first?.heldBy == status)
    }

    @Test("a flow that a person pauses says so, and nobody knows when its backlog will be gone")
    func paused() throws {
        var figures = EndpointFigures(endpoint: Sample.endpoint, kind: "rest", concurrency: 4)
        figures.drainsInMilliseconds = 1000
        try publish(Sample.profile(), figures: figures)
        try store.accept(Sample.message("A1"))
        let hold = FlowHold(
            flow: Sample.flow, condition: .paused, through: DeliveryID(rawValue: 0), reason: "month end",
            actor: "ann", changedAt: Sample.start)
        try store.commit(now: Sample.start) { try $0.write(hold) }
        #expect(try board.flows.first?.hold == hold && board.flows.first?.drainsIn == nil)
        #expect(try board.impact.first?.hold == hold)
        var going = hold
        going.condition = .running
        try store.commit(now: Sample.start) { try $0.write(going) }
        #expect(try board.flows.first?.hold == nil && board.flows.first?.drainsIn == .seconds(1))
    }

    @Test("what has left the catalog is taken back, and nothing else")
    func unpublish() throws {
        try publish(
            Sample.profile("old"), Sample.profile("new"),
            figures: EndpointFigures(endpoint: "erp", kind: "rest", concurrency: 1))
        try store.commit(now: Sample.start) { try $0.unpublish(prefix: "flow:", except: ["flow:new"]) }
        #expect(try board.flows.map(\.profile.name) == ["new"])
        #expect(try board.endpoints.count == 1)
    }

    @Test("figures that a newer program wrote and this one can't read are left out")
    func newer() throws {
        try store.commit(now: Sample.start) { transaction in
            try transaction.publish(Data("{\"endpoint\":\"erp\",\"breaker\":\"melted\"}".utf8), of: "endpoint:erp")
            try transaction.publish(Data("{}".utf8), of: "flow:x")
        }
        #expect(try board.endpoints.isEmpty && board.flows.isEmpty)
    }
}
