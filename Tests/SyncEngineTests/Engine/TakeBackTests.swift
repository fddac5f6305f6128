import Catalog
import Control
import Foundation
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("Taking back what was recorded")
struct TakeBackTests {
    private func states(_ engine: TestEngine) throws -> [DeliveryState] {
        try (1...20).compactMap { try engine.delivery(Int64($0))?.state }
    }

    private func pause(_ engine: TestEngine, _ isPaused: Bool) {
        let dispatcher = engine.core.dispatchers[TestSite.endpoint]
        if isPaused { dispatcher?.pause("a test") } else { dispatcher?.resume() }
    }

    @Test("a reversal goes behind what it takes back, and names its document and its key there")
    func names() async throws {
        try await ChargeSite.withEngine { engine in
            engine.erp.hold()
            await engine.submit("A", ChargeSite.charge("7"))
            await engine.settle()
            await engine.submit("B", ChargeSite.reversal("7"))
            await engine.settle()
            #expect(engine.erp.held.map(\.rawValue) == [1])
            engine.erp.hold(false)
            engine.erp.answerAll(.accept)
            try await engine.finish()
            let (first, second) = try (#require(engine.erp.works.first), #require(engine.erp.works.last))
            #expect(engine.erp.works.count == 2 && second.message.rawValue == 2)
            #expect(second.takenBack == .init(idempotencyKey: first.idempotencyKey, document: "D1"))
            #expect(second.record?.values["action"] == .text("reverse") && first.takenBack == nil)
        }
    }

    @Test("what hasn't left when it is taken back never leaves, and neither does the reversal")
    func unsent() async throws {
        try await ChargeSite.withEngine { engine in
            pause(engine, true)
            await engine.submit("A", ChargeSite.charge("7"))
            await engine.submit("B", ChargeSite.reversal("7"))
            await engine.submit("C", ChargeSite.charge("8"), ChargeSite.reversal("8", line: 2))
            pause(engine, false)
            try await engine.finish()
            #expect(engine.erp.calls.isEmpty)
            #expect(try engine.reader.verify().total[.dismissed] == 4)
            #expect(try engine.delivery(1)?.reason == "Message 2 took it back before it was sent.")
            #expect(try engine.delivery(2)?.reason == "What it takes back, of message 1, was never booked.")
        }
    }

    @Test("what nobody was there to take never left, and isn't sent any more once it is taken back")
    func inVain() async throws {
        try await ChargeSite.withEngine { engine in
            engine.erp.always(.unreachable)
            await engine.submit("A", ChargeSite.charge("7"))
            try await engine.run { engine.erp.calls.count >= 2 }
            pause(engine, true)
            await engine.submit("B", ChargeSite.reversal("7"))
            await engine.settle()
            engine.erp.always(nil)
            pause(engine, false)
            try await engine.finish()
            #expect(engine.erp.booked.isEmpty)
            #expect(try states(engine) == [.dismissed, .dismissed])
        }
    }

    @Test("what may be booked goes again before it is taken back, though nobody answered")
    func unanswered() async throws {
        try await ChargeSite.withEngine { engine in
            engine.erp.script(.acceptThenTimeout, .unreachable)
            await engine.submit("A", ChargeSite.charge("7"))
            try await engine.run { engine.erp.calls.count == 2 }
            await engine.submit("B", ChargeSite.reversal("7"))
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [1, 2])
            #expect(try states(engine) == [.delivered, .delivered])
        }
    }

    @Test("a request that was lost in a crash may have been booked: it goes again, and is then taken back")
    func crash() async throws {
        let folder = try TestSite.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let (clock, erp) = (TestClock(), FakeERP(honoursKeys: true))
        let first = try TestEngine(ChargeSite.catalog(), in: folder, clock: clock, erp: erp)
        erp.hold()
        await first.submit("A", ChargeSite.charge("7"))
        await first.settle()
        #expect(try first.delivery(1)?.state == .sending)
        for id in erp.held { erp.bookHeld(id) }
        await first.close()
        let next = try TestEngine(ChargeSite.catalog(), in: folder, clock: TestClock(start: clock.now), erp: erp)
        await next.submit("B", ChargeSite.reversal("7"))
        try await next.finish()
        #expect(erp.booked.map(\.message) == [1, 2] && erp.works.last?.takenBack?.document == "D1")
        #expect(try states(next) == [.delivered, .delivered])
        await next.close()
    }

    @Test("what is stopped and never left is taken back at once, with its exception, and the audit says so")
    func stopped() async throws {
        try await ChargeSite.withEngine { engine in
            await engine.submit("A", ChargeSite.charge("7", code: nil))
            #expect(try engine.open.map(\.fault.code) == [.contractViolated])
            await engine.submit("B", ChargeSite.reversal("7"))
            try await engine.finish()
            #expect(try engine.open.isEmpty && states(engine) == [.dismissed, .dismissed])
            #expect(try engine.reader.audit(limit: 10).rows.map(\.record.action).contains("take-back"))
            // Its lane is free again.
            await engine.submit("C", ChargeSite.charge("7"))
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [3])
        }
    }

    @Test("what was dismissed, or given up, needs no reversal")
    func neverBooked() async throws {
        try await ChargeSite.withEngine { engine in
            await engine.submit("A", ChargeSite.charge("7", code: nil))
            let row = try #require(try engine.open.first)
            _ = try await engine.ask(.dismiss([row.id], reason: "wrong patient"))
            await engine.submit("B", ChargeSite.reversal("7"))
            try await engine.finish()
            #expect(engine.erp.calls.isEmpty)
            #expect(try states(engine) == [.dismissed, .dismissed])
        }
    }

    @Test("one that finds nothing stops; when the original comes after it, the two cancel each other unsent")
    func early() async throws {
        try await ChargeSite.withEngine { engine in
            await engine.submit("B", ChargeSite.reversal("7"))
            #expect(
                try engine.open.map(\.fault.code) == [.reversalUnmatched]
                    && engine.open.first?.fault.code.owner == .finance)
            await engine.submit("C", ChargeSite.reversal("7"))
            #expect(try states(engine) == [.faulted, .dismissed])
            await engine.submit("A", ChargeSite.charge("7"))
            try await engine.finish()
            #expect(try engine.open.isEmpty && states(engine) == [.dismissed, .dismissed, .dismissed])
            #expect(engine.erp.calls.isEmpty)
        }
    }

    @Test("one that finds nothing is sent without an original where a person says so; what comes later is booked")
    func word() async throws {
        try await ChargeSite.withEngine { engine in
            await engine.submit("B", ChargeSite.reversal("7"))
            let row = try #require(try engine.open.first)
            _ = try await engine.ask(.resubmit([row.id]))
            try await engine.finish()
            #expect(engine.erp.works.map(\.takenBack) == [nil])
            await engine.submit("A", ChargeSite.charge("7"))
            await engine.submit("C", ChargeSite.reversal("7"))
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [1, 2])
        }
    }

    @Test("it is taken back once; recorded again, it is booked again")
    func twice() async throws {
        try await ChargeSite.withEngine { engine in
            for (id, event) in [
                ("A", ChargeSite.charge("7")), ("B", ChargeSite.reversal("7")), ("C", ChargeSite.reversal("7")),
                ("D", ChargeSite.charge("7")), ("E", ChargeSite.reversal("7")),
            ] {
                await engine.submit(id, event)
                try await engine.finish()
            }
            #expect(engine.erp.booked.map(\.message) == [1, 2, 4, 5])
            #expect(engine.erp.works.map { $0.takenBack?.document } == [nil, "D1", nil, "D3"])
            #expect(try engine.delivery(3)?.reason == "It was taken back already, by message 2.")
        }
    }

    @Test("a reversal that a person takes out has taken nothing back")
    func takenOut() async throws {
        try await ChargeSite.withEngine { engine in
            await engine.submit("A", ChargeSite.charge("7"))
            try await engine.finish()
            await engine.submit("B", ChargeSite.charge("7", code: nil, action: .reverse))
            let row = try #require(try engine.open.first)
            _ = try await engine.ask(.dismiss([row.id], reason: "it stands"))
            await engine.submit("C", ChargeSite.charge("7"))
            #expect(try engine.delivery(3)?.reason == "It says what message 1 said.")
            await engine.submit("D", ChargeSite.reversal("7"))
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [1, 4])
            #expect(engine.erp.works.last?.takenBack?.document == "D1")
        }
    }

    @Test("what came behind a reversal that a person takes out is a repeat, until a person says otherwise")
    func behindTakenOut() async throws {
        try await ChargeSite.withEngine { engine in
            await engine.submit("A", ChargeSite.charge("7"))
            try await engine.finish()
            await engine.submit("B", ChargeSite.charge("7", code: nil, action: .reverse))
            await engine.submit("C", ChargeSite.charge("7"))
            let row = try #require(try engine.open.first)
            _ = try await engine.ask(.dismiss([row.id], reason: "it stands"))
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [1])
            let repeated = try #require(try engine.open.first)
            #expect(repeated.fault.code == .eventRepeated)
            _ = try await engine.ask(.resubmit([repeated.id]))
            try await engine.finish()
            await engine.submit("D", ChargeSite.reversal("7"))
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [1, 3, 4])
            #expect(engine.erp.works.last?.takenBack?.document == "D2")
        }
    }

    @Test("where a repeat is taken out, its reversal takes back what it repeated")
    func repeatTakenOut() async throws {
        try await ChargeSite.withEngine { engine in
            await engine.submit("A", ChargeSite.charge("7"))
            try await engine.finish()
            await engine.submit("B", ChargeSite.charge("7", code: nil, action: .reverse))
            await engine.submit("C", ChargeSite.charge("7"))
            await engine.submit("D", ChargeSite.reversal("7"))
            for _ in 0..<2 {
                let row = try #require(try engine.open.first)
                _ = try await engine.ask(.dismiss([row.id], reason: "not that one"))
                await engine.settle()
            }
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [1, 4])
            #expect(engine.erp.works.last?.takenBack?.document == "D1")
        }
    }

    @Test("a repeat that says the same is dismissed, whatever the flow says", arguments: RepeatRule.allCases)
    func repeated(_ rule: RepeatRule) async throws {
        try await ChargeSite.withEngine(ChargeSite.flow(rule)) { engine in
            await engine.submit("A", ChargeSite.charge("7"))
            await engine.submit("B", ChargeSite.charge("7"))
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [1])
            #expect(try engine.delivery(2)?.reason == "It says what message 1 said.")
        }
    }

    @Test(
        "one that says something else stops, is sent, or is dismissed, as the flow says",
        arguments: [(RepeatRule.stop, DeliveryState.faulted), (.send, .delivered), (.dismiss, .dismissed)])
    func changed(_ rule: RepeatRule, _ state: DeliveryState) async throws {
        try await ChargeSite.withEngine(ChargeSite.flow(rule)) { engine in
            await engine.submit("A", ChargeSite.charge("7", 100))
            await engine.submit("B", ChargeSite.charge("7", 120))
            try await engine.finish()
            #expect(try engine.delivery(2)?.state == state)
            #expect(try engine.open.map(\.fault.code) == (rule == .stop ? [.eventRepeated] : []))
            guard rule == .stop, let row = try engine.open.first else { return }
            _ = try await engine.ask(.resubmit([row.id]))
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [1, 2])
        }
    }

    @Test("each flow takes back what it has sent itself: one that is held has sent nothing")
    func perFlow() async throws {
        let other = FlowName(rawValue: "charges.archive")
        try await ChargeSite.withEngine(ChargeSite.flow(), ChargeSite.flow(name: other)) { engine in
            _ = try await engine.ask(.pauseFlow(other, reason: "a test"), as: .integration)
            await engine.submit("A", ChargeSite.charge("7"))
            await engine.settle()
            await engine.submit("B", ChargeSite.reversal("7"))
            await engine.settle()
            #expect(engine.erp.works.map(\.flow) == [TestSite.flowName, TestSite.flowName])
            _ = try await engine.ask(.resumeFlow(other, reason: "done"), as: .integration)
            try await engine.finish()
            #expect(engine.erp.works.count == 2)
        }
    }

    @Test("an amendment that never left has changed nothing: its reversal takes back what went before it")
    func amendedUnsent() async throws {
        try await ChargeSite.withEngine(ChargeSite.flow(.send)) { engine in
            await engine.submit("A", ChargeSite.charge("7", 100))
            try await engine.finish()
            _ = try await engine.ask(.pause(TestSite.endpoint, reason: "a test"), as: .integration)
            await engine.submit("B", ChargeSite.charge("7", 120))
            await engine.submit("C", ChargeSite.charge("7", 130))
            await engine.submit("D", ChargeSite.reversal("7"))
            await engine.settle()
            _ = try await engine.ask(.resume(TestSite.endpoint), as: .integration)
            try await engine.finish()
            // The first of the amendments isn't the one that the reversal is about, and goes as it came.
            #expect(engine.erp.booked.map(\.message) == [1, 2, 4])
            #expect(engine.erp.works.last?.takenBack?.document == "D2")
            #expect(try engine.delivery(3)?.reason == "Message 4 took it back before it was sent.")
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    @Test("an amendment that is stopped is taken out with its reversal, which takes back what went before it")
    func amendedStopped() async throws {
        try await ChargeSite.withEngine(ChargeSite.flow(.send)) { engine in
            await engine.submit("A", ChargeSite.charge("7", 100))
            try await engine.finish()
            await engine.submit("B", ChargeSite.charge("7", 120, code: nil))
            await engine.submit("C", ChargeSite.charge("7", 130, code: nil))
            #expect(try engine.open.count == 2)
            await engine.submit("D", ChargeSite.reversal("7"))
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [1, 4] && engine.erp.works.last?.takenBack?.document == "D1")
            #expect(try engine.open.isEmpty && (2...3).allSatisfy { try engine.delivery($0)?.state == .dismissed })
            // Nothing stands any more: the next one is new, and an amendment of it that is taken out leaves it.
            await engine.submit("E", ChargeSite.charge("7", 90))
            try await engine.finish()
            await engine.submit("F", ChargeSite.charge("7", 95, code: nil))
            let row = try #require(try engine.open.first)
            _ = try await engine.ask(.dismiss([row.id], reason: "wrong"))
            await engine.submit("G", ChargeSite.reversal("7"))
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [1, 4, 5, 7])
            #expect(engine.erp.works.last?.takenBack?.document == "D3")
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    @Test("what was given up isn't replayed once something else speaks for the same")
    func replay() async throws {
        try await ChargeSite.withEngine { engine in
            await engine.submit("A", ChargeSite.charge("7", code: nil))
            let row = try #require(try engine.open.first)
            _ = try await engine.ask(.dismiss([row.id], reason: "comes again"))
            await engine.submit("B", ChargeSite.charge("7"))
            try await engine.finish()
            let candidates = try engine.core.reader.replayCandidates([DeliveryID(rawValue: 1), DeliveryID(rawValue: 2)])
            #expect(candidates.map { $0.candidate?.speaksForSubject } == [false, true])
            let verdict = engine.core.judge(
                DeliveryID(rawValue: 1), candidates.first?.candidate, edit: nil, by: engine.core.snapshot,
                now: engine.clock.now)
            guard case .stays(.correctedLater, _, _) = verdict.fate else {
                return #expect(Bool(false), "\(verdict.fate)")
            }
        }
    }
}
