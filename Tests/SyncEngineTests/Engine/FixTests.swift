import Control
import Measures
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("Fixing causes")
struct FixTests {
    private let cause = "item.unmapped ehr NEW"
    private let fix = Fix.mapItem(ItemMapping(source: TestSite.source, code: "NEW", itemNumber: "100"))

    @Test("what a preview says is what the fix then does")
    func previewsTruly() async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("M1", TestSite.use("NEW", 2, "EA"))
            await engine.submit("M2", TestSite.use("NEW", 100, "EA"))
            await engine.submit("M3", TestSite.use("NEW", 1, "CS"))
            await engine.submit("M4", TestSite.use("NEW", 501, "EA"))
            await engine.submit("M5", TestSite.use("OTHER", 1, "EA"))
            guard case .preview(let preview) = try await engine.ask(.preview(fix, cause: cause)) else {
                Issue.record("no preview")
                return
            }
            #expect(preview.considered == 4 && preview.released == 2)
            #expect(preview.value == Money(cents: 10_200))
            #expect(preview.stillStopped == [.conversionMissing: 1, .quantityOutOfRange: 1])
            #expect(preview.rows.map(\.documented) == ["2 EA", "100 EA", "1 CS", "501 EA"])
            #expect(preview.rows.map(\.isReleased) == [true, true, false, false])
            #expect(preview.rows.first?.result == "2 EA ÷ 50 EA/BX = 0.04 BX")
            #expect(try engine.open.count == 5, "a preview changes nothing")

            let reply = try await engine.ask(.apply(fix, cause: cause))
            guard case .done(preview.considered, preview.released, _, _) = reply else {
                Issue.record("\(reply)")
                return
            }
            try await engine.finish()
            #expect(engine.erp.uses.map(\.quantity.description).sorted() == ["0.04", "2"])
            #expect(
                try Set(engine.open.map(\.fault.code)) == [.conversionMissing, .quantityOutOfRange, .itemUnmapped])
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    @Test(
        "each kind of fix releases what waits for it",
        arguments: [
            (
                TestSite.use("CATH", 3, "ZORK"), "unit.invalid ehr ZORK",
                Fix.defineUnit(
                    UnitMapping(source: "ehr", word: "ZORK", itemNumber: "100", unit: "BX"), factor: nil), "3"
            ),
            (
                TestSite.use("CATH", 3, "CS"), "unit.no-conversion ehr CATH CS BX",
                .defineUnit(
                    UnitMapping(source: "ehr", word: "CS", itemNumber: "100", unit: "CS"),
                    factor: try? PackFactor(unit: "CS", contains: 10, of: "BX")), "30"
            ),
            (
                TestSite.use("CATH", 50, "EA", location: "OR"), "cost-center.missing ehr OR",
                .mapLocation(
                    source: "ehr",
                    LocationEntry(code: "OR", organization: "M1", subinventory: "SURG", costCenter: "9", account: nil)),
                "1"
            ),
        ])
    func releases(event: CanonicalEvent, cause: String, fix: Fix, quantity: String) async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("M1", event)
            await engine.settle()
            #expect(try engine.open.map(\.cause) == [cause])
            _ = try await engine.ask(.apply(fix, cause: cause))
            try await engine.finish()
            #expect(engine.erp.uses.map(\.quantity.description) == [quantity])
            await engine.submit("M2", event)
            try await engine.finish()
            #expect(engine.erp.booked.count == 2, "what comes later needs no person")
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    @Test("a fix that more than a chunk waits for is carried on to the last of them")
    func carriesOn() async throws {
        try await TestSite.withEngine { engine in
            let count = 2 * CommandDesk.chunk + 7
            for number in 0..<(count / 50 + 1) {
                let lines = (1...50).filter { number * 50 + $0 <= count }
                let events = lines.map { TestSite.use("NEW", line: $0) }
                guard case .accepted = await engine.submit(TestSite.message("M\(number)", events)) else {
                    Issue.record("not accepted")
                    return
                }
            }
            guard
                case .done(CommandDesk.chunk, CommandDesk.chunk, _, _) = try await engine.ask(.apply(fix, cause: cause))
            else {
                Issue.record("the first chunk isn't whole")
                return
            }
            try await engine.finish()
            #expect(engine.erp.booked.count == count)
            #expect(try engine.open.isEmpty)
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    @Test("a chunk whose commit fails is tried again until all are released")
    func carriesOnAfterFailure() async throws {
        try await TestSite.withEngine { engine in
            let events = (1...(CommandDesk.chunk + 5)).map { TestSite.use("NEW", line: $0) }
            _ = await engine.submit(TestSite.message("M1", events))
            engine.core.dispatchers[TestSite.endpoint]?.pause("so that only the fix is written")
            await engine.settle()
            engine.faults.beforeNext { engine.faults.beforeNext { engine.faults.failNext(1) } }
            _ = try await engine.ask(.apply(fix, cause: cause))
            try await engine.run { try engine.open.isEmpty }
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    @Test("a fix releases what waits for other causes that it settles too, and the preview says so")
    func releasesOtherCauses() async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("M1", TestSite.use("CATH", 50, "EA", location: "NICU"))
            await engine.submit("M2", TestSite.use("CATH", 50, "EA", location: "OR"))
            let noCenter = LocationEntry(
                code: "NICU", organization: "M1", subinventory: "MAIN", costCenter: nil, account: nil)
            _ = try await engine.ask(
                .apply(.mapLocation(source: "ehr", noCenter), cause: "location.unknown ehr NICU"))
            #expect(
                try Set(engine.open.map(\.cause)) == ["cost-center.missing ehr NICU", "cost-center.missing ehr OR"])
            var whole = noCenter
            whole.costCenter = "4010"
            let fix = Fix.mapLocation(source: "ehr", whole)
            // Asked for with a cause that nothing waits for any more, as a screen may that was opened earlier.
            guard case .preview(let preview) = try await engine.ask(.preview(fix, cause: "location.unknown ehr NICU"))
            else {
                Issue.record("no preview")
                return
            }
            #expect(preview.considered == 1 && preview.released == 1 && preview.value == Money(cents: 5000))
            let reply = try await engine.ask(.apply(fix, cause: "location.unknown ehr NICU"))
            #expect(reply == .done(affected: 1, released: 1, summary: "1 of 1 waiting go out now."))
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [1])
            #expect(try engine.open.map(\.cause) == ["cost-center.missing ehr OR"])
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    @Test("what a fix settles by an item's second code goes out too, though its cause has another name")
    func releasesBySecondCode() async throws {
        try await TestSite.withEngine { engine in
            var event = TestSite.use("SHELF-9", 50, "EA")
            event.alternateCodes = [CodedValue(code: "NEW", text: nil)]
            await engine.submit("M1", event)
            #expect(try engine.open.map(\.cause) == ["item.unmapped ehr SHELF-9"])
            _ = try await engine.ask(.apply(fix, cause: cause))
            try await engine.run { try engine.open.isEmpty }
            try await engine.finish()
            #expect(engine.erp.booked.count == 1)
        }
    }

    @Test("what the ERP refused isn't sent again by a fix of something else, only by one that changes it")
    func leavesRefusedAlone() async throws {
        try await TestSite.withEngine { engine in
            let refusal = Fault(.itemRejected, FaultSubject(item: "100", other: "INV-7"), detail: "No such item.")
            engine.erp.script(.refuse(refusal))
            await engine.submit("M1", TestSite.use("CATH", 50, "EA"))
            await engine.settle()
            let refused = try #require(try engine.open.first)
            #expect(refused.fault.code == .itemRejected)
            _ = try await engine.ask(.apply(fix, cause: cause))
            await engine.settle()
            #expect(engine.erp.calls.count == 1, "another item's fix says nothing of it")
            let other = ItemMapping(source: TestSite.source, code: "CATH", itemNumber: "200")
            _ = try await engine.ask(.apply(.mapItem(other), cause: "item.unmapped ehr CATH"))
            try await engine.finish()
            #expect(engine.erp.uses.map(\.itemNumber) == ["200"])
            #expect(try engine.open.isEmpty)
        }
    }

    @Test("the answer to a fix says how many still wait, and what for")
    func saysWhatIsLeft() async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("M1", TestSite.use("NEW", 50, "EA"))
            await engine.submit("M2", TestSite.use("NEW", 50, "EA", location: "ICU-9"))
            await engine.submit("M3", TestSite.use("NEW", 50, "EA", location: "ICU-9"))
            await engine.submit("M4", TestSite.use("NEW", 1, "CS"))
            guard case .done(4, 1, let summary, let stopped) = try await engine.ask(.apply(fix, cause: cause)) else {
                Issue.record("not one of four")
                return
            }
            #expect(
                summary == "1 of 4 released; 3 now wait for: unknown location ICU-9 (2), no conversion NEW CS BX (1).")
            #expect(
                stopped.map(\.count) == [2, 1] && stopped.map(\.fault.code) == [.locationUnknown, .conversionMissing])
            let left = try engine.open.map(\.id)
            guard case .done(3, 0, let again, _) = try await engine.ask(.resubmit(left)) else {
                Issue.record("they went out")
                return
            }
            #expect(again.hasPrefix("0 of 3 released; 3 now wait for: unknown location ICU-9 (2)"))
        }
    }

    @Test("a message planned before a fix and committed after it isn't left behind")
    func leavesNothingBehind() async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("M1", TestSite.use("NEW"))
            // The fix is being written: the message is planned by the old crosswalk and waits its turn.
            engine.faults.beforeNext {
                engine.core.submit(TestSite.message("M2", [TestSite.use("NEW")]), mayBlock: false) { _ in }
            }
            _ = try await engine.ask(.apply(fix, cause: cause))
            try await engine.finish()
            #expect(try engine.open.isEmpty)
            #expect(engine.erp.booked.map(\.message).sorted() == [1, 2])
        }
    }

    @Test("a fix that could not be committed is refused and changes nothing, in memory or on disk")
    func rollsBack() async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("M1", TestSite.use("NEW"))
            await engine.settle()
            engine.faults.failNext(1)
            guard case .refused(.unavailable, _) = try await engine.ask(.apply(fix, cause: cause)) else {
                Issue.record("it was not refused")
                return
            }
            await engine.submit("M2", TestSite.use("NEW"))
            await engine.settle()
            #expect(try engine.open.count == 2)
            #expect(engine.erp.calls.isEmpty)
            _ = try await engine.ask(.apply(fix, cause: cause))
            try await engine.finish()
            #expect(engine.erp.booked.count == 2)
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    @Test(
        "a fix that makes no sense is refused with a sentence",
        arguments: [
            Fix.mapItem(ItemMapping(source: "ehr", code: "NEW", itemNumber: "nope")),
            .mapItem(ItemMapping(source: "ehr", code: "", itemNumber: "100")),
            .defineUnit(UnitMapping(source: "ehr", word: "X", itemNumber: "100", unit: ""), factor: nil),
            .defineUnit(UnitMapping(source: "ehr", word: "X", itemNumber: "nope", unit: "EA"), factor: nil),
            .mapLocation(
                source: "ehr",
                LocationEntry(code: "", organization: "M1", subinventory: "S", costCenter: nil, account: nil)),
        ])
    func refusesNonsense(fix: Fix) async throws {
        try await TestSite.withEngine { engine in
            guard case .refused(.invalid, let sentence) = try await engine.ask(.apply(fix, cause: cause)) else {
                Issue.record("it was applied")
                return
            }
            #expect(sentence.hasSuffix("."))
        }
    }
}
