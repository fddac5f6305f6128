import Catalog
import Control
import Foundation
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("What the engine says of itself")
struct FiguresTests {
    /// Beats as the engine does about once a second, and waits until it is written.
    private func beat(_ engine: TestEngine) async throws {
        engine.core.bulletin.beat()
        engine.core.committer.enqueue(.urgent) { [metrics = engine.core.metrics] transaction in
            try metrics.flush(into: transaction)
            return {}
        } failed: { _ in
        }
        await engine.settle()
    }

    @Test("flows and endpoints are published as they are, and again only when they change")
    func published() async throws {
        try await TestSite.withEngine { engine in
            try await beat(engine)
            let profile = try #require(try engine.reader.profiles().first)
            #expect(profile.name == TestSite.flowName && profile.endpoints == [TestSite.endpoint])
            let at = try engine.reader.live(now: engine.clock.now).endpoints.first?.figuresAt
            engine.clock.advance(by: .seconds(5))
            try await beat(engine)
            #expect(try engine.reader.live(now: engine.clock.now).endpoints.first?.figuresAt == at)
            await engine.submit("A1", TestSite.use())
            try await engine.finish()
            try await beat(engine)
            let detail = try #require(try engine.reader.live(now: engine.clock.now).endpoints.first)
            #expect(detail.figures?.answers.map(\.kind) == [.delivered] && detail.figuresAt != at)
            #expect(detail.figures?.breaker.state == .closed && detail.status.condition == .up)
        }
    }

    @Test("the last answers and questions are kept, the latest first, and no more than so many")
    func answers() async throws {
        try await TestSite.withEngine { engine in
            engine.erp.always(.failing)
            await engine.submit("A1", TestSite.use())
            try await engine.run { engine.erp.probes > 10 }
            try await beat(engine)
            let figures = try #require(try engine.reader.live(now: engine.clock.now).endpoints.first?.figures)
            #expect(figures.breaker.state != .closed)
            #expect(figures.probes.count == 8 && figures.probes.allSatisfy { $0.kind == .silent })
            #expect(figures.answers.allSatisfy { $0.kind == .transient && $0.status == 503 })
            #expect(figures.answers.map(\.at) == figures.answers.map(\.at).sorted(by: >))
            engine.erp.always(nil)
            try await engine.finish()
        }
    }

    @Test("what is behind a stopped delivery is blocked until a person decides, and nobody says when it goes")
    func blocked() async throws {
        try await TestSite.withEngine(TestSite.flow(ordering: .encounter)) { engine in
            await engine.submit("A1", TestSite.use("NOBODY-KNOWS", encounter: "V1"))
            await engine.submit("A2", TestSite.use(encounter: "V1"))
            await engine.settle()
            try await beat(engine)
            var live = try engine.reader.live(now: engine.clock.now)
            let route = try #require(live.flows.first)
            #expect(route.backlog.count == 1 && route.waiting.count == 1)
            #expect(route.isBlocked && route.drainsIn == nil && live.impact.first?.isBlocked == true)
            #expect(live.endpoints.first?.figures?.behind == 1)
            let row = try #require(try engine.open.first)
            _ = try await engine.ask(.dismiss([row.id], reason: "test"))
            try await engine.finish()
            try await beat(engine)
            live = try engine.reader.live(now: engine.clock.now)
            #expect(live.flows.first?.isBlocked == false && live.endpoints.first?.figures?.behind == 0)
        }
    }

    @Test("what is booked in time counts with what was accepted with it, what is late doesn't")
    func inTime() async throws {
        try await TestSite.withEngine { engine in
            engine.erp.hold()
            await engine.submit("A1", TestSite.use())
            await engine.submit("A2", TestSite.use())
            await engine.settle()
            let accepted = engine.clock.now
            let first = try #require(engine.erp.held.first)
            engine.clock.advance(by: .seconds(60))
            engine.erp.answer(first, .accept)
            await engine.settle()
            engine.clock.advance(by: TestSite.flow().objective.within)
            engine.erp.hold(false)
            engine.erp.answerAll(.accept)
            try await engine.finish()
            try await beat(engine)
            let later = accepted.advanced(by: TestSite.flow().objective.within + .seconds(120))
            let objective = try #require(try engine.reader.objectives(now: later).first)
            #expect(objective.hour.due == 2 && objective.hour.missed == 1)
        }
    }

    @Test("what waited for a person isn't what an objective is about, before or after")
    func faulted() async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("A1", TestSite.use("NOBODY-KNOWS"))
            await engine.settle()
            try await beat(engine)
            let later = engine.clock.now.advanced(by: .seconds(3600))
            #expect(try engine.reader.objectives(now: later).first?.sixHours.due == 0)
        }
    }

    @Test("the audit chain is checked as it grows, and a break is said once it is reached")
    func chain() async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("A1", TestSite.use())
            try await engine.finish()
            engine.clock.advance(by: .seconds(11))
            try await beat(engine)
            var status = try engine.reader.chainStatus()
            #expect(status.checkedTo == status.records && status.finding == nil && status.records > 0)
            try engine.store.commit(now: engine.clock.now) { transaction in
                try transaction.audit(actor: "ann", action: "fix", subject: "x", detail: "")
            }
            engine.clock.advance(by: .seconds(11))
            try await beat(engine)
            status = try engine.reader.chainStatus()
            #expect(status.checkedTo == status.records)
        }
    }
}
