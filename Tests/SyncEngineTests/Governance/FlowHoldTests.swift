import Catalog
import Control
import Measures
import SyncModel
import Testing

@testable import SyncEngine
@testable import SyncStore

@Suite("Holding a flow")
struct FlowHoldTests {
    private let flow = TestSite.flowName

    @Test("a paused flow sends nothing and takes everything in; resumed, all goes out in its order")
    func pauses() async throws {
        try await TestSite.withEngine(TestSite.flow(ordering: .encounter)) { engine in
            _ = try await engine.ask(.pauseFlow(flow, reason: "stocktaking"), as: .integration)
            for number in 1...4 { await engine.submit("M\(number)", TestSite.use(encounter: "V1")) }
            await engine.settle()
            #expect(engine.erp.calls.isEmpty)
            let hold = try #require(try engine.reader.overview(now: engine.clock.now).heldFlows.first)
            #expect(hold.condition == .paused && hold.reason == "stocktaking" && hold.actor == "integration")
            _ = try await engine.ask(.resumeFlow(flow, reason: ""), as: .integration)
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [1, 2, 3, 4])
            #expect(try engine.reader.heldFlows().isEmpty)
        }
    }

    @Test("a draining flow sends what it had and holds what comes later; it says when it is drained")
    func drains() async throws {
        try await TestSite.withEngine { engine in
            _ = try await engine.ask(.pauseFlow(flow, reason: "x"), as: .integration)
            await engine.submit("M1", TestSite.use())
            await engine.submit("M2", TestSite.use())
            _ = try await engine.ask(.drainFlow(flow, reason: "new version"), as: .integration)
            #expect(try engine.reader.heldFlows().first?.isDrained == false)
            await engine.submit("M3", TestSite.use())
            await engine.settle()
            #expect(engine.erp.booked.map(\.message).sorted() == [1, 2])
            #expect(try engine.reader.heldFlows().first?.isDrained == true)
            _ = try await engine.ask(.resumeFlow(flow, reason: "done"), as: .integration)
            try await engine.finish()
            #expect(engine.erp.booked.count == 3)
        }
    }

    @Test("who has no right, gives no reason or names no flow is refused")
    func refuses() async throws {
        try await TestSite.withEngine { engine in
            for (request, role) in [
                (Request.pauseFlow(flow, reason: "x"), Role.materials), (.pauseFlow(flow, reason: " "), .integration),
                (.pauseFlow("nope", reason: "x"), .integration), (.drainFlow(flow, reason: ""), .integration),
            ] {
                guard case .refused = try await engine.ask(request, as: role) else {
                    Issue.record("\(request)")
                    return
                }
            }
        }
    }
}
