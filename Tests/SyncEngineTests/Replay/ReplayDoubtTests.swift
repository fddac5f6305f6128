import Catalog
import Control
import Foundation
import Measures
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("Replays of what may have been booked")
struct ReplayDoubtTests {
    private let business = FakeERP.Business(1)
    private let first = ReplaySelection.deliveries([DeliveryID(rawValue: 1)])

    @Test("where keys aren't honoured it is looked up before anything is sent again", arguments: [true, false])
    func looksUpFirst(wasBooked: Bool) async throws {
        try await TestSite.withEngine(kind: TestSite.oracle) { engine in
            engine.erp.script(wasBooked ? .acceptThenTimeout : .timeout)
            engine.erp.scriptLookUps(.unsupported)
            await engine.submit("M1", TestSite.use())
            try await engine.finish()
            #expect(try engine.dead.map(\.state) == [.outcomeUnknown])
            let preview = try await engine.dryRun()
            #expect(preview.going == 1 && preview.lookedUpFirst == 1)
            // Long enough for a request that was still at work there.
            engine.clock.advance(by: .seconds(3600))
            try await engine.replayToTheEnd()
            let sent = wasBooked ? [] : [FakeERP.Call.send(business, attempt: 2)]
            #expect(
                engine.erp.calls == [.send(business, attempt: 1), .lookUp(business), .lookUp(business)] + sent)
            #expect(engine.erp.booked == [business])
            #expect(try engine.findings.isEmpty)
        }
    }

    @Test("what was dismissed while in doubt is looked up first too")
    func looksUpDismissed() async throws {
        try await TestSite.withEngine(kind: TestSite.oracle) { engine in
            engine.erp.script(.acceptThenTimeout)
            engine.erp.scriptLookUps(.unsupported)
            await engine.submit("M1", TestSite.use())
            try await engine.finish()
            _ = try await engine.ask(.dismiss(try engine.open.map(\.id), reason: "entered by hand"))
            try await engine.replayToTheEnd()
            #expect(engine.erp.booked == [business])
            #expect(try engine.delivery(1)?.document == "D1")
        }
    }

    @Test("what was never sent, or was refused by the destination, is sent without being looked up")
    func sendsWhatIsCertain() async throws {
        try await TestSite.withEngine(kind: TestSite.oracle) { engine in
            try await engine.dismissed(1)
            engine.erp.script(.refuse(Fault(.rejected, FaultSubject(other: "period"), detail: "The period is closed.")))
            await engine.submit("M2", TestSite.use())
            try await engine.finish()
            _ = try await engine.ask(.dismiss(try engine.open.map(\.id), reason: "closed"))
            try await engine.map()
            #expect(try await engine.dryRun().lookedUpFirst == 0)
            try await engine.replayToTheEnd()
            #expect(engine.erp.booked.count == 2)
            #expect(
                !engine.erp.calls.contains { call in
                    if case .lookUp = call { true } else { false }
                })
        }
    }

    @Test("where keys are honoured it is sent with its key again, and the destination books it once")
    func sendsWithTheKey() async throws {
        try await TestSite.withEngine(TestSite.quick) { engine in
            engine.erp.script(.acceptThenTimeout, .failing, .failing)
            await engine.submit("M1", TestSite.use())
            try await engine.finish()
            #expect(try engine.dead.map(\.state) == [.gaveUp])
            try await engine.replayToTheEnd()
            #expect(engine.erp.booked == [business])
            #expect(engine.erp.keys[business]?.count == 1)
        }
    }

    @Test("once the destination has forgotten its key, what may have been booked stays")
    func respectsTheWindow() async throws {
        var catalog = TestSite.catalog(TestSite.quick)
        catalog.endpoints[TestSite.endpoint]?.keyWindow = .seconds(86_400)
        let folder = try TestSite.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let engine = try TestEngine(catalog, in: folder, clock: TestClock(), erp: FakeERP(honoursKeys: true))
        engine.erp.script(.acceptThenTimeout, .failing, .failing)
        await engine.submit("M1", TestSite.use())
        try await engine.finish()
        #expect(try await engine.dryRun().going == 1)
        engine.clock.advance(by: .seconds(2 * 86_400))
        let preview = try await engine.dryRun()
        #expect(preview.groups.flatMap(\.staying).map(\.obstacle) == [.keyForgotten])
        await engine.close()
    }

    @Test("a person's change is planned and sent, and the original is kept with what was changed")
    func edits() async throws {
        try await TestSite.withEngine { engine in
            try await engine.dismissed(1)
            try await engine.map()
            let edit = EventEdit(quantity: 3)
            let preview = try await engine.dryRun(first, edit: edit)
            #expect(preview.rows.first?.result.contains("quantity 2 → 3") == true)
            try await engine.replayToTheEnd(first, edit: edit)
            #expect(engine.erp.uses.map(\.quantity.description) == ["0.06"])
            let detail = try #require(try engine.reader.delivery(DeliveryID(rawValue: 1)))
            #expect(detail.edits.first?.before.event?.quantity == 2 && detail.event?.quantity == 3)
            #expect(detail.timeline.contains { $0.kind == "edited" && $0.text.hasPrefix("quantity 2 → 3, by") })
            #expect(try engine.findings.isEmpty)
        }
    }

    @Test("a change is only for somebody who owns quantities, and only for one delivery at a time")
    func restrictsEdits() async throws {
        try await TestSite.withEngine { engine in
            try await engine.dismissed(2)
            try await engine.map()
            let edit = EventEdit(quantity: 3)
            let digest = try await engine.dryRun(first, edit: edit).digest
            let request = Request.replay(first, edit: edit, digest: digest, reason: "a test")
            guard case .refused(.forbidden, _) = try await engine.ask(request, as: .integration) else {
                Issue.record("integration changed a quantity")
                return
            }
            let plain = Request.replay(first, edit: nil, digest: digest, reason: "a test")
            guard case .refused(.invalid, _) = try await engine.ask(plain) else {
                Issue.record("the digest didn't cover the change")
                return
            }
            let all = ReplaySelection.matching(DeadLetterFilter())
            guard case .refused(.invalid, _) = try await engine.ask(.previewReplay(all, edit: edit)) else {
                Issue.record("two were changed at once")
                return
            }
            guard case .done = try await engine.ask(request, as: .materials) else {
                Issue.record("materials may not change a quantity")
                return
            }
        }
    }

    @Test("what may have been booked as it was isn't changed", arguments: [TestSite.rest, TestSite.oracle])
    func refusesDoubtfulEdits(kind: Endpoint.Kind) async throws {
        try await TestSite.withEngine(TestSite.quick, kind: kind) { engine in
            engine.erp.script(.acceptThenTimeout, .failing, .failing)
            engine.erp.scriptLookUps(.unsupported)
            await engine.submit("M1", TestSite.use())
            try await engine.finish()
            let preview = try await engine.dryRun(first, edit: EventEdit(quantity: 3))
            #expect(preview.going == 0)
            #expect(preview.groups.flatMap(\.staying).map(\.obstacle) == [.maybeBooked])
            // Dismissed or not: the attempts are remembered.
            _ = try await engine.ask(.dismiss(try engine.open.map(\.id), reason: "a test"))
            #expect(try await engine.dryRun(first, edit: EventEdit(quantity: 3)).going == 0)
        }
    }

    @Test("what was refused for certain goes with another key once it was changed")
    func changesTheKey() async throws {
        try await TestSite.withEngine { engine in
            engine.erp.script(.refuse(Fault(.rejected, FaultSubject(other: "much"), detail: "Too much.")))
            await engine.submit("M1", TestSite.use("CATH", 50))
            try await engine.finish()
            _ = try await engine.ask(.dismiss(try engine.open.map(\.id), reason: "too much"))
            try await engine.replayToTheEnd(first, edit: EventEdit(quantity: 5))
            #expect(engine.erp.booked == [business] && engine.erp.keys[business]?.count == 2)
            #expect(engine.erp.uses.map(\.quantity.description) == ["0.1"])
        }
    }
}
