import Catalog
import Control
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("Deliveries in doubt")
struct DoubtTests {
    private let business = FakeERP.Business(1)

    @Test("where the destination doesn't honour keys, a lost answer is looked up before anything is sent again")
    func looksUpFirst() async throws {
        try await TestSite.withEngine(kind: TestSite.oracle) { engine in
            engine.erp.script(.acceptThenTimeout)
            await engine.submit("M1", TestSite.use())
            await engine.settle()
            #expect(try engine.delivery(1)?.state == .inDoubt)
            try await engine.finish()
            #expect(engine.erp.calls == [.send(business, attempt: 1), .lookUp(business)])
            #expect(engine.erp.booked == [business])
            #expect(try engine.delivery(1)?.document == "D1")
        }
    }

    @Test("it is sent again only once the destination says that it wasn't booked, and can be believed")
    func sendsWhatIsAbsent() async throws {
        try await TestSite.withEngine(kind: TestSite.oracle) { engine in
            let failure = AttemptFailure(code: "http-503", detail: "out of order")
            engine.erp.script(.timeout)
            engine.erp.scriptLookUps(.unavailable(failure, retryAfter: nil), .pending)
            await engine.submit("M1", TestSite.use())
            try await engine.finish()
            let lookUps = Array(repeating: FakeERP.Call.lookUp(business), count: 5)
            #expect(
                engine.erp.calls == [.send(business, attempt: 1)] + lookUps + [.send(business, attempt: 2)])
            // It was asked before too, but a request may be at work for as long as the endpoint's timeout.
            #expect(engine.clock.uptime >= .seconds(30))
            #expect(engine.erp.booked == [business])
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    @Test("what the destination is still at work on when it is looked up isn't sent a second time")
    func waitsForWhatIsAtWork() async throws {
        try await TestSite.withEngine(kind: TestSite.oracle) { engine in
            engine.erp.script(.bookLate)
            await engine.submit("M1", TestSite.use())
            try await engine.run { engine.erp.calls.count >= 4 }
            #expect(engine.erp.booked.isEmpty)
            engine.erp.finishLate()
            try await engine.finish()
            #expect(engine.erp.booked == [business])
            #expect(!engine.erp.calls.contains(.send(business, attempt: 2)))
            #expect(try engine.delivery(1)?.document == "D1")
        }
    }

    @Test("requests that always get lost are given up like any other, not sent for ever")
    func givesUp() async throws {
        let flow = TestSite.flow(retry: RetryPolicy(initial: .seconds(1), maximum: .seconds(8), attempts: 3))
        try await TestSite.withEngine(flow, kind: TestSite.oracle) { engine in
            engine.erp.script(.timeout, .timeout, .timeout, .timeout)
            await engine.submit("M1", TestSite.use())
            try await engine.finish()
            #expect(try engine.open.map(\.fault.code) == [.attemptsExhausted])
            #expect(try engine.delivery(1)?.attempts == 3)
        }
    }

    @Test("a destination that can't be asked leaves it to a person, who says what it was booked as")
    func asksPeople() async throws {
        try await TestSite.withEngine(kind: TestSite.oracle) { engine in
            engine.erp.script(.acceptThenTimeout)
            engine.erp.scriptLookUps(.unsupported)
            await engine.submit("M1", TestSite.use())
            try await engine.finish()
            let row = try #require(try engine.open.first)
            #expect(row.fault.code == .outcomeUnknown)
            guard case .done = try await engine.ask(.confirmDelivered(row.id, document: "4711")) else {
                Issue.record("it was not settled")
                return
            }
            #expect(try engine.delivery(1)?.document == "4711")
            #expect(engine.erp.booked.count == 1)
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    @Test("where the destination honours keys, it is sent again with the same key and booked once")
    func repeatsWithTheKey() async throws {
        try await TestSite.withEngine { engine in
            engine.erp.script(.acceptThenTimeout)
            await engine.submit("M1", TestSite.use())
            try await engine.finish()
            #expect(engine.erp.calls == [.send(business, attempt: 1), .send(business, attempt: 2)])
            #expect(engine.erp.booked == [business])
            #expect(engine.erp.keys[business]?.count == 1)
        }
    }
}
