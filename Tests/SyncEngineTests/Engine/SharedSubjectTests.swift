import Catalog
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("Flows that speak of the same things")
struct SharedSubjectTests {
    private static let night: SourceName = "nightly"

    /// The flow of what comes as it happens, and that of the nightly file.
    private static func flows(_ repeats: RepeatRule = .stop, subjects: String? = "charges") -> [Flow] {
        var (live, night) = (ChargeSite.flow(), ChargeSite.flow(repeats, name: "charges-nightly"))
        night.source = Self.night
        (live.subjects, night.subjects) = (subjects, subjects)
        return [live, night]
    }

    private func withEngine(
        _ repeats: RepeatRule = .stop, subjects: String? = "charges", _ body: (TestEngine) async throws -> Void
    ) async throws {
        let flows = Self.flows(repeats, subjects: subjects)
        try await ChargeSite.withEngine(flows[0], flows[1]) { engine in
            try await body(engine)
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    /// Hands in a row of the nightly file.
    private func nightly(_ id: String, _ event: CanonicalEvent, to engine: TestEngine) async {
        var message = TestSite.message(id, [event])
        message.source = Self.night
        _ = await engine.submit(message)
    }

    @Test("what came as it happened isn't sent again when the nightly file brings it; what was missed is")
    func once() async throws {
        try await withEngine { engine in
            await engine.submit("A", ChargeSite.charge("7"))
            await nightly("N1", ChargeSite.charge("7"), to: engine)
            await nightly("N2", ChargeSite.charge("8"), to: engine)
            await engine.submit("B", ChargeSite.charge("8"))
            try await engine.finish()
            #expect(engine.erp.works.map(\.message.rawValue).sorted() == [1, 3])
            #expect(try engine.delivery(2)?.reason == "It says what message 1 said.")
            #expect(try engine.delivery(4)?.reason == "It says what message 3 said.")
        }
    }

    @Test("where the two differ, each says what becomes of its own")
    func differing() async throws {
        try await withEngine(.dismiss) { engine in
            await engine.submit("A", ChargeSite.charge("7"))
            await nightly("N1", ChargeSite.charge("7", 90), to: engine)
            await engine.submit("B", ChargeSite.charge("7", 80))
            try await engine.finish()
            #expect(engine.erp.works.count == 1)
            #expect(try engine.delivery(2)?.reason == "Message 1 came first, and counts.")
            #expect(try engine.open.map(\.fault.code) == [.eventRepeated])
        }
    }

    @Test("one takes back what the other recorded, behind it")
    func takenBack() async throws {
        try await withEngine { engine in
            engine.erp.hold()
            await engine.submit("A", ChargeSite.charge("7"))
            await engine.settle()
            await nightly("N1", ChargeSite.reversal("7"), to: engine)
            await engine.settle()
            #expect(engine.erp.held.map(\.rawValue) == [1])
            engine.erp.hold(false)
            engine.erp.answerAll(.accept)
            try await engine.finish()
            #expect(engine.erp.works.map(\.takenBack?.document) == [nil, "D1"])
        }
    }

    @Test("flows that share nothing know nothing of each other")
    func alone() async throws {
        try await withEngine(subjects: nil) { engine in
            await engine.submit("A", ChargeSite.charge("7"))
            await nightly("N1", ChargeSite.charge("7"), to: engine)
            try await engine.finish()
            #expect(engine.erp.works.count == 2)
        }
    }
}
