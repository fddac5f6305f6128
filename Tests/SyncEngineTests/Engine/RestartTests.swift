import Catalog
import Control
import Foundation
import SyncModel
import Testing

@testable import SyncEngine
@testable import SyncStore

@Suite("A restart after a crash")
struct RestartTests {
    /// Runs a first engine, copies its state as a crash would leave it, and runs a second one on the copy.
    private func crash(
        _ flow: Flow = TestSite.flow(), kind: Endpoint.Kind = TestSite.oracle,
        _ before: (TestEngine) async throws -> Void, then after: (TestEngine) async throws -> Void
    ) async throws {
        let erp = FakeERP(honoursKeys: kind.honoursIdempotencyKey)
        let folders = [try TestSite.folder(), try TestSite.folder()]
        defer { for folder in folders { try? FileManager.default.removeItem(at: folder) } }
        let catalog = TestSite.catalog(flow, kind: kind)
        let first = try TestEngine(catalog, in: folders[0], clock: TestClock(), erp: erp)
        try await before(first)
        await first.settle()
        try TestSite.copyState(from: folders[0], to: folders[1])
        await first.close()
        let second = try TestEngine(catalog, in: folders[1], clock: TestClock(start: first.clock.now), erp: erp)
        do { try await after(second) } catch {
            await second.close()
            throw error
        }
        #expect(try second.reader.verify().findings.isEmpty)
        await second.close()
    }

    @Test("a stored delivery that was changed is stopped and named, and those beside it are sent")
    func refusesDamaged() async throws {
        try await crash { engine in
            _ = try await engine.ask(.pause(TestSite.endpoint, reason: "a test"), as: .integration)
            for number in 1...3 { await engine.submit("M\(number)", TestSite.use()) }
            await engine.settle()
            try engine.store.commit(now: engine.clock.now) { transaction in
                try DirectStatement(
                    transaction.database,
                    "UPDATE delivery SET resolved = CAST(substr(resolved, 2) AS BLOB) WHERE message = 2"
                ).run()
            }
        } then: { engine in
            _ = try await engine.ask(.resume(TestSite.endpoint), as: .integration)
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [1, 3])
            #expect(try engine.delivery(2)?.state == .faulted)
            #expect(try engine.open.map(\.message.rawValue) == [2])
        }
    }

    @Test("what was queued is sent")
    func takesUpQueued() async throws {
        try await crash { engine in
            _ = try await engine.ask(.pause(TestSite.endpoint, reason: "a test"), as: .integration)
            await engine.submit("M1", TestSite.use())
        } then: { engine in
            await engine.settle()
            #expect(engine.erp.calls.isEmpty, "a pause outlives the engine")
            _ = try await engine.ask(.resume(TestSite.endpoint), as: .integration)
            try await engine.finish()
            #expect(engine.erp.booked.count == 1)
        }
    }

    @Test("what waited for its time waits on, and is sent when that comes")
    func takesUpWaiting() async throws {
        try await crash { engine in
            engine.erp.script(.limited(.seconds(40)))
            await engine.submit("M1", TestSite.use())
        } then: { engine in
            await engine.settle()
            #expect(engine.erp.calls.count == 1)
            engine.clock.advance(by: .seconds(39))
            await engine.settle()
            #expect(engine.erp.calls.count == 1)
            engine.clock.advance(by: .seconds(2))
            await engine.settle()
            #expect(engine.erp.booked.count == 1)
        }
    }

    @Test("what was being sent is looked up first: booked already, it isn't sent again", arguments: [true, false])
    func takesUpSending(wasBooked: Bool) async throws {
        try await crash { engine in
            engine.erp.hold()
            await engine.submit("M1", TestSite.use())
            await engine.settle()
            let state = try engine.delivery(1)?.state
            #expect(state == .sending)
            if wasBooked { engine.erp.bookHeld(DeliveryID(rawValue: 1)) }
        } then: { engine in
            try await engine.finish()
            let business = FakeERP.Business(1)
            // What isn't booked yet is asked for again, until the request can't be at work any more.
            let lookUps = Array(repeating: FakeERP.Call.lookUp(business), count: wasBooked ? 1 : 6)
            let again = wasBooked ? [] : [FakeERP.Call.send(business, attempt: 2)]
            #expect(engine.erp.calls == [.send(business, attempt: 1)] + lookUps + again)
            #expect(engine.erp.booked == [business])
        }
    }

    @Test("what was in doubt is looked up")
    func takesUpInDoubt() async throws {
        try await crash { engine in
            engine.erp.script(.acceptThenTimeout)
            await engine.submit("M1", TestSite.use())
            await engine.settle()
            let state = try engine.delivery(1)?.state
            #expect(state == .inDoubt)
        } then: { engine in
            try await engine.finish()
            #expect(engine.erp.booked.count == 1)
            #expect(engine.erp.calls.count == 2)
        }
    }

    @Test("where the destination honours keys, what was being sent is sent again with the same key")
    func sendsAgainWithTheKey() async throws {
        try await crash(kind: TestSite.rest) { engine in
            engine.erp.hold()
            await engine.submit("M1", TestSite.use())
            await engine.settle()
            engine.erp.bookHeld(DeliveryID(rawValue: 1))
        } then: { engine in
            try await engine.finish()
            #expect(engine.erp.booked.count == 1)
            #expect(engine.erp.keys.values.map(\.count) == [1])
        }
    }

    @Test("what is stopped in a lane still holds it, and those behind it keep their order")
    func keepsLanes() async throws {
        try await crash(TestSite.flow(ordering: .encounter)) { engine in
            await engine.submit("M1", TestSite.use("NEW", encounter: "V1"))
            await engine.submit("M2", TestSite.use(encounter: "V1"))
            await engine.submit("M3", TestSite.use(encounter: "V1"))
        } then: { engine in
            await engine.submit("M4", TestSite.use(encounter: "V1"), TestSite.use(line: 2, encounter: "V2"))
            await engine.settle()
            #expect(engine.erp.booked == [FakeERP.Business(4, 2)])
            let mapping = ItemMapping(source: TestSite.source, code: "NEW", itemNumber: "100")
            _ = try await engine.ask(.apply(.mapItem(mapping), cause: "item.unmapped ehr NEW"))
            try await engine.finish()
            #expect(engine.erp.booked.dropFirst().map(\.message) == [1, 2, 3, 4])
        }
    }

    @Test("a fix, and what was repeated, are still known")
    func keepsFixes() async throws {
        try await crash { engine in
            let mapping = ItemMapping(source: TestSite.source, code: "NEW", itemNumber: "100")
            _ = try await engine.ask(.apply(.mapItem(mapping), cause: "x"), id: "one")
            await engine.submit("M1", TestSite.use("NEW"))
        } then: { engine in
            #expect(await engine.submit("M1", TestSite.use("NEW")) == .duplicate(MessageID(rawValue: 1)))
            await engine.submit("M2", TestSite.use("NEW"))
            try await engine.finish()
            #expect(engine.erp.booked.count == 2)
        }
    }

    @Test("a fix that a crash cut short is carried on to the last of what waits for it")
    func carriesOnFixes() async throws {
        let count = CommandDesk.chunk + 5
        try await crash { engine in
            let events = (1...count).map { TestSite.use("NEW", line: $0) }
            _ = await engine.submit(TestSite.message("M1", events))
            _ = try await engine.ask(.pause(TestSite.endpoint, reason: "a test"), as: .integration)
            await engine.settle()
            // The fix is written; nothing is any more.
            engine.faults.beforeNext { engine.faults.beforeNext { engine.faults.failNext(.max) } }
            let mapping = ItemMapping(source: TestSite.source, code: "NEW", itemNumber: "100")
            _ = try await engine.ask(.apply(.mapItem(mapping), cause: "item.unmapped ehr NEW"))
            await engine.settle()
            #expect(try engine.open.count == 5)
        } then: { engine in
            try await engine.run { try engine.open.isEmpty }
            _ = try await engine.ask(.resume(TestSite.endpoint), as: .integration)
            try await engine.finish()
            #expect(engine.erp.booked.count == count)
        }
    }

    @Test("what the ERP refused before a restart isn't sent again by it")
    func leavesRefusedAlone() async throws {
        try await crash { engine in
            let refusal = Fault(.itemRejected, FaultSubject(item: "100", other: "INV-7"), detail: "No such item.")
            engine.erp.script(.refuse(refusal))
            await engine.submit("M1", TestSite.use())
        } then: { engine in
            await engine.settle()
            let open = try engine.open
            #expect(engine.erp.calls.count == 1 && open.map(\.fault.code) == [.itemRejected])
        }
    }

    @Test("a clean stop waits for what is in flight and writes it down")
    func drains() async throws {
        let folder = try TestSite.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let erp = FakeERP(honoursKeys: true)
        let engine = try TestEngine(TestSite.catalog(), in: folder, clock: TestClock(), erp: erp)
        erp.hold()
        await engine.submit("M1", TestSite.use())
        await engine.settle()
        async let stopped: Void = engine.core.stop(drainingWithin: .seconds(10))
        while engine.clock.sleepers == 0 { await Task.yield() }
        erp.answerAll(.accept)
        while engine.core.dispatchers.values.contains(where: { $0.load.writing + $0.load.inFlight > 0 }) {
            await Task.yield()
        }
        engine.clock.advanceToNext()
        await stopped
        #expect(try engine.delivery(1)?.state == .delivered)
        #expect(try engine.reader.engineStatus().releasedAt != nil)
    }
}

extension TestSite {
    /// Copies a state as a crash leaves it: the file and its write-ahead log, nothing else.
    static func copyState(from: URL, to: URL) throws {
        for name in ["state.db", "state.db-wal"] {
            try FileManager.default.copyItem(at: from.appending(path: name), to: to.appending(path: name))
        }
    }
}
