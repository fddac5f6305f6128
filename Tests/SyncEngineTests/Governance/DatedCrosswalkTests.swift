import Catalog
import Control
import Foundation
import Measures
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("Entries with dates")
struct DatedCrosswalkTests {
    private let start = TestSite.start
    private var tomorrow: UTCTime { start.advanced(by: .seconds(86_400)) }
    private let key = CrosswalkKey(.item, source: TestSite.source, code: "CATH")
    private static let cath = Fix.mapItem(ItemMapping(source: TestSite.source, code: "CATH", itemNumber: "100"))

    private func revision(
        _ key: CrosswalkKey, _ after: CrosswalkContent, before: CrosswalkContent? = nil
    ) -> Fix { .revise(CrosswalkRevision(key, before: before, after: after)) }

    /// A use of an item that happened at a moment.
    private func use(_ item: String = "CATH", at moment: UTCTime, location: String = "ICU") -> CanonicalEvent {
        var event = TestSite.use(item, 50, "EA", location: location)
        event.occurredAt = moment
        return event
    }

    private func plan(_ event: CanonicalEvent, _ crosswalk: CrosswalkSnapshot) -> DeliveryPlan {
        Planner(flow: TestSite.flow(), crosswalk: crosswalk).plan(event, from: TestSite.source, receivedAt: start)
    }

    private func fault(_ event: CanonicalEvent, _ crosswalk: CrosswalkSnapshot) -> Fault? {
        if case .faulted(let fault) = plan(event, crosswalk).decision { fault } else { nil }
    }

    @Test("an entry that ended before the event isn't used, and one that begins after it isn't yet")
    func itemDates() throws {
        let ended = CrosswalkContent(mapping: Self.cath, steps: [CrosswalkStep(from: start, mapping: nil)])
        let snapshot = CrosswalkSnapshot(try TestSite.tables).applying(revision(key, ended), at: start)
        let before = start.advanced(by: .milliseconds(-1))
        #expect(fault(use(at: before), snapshot) == nil)
        let stopped = try #require(fault(use(at: start), snapshot))
        #expect(stopped.code == .itemUnmapped && stopped.detail.contains("from 2026-03-02T08:00:00Z nothing"))
        // When it happened counts, not when it came; where that isn't said, when it came does.
        var undated = use(at: start)
        undated.occurredAt = nil
        #expect(fault(undated, snapshot)?.code == .itemUnmapped)

        let begins = CrosswalkContent(steps: [CrosswalkStep(from: start, mapping: Self.cath)])
        let later = CrosswalkSnapshot(try TestSite.tables).applying(revision(key, begins), at: start)
        #expect(fault(use(at: before), later)?.code == .itemUnmapped)
        #expect(fault(use(at: start), later) == nil)
    }

    @Test("units and locations hold for their dates too; a word for every item steps in where its own has ended")
    func otherDates() throws {
        let word = UnitMapping(source: TestSite.source, word: "BOX", itemNumber: "100", unit: "BX")
        let own = CrosswalkContent(
            mapping: .defineUnit(word, factor: nil), steps: [CrosswalkStep(from: start, mapping: nil)])
        let all = UnitMapping(source: TestSite.source, word: "BOX", itemNumber: nil, unit: "EA")
        let unitKey = CrosswalkKey(.unit, source: TestSite.source, code: "BOX", item: "100")
        let placeKey = CrosswalkKey(.location, source: TestSite.source, code: "ICU")
        let place = LocationEntry(code: "ICU", organization: "M2", subinventory: "NEW", costCenter: "9", account: nil)
        var moved = CrosswalkSnapshot(try TestSite.tables).content(of: placeKey)
        moved.steps = [CrosswalkStep(from: start, mapping: .mapLocation(source: TestSite.source, place))]
        let snapshot = CrosswalkSnapshot(try TestSite.tables)
            .applying(revision(unitKey, own), at: start).applying(.defineUnit(all, factor: nil), at: start)
            .applying(revision(placeKey, moved), at: start)
        let item = try #require(snapshot.item("100"))
        let before = start.advanced(by: .milliseconds(-1))
        #expect(snapshot.unit("BOX", of: TestSite.source, item: item, at: before)?.unit == "BX")
        #expect(snapshot.unit("BOX", of: TestSite.source, item: item, at: start)?.unit == "EA")
        #expect(snapshot.location("ICU", of: TestSite.source, at: before)?.organization == "M1")
        #expect(snapshot.location("ICU", of: TestSite.source, at: start)?.organization == "M2")
    }

    @Test("what is planned holds after a restart as it did before, and is used when its day comes")
    func keeps() async throws {
        try await TestSite.withEngine { engine in
            var content = CrosswalkContent(mapping: Self.cath)
            content.steps = [
                CrosswalkStep(
                    from: tomorrow,
                    mapping: .mapItem(ItemMapping(source: TestSite.source, code: "CATH", itemNumber: "200")))
            ]
            let fix = revision(key, content, before: CrosswalkContent(mapping: Self.cath))
            guard case .done = try await engine.ask(.apply(fix, cause: ""), as: .materials) else {
                Issue.record("not applied")
                return
            }
            let loaded = CrosswalkSnapshot(try WorkReader(path: engine.path).crosswalk())
            for snapshot in [loaded, engine.core.snapshot] {
                #expect(snapshot.content(of: key) == content)
                #expect(snapshot.mapping("CATH", of: TestSite.source, at: start)?.itemNumber == "100")
                #expect(snapshot.mapping("CATH", of: TestSite.source, at: tomorrow)?.itemNumber == "200")
            }
            await engine.submit("M1", use(at: start))
            await engine.submit("M2", use(at: tomorrow))
            try await engine.finish()
            #expect(engine.erp.booked.count == 2)
            let bodies = try engine.reader.history(of: key)
            #expect(bodies.first?.after == content && bodies.first?.author == "materials")
        }
    }

    @Test("a change of an entry that has been changed meanwhile is refused, and one that makes no sense too")
    func refuses() async throws {
        try await TestSite.withEngine { engine in
            let stale = CrosswalkContent(
                mapping: .mapItem(ItemMapping(source: TestSite.source, code: "CATH", itemNumber: "200")))
            let other = Fix.mapItem(ItemMapping(source: TestSite.source, code: "STAP", itemNumber: "100"))
            let unknown = Fix.mapItem(ItemMapping(source: TestSite.source, code: "CATH", itemNumber: "nope"))
            let wrong: [(Fix, String)] = [
                (revision(key, .nothing, before: stale), "changed meanwhile"),
                (revision(key, CrosswalkContent(mapping: other)), "another entry"),
                (revision(key, CrosswalkContent(mapping: unknown)), "no item nope"),
                (revision(key, CrosswalkContent(mapping: revision(key, .nothing))), "another entry"),
                (revision(CrosswalkKey(.item, source: TestSite.source, code: ""), .nothing), "sender's code"),
            ]
            for (fix, words) in wrong {
                guard case .refused(.invalid, let sentence) = try await engine.ask(.apply(fix, cause: "")) else {
                    Issue.record("\(fix) was taken")
                    continue
                }
                #expect(sentence.contains(words), "\(sentence)")
            }
            #expect(try engine.reader.history(of: key).count == 1)
        }
    }

    @Test("an end that is taken back leaves the entry as it was, and what waited for it goes out")
    func undoes() async throws {
        try await TestSite.withEngine { engine in
            let before = CrosswalkContent(mapping: Self.cath)
            var ended = before
            ended.steps = [CrosswalkStep(from: start, mapping: nil)]
            _ = try await engine.ask(.apply(revision(key, ended, before: before), cause: ""), as: .materials, id: "e1")
            await engine.submit("M1", use(at: tomorrow))
            await engine.settle()
            #expect(try engine.open.count == 1)
            guard
                case .preview(let preview) = try await engine.ask(
                    .preview(revision(key, before, before: ended), cause: ""), as: .materials)
            else {
                Issue.record("no preview")
                return
            }
            #expect(preview.considered == 1 && preview.released == 1)
            guard case .done = try await engine.ask(.undo(command: "e1"), as: .materials) else {
                Issue.record("not taken back")
                return
            }
            #expect(engine.core.snapshot.content(of: key) == before)
            try await engine.finish()
            #expect(try engine.open.isEmpty && engine.erp.booked.count == 1)
        }
    }

    @Test("an import does exactly what its dry run showed, or nothing")
    func imports() async throws {
        try await TestSite.withEngine { engine in
            var ended = CrosswalkContent(mapping: Self.cath)
            ended.steps = [CrosswalkStep(from: tomorrow, mapping: nil)]
            let new = Fix.mapItem(ItemMapping(source: TestSite.source, code: "NEW", itemNumber: "100"))
            let stapler = ItemMapping(source: TestSite.source, code: "STAP", itemNumber: "200", defaultUnit: "EA")
            var loaded = CrosswalkImport(entries: [
                CrosswalkEntry(key, ended), CrosswalkEntry(new.key, CrosswalkContent(mapping: new)),
                CrosswalkEntry(Fix.mapItem(stapler).key, CrosswalkContent(mapping: .mapItem(stapler))),
            ])
            await engine.submit("M1", TestSite.use("NEW", 50, "EA"))
            await engine.settle()
            guard case .importPreview(let preview) = try await engine.ask(.previewImport(loaded)) else {
                Issue.record("no dry run")
                return
            }
            #expect(preview.new == 1 && preview.changed == 1 && preview.ended == 1 && preview.same == 1)
            #expect(preview.conflicts.isEmpty && preview.changes.count == 2)
            // Somebody changes one of them in between.
            let other = Fix.mapItem(ItemMapping(source: TestSite.source, code: "CATH", itemNumber: "200"))
            _ = try await engine.ask(.apply(other, cause: ""), as: .materials)
            loaded.digest = preview.digest
            guard case .refused(.invalid, _) = try await engine.ask(.importCrosswalk(loaded), as: .materials) else {
                Issue.record("loaded though it has changed")
                return
            }
            #expect(try engine.open.count == 1)
            guard case .importPreview(let again) = try await engine.ask(.previewImport(loaded)) else { return }
            loaded.digest = again.digest
            guard case .done = try await engine.ask(.importCrosswalk(loaded), as: .materials) else {
                Issue.record("not loaded")
                return
            }
            try await engine.finish()
            #expect(try engine.open.isEmpty)
            #expect(engine.core.snapshot.content(of: key) == ended)
            guard case .importPreview(let done) = try await engine.ask(.previewImport(loaded)) else { return }
            #expect(done.same == 3 && done.new + done.changed == 0)
        }
    }

    @Test("entries are counted as they are used, at intake and when a fix lets something go")
    func counts() async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("M1", TestSite.use("CATH", 50, "EA"), TestSite.use("CATH", 50, "EA", line: 2))
            await engine.submit("M2", TestSite.use("NEW", 50, "EA"))
            await engine.settle()
            let new = Fix.mapItem(ItemMapping(source: TestSite.source, code: "NEW", itemNumber: "100"))
            _ = try await engine.ask(.apply(new, cause: "item.unmapped ehr NEW"), as: .materials)
            engine.core.beat()
            await engine.settle()
            func uses(_ key: CrosswalkKey) throws -> Int? { try engine.reader.crosswalkEntry(key)?.use?.count }
            #expect(try uses(key) == 2)
            #expect(try uses(new.key) == 1)
            #expect(try uses(CrosswalkKey(.location, source: TestSite.source, code: "ICU")) == 3)
            #expect(try uses(CrosswalkKey(.item, source: TestSite.source, code: "STAP")) == nil)
        }
    }

    @Test("a part of a large import is judged by the whole, so that parts are no way around a second person")
    func parts() async throws {
        let policies = Policies(approvals: [ApprovalRule(requests: [.importCrosswalk], rows: 100)])
        try await TestSite.withEngine(policies: policies) { engine in
            let new = Fix.mapItem(ItemMapping(source: TestSite.source, code: "NEW", itemNumber: "100"))
            let entries = [CrosswalkEntry(new.key, CrosswalkContent(mapping: new))]
            let part = CrosswalkImport(entries: entries, whole: 100)
            guard case .pending = try await engine.ask(.importCrosswalk(part), as: .materials) else {
                Issue.record("done without approval")
                return
            }
            let small = CrosswalkImport(entries: entries, whole: 99)
            guard case .done = try await engine.ask(.importCrosswalk(small), as: .materials) else {
                Issue.record("not done")
                return
            }
        }
    }
}
