import Catalog
import Control
import Foundation
import Measures
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("Counts held against the books")
struct ReconciliationTests {
    private static func catalog(leavingOutReturns: Bool = false, posted: Bool = false) -> SiteCatalog {
        let counts = CountSite.flow(
            against: posted ? [TestSite.flowName] : [TestSite.flowName, "charges"],
            leavingOutReturns: leavingOutReturns, posted: posted)
        var charges = ChargeSite.flow(name: "charges")
        charges.repeats = .stop
        var catalog = TestSite.catalog(TestSite.flow())
        catalog.flows += [counts, charges]
        catalog.contracts = [ChargeSite.contract, CountSite.contract]
        return catalog
    }

    private func withEngine(
        leavingOutReturns: Bool = false, posted: Bool = false, _ body: (TestEngine) async throws -> Void
    ) async throws {
        try await PurchaseSite.withEngine(Self.catalog(leavingOutReturns: leavingOutReturns, posted: posted), body)
    }

    private func count(
        _ used: ExactDecimal, of item: String = "CATH", at location: String = "ICU", in unit: String = "EA"
    ) -> CanonicalEvent { CountSite.count(used, of: item, at: location, in: unit) }

    private func use(
        _ quantity: ExactDecimal, item: String = "CATH", unit: UnitCode = "EA", action: EventAction = .record
    ) -> CanonicalEvent {
        var event = TestSite.use(item, quantity, unit)
        (event.occurredAt, event.action) = (CountSite.noon, action)
        return event
    }

    /// A charge of an item, so that one may take another back.
    private func charge(
        _ number: String, _ quantity: ExactDecimal, action: EventAction = .record, line: Int = 1
    )
        -> CanonicalEvent
    {
        var event = ChargeSite.charge(number, action: action, line: line)
        (event.item, event.quantity, event.unit) = (CodedValue(code: "CATH"), quantity, "EA")
        (event.location, event.occurredAt) = ("ICU", CountSite.noon)
        return event
    }

    @Test("a count that the books make up, posted, waiting or rejected, needs nothing and is sent nowhere")
    func agrees() async throws {
        try await withEngine { engine in
            await engine.submit("A", use(4))
            try await engine.finish()
            engine.erp.hold()
            await engine.submit("B", use(2))
            await engine.settle()
            await engine.submit("C", charge("1", 3), charge("2", 1, line: 2))
            await engine.submit("D", count(10))
            #expect(try engine.open.map(\.fault.detail) == [])
            let reason = try engine.delivery(4)?.reason
            #expect(
                reason
                    == "10 EA counted, 10 in the books (4 posted, 6 waiting, 0 rejected, 0 taken back).")
            engine.erp.hold(false)
            engine.erp.answerAll(.accept)
            try await engine.finish()
            #expect(engine.erp.works.count == 4)
        }
    }

    @Test("a difference stops with where everything stands, and goes out as a correction where somebody says so")
    func differs() async throws {
        try await withEngine { engine in
            await engine.submit("A", use(4))
            try await engine.finish()
            await engine.submit("B", count(10))
            let row = try #require(try engine.open.first)
            #expect(row.fault.code == .booksDiffer && row.fault.owner == .materials)
            let books = "4 in the books (4 posted, 0 waiting, 0 rejected, 0 taken back)"
            #expect(row.fault.detail == "10 EA counted, \(books): 6 EA missing here.")
            _ = try await engine.ask(.letThrough([row.id], reason: "counted twice by two people"), as: .materials)
            try await engine.finish()
            #expect(engine.erp.works.last?.record?.values["difference"] == .number(6))
            #expect(try engine.open.isEmpty)
        }
    }

    @Test("what comes late is added, and settles by itself what it was missing from")
    func late() async throws {
        try await withEngine { engine in
            await engine.submit("A", use(4))
            await engine.submit("B", count(10))
            await engine.submit("C", use(5))
            await engine.settle()
            #expect(try engine.open.first?.fault.detail.hasSuffix(": 1 EA missing here.") == true)
            await engine.submit("D", use(1))
            try await engine.finish()
            #expect(try engine.open.isEmpty)
            #expect(try engine.delivery(2)?.state == .dismissed)
        }
    }

    @Test("what was taken back counts as taken back; a count may leave it out")
    func takenBack() async throws {
        for leavesOut in [false, true] {
            try await withEngine(leavingOutReturns: leavesOut) { engine in
                await engine.submit("A", charge("1", 4))
                try await engine.finish()
                await engine.submit("B", charge("1", 4, action: .reverse))
                await engine.submit("C", use(3))
                try await engine.finish()
                await engine.submit("D", use(1, action: .reverse))
                try await engine.finish()
                await engine.submit("E", count(leavesOut ? 2 : 7))
                #expect(try engine.open.isEmpty)
                let books = "in the books (2 posted, 0 waiting, 0 rejected, 5 taken back)."
                #expect(try engine.delivery(5)?.reason?.hasSuffix(books) == true)
            }
        }
    }

    @Test("a use that a person takes out was rejected; a repeat of one isn't counted again")
    func rejected() async throws {
        try await withEngine { engine in
            await engine.submit("A", use(4, item: "NOPE"))
            let row = try #require(try engine.open.first)
            _ = try await engine.ask(.dismiss([row.id], reason: "a test"))
            await engine.submit("B", charge("1", 4))
            await engine.submit("C", charge("1", 4))
            try await engine.finish()
            await engine.submit("D", count(4, of: "NOPE"))
            await engine.submit("E", count(4))
            #expect(try engine.open.isEmpty)
            #expect(try engine.delivery(4)?.reason?.contains("(0 posted, 0 waiting, 4 rejected") == true)
            #expect(try engine.delivery(5)?.reason?.contains("(4 posted, 0 waiting, 0 rejected") == true)
        }
    }

    @Test("what a destination counts by its own codes is held against what was posted there")
    func posted() async throws {
        try await withEngine(posted: true) { engine in
            await engine.submit("A", use(50))
            try await engine.finish()
            engine.erp.hold()
            await engine.submit("B", use(100))
            await engine.settle()
            for (id, boxes) in [("C", 1), ("D", 3), ("E", 4)] {
                await engine.submit(id, count(ExactDecimal(boxes), of: "100", at: "MAIN", in: "BX"))
            }
            // What is on its way may be there already, or not.
            #expect(try [3, 4].map { try engine.delivery($0)?.state } == [.dismissed, .dismissed])
            #expect(
                try engine.open.map(\.fault.detail) == [
                    "4 BX counted, 1 posted from here (2 waiting, 0 taken back): 1 BX missing here."
                ])
            engine.erp.hold(false)
            engine.erp.answerAll(.accept)
            try await engine.finish()
            await engine.submit("F", count(2, of: "100", at: "MAIN", in: "BX"))
            #expect(try engine.open.contains { $0.fault.detail.hasSuffix(": 1 BX too much here.") })
        }
    }

    @Test("another day, item or place is another count, and other units aren't added up")
    func apart() async throws {
        try await withEngine { engine in
            await engine.submit("A", use(2, unit: "BX"))
            await engine.submit("B", use(1))
            await engine.submit("C", count(1))
            let row = try #require(try engine.open.first)
            #expect(row.fault.detail.hasSuffix("taken back). What came in BX can't be added to that."))
            await engine.submit("D", count(0, at: "OR"), count(0, of: "STAP"))
            #expect(try engine.open.count == 1)
        }
    }

    @Test("a replay doesn't send what was held against the books of another day")
    func replayed() async throws {
        try await withEngine { engine in
            await engine.submit("A", count(1))
            let row = try #require(try engine.open.first)
            _ = try await engine.ask(.dismiss([row.id], reason: "counted wrong"))
            let groups = try await engine.dryRun().groups
            #expect(groups.flatMap(\.staying).map(\.obstacle) == [.stopsAgain])
            #expect(groups.flatMap(\.staying).first?.code == .booksDiffer)
        }
    }
}
