import Catalog
import Control
import Foundation
import Measures
import SyncModel
import Testing

@testable import SyncEngine
@testable import SyncStore

@Suite("Taking a fix back")
struct UndoTests {
    private let cause = "item.unmapped ehr NEW"
    private let fix = Fix.mapItem(ItemMapping(source: TestSite.source, code: "NEW", itemNumber: "100"))
    private let window = Policies(undoWindow: .seconds(5))

    private func withFixed(
        _ flow: Flow = TestSite.flow(), _ policies: Policies, _ body: (TestEngine) async throws -> Void
    ) async throws {
        try await TestSite.withEngine(flow, policies: policies) { engine in
            await engine.submit("M1", TestSite.use("NEW", 50, "EA", encounter: "V1"))
            await engine.submit("M2", TestSite.use("NEW", 100, "EA", encounter: "V1"))
            await engine.settle()
            guard case .done(2, 2, _, _) = try await engine.ask(.apply(fix, cause: cause), as: .materials, id: "f1")
            else {
                Issue.record("not fixed")
                return
            }
            await engine.settle()
            try await body(engine)
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    @Test(
        "within its window a fix is taken back: the entry is gone again, and what it let go waits as before",
        arguments: [Flow.OrderingKey.none, .encounter])
    func takesBack(ordering: Flow.OrderingKey) async throws {
        try await withFixed(TestSite.flow(ordering: ordering), window) { engine in
            #expect(engine.erp.calls.isEmpty, "it is held")
            let reply = try await engine.ask(.undo(command: "f1"), as: .materials, id: "u1")
            let summary = "Took it back: item code NEW of ehr is gone again; 2 wait again."
            #expect(reply == .done(affected: 2, released: 0, summary: summary))
            #expect(try engine.open.map(\.cause) == [cause, cause])
            engine.clock.advance(by: .seconds(10))
            await engine.settle()
            #expect(engine.erp.calls.isEmpty)
            await engine.submit("M3", TestSite.use("NEW", 1, "EA"))
            await engine.settle()
            #expect(try engine.open.count == 3, "the mapping is gone from memory too")
            #expect(try engine.reader.history(of: fix.key).map { $0.undoes != nil } == [true, false])
            #expect(try await engine.ask(.undo(command: "f1"), as: .materials, id: "u1") == reply)
            // And it can be made again.
            _ = try await engine.ask(.apply(fix, cause: cause), as: .materials, id: "f2")
            try await engine.finish()
            #expect(engine.erp.booked.count == 3)
        }
    }

    @Test("after its window a fix goes out by itself")
    func goesOut() async throws {
        try await withFixed(TestSite.flow(), window) { engine in
            #expect(engine.erp.calls.isEmpty)
            engine.clock.advance(by: .seconds(5))
            try await engine.finish()
            #expect(engine.erp.booked.count == 2)
        }
    }

    @Test("once the first row has left, a fix isn't taken back, and the refusal says what has left")
    func refusesAfterFirst() async throws {
        try await TestSite.withEngine(concurrency: 1) { engine in
            await engine.submit("M1", TestSite.use("NEW", 50, "EA"))
            await engine.submit("M2", TestSite.use("NEW", 100, "EA"))
            await engine.settle()
            engine.erp.hold(true)
            _ = try await engine.ask(.apply(fix, cause: cause), as: .materials, id: "f1")
            await engine.settle()
            #expect(engine.erp.calls.count == 1)
            guard case .refused(.invalid, let sentence) = try await engine.ask(.undo(command: "f1"), as: .materials)
            else {
                Issue.record("it was taken back")
                return
            }
            #expect(sentence.contains("have left, the first to erp"))
            #expect(engine.core.snapshot.mapping("NEW", of: TestSite.source, at: TestSite.start) != nil)
            engine.erp.hold(false)
            engine.erp.answerAll(.accept)
            try await engine.finish()
            #expect(engine.erp.booked.count == 2, "what was held for the look goes on")
        }
    }

    @Test("what waits behind a paused endpoint hasn't left, however long ago the fix was")
    func takesBackFromBacklog() async throws {
        try await TestSite.withEngine { engine in
            _ = try await engine.ask(.pause(TestSite.endpoint, reason: "a test"), as: .integration)
            await engine.submit("M1", TestSite.use("NEW", 50, "EA"))
            await engine.submit("M2", TestSite.use("CATH", 50, "EA"))
            _ = try await engine.ask(.apply(fix, cause: cause), as: .materials, id: "f1")
            engine.clock.advance(by: .seconds(3600))
            guard case .done(1, 0, _, _) = try await engine.ask(.undo(command: "f1"), as: .materials) else {
                Issue.record("not taken back")
                return
            }
            _ = try await engine.ask(.resume(TestSite.endpoint), as: .integration)
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [2])
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    @Test("an entry that said something before says it again")
    func restoresFormer() async throws {
        try await TestSite.withEngine(policies: window) { engine in
            let other = Fix.mapItem(
                ItemMapping(source: TestSite.source, code: "STAP", itemNumber: "100", defaultUnit: "BX"))
            _ = try await engine.ask(.apply(other, cause: "item.unmapped ehr STAP"), id: "f1")
            #expect(engine.core.snapshot.mapping("STAP", of: TestSite.source, at: TestSite.start)?.itemNumber == "100")
            _ = try await engine.ask(.undo(command: "f1"))
            let mapping = ItemMapping(source: TestSite.source, code: "STAP", itemNumber: "200", defaultUnit: "EA")
            #expect(engine.core.snapshot.mapping("STAP", of: TestSite.source, at: TestSite.start) == mapping)
            #expect(try WorkReader(path: engine.path).crosswalk().itemMappings.contains(mapping))
        }
    }

    @Test("a pack factor goes with its unit")
    func restoresFactor() async throws {
        try await TestSite.withEngine(policies: window) { engine in
            await engine.submit("M1", TestSite.use("CATH", 3, "CS"))
            await engine.settle()
            let fix = Fix.defineUnit(
                UnitMapping(source: "ehr", word: "CS", itemNumber: "100", unit: "CS"),
                factor: try PackFactor(unit: "CS", contains: 10, of: "BX"))
            let cause = "unit.no-conversion ehr CATH CS BX"
            _ = try await engine.ask(.apply(fix, cause: cause), id: "f1")
            guard case .done(1, 0, _, _) = try await engine.ask(.undo(command: "f1")) else {
                Issue.record("not taken back")
                return
            }
            #expect(try engine.open.map(\.cause) == [cause])
            #expect(try engine.reader.item("100")?.packs.map(\.unit) == ["BX"])
            #expect(engine.core.snapshot.item("100")?.packs.map(\.unit) == ["BX"])
        }
    }

    @Test("a fix that was changed since, was taken back before, or was somebody else's isn't taken back")
    func refuses() async throws {
        try await withFixed(TestSite.flow(), window) { engine in
            await engine.submit("M9", TestSite.use("NEW9"))
            guard case .refused(.invalid, _) = try await engine.ask(.undo(command: "f1"), as: .finance) else {
                Issue.record("finance took it back")
                return
            }
            guard case .refused(.notFound, _) = try await engine.ask(.undo(command: "nope")) else {
                Issue.record("there is no such fix")
                return
            }
            let other = Fix.mapItem(ItemMapping(source: TestSite.source, code: "NEW", itemNumber: "200"))
            _ = try await engine.ask(.apply(other, cause: cause), id: "f2")
            guard case .refused(.invalid, let sentence) = try await engine.ask(.undo(command: "f1")) else {
                Issue.record("it was changed since")
                return
            }
            #expect(sentence.contains("has been changed since by supervisor"))
            _ = try await engine.ask(.undo(command: "f2"))
            guard case .refused(.invalid, _) = try await engine.ask(.undo(command: "f2")) else {
                Issue.record("twice")
                return
            }
        }
    }

    @Test("an import is taken back whole: each entry says again what it said, and what it let go waits again")
    func takesBackImport() async throws {
        try await TestSite.withEngine(policies: window) { engine in
            await engine.submit("M1", TestSite.use("NEW", 50, "EA"))
            await engine.submit("M2", TestSite.use("NEW2", 50, "EA"))
            await engine.settle()
            let loaded = CrosswalkImport(
                itemMappings: ["NEW", "NEW2", "STAP"].map {
                    ItemMapping(source: TestSite.source, code: $0, itemNumber: "100")
                })
            _ = try await engine.ask(.importCrosswalk(loaded), as: .materials, id: "i1")
            await engine.settle()
            #expect(try engine.open.isEmpty)
            #expect(engine.erp.calls.isEmpty, "what an import lets go is held as well")
            #expect(try engine.reader.lastFix(of: "materials")?.count == 3)
            let summary = "Took it back: 3 entries say again what they said before, loaded items stay; 2 wait again."
            let reply = try await engine.ask(.undo(command: "i1"), as: .materials)
            #expect(reply == .done(affected: 2, released: 0, summary: summary))
            engine.clock.advance(by: .seconds(10))
            await engine.settle()
            #expect(engine.erp.calls.isEmpty)
            #expect(try engine.open.map(\.cause).sorted() == ["item.unmapped ehr NEW", "item.unmapped ehr NEW2"])
            let staple = ItemMapping(source: TestSite.source, code: "STAP", itemNumber: "200", defaultUnit: "EA")
            #expect(engine.core.snapshot.mapping("STAP", of: TestSite.source, at: TestSite.start) == staple)
            #expect(try WorkReader(path: engine.path).crosswalk().itemMappings.count == TestSite.itemMappings.count)
            #expect(try engine.reader.lastFix(of: "materials") == nil, "it was taken back")
            guard case .refused(.invalid, _) = try await engine.ask(.undo(command: "i1"), as: .materials) else {
                Issue.record("twice")
                return
            }
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    @Test("an import of which one entry was changed since stays as it is")
    func refusesChangedImport() async throws {
        try await TestSite.withEngine(policies: window) { engine in
            let loaded = CrosswalkImport(
                itemMappings: ["NEW", "NEW2"].map {
                    ItemMapping(source: TestSite.source, code: $0, itemNumber: "100")
                })
            _ = try await engine.ask(.importCrosswalk(loaded), as: .materials, id: "i1")
            let other = Fix.mapItem(ItemMapping(source: TestSite.source, code: "NEW2", itemNumber: "200"))
            _ = try await engine.ask(.apply(other, cause: "item.unmapped ehr NEW2"), id: "f1")
            guard case .refused(.invalid, let sentence) = try await engine.ask(.undo(command: "i1"), as: .materials)
            else {
                Issue.record("half of it was taken back")
                return
            }
            #expect(sentence.contains("item code NEW2 of ehr has been changed since by supervisor"))
            #expect(engine.core.snapshot.mapping("NEW", of: TestSite.source, at: TestSite.start)?.itemNumber == "100")
        }
    }

    @Test("what an import of items settles is not counted as let go by the fix before it")
    func itemsBelongToNoFix() async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("M1", TestSite.use("LOST", 1, "EA"))
            await engine.settle()
            let other = Fix.mapItem(ItemMapping(source: TestSite.source, code: "STAP", itemNumber: "100"))
            _ = try await engine.ask(.apply(other, cause: "item.unmapped ehr STAP"), id: "f1")
            let item = MasterItem(number: "999", description: "FOUND", unit: "EA", unitCost: Money(cents: 100))
            _ = try await engine.ask(.importCrosswalk(CrosswalkImport(items: [item])), as: .materials)
            try await engine.finish()
            #expect(engine.erp.booked.count == 1)
            guard case .done(0, 0, _, _) = try await engine.ask(.undo(command: "f1")) else {
                Issue.record("what the item let go counts as its own")
                return
            }
        }
    }

    @Test("somebody's last fix is theirs, and not one that was taken back")
    func lastFix() async throws {
        try await withFixed(TestSite.flow(), window) { engine in
            let second = Fix.mapItem(ItemMapping(source: TestSite.source, code: "NEW2", itemNumber: "100"))
            _ = try await engine.ask(.apply(second, cause: "item.unmapped ehr NEW2"), as: .materials, id: "f2")
            #expect(try engine.reader.lastFix(of: "materials")?.command == "f2")
            #expect(try engine.reader.lastFix(of: "supervisor") == nil)
            _ = try await engine.ask(.undo(command: "f2"), as: .materials)
            let last = try #require(try engine.reader.lastFix(of: "materials"))
            #expect(last.command == "f1" && last.change.key == fix.key && last.count == 1)
        }
    }

    @Test("an undo that can't be committed changes nothing, and what it held goes out")
    func rollsBack() async throws {
        try await withFixed(TestSite.flow(), window) { engine in
            engine.faults.failNext(1)
            guard case .refused(.unavailable, _) = try await engine.ask(.undo(command: "f1"), as: .materials) else {
                Issue.record("it was not refused")
                return
            }
            engine.clock.advance(by: .seconds(5))
            try await engine.finish()
            #expect(engine.erp.booked.count == 2)
        }
    }
}
