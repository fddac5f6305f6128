import Catalog
import Control
import Foundation
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("Removing what has had its time")
struct PruneDutyTests {
    private let flow = TestSite.flow(
        retention: .seconds(3600), payloadRetention: .seconds(600), deadLetterRetention: .seconds(7200))

    /// Lets the duty work until it rests.
    private func prune(_ engine: TestEngine, after step: Duration) async {
        engine.clock.advance(by: step)
        await engine.settle()
        engine.core.pruning.beat()
        for _ in 0..<100 {
            await engine.settle()
            engine.clock.advance(by: PruneDuty.pace)
        }
        await engine.settle()
    }

    @Test("payloads go first, then the work, and dead letters last; the books still balance")
    func inTurn() async throws {
        try await TestSite.withEngine(flow) { engine in
            for number in 1...70 { await engine.submit("M\(number)", TestSite.use()) }
            await engine.submit("D", TestSite.use("NEW"))
            await engine.submit("open", TestSite.use("NEWER"))
            try await engine.finish()
            _ = try await engine.ask(
                .dismiss([try #require(try engine.open.first { $0.item == "NEW" }).id], reason: "twice"))
            let before = try engine.reader.verify().total

            await prune(engine, after: .seconds(800))
            #expect(try engine.reader.verify().emptied == 70)
            await prune(engine, after: .seconds(4000))
            let after = try engine.reader.verify()
            #expect(after.prunedMessages == 70 && after.messages == 2 && after.findings == [])
            await prune(engine, after: .seconds(8000))
            #expect(try engine.reader.verify().prunedMessages == 71)
            #expect(try engine.reader.verify().total == before)
            #expect(try engine.open.map(\.item) == ["NEWER"])
            #expect(await engine.submit("M1", TestSite.use()) == .duplicate(MessageID(rawValue: 1)))
        }
    }

    @Test("a slice that can't be written is tried again later, and nothing is lost of what counts")
    func failing() async throws {
        try await TestSite.withEngine(flow) { engine in
            await engine.submit("M1", TestSite.use())
            try await engine.finish()
            engine.clock.advance(by: .seconds(5000))
            await engine.settle()
            engine.faults.failNext(1000, for: .full)
            engine.core.pruning.beat()
            for _ in 0..<5 {
                engine.clock.advance(by: PruneDuty.pace)
                await Task.yield()
            }
            engine.faults.failNext(0)
            await engine.settle()
            await prune(engine, after: PruneDuty.rest)
            let after = try engine.reader.verify()
            #expect(after.prunedMessages == 1 && after.findings == [] && after.total[.delivered] == 1)
        }
    }

    @Test("a catalog's terms become the engine's, each with what holds where it says nothing")
    func policy() {
        var catalog = TestSite.catalog(TestSite.flow(retention: .days(400)))
        catalog.sources[TestSite.source] = Source(
            name: TestSite.source, kind: .mllp(MLLPListener(host: "127.0.0.1", port: 0)), resendWindow: .days(120))
        let policy = RetentionPolicy(catalog)
        let terms = policy.terms(TestSite.flowName)
        #expect(terms.work == .days(400) && terms.payload == .days(400) && terms.deadLetters == .days(400))
        #expect(policy.terms(FlowName(rawValue: "gone")).work == .days(400))
        #expect(policy.repeats(from: TestSite.source) == .days(120))
        #expect(policy.repeats(from: SourceName(rawValue: "another")) == .days(90))
        #expect(RetentionPolicy(TestSite.catalog()).terms(TestSite.flowName).deadLetters == .days(180))
    }
}
