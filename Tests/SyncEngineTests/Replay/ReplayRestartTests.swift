import Catalog
import Control
import Foundation
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("A replay and a crash")
struct ReplayRestartTests {
    private let count = 6 * EngineCore.replayChunk + 20

    /// An engine whose state is copied as a crash leaves it, and another on the copy.
    private func crash(
        kind: Endpoint.Kind = TestSite.rest, catalog change: (inout SiteCatalog) -> Void = { _ in },
        _ before: (TestEngine) async throws -> Void, then after: (TestEngine) async throws -> Void
    ) async throws {
        let erp = FakeERP(honoursKeys: kind.honoursIdempotencyKey)
        let folders = [try TestSite.folder(), try TestSite.folder()]
        defer { for folder in folders { try? FileManager.default.removeItem(at: folder) } }
        var catalog = TestSite.catalog(kind: kind)
        let first = try TestEngine(catalog, in: folders[0], clock: TestClock(), erp: erp)
        try await before(first)
        try TestSite.copyState(from: folders[0], to: folders[1])
        await first.close()
        change(&catalog)
        let second = try TestEngine(catalog, in: folders[1], clock: TestClock(start: first.clock.now), erp: erp)
        do { try await after(second) } catch {
            await second.close()
            throw error
        }
        #expect(try second.findings.isEmpty)
        await second.close()
    }

    /// Dismisses many lines of one message that nobody could map, and maps them.
    private func dismissMany(_ engine: TestEngine) async throws {
        _ = await engine.submit(TestSite.message("M1", (1...count).map { TestSite.use("NEW", line: $0) }))
        _ = try await engine.ask(.dismiss(try engine.open.map(\.id), reason: "wrong visit"))
        try await engine.map()
    }

    @Test(
        "an engine that dies between two chunks leaves a replay that goes on, and books each once",
        arguments: [TestSite.rest, TestSite.oracle])
    func goesOn(kind: Endpoint.Kind) async throws {
        try await crash(kind: kind) { engine in
            try await dismissMany(engine)
            engine.erp.hold()
            let request = Request.replay(
                .matching(DeadLetterFilter()), edit: nil, digest: try await engine.dryRun().digest, reason: "a test")
            _ = try await engine.ask(request, id: "one")
            await engine.settle()
            let row = try #require(try engine.reader.replays().first)
            #expect(row.replayed == EngineCore.replayChunk && row.endedAt == nil)
            // Booked, and nobody heard of it.
            for id in engine.erp.held { engine.erp.bookHeld(id) }
        } then: { engine in
            try await engine.finishReplays()
            let row = try #require(try engine.reader.replays().first)
            #expect(row.replayed == count && row.skipped == 0)
            #expect(engine.erp.booked.count == count && Set(engine.erp.booked).count == count)
            // The console that asked has died too, and asks again.
            guard
                case .done(count, count, _, _) = try await engine.ask(
                    .replay(.matching(DeadLetterFilter()), edit: nil, digest: "", reason: "a test"), id: "one")
            else {
                Issue.record("the command isn't remembered")
                return
            }
            try await engine.finishReplays()
            #expect(engine.erp.booked.count == count)
        }
    }

    @Test("an engine that dies before the first chunk leaves all of it to the next")
    func beginsLater() async throws {
        try await crash { engine in
            try await dismissMany(engine)
            let digest = try await engine.dryRun().digest
            // The command is written; nothing is any more.
            engine.faults.beforeNext { engine.faults.beforeNext { engine.faults.failNext(.max) } }
            _ = try await engine.ask(
                .replay(.matching(DeadLetterFilter()), edit: nil, digest: digest, reason: "a test"))
            await engine.settle()
            #expect(try engine.reader.replays().first?.replayed == 0)
        } then: { engine in
            try await engine.finishReplays()
            #expect(engine.erp.booked.count == count)
        }
    }

    @Test("what was let go before a crash is still a replay's after it: live deliveries go first")
    func staysBehind() async throws {
        try await crash { engine in
            try await dismissMany(engine)
            _ = try await engine.ask(.pause(TestSite.endpoint, reason: "a test"), as: .integration)
            try await engine.replay()
            await engine.settle()
        } then: { engine in
            await engine.settle()
            // One chunk of the engine before, and the first of this one.
            #expect(engine.core.dispatchers.values.map(\.replayCount) == [2 * EngineCore.replayChunk])
            engine.erp.hold()
            for number in 10..<20 { await engine.submit("M\(number)", TestSite.use()) }
            _ = try await engine.ask(.resume(TestSite.endpoint), as: .integration)
            engine.erp.hold(false)
            engine.erp.answerAll(.accept)
            try await engine.finishReplays()
            #expect(engine.erp.booked.count == count + 10)
        }
    }

    @Test("a flow or an endpoint that the catalog has no more keeps its dead letters", arguments: [true, false])
    func needsTheCatalog(isFlow: Bool) async throws {
        try await crash { catalog in
            if isFlow { catalog.flows = [] } else { catalog.endpoints = [:] }
        } _: { engine in
            try await dismissMany(engine)
        } then: { engine in
            let preview = try await engine.dryRun()
            #expect(preview.going == 0)
            #expect(preview.groups.flatMap(\.staying).map(\.obstacle) == [isFlow ? .flowGone : .endpointGone])
        }
    }

    @Test("an endpoint that sends nothing is not flooded: only some of a replay waits there")
    func staysBounded() async throws {
        try await TestSite.withEngine { engine in
            try await dismissMany(engine)
            engine.erp.hold()
            try await engine.replay()
            for _ in 0..<20 {
                await engine.settle()
                engine.clock.advance(by: EngineCore.replayPace)
            }
            let replayed = try #require(try engine.reader.replays().first?.replayed)
            #expect(replayed == EngineCore.replayBacklog)
            engine.erp.hold(false)
            engine.erp.answerAll(.accept)
            try await engine.finishReplays()
            #expect(engine.erp.booked.count == count)
        }
    }
}
