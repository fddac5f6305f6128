import Catalog
import Control
import Measures
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("Delivery")
struct DeliveryTests {
    private let quick = TestSite.flow(retry: RetryPolicy(initial: .seconds(1), maximum: .seconds(8), attempts: 3))

    @Test("a transient failure is tried again only after its delay, and counted")
    func triesAgain() async throws {
        try await TestSite.withEngine(quick) { engine in
            engine.erp.script(.failing)
            await engine.submit("M1", TestSite.use())
            await engine.settle()
            #expect(try engine.delivery(1)?.state == .waiting)
            #expect(engine.erp.calls.count == 1)
            let due = try #require(try engine.delivery(1)?.dueAt)
            #expect(due > TestSite.start && due <= TestSite.start.advanced(by: .seconds(1)))
            engine.clock.advance(by: .seconds(1))
            await engine.settle()
            #expect(engine.erp.booked.count == 1)
            try await engine.finish()
            #expect(try engine.delivery(1)?.attempts == 2)
        }
    }

    @Test("after the last attempt a person is asked; resubmitted, it goes out under the same key")
    func givesUp() async throws {
        try await TestSite.withEngine(quick) { engine in
            engine.erp.script(.failing, .failing, .failing)
            await engine.submit("M1", TestSite.use())
            try await engine.finish()
            let row = try #require(try engine.open.first)
            #expect(row.fault.code == .attemptsExhausted)
            guard case .done(1, 1, _, _) = try await engine.ask(.resubmit([row.id])) else {
                Issue.record("it was not resubmitted")
                return
            }
            try await engine.finish()
            #expect(engine.erp.booked.count == 1)
            #expect(engine.erp.keys.values.map(\.count) == [1])
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    @Test("what a person resubmits has all its attempts and its whole time again")
    func startsAnew() async throws {
        let retry = RetryPolicy(initial: .seconds(1), maximum: .seconds(1), attempts: 3, age: .seconds(60))
        try await TestSite.withEngine(TestSite.flow(retry: retry)) { engine in
            engine.erp.script(.failing, .failing, .failing)
            await engine.submit("M1", TestSite.use())
            try await engine.finish()
            let given = try #require(try engine.open.first)
            #expect(given.fault.code == .attemptsExhausted && engine.erp.calls.count == 3)
            engine.clock.advance(by: .seconds(3600))
            engine.erp.script(.failing, .failing)
            _ = try await engine.ask(.resubmit([given.id]))
            await engine.settle()
            #expect(try engine.delivery(1)?.state == .waiting)
            try await engine.finish()
            #expect(engine.erp.booked.count == 1 && engine.erp.calls.count == 6)
            #expect(try engine.delivery(1)?.attempts == 3)
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    @Test("what waited for a person longer than a delivery may be tried has its whole time once it is fixed")
    func countsNoWaiting() async throws {
        let retry = RetryPolicy(initial: .seconds(1), maximum: .seconds(1), age: .seconds(60))
        try await TestSite.withEngine(TestSite.flow(retry: retry)) { engine in
            await engine.submit("M1", TestSite.use("NEW"))
            await engine.settle()
            engine.clock.advance(by: .seconds(3600))
            engine.erp.script(.failing)
            let fix = Fix.mapItem(ItemMapping(source: TestSite.source, code: "NEW", itemNumber: "100"))
            _ = try await engine.ask(.apply(fix, cause: "item.unmapped ehr NEW"))
            try await engine.finish()
            #expect(engine.erp.booked.count == 1)
        }
    }

    @Test("Retry-After stops the whole endpoint, not only the delivery that heard it; then one goes first")
    func honoursRetryAfter() async throws {
        try await TestSite.withEngine(concurrency: 4) { engine in
            engine.erp.hold()
            for number in 1...6 { await engine.submit("M\(number)", TestSite.use()) }
            await engine.settle()
            #expect(engine.erp.held.count == 4)
            engine.erp.answer(DeliveryID(rawValue: 1), .limited(.seconds(30)))
            await engine.settle()
            engine.erp.answerAll(.accept)
            await engine.settle()
            #expect(engine.erp.held.isEmpty)
            engine.clock.advance(by: .milliseconds(29_999))
            await engine.settle()
            #expect(engine.erp.held.isEmpty)
            engine.clock.advance(by: .milliseconds(1))
            await engine.settle()
            #expect(engine.erp.held.count == 1)
            engine.erp.answerAll(.accept)
            await engine.settle()
            engine.erp.hold(false)
            engine.erp.answerAll(.accept)
            try await engine.finish()
            #expect(engine.erp.booked.count == 6)
        }
    }

    @Test("no more are in flight at once than the endpoint allows")
    func limitsConcurrency() async throws {
        try await TestSite.withEngine(concurrency: 3) { engine in
            engine.erp.hold()
            for number in 1...10 { await engine.submit("M\(number)", TestSite.use()) }
            for _ in 0..<10 {
                await engine.settle()
                if let first = engine.erp.held.first { engine.erp.answer(first, .accept) }
            }
            await engine.settle()
            #expect(engine.erp.mostHeld == 3)
            #expect(engine.erp.booked.count == 10)
        }
    }

    @Test("in a lane each waits for the one before it, retries and all; other lanes pass")
    func keepsOrder() async throws {
        let flow = TestSite.flow(ordering: .encounter)
        try await TestSite.withEngine(flow, concurrency: 8) { engine in
            engine.erp.script(.failing)
            await engine.submit("M1", TestSite.use(encounter: "V1"))
            await engine.settle()
            await engine.submit("M2", TestSite.use(encounter: "V1"), TestSite.use(line: 2, encounter: "V2"))
            await engine.submit("M3", TestSite.use(encounter: "V1"))
            await engine.settle()
            #expect(engine.erp.booked == [FakeERP.Business(2, 2)])
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [2, 1, 2, 3])
        }
    }

    @Test("where a flow says how much of a visit number names the visit, what is appended makes no lane of its own")
    func ordersByAPart() async throws {
        let flow = TestSite.flow(ordering: .encounterPrefix(characters: 7))
        try await TestSite.withEngine(flow, concurrency: 8) { engine in
            engine.erp.script(.failing)
            await engine.submit("M1", TestSite.use(encounter: "V000001S1"))
            await engine.settle()
            await engine.submit("M2", TestSite.use(encounter: "V000001S2"))
            await engine.submit("M3", TestSite.use(encounter: "V000002S1"), TestSite.use(line: 2, encounter: "V1"))
            await engine.submit("M4", TestSite.use(encounter: "V000001"))
            await engine.settle()
            #expect(Set(engine.erp.booked) == [FakeERP.Business(3, 1), FakeERP.Business(3, 2)])
            try await engine.finish()
            #expect(engine.erp.booked.dropFirst(2).map(\.message) == [1, 2, 4])
        }
    }

    @Test("a delivery that waits for a person holds its lane; dismissed, it lets the next go; fixed, it goes first")
    func holdsLanesForPeople() async throws {
        let flow = TestSite.flow(ordering: .encounter)
        try await TestSite.withEngine(flow) { engine in
            await engine.submit("M1", TestSite.use("NEW", encounter: "V1"))
            await engine.submit("M2", TestSite.use(encounter: "V1"))
            await engine.submit("M3", TestSite.use("NEW", encounter: "V2"))
            await engine.submit("M4", TestSite.use(encounter: "V2"))
            await engine.settle()
            #expect(engine.erp.booked.isEmpty)
            let first = try #require(try engine.open.first { $0.message.rawValue == 1 })
            _ = try await engine.ask(.dismiss([first.id], reason: "a test"))
            await engine.settle()
            #expect(engine.erp.booked.map(\.message) == [2])
            let mapping = ItemMapping(source: TestSite.source, code: "NEW", itemNumber: "100")
            _ = try await engine.ask(.apply(.mapItem(mapping), cause: first.cause))
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [2, 3, 4])
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    @Test("what the ERP refuses waits for a person, and goes out once it is mapped to something else")
    func stopsOnRefusal() async throws {
        try await TestSite.withEngine { engine in
            let fault = Fault(
                .itemRejected, FaultSubject(source: "ehr", item: "CATH"), detail: "The ERP has no item 100.")
            engine.erp.script(.refuse(fault))
            await engine.submit("M1", TestSite.use("CATH", 3, "EA"))
            try await engine.finish()
            let row = try #require(try engine.open.first)
            #expect(row.fault.code == .itemRejected && row.fault.detail == fault.detail && row.item == "CATH")
            let mapping = ItemMapping(source: TestSite.source, code: "CATH", itemNumber: "200")
            _ = try await engine.ask(.apply(.mapItem(mapping), cause: row.cause))
            try await engine.finish()
            #expect(engine.erp.uses.map(\.itemNumber) == ["200"])
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    @Test("a settlement whose commit fails is written later, and nothing is sent twice", arguments: [1, 3])
    func writesItDownLater(failures: Int) async throws {
        try await TestSite.withEngine { engine in
            engine.erp.hold()
            await engine.submit("M1", TestSite.use())
            await engine.settle()
            engine.faults.failNext(2 * failures)
            engine.erp.answerAll(.accept)
            try await engine.finish()
            #expect(engine.erp.calls.count == 1)
            #expect(try engine.delivery(1)?.state == .delivered)
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    @Test("a claim that can't be committed sends nothing, and is made again")
    func claimsBeforeSending() async throws {
        try await TestSite.withEngine(kind: TestSite.oracle) { engine in
            engine.core.dispatchers[TestSite.endpoint]?.pause("until the disk fails")
            await engine.submit("M1", TestSite.use())
            await engine.settle()
            engine.faults.failNext(3)
            engine.core.dispatchers[TestSite.endpoint]?.resume()
            try await engine.finish()
            #expect(engine.erp.calls == [.send(FakeERP.Business(1), attempt: 1)])
        }
    }
}
