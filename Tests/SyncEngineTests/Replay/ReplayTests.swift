import Catalog
import Control
import Foundation
import Measures
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("Replays")
struct ReplayTests {
    @Test("nothing is replayed that nobody asked for: not by a fix, not by time, not by an endpoint that is resumed")
    func isNeverAutomatic() async throws {
        try await TestSite.withEngine(TestSite.quick) { engine in
            engine.erp.script(.failing, .failing, .failing)
            await engine.submit("M1", TestSite.use())
            try await engine.finish()
            try await engine.dismissed(3)
            _ = try await engine.ask(.pause(TestSite.endpoint, reason: "a year of failures"), as: .integration)
            engine.clock.advance(by: .seconds(365 * 86_400))
            try await engine.map()
            _ = try await engine.ask(.resume(TestSite.endpoint), as: .integration)
            await engine.submit("M9", TestSite.use())
            try await engine.finish()
            #expect(engine.erp.booked == [FakeERP.Business(5)])
            #expect(try engine.reader.replays().isEmpty)
            #expect(try engine.reader.verify().total[.dismissed] == 3)
        }
    }

    @Test("a dry run says by reason how many would go, what they are worth and why the others stay; it changes nothing")
    func previews() async throws {
        try await TestSite.withEngine { engine in
            try await engine.dismissed(3)
            try await engine.dismissed(2, item: "NEWER")
            try await engine.map()
            let commits = try engine.reader.changeCounter()
            let preview = try await engine.dryRun()
            #expect(preview.considered == 5 && preview.going == 3)
            // Two of a box of 50 at $50.00, three times.
            #expect(preview.value == Money(cents: 600))
            let group = try #require(preview.groups.first)
            #expect(group.state == .dismissed && group.reason == "wrong visit" && group.count == 5)
            #expect(group.staying.map(\.obstacle) == [.stopsAgain] && group.staying.first?.code == .itemUnmapped)
            #expect(preview.rows.map(\.goes) == [true, true, true, false, false])
            #expect(try engine.reader.changeCounter() == commits)
            #expect(engine.erp.calls.isEmpty)
        }
    }

    @Test("replayed deliveries are booked once each, and the books and the audit follow")
    func replays() async throws {
        try await TestSite.withEngine { engine in
            try await engine.dismissed(3)
            try await engine.map()
            let reply = try await engine.replay()
            #expect(reply == .done(affected: 3, released: 3, summary: "Replaying 3, worth $6.00."))
            try await engine.finishReplays()
            #expect(Set(engine.erp.booked).count == 3 && engine.erp.booked.count == 3)
            #expect(try engine.findings.isEmpty)
            let total = try engine.reader.verify().total
            #expect(total[.delivered] == 3 && total[.dismissed] == 0)
            let row = try #require(try engine.reader.replays().first)
            #expect(row.replayed == 3 && row.total == 3 && row.skipped == 0 && row.actor == "supervisor")
            let timeline = try #require(try engine.reader.delivery(DeliveryID(rawValue: 1))).timeline
            #expect(timeline.contains { $0.kind == "replayed" && $0.text == "by supervisor: a test" })
            #expect(timeline.contains { $0.text == "dismissed: wrong visit" }, "what it was is kept")
        }
    }

    @Test("a replay names the digest of what was shown, and is refused once anything that matches has changed")
    func refusesOtherDigests() async throws {
        try await TestSite.withEngine { engine in
            try await engine.dismissed(2)
            try await engine.map()
            let all = ReplaySelection.matching(DeadLetterFilter())
            let digest = try await engine.dryRun(all).digest
            let again = try await engine.dryRun(all).digest
            #expect(digest == again, "nothing has changed")
            await engine.submit("M8", TestSite.use("NEWER"))
            _ = try await engine.ask(.dismiss(try engine.open.map(\.id), reason: "wrong visit"))
            for changed in [digest, "", "0000000000000000"] {
                let reply = try await engine.ask(.replay(all, edit: nil, digest: changed, reason: "a test"))
                guard case .refused(.invalid, _) = reply else {
                    Issue.record("\(reply)")
                    return
                }
            }
            // Another crosswalk makes something else of them.
            let remapped = try await engine.dryRun(all).digest
            try await engine.map("NEW", to: "200")
            guard case .refused = try await engine.ask(.replay(all, edit: nil, digest: remapped, reason: "a test"))
            else {
                Issue.record("what would be sent has changed")
                return
            }
            #expect(engine.erp.calls.isEmpty)
            #expect(try engine.dead.count == 3)
        }
    }

    @Test("the same command replays once, however often it arrives, and is answered alike")
    func appliesOnce() async throws {
        try await TestSite.withEngine { engine in
            try await engine.dismissed(2)
            try await engine.map()
            let all = ReplaySelection.matching(DeadLetterFilter())
            let request = Request.replay(all, edit: nil, digest: try await engine.dryRun(all).digest, reason: "a test")
            let first = try await engine.ask(request, id: "one")
            #expect(try await engine.ask(request, id: "one") == first)
            try await engine.finishReplays()
            #expect(try await engine.ask(request, id: "one") == first)
            try await engine.finishReplays()
            #expect(engine.erp.calls.count == 2)
            #expect(try engine.reader.replays().count == 1)
        }
    }

    @Test("what gave up is sent again from its place in its lane, with the key it always had and all its attempts")
    func replaysWhatGaveUp() async throws {
        let retry = RetryPolicy(initial: .seconds(1), maximum: .seconds(2), attempts: 3)
        try await TestSite.withEngine(TestSite.flow(ordering: .encounter, retry: retry)) { engine in
            engine.erp.script(.failing, .failing, .failing)
            await engine.submit("M1", TestSite.use(encounter: "V1"))
            await engine.submit("M2", TestSite.use(encounter: "V1"))
            try await engine.run { try !engine.open.isEmpty }
            #expect(try engine.dead.map(\.state) == [.gaveUp])
            engine.clock.advance(by: .seconds(30 * 86_400))
            engine.erp.script(.failing, .failing)
            try await engine.replayToTheEnd()
            #expect(engine.erp.booked == [FakeERP.Business(1), FakeERP.Business(2)])
            #expect(engine.erp.keys[FakeERP.Business(1)]?.count == 1)
            #expect(try engine.findings.isEmpty)
        }
    }

    @Test("a replayed delivery goes before what arrived later in its lane and isn't being sent")
    func returnsToItsPlace() async throws {
        try await TestSite.withEngine(TestSite.flow(ordering: .encounter)) { engine in
            try await engine.dismissed(1, encounter: "V1")
            try await engine.map()
            engine.erp.hold()
            await engine.submit("M2", TestSite.use(encounter: "V1"))
            await engine.submit("M3", TestSite.use(encounter: "V1"))
            try await engine.replay()
            await engine.settle()
            #expect(engine.erp.held == [DeliveryID(rawValue: 2)])
            engine.erp.hold(false)
            engine.erp.answerAll(.accept)
            try await engine.finishReplays()
            #expect(engine.erp.booked.map(\.message) == [2, 1, 3])
        }
    }

    @Test("a replay has a quarter of the endpoint at most, and what is live goes first")
    func leavesRoom() async throws {
        try await TestSite.withEngine(concurrency: 8) { engine in
            try await engine.dismissed(20)
            try await engine.map()
            engine.erp.hold()
            try await engine.replay()
            await engine.settle()
            #expect(engine.erp.held.count == 2)
            for number in 30..<40 { await engine.submit("M\(number)", TestSite.use()) }
            await engine.settle()
            #expect(engine.erp.held.count == 8)
            #expect(engine.erp.held.count { $0.rawValue <= 20 } == 2)
            engine.erp.hold(false)
            engine.erp.answerAll(.accept)
            try await engine.finishReplays()
            #expect(engine.erp.booked.count == 30)
        }
    }

    @Test("what can't go says why: delivered since, on its way, in the work queue, not there at all")
    func namesObstacles() async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("M1", TestSite.use())
            try await engine.finish()
            await engine.submit("M2", TestSite.use("NEW"))
            engine.erp.hold()
            await engine.submit("M3", TestSite.use())
            await engine.settle()
            let ids = [1, 2, 3, 99].map(DeliveryID.init(rawValue:))
            let preview = try await engine.dryRun(.deliveries(ids))
            #expect(
                Set(preview.groups.flatMap(\.staying).map(\.obstacle)) == [
                    .delivered, .inWorkQueue, .onTheWay, .unknown,
                ])
            guard
                case .refused(.invalid, _) = try await engine.ask(
                    .replay(.deliveries(ids), edit: nil, digest: preview.digest, reason: "a test"))
            else {
                Issue.record("nothing of it could go")
                return
            }
        }
    }

    @Test("what was taken back by something sent later stays")
    func leavesWhatWasTakenBack() async throws {
        try await TestSite.withEngine { engine in
            var use = TestSite.use("NEW")
            use.reference = "FT-1"
            await engine.submit("M1", use)
            _ = try await engine.ask(.dismiss(try engine.open.map(\.id), reason: "wrong visit"))
            try await engine.map()
            #expect(try await engine.dryRun().going == 1)
            use.action = .reverse
            await engine.submit("M2", use)
            try await engine.finish()
            let preview = try await engine.dryRun()
            #expect(preview.going == 0)
            #expect(preview.groups.flatMap(\.staying).map(\.obstacle) == [.correctedLater])
        }
    }

    @Test("a quantity that was dismissed as suspect isn't believed by a replay")
    func doubtsQuantities() async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("M1", TestSite.use("CATH", 1000))
            _ = try await engine.ask(.dismiss(try engine.open.map(\.id), reason: "a typing error"))
            let preview = try await engine.dryRun()
            #expect(preview.groups.flatMap(\.staying).map(\.code) == [.quantityOutOfRange])
            // The same number again is a person's word for it.
            try await engine.replayToTheEnd(
                .deliveries([DeliveryID(rawValue: 1)]), edit: EventEdit(quantity: 1000))
            #expect(engine.erp.uses.map(\.quantity.description) == ["20"])
        }
    }

    @Test("what changed after the dry run is left alone, and counted")
    func skipsWhatChanged() async throws {
        try await TestSite.withEngine { engine in
            try await engine.dismissed(EngineCore.replayChunk + 10)
            try await engine.map()
            try await engine.replay()
            await engine.settle()
            try await engine.map("NEW", to: "200")
            try await engine.finishReplays()
            let row = try #require(try engine.reader.replays().first)
            #expect(row.replayed == EngineCore.replayChunk && row.skipped == 10)
            #expect(Set(engine.erp.uses.map(\.itemNumber)) == ["100"])
            #expect(try engine.dead.count == 10)
            #expect(try engine.findings.isEmpty)
        }
    }

    @Test("a replay that is stopped goes no further; what went stays on its way")
    func stops() async throws {
        try await TestSite.withEngine { engine in
            try await engine.dismissed(EngineCore.replayChunk + 10)
            try await engine.map()
            try await engine.replay(id: "one")
            await engine.settle()
            guard case .done = try await engine.ask(.stopReplay("one"), as: .integration) else {
                Issue.record("it was not stopped")
                return
            }
            try await engine.finishReplays()
            #expect(engine.erp.booked.count == EngineCore.replayChunk)
            #expect(try engine.dead.count == 10)
            guard case .refused(.notFound, _) = try await engine.ask(.stopReplay("one")) else {
                Issue.record("it was stopped twice")
                return
            }
        }
    }

    @Test("a replay needs a reason, and something that matches")
    func refusesSenselessOnes() async throws {
        try await TestSite.withEngine { engine in
            let all = ReplaySelection.matching(DeadLetterFilter())
            guard case .refused(.notFound, _) = try await engine.ask(.previewReplay(all, edit: nil)) else {
                Issue.record("nothing matched")
                return
            }
            try await engine.dismissed(1)
            try await engine.map()
            let digest = try await engine.dryRun(all).digest
            guard case .refused(.invalid, _) = try await engine.ask(.replay(all, edit: nil, digest: digest, reason: ""))
            else {
                Issue.record("it was replayed without a reason")
                return
            }
        }
    }
}
