import Catalog
import Control
import Measures
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("Deliveries that are for some events only")
struct RoutingTests {
    private static let note = "Not for \(TestSite.flowName): it takes what says that code is MAIN."

    private static func flow(_ repeats: RepeatRule = .stop) -> Flow {
        var flow = ChargeSite.flow(repeats)
        flow.when = [FieldCondition(field: "code", test: .isOne(of: ["MAIN"]))]
        return flow
    }

    private static func charge(
        _ number: String, _ code: String?, _ amount: Int = 100, action: EventAction = .record
    ) -> CanonicalEvent {
        ChargeSite.charge(number, amount, code: code, action: action)
    }

    @Test("an event that isn't for a delivery is dismissed with the reason and worth nothing, and so is its reversal")
    func dismissed() async throws {
        try await ChargeSite.withEngine(Self.flow()) { engine in
            await engine.submit("A", Self.charge("1", "WEST"))
            await engine.submit("B", Self.charge("1", "WEST", action: .reverse))
            await engine.submit("C", Self.charge("2", "MAIN"))
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [3])
            #expect(try (1...2).map { try engine.delivery($0)?.reason } == [Self.note, Self.note])
            let report = try engine.reader.verify()
            #expect(report.findings.isEmpty && report.total[.dismissed] == 2)
            #expect(try engine.delivery(1)?.value == .zero && engine.open.isEmpty)
        }
    }

    @Test("what is wrong is told before anybody knows whether it is for the delivery")
    func violated() async throws {
        try await ChargeSite.withEngine(Self.flow()) { engine in
            await engine.submit("A", Self.charge("1", nil))
            try await engine.finish()
            #expect(try engine.open.map(\.fault.code) == [.contractViolated])
        }
    }

    @Test("what was sent and is amended so that it is not for the destination stops for a person, and stays on record")
    func amended() async throws {
        try await ChargeSite.withEngine(Self.flow(.send)) { engine in
            await engine.submit("A", Self.charge("1", "MAIN"))
            try await engine.finish()
            await engine.submit("B", Self.charge("1", "WEST", 120))
            try await engine.finish()
            let row = try #require(try engine.open.first)
            #expect(row.fault.code == .eventRepeated && row.value == Money(cents: 12_000))
            #expect(row.fault.detail == "Message 1 is about the same and stands there. \(Self.note)")
            // Sent again as it is, there is nothing to send of it.
            _ = try await engine.ask(.resubmit([row.id]))
            try await engine.finish()
            #expect(try engine.open.isEmpty && engine.delivery(2)?.state == .dismissed)
            // What was sent stands still: an amendment that is for it goes, and a reversal takes back the last.
            await engine.submit("C", Self.charge("1", "MAIN", 130))
            try await engine.finish()
            await engine.submit("D", Self.charge("1", "WEST", 130, action: .reverse))
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [1, 3, 4])
            #expect(engine.erp.works.last?.takenBack?.document == "D2")
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    @Test("where the first one counts, an amendment for elsewhere is dropped like any other")
    func first() async throws {
        try await ChargeSite.withEngine(Self.flow(.dismiss)) { engine in
            await engine.submit("A", Self.charge("1", "MAIN"))
            await engine.submit("B", Self.charge("1", "WEST"))
            try await engine.finish()
            #expect(try engine.delivery(2)?.reason == "Message 1 came first, and counts.")
        }
    }

    @Test("a dismissed one is no trace for what comes after it: an amendment that is for the delivery goes")
    func later() async throws {
        try await ChargeSite.withEngine(Self.flow()) { engine in
            await engine.submit("A", Self.charge("1", "WEST"))
            await engine.submit("B", Self.charge("1", "MAIN"))
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [2])
        }
    }

    @Test("a correction decides anew whether it is for the delivery; lines of built-in types are asked as documented")
    func builtIn() throws {
        var flow = TestSite.flow()
        flow.when = [FieldCondition(field: "location", test: .isOne(of: ["OR-1"]))]
        var event = TestSite.use()
        event.location = "OR-2"
        let snapshot = CrosswalkSnapshot(CrosswalkTables())
        func plan(_ event: CanonicalEvent) -> DeliveryPlan.Decision {
            Planner(flow: flow, crosswalk: snapshot).plan(event, from: TestSite.source, receivedAt: TestSite.start)
                .decision
        }
        guard case .dismissed(let why) = plan(event) else {
            Issue.record("it is for the delivery")
            return
        }
        #expect(why == "Not for \(TestSite.flowName): it takes what says that location is OR-1.")
        event.location = "OR-1"
        guard case .faulted = plan(event) else {
            Issue.record("it isn't planned")
            return
        }
    }
}
