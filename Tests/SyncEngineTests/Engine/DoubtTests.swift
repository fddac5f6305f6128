import Catalog
import Control
import Foundation
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

    /// An engine with a delivery in doubt for good: the request was booked or got lost, and nobody could be asked.
    private func withUnknown(
        _ behaviour: FakeERP.Behaviour, _ body: (TestEngine, ExceptionRow) async throws -> Void
    ) async throws {
        try await TestSite.withEngine(kind: TestSite.oracle) { engine in
            engine.erp.script(behaviour)
            engine.erp.scriptLookUps(.unsupported)
            await engine.submit("M1", TestSite.use())
            try await engine.finish()
            try await body(engine, try #require(try engine.open.first))
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    @Test("a resubmitted delivery in doubt is looked up first, and settled where it is found")
    func looksUpResubmitted() async throws {
        try await withUnknown(.acceptThenTimeout) { engine, row in
            let reply = try await engine.ask(.resubmit([row.id]))
            guard case .done(1, 1, let summary, _) = reply else {
                Issue.record("\(reply)")
                return
            }
            #expect(summary.contains("1 may be booked already: the destination is asked first"))
            try await engine.finish()
            #expect(engine.erp.booked == [business])
            #expect(!engine.erp.calls.contains(.send(business, attempt: 2)))
            #expect(try engine.delivery(1)?.document == "D1")
        }
    }

    @Test(
        "it is sent again only once absent can be believed, though the engine has long been up", arguments: [1, 3600])
    func believesLate(idle: Int) async throws {
        try await TestSite.withEngine(kind: TestSite.oracle) { engine in
            engine.clock.advance(by: .seconds(3600))
            engine.erp.script(.timeout)
            engine.erp.scriptLookUps(.unsupported)
            await engine.submit("M1", TestSite.use())
            await engine.settle()
            try await engine.run { try !engine.open.isEmpty }
            let asked = engine.clock.uptime
            engine.clock.advance(by: .seconds(idle))
            _ = try await engine.ask(.resubmit([try #require(try engine.open.first).id]))
            try await engine.finish()
            #expect(engine.erp.booked == [business])
            #expect(engine.clock.uptime - asked >= .seconds(28))
        }
    }

    @Test("where the destination still can't be asked, nothing is posted and a person is asked again")
    func staysWithPeople() async throws {
        try await withUnknown(.acceptThenTimeout) { engine, row in
            engine.erp.scriptLookUps(.unsupported)
            _ = try await engine.ask(.resubmit([row.id]))
            try await engine.finish()
            #expect(try engine.open.map(\.fault.code) == [.outcomeUnknown])
            #expect(engine.erp.calls == [.send(business, attempt: 1), .lookUp(business), .lookUp(business)])
        }
    }

    @Test("a fix that is asked for with the cause of deliveries in doubt sends none of them unasked")
    func fixesNothing() async throws {
        try await withUnknown(.acceptThenTimeout) { engine, row in
            let fix = Fix.mapItem(ItemMapping(source: TestSite.source, code: "NEW", itemNumber: "200"))
            _ = try await engine.ask(.apply(fix, cause: row.cause))
            try await engine.finish()
            #expect(engine.erp.booked == [business])
        }
    }

    @Test("a person who has looked there and found nothing lets it go at once, and is on record")
    func confirmsAbsent() async throws {
        try await withUnknown(.timeout) { engine, row in
            guard case .refused(.invalid, _) = try await engine.ask(.confirmAbsent(row.id, reason: "")) else {
                Issue.record("it was sent again without a word")
                return
            }
            let reply = try await engine.ask(.confirmAbsent(row.id, reason: "not in the ERP"), as: .integration)
            guard case .done(1, 1, _, _) = reply else {
                Issue.record("\(reply)")
                return
            }
            try await engine.finish()
            #expect(engine.erp.booked == [business] && engine.erp.calls.last == .send(business, attempt: 1))
            let closed = try #require(try engine.reader.exception(row.id)?.row.resolution)
            #expect(closed == "confirmed as absent by integration: not in the ERP")
        }
    }

    @Test("both facts are shown: when the request left, and what asking brought")
    func showsBoth() async throws {
        try await withUnknown(.timeout) { engine, row in
            let doubt = try #require(try engine.reader.exception(row.id)?.doubt)
            #expect(doubt.sent == "no answer in time" && doubt.sentAt != nil)
            #expect(doubt.asked.contains("can't be asked") && doubt.askedAt != nil)
        }
    }

    @Test("where a key is forgotten by now and nobody can be asked, only a person's word sends it again")
    func demandsAWord() async throws {
        let flow = TestSite.flow(retry: RetryPolicy(initial: .seconds(1), maximum: .seconds(2), attempts: 2))
        let folder = try TestSite.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        var catalog = TestSite.catalog(flow)
        catalog.endpoints[TestSite.endpoint]?.keyWindow = .seconds(3600)
        let engine = try TestEngine(catalog, in: folder, clock: TestClock(), erp: FakeERP(honoursKeys: true))
        engine.erp.script(.acceptThenTimeout, .timeout)
        await engine.submit("M1", TestSite.use())
        try await engine.finish()
        let row = try #require(try engine.open.first)
        #expect(row.fault.code == .outcomeUnknown)
        engine.clock.advance(by: .seconds(7200))
        for request in [Request.resubmit([row.id]), .resubmitCause(row.cause)] {
            _ = try await engine.ask(request)
            try await engine.finish()
            #expect(engine.erp.calls.count == 2)
            #expect(try engine.open.map(\.id) == [row.id])
        }
        guard case .refused(.invalid, let why) = try await engine.ask(.resubmit([row.id])) else {
            Issue.record("it was sent again")
            return
        }
        #expect(why.contains("may be booked already") && why.contains("can't be asked"))
        guard case .done = try await engine.ask(.confirmAbsent(row.id, reason: "looked")) else {
            Issue.record("a person's word counts for nothing")
            return
        }
        try await engine.finish()
        #expect(engine.erp.calls.count == 3)
        #expect(try engine.open.isEmpty)
        await engine.close()
    }
}
