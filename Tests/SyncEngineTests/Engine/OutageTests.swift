import Catalog
import Control
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("An endpoint in trouble")
struct OutageTests {
    private func condition(_ engine: TestEngine) throws -> EndpointStatus? {
        try engine.reader.overview(now: engine.clock.now).endpoints.first { $0.endpoint == TestSite.endpoint }
    }

    /// Hands in `count` messages, one after the other.
    private func submit(_ count: Int, _ engine: TestEngine) async {
        for number in 1...count { await engine.submit("M\(number)", TestSite.use()) }
        await engine.settle()
    }

    /// Lets `duration` pass, stopping whenever something is due.
    private func pass(_ duration: Duration, _ engine: TestEngine) async {
        let end = engine.clock.uptime + duration
        while let due = engine.clock.nextDue, due <= end {
            engine.clock.advance(by: max(.zero, due - engine.clock.uptime))
            await engine.settle()
        }
        engine.clock.advance(by: end - engine.clock.uptime)
        await engine.settle()
    }

    @Test("an hour of outage costs a handful of requests and some questions; then everything goes out, once each")
    func outlivesOutage() async throws {
        try await TestSite.withEngine { (engine) async throws in
            engine.erp.always(.unreachable)
            await submit(40, engine)
            await pass(.seconds(3600), engine)
            // Four in flight when the fifth failure opens the breaker.
            #expect(engine.erp.calls.count <= 8)
            #expect((100...300).contains(engine.erp.probes))
            #expect(try condition(engine)?.condition == .down)
            #expect(try engine.open.isEmpty)
            engine.erp.always(nil)
            await pass(.seconds(60), engine)
            #expect(engine.erp.booked.count == 40)
            #expect(try condition(engine)?.condition == .up)
            #expect(engine.erp.keys.values.allSatisfy { $0.count == 1 })
        }
    }

    @Test("after an outage one goes first, then two, then four: a backlog never comes as a flood")
    func ramps() async throws {
        try await TestSite.withEngine(concurrency: 8) { (engine) async throws in
            engine.erp.always(.unreachable)
            await submit(60, engine)
            await pass(.seconds(300), engine)
            engine.erp.always(nil)
            engine.erp.hold()
            try await engine.run { !engine.erp.held.isEmpty }
            var widths: [Int] = []
            for _ in 0..<7 {
                widths.append(engine.erp.held.count)
                engine.erp.answerAll(.accept)
                await engine.settle()
            }
            #expect(widths == [1, 1, 1, 2, 4, 8, 8])
        }
    }

    @Test("an endpoint that is up again is known to be, though nothing waits for it")
    func recoversIdle() async throws {
        try await TestSite.withEngine(TestSite.flow(retry: RetryPolicy(attempts: 1))) { (engine) async throws in
            engine.erp.always(.unreachable)
            await submit(5, engine)
            #expect(try engine.open.count == 5)
            #expect(try condition(engine)?.condition == .down)
            engine.erp.always(nil)
            await pass(.seconds(60), engine)
            #expect(try condition(engine)?.condition == .unknown)
            #expect(try condition(engine)?.detail.hasPrefix("answers again") == true)
        }
    }

    @Test("where our sign-in is refused, three deliveries find out and all wait, without an exception for any")
    func waitsForSignIn() async throws {
        let flow = TestSite.flow(retry: RetryPolicy(attempts: 2, age: .seconds(600)))
        try await TestSite.withEngine(flow, kind: TestSite.oracle, concurrency: 2) { (engine) async throws in
            engine.erp.always(.refuseAll)
            await submit(30, engine)
            await pass(.seconds(3600), engine)
            #expect(try engine.open.isEmpty)
            #expect(try condition(engine)?.detail == "It refuses our credentials.")
            #expect(engine.erp.calls.count < 60)
            engine.erp.always(nil)
            _ = try await engine.ask(.resume(TestSite.endpoint), as: .integration)
            await pass(.seconds(60), engine)
            #expect(engine.erp.booked.count == 30)
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    @Test("a single delivery that is refused in such words, while others are taken, is for a person")
    func refusedAlone() async throws {
        try await TestSite.withEngine { (engine) async throws in
            engine.erp.refuseAlways(FakeERP.Business(1))
            await engine.submit("M1", TestSite.use())
            for number in 2...20 {
                await engine.submit("M\(number)", TestSite.use())
                await pass(.seconds(1), engine)
            }
            #expect(engine.erp.booked.count == 19)
            #expect(try engine.open.map(\.fault.code) == [.unauthorized])
            #expect(try engine.open.first?.fault.subject.other == "http-403")
        }
    }

    @Test("the catalog's limit is kept, whatever the concurrency, with one timer at a time")
    func keepsLimit() async throws {
        let limit = Endpoint.Limit(requests: 60, per: .seconds(60), burst: 2)
        try await TestSite.withEngine(concurrency: 8, limit: limit) { (engine) async throws in
            await submit(50, engine)
            #expect(engine.erp.booked.count == 2)
            let timers = engine.clock.sleepers
            await pass(.seconds(20), engine)
            #expect((21...23).contains(engine.erp.booked.count))
            #expect(engine.clock.sleepers <= timers)
            await pass(.seconds(60), engine)
            #expect(engine.erp.booked.count == 50)
        }
    }

    @Test("an endpoint that says too many gets fewer from then on, though the catalog has no limit")
    func slowsDown() async throws {
        try await TestSite.withEngine { (engine) async throws in
            engine.erp.script(.accept, .accept, .limited(nil))
            await submit(30, engine)
            #expect(engine.erp.booked.count < 30)
            #expect(try condition(engine)?.condition == .limited)
            await pass(.seconds(120), engine)
            #expect(engine.erp.booked.count == 30)
        }
    }

    @Test("when a backlog will be drained is told while that can be known")
    func estimates() async throws {
        let limit = Endpoint.Limit(requests: 60, per: .seconds(60), burst: 1)
        try await TestSite.withEngine(limit: limit) { (engine) async throws in
            await submit(61, engine)
            let dispatcher = try #require(engine.core.dispatchers[TestSite.endpoint])
            #expect(dispatcher.timeToDrain == .seconds(60))
            dispatcher.pause("stock-taking")
            #expect(dispatcher.timeToDrain == nil)
        }
    }
}
