import Catalog
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("Versions of a contract beside each other")
struct ContractVersionTests {
    /// The site with a second version of its contract, and a flow for each, of one space.
    private func withEngine(_ body: (TestEngine) async throws -> Void) async throws {
        var (old, new) = (ChargeSite.flow(), ChargeSite.flow(name: "charges-v2"))
        (new.payloadVersion, old.subjects, new.subjects) = (2, "charges", "charges")
        var catalog = ChargeSite.catalog(old, new)
        var second = ChargeSite.contract
        second.version = 2
        second.fields.append(.init(name: "payer", kind: .text, isRequired: true))
        catalog.contracts.append(second)
        try await PurchaseSite.withEngine(catalog, body)
    }

    private func charge(_ number: String, version: Int, action: EventAction = .record) -> CanonicalEvent {
        var event = ChargeSite.charge(number, action: action)
        event.version = version
        if version == 2 { event.fields?.values["payer"] = .text("P") }
        return event
    }

    @Test("each flow takes its own version, and leaves the other's to the flow beside it")
    func side() async throws {
        try await withEngine { engine in
            await engine.submit("A", charge("1", version: 1))
            await engine.submit("B", charge("2", version: 2))
            try await engine.finish()
            #expect(try [1, 2].map { try engine.delivery($0)?.flow } == [TestSite.flowName, "charges-v2"])
            #expect(try engine.delivery(3) == nil)
            #expect(engine.erp.works.count == 2)
        }
    }

    @Test("one version takes back what the other recorded")
    func takenBack() async throws {
        try await withEngine { engine in
            await engine.submit("A", charge("1", version: 1))
            try await engine.finish()
            await engine.submit("B", charge("1", version: 2, action: .reverse))
            try await engine.finish()
            #expect(engine.erp.works.map(\.takenBack?.document) == [nil, "D1"])
        }
    }

    @Test("a version that no flow takes stops, and isn't lost")
    func unknown() async throws {
        try await withEngine { engine in
            await engine.submit("A", charge("1", version: 3))
            try await engine.finish()
            #expect(try engine.open.map(\.fault.code) == [.contractViolated])
            #expect(engine.erp.calls.isEmpty)
        }
    }
}
