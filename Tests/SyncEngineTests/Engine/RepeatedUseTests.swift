import Catalog
import SyncModel
import Measures
import SyncStore
import Testing

@testable import SyncEngine

@Suite("Uses that are said again")
struct RepeatedUseTests {
    /// A use that its sender tells from all others, such as a FHIR resource with an identifier.
    private func use(
        _ quantity: ExactDecimal, _ identity: String = "S|1", action: EventAction = .record
    ) -> CanonicalEvent {
        var event = TestSite.use("CATH", quantity)
        event.identity = identity
        event.action = action
        return event
    }

    @Test("a resource that is pushed again books nothing, and one that was amended waits for a person")
    func amended() async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("A", use(2))
            try await engine.finish()
            await engine.submit("B", use(2))
            await engine.submit("C", use(3))
            await engine.submit("D", use(3, "S|2"))
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [1, 4])
            #expect(try engine.delivery(2)?.reason == "It says what message 1 said.")
            #expect(try engine.open.map(\.fault.code) == [.eventRepeated])
        }
    }

    @Test("one that was entered in error is taken back once, and never before it came")
    func inError() async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("A", use(2, action: .reverse))
            #expect(try engine.open.map(\.fault.code) == [.reversalUnmatched])
            await engine.submit("B", use(2))
            try await engine.finish()
            #expect(engine.erp.booked.isEmpty)
            await engine.submit("C", use(2, "S|2"))
            await engine.submit("D", use(2, "S|2", action: .reverse))
            await engine.submit("E", use(2, "S|2", action: .reverse))
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [3, 4])
            #expect(try engine.delivery(5)?.state == .dismissed)
        }
    }

    @Test("uses that may share what they are called by are each booked")
    func unnamed() async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("A", TestSite.use("CATH", 2))
            await engine.submit("B", TestSite.use("CATH", 2))
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [1, 2])
        }
    }
}
