import Foundation
import SyncModel
import Testing

@testable import SyncStore

@Suite("The overview")
struct OverviewTests {
    let state: TemporaryState
    let store: EngineStore
    private let now = Sample.start.advanced(by: .seconds(30))

    init() throws {
        state = try TemporaryState()
        store = try state.store()
        try store.accept(Sample.message("A1"))
    }

    private func add(minutesAgo: Int64, scope: String = "flow:supply-usage", _ fill: (inout MetricDelta) -> Void) throws
    {
        var delta = MetricDelta()
        fill(&delta)
        try store.commit(now: now) { try $0.add(delta, scope: scope, minute: now.minute - minutesAgo) }
    }

    private func flow(window: Duration = .seconds(300)) throws -> FlowStatus {
        try #require(try state.reader().overview(now: now, window: window).flows.first)
    }

    @Test("each minute of the last hour has its place, and what is older or not yet due has none")
    func minutes() throws {
        for (ago, count) in [(0, 1), (1, 2), (59, 3), (60, 100), (-1, 1000)] as [(Int64, Int)] {
            try add(minutesAgo: ago) {
                $0.accepted = count
                $0.delivered = 10 * count
            }
        }
        let flow = try flow()
        #expect(flow.acceptedByMinute.count == 60 && flow.deliveredByMinute.count == 60)
        #expect(flow.acceptedByMinute[59] == 1 && flow.acceptedByMinute[58] == 2 && flow.acceptedByMinute[0] == 3)
        #expect(flow.acceptedByMinute.reduce(0, +) == 6 && flow.deliveredByMinute.reduce(0, +) == 60)
        #expect(flow.recent.accepted == 3)
    }

    @Test("the window counts its minutes up to now", arguments: [(60, 1), (300, 5), (600, 10), (1, 1)])
    func window(seconds: Int, minutes: Int) throws {
        for ago in 0..<20 {
            try add(minutesAgo: Int64(ago)) {
                $0.accepted = 1
                $0.failed = 2
                $0.faulted = 3
                $0.recordDelivered(after: .milliseconds(100 * (ago + 1)))
            }
        }
        let recent = try flow(window: .seconds(seconds)).recent
        #expect(recent.accepted == minutes && recent.delivered == minutes)
        #expect(recent.failed == 2 * minutes && recent.faulted == 3 * minutes)
        #expect(recent.errorRate == 5.0 / 6.0)
        let p99 = try #require(recent.latency?.p99).milliseconds
        #expect(abs(p99 - Int64(100 * minutes)) <= Int64(minutes))
    }

    @Test("counters and latencies of one minute add up over commits")
    func merging() throws {
        for _ in 1...3 {
            try add(minutesAgo: 0) {
                $0.accepted = 2
                $0.recordDelivered(after: .milliseconds(10))
            }
        }
        try add(minutesAgo: 0) { $0.recordDelivered(after: .seconds(2)) }
        let recent = try flow().recent
        #expect(recent.accepted == 6 && recent.delivered == 4)
        let latency = try #require(recent.latency)
        #expect(abs(latency.p50.milliseconds - 10) <= 1 && abs(latency.p99.milliseconds - 2000) <= 20)
    }

    @Test("a quiet flow has no latency and no error rate")
    func quiet() throws {
        let recent = try flow().recent
        #expect(recent.latency == nil && recent.errorRate == nil && recent.accepted == 0)
    }

    @Test("figures of endpoints don't count in flows of the same name")
    func scopes() throws {
        try add(minutesAgo: 0, scope: "endpoint:supply-usage") { $0.accepted = 9 }
        try add(minutesAgo: 0, scope: "flow:other") { $0.accepted = 8 }
        #expect(try flow().recent.accepted == 0)
    }

    @Test("flows add up to the whole, and a refused message belongs to none")
    func totals() throws {
        try store.accept(Sample.message("A2", deliveries: [Sample.stopped(flow: "waste")]))
        try store.accept(Sample.message("A3", refusal: Fault(.messageMalformed, detail: "No MSH.")))
        let overview = try state.reader().overview(now: now)
        #expect(overview.flows.map(\.flow) == ["supply-usage", "waste"])
        #expect(overview.balance[.accepted] == 2 && overview.balance.isBalanced && overview.refused == 1)
        #expect(overview.waiting[.materials]?.count == 1 && overview.waiting[.integration]?.count == 1)
        #expect(overview.engine.epoch == 1 && overview.readAt == now)
    }

    @Test("an endpoint's condition takes the place of the one before, and its last success stays known")
    func endpoints() throws {
        var status = EndpointStatus(
            endpoint: Sample.endpoint, condition: .up, detail: "", resumesAt: nil, changedAt: now, lastSuccessAt: now)
        try store.commit(now: now) { try $0.write(status) }
        status.condition = .down
        status.detail = "no connection"
        status.resumesAt = now.advanced(by: .seconds(5))
        status.lastSuccessAt = nil
        try store.commit(now: now) { try $0.write(status) }
        status.lastSuccessAt = now
        #expect(try state.reader().overview(now: now).endpoints == [status])
    }

    @Test("a state no engine has run on has an empty overview")
    func empty() throws {
        let fresh = try TemporaryState()
        try fresh.store().release(now: Sample.start)
        try fresh.tamper("DELETE FROM lease")
        let overview = try fresh.reader().overview(now: now)
        #expect(overview.engine.epoch == 0 && !overview.engine.isAlive(at: now))
        #expect(overview.flows.isEmpty && overview.endpoints.isEmpty && overview.balance == BalanceSheet())
    }
}
