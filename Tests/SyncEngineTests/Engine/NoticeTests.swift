import Catalog
import Foundation
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

/// An engine with two targets: one is told of everything, one only of what is critical.
private struct NoticeSite {
    let folder: URL
    var clock = TestClock()
    let erp = FakeERP(honoursKeys: true)
    let people = FakeNotifier()
    let onCall = FakeNotifier()

    static func run(_ body: (NoticeSite) async throws -> Void) async throws {
        let folder = try TestSite.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(NoticeSite(folder: folder))
    }

    func catalog(targets: [String] = ["people", "on-call"]) -> SiteCatalog {
        var catalog = TestSite.catalog()
        catalog.sources = [
            TestSite.source: Source(name: TestSite.source, kind: .mllp(MLLPListener(host: "127.0.0.1", port: 0)))
        ]
        let channel = NotificationTarget.Channel.webhook(url: "http://127.0.0.1", secret: nil)
        catalog.notifications = targets.map {
            NotificationTarget(name: $0, channel: channel, level: $0 == "on-call" ? .critical : .warning)
        }
        return catalog
    }

    /// Runs one engine on the site's state.
    func engine(_ catalog: SiteCatalog? = nil, _ body: (TestEngine) async throws -> Void) async throws {
        let engine = try TestEngine(
            catalog ?? self.catalog(), in: folder, clock: clock, erp: erp,
            notifiers: ["people": people, "on-call": onCall])
        do { try await body(engine) } catch {
            await engine.close()
            throw error
        }
        await engine.close()
    }

    /// Lets so many seconds pass, with a beat each.
    func pass(_ seconds: Int, _ engine: TestEngine) async {
        for _ in 0..<seconds {
            clock.advance(by: .seconds(1))
            await engine.settle()
            engine.core.notices.beat()
            await engine.settle()
            // What is being told is told, and written.
            while !engine.core.notices.courier.isIdle { await Task.yield() }
            await engine.settle()
        }
    }
}

@Suite("Telling people")
struct NoticeTests {
    @Test(
        "while the ERP is down intake goes on, one notice says so to each target that wants it, and one that it is over"
    )
    func outage() async throws {
        try await NoticeSite.run { (site) async throws in
            try await site.engine { (engine) async throws in
                site.erp.always(.unreachable)
                for number in 1...12 { await engine.submit("M\(number)", TestSite.use()) }
                await site.pass(60, engine)
                #expect(site.people.moments == [.start])
                #expect(site.onCall.moments == [])
                let notice = try #require(try engine.reader.notices(open: true).first)
                #expect(notice.waiting == 12)
                #expect(notice.value == Money(cents: 12 * 200))
                #expect(try engine.reader.overview(now: engine.clock.now).notices == [notice])
                await site.pass(900, engine)
                #expect(site.people.moments == [.start, .worse])
                #expect(site.onCall.moments == [.worse])
                site.erp.always(nil)
                await site.pass(120, engine)
                #expect(site.people.moments == [.start, .worse, .end])
                #expect(site.onCall.moments == [.worse, .end])
                #expect(try engine.reader.notices(open: true).isEmpty)
                #expect(try engine.reader.notices(open: false).count == 1)
                #expect(site.people.told.allSatisfy { $0.notice.id.rawValue == 1 && $0.site == "Test" })
                #expect(Set(site.people.told.map(\.id)).count == 3)
                #expect(try engine.reader.verify().findings.isEmpty)
            }
        }
    }

    @Test("an open notice survives the engine: the next one carries it on, tells it to nobody again, and ends it")
    func restart() async throws {
        try await NoticeSite.run { (site) async throws in
            site.erp.always(.unreachable)
            try await site.engine { (engine) async throws in
                await engine.submit("M1", TestSite.use())
                await site.pass(60, engine)
            }
            let next = NoticeSite(folder: site.folder, clock: TestClock(start: site.clock.now))
            try await next.engine { (engine) async throws in
                next.erp.always(.unreachable)
                await next.pass(120, engine)
                #expect(next.people.moments == [])
                #expect(try engine.reader.notices(open: true).count == 1)
                next.erp.always(nil)
                // A lone delivery is tried again five minutes later at most.
                await next.pass(400, engine)
                #expect(next.people.moments == [.end])
            }
        }
    }

    @Test("a target that can't be told is tried again ever more rarely, in order, and given up after a day")
    func deafTarget() async throws {
        try await NoticeSite.run { (site) async throws in
            try await site.engine { (engine) async throws in
                site.people.isDeaf = true
                site.erp.always(.unreachable)
                await engine.submit("M1", TestSite.use())
                await site.pass(100, engine)
                #expect((3...7).contains(site.people.told.count))
                site.erp.always(nil)
                await site.pass(100, engine)
                // The end waits behind the start.
                #expect(Set(site.people.moments) == [.start])
                #expect(Set(site.people.told.map(\.id)).count == 1)
                site.people.isDeaf = false
                await site.pass(200, engine)
                #expect(site.people.moments.suffix(2) == [.start, .end])
                let count = site.people.told.count
                await site.pass(30, engine)
                #expect(site.people.told.count == count)
            }
        }
    }

    @Test("after a day nobody tries any more")
    func givenUp() async throws {
        try await NoticeSite.run { (site) async throws in
            try await site.engine { (engine) async throws in
                site.people.isDeaf = true
                site.erp.always(.unreachable)
                await engine.submit("M1", TestSite.use())
                await site.pass(40, engine)
                site.clock.advance(by: .seconds(86_400))
                await site.pass(2, engine)
                let count = site.people.told.count
                let first = site.people.told.first?.id
                site.clock.advance(by: .seconds(3600))
                await site.pass(5, engine)
                #expect(!site.people.told.dropFirst(count).contains { $0.id == first })
            }
        }
    }

    @Test("what is due for a target that the catalog doesn't name any more is given up")
    func droppedTarget() async throws {
        try await NoticeSite.run { (site) async throws in
            site.people.isDeaf = true
            site.erp.always(.unreachable)
            try await site.engine { (engine) async throws in
                await engine.submit("M1", TestSite.use())
                await site.pass(40, engine)
            }
            let next = NoticeSite(folder: site.folder, clock: TestClock(start: site.clock.now))
            let engine = try TestEngine(
                next.catalog(targets: []), in: next.folder, clock: next.clock, erp: next.erp, notifiers: [:])
            await next.pass(30, engine)
            #expect(try engine.core.reader.openNotifications(limit: 10).isEmpty)
            await engine.close()
        }
    }

    @Test("a notice whose commit fails is written at the next look, and told once")
    func failedCommit() async throws {
        try await NoticeSite.run { (site) async throws in
            try await site.engine { (engine) async throws in
                site.erp.always(.unreachable)
                await engine.submit("M1", TestSite.use())
                await site.pass(29, engine)
                engine.faults.failNext(3)
                await site.pass(10, engine)
                #expect(site.people.moments == [.start])
                #expect(try engine.reader.notices(open: false).count == 1)
            }
        }
    }

    @Test("no more than thirty are told in a minute")
    func bounded() async throws {
        try await NoticeSite.run { (site) async throws in
            try await site.engine { (engine) async throws in
                for number in 1...50 {
                    let notice = Notice(
                        cause: Notice.Cause(.feedSilent, "made-up-\(number)"), level: .warning, text: "Silent.",
                        startedAt: site.clock.now, changedAt: site.clock.now)
                    _ = try await engine.core.committer.perform {
                        try $0.write(notice, moment: .start, telling: ["people"])
                    }
                }
                engine.core.notices.courier.wake()
                await site.pass(50, engine)
                #expect(site.people.told.count == NoticeCourier.perMinute)
                await site.pass(20, engine)
                #expect(site.people.told.count == 50)
            }
        }
    }

    @Test("storage that fails is told of without the state, and its end is written once it works again")
    func storage() async throws {
        try await NoticeSite.run { (site) async throws in
            try await site.engine { (engine) async throws in
                engine.core.notices.storage(.unwritable)
                engine.faults.failNext(1000)
                await site.pass(15, engine)
                #expect(site.people.moments == [.start])
                #expect(site.onCall.moments == [.start])
                #expect(try engine.reader.notices(open: false).isEmpty)
                engine.faults.failNext(0)
                engine.core.notices.storage(nil)
                await site.pass(15, engine)
                #expect(site.people.moments == [.start, .end])
                #expect(try engine.reader.notices(open: false).map(\.cause.kind) == [.storage])
                #expect(try engine.reader.notices(open: true).isEmpty)
            }
        }
    }

    @Test("damage that a check found is told of with what was found, though everything can be written")
    func damage() async throws {
        try await NoticeSite.run { (site) async throws in
            try await site.engine { (engine) async throws in
                engine.core.storage.found("Table event is damaged: a row is missing.")
                engine.core.beat()
                await site.pass(15, engine)
                #expect(site.people.moments == [.start])
                let notice = try #require(try engine.reader.notices(open: true).first)
                #expect(notice.cause.kind == .storage)
                #expect(notice.text.contains("Table event is damaged") && notice.text.contains("tallyward doctor"))
            }
        }
    }

    @Test("a source's rhythm is learned over weeks and restarts, and its silence is told of until it sends again")
    func silence() async throws {
        let folder = try TestSite.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let site = NoticeSite(folder: folder)
        // Two weeks of a message a minute, as an earlier engine learned them.
        let begin = site.clock.now.advanced(by: .seconds(-14 * 86_400))
        var rhythm = FeedRhythm(from: begin)
        for minute in 1..<(14 * 1440) { rhythm.record(1, at: begin.advanced(by: .seconds(60 * minute))) }
        let learned = rhythm
        let store = try EngineStore(path: folder.appending(path: "state.db").path, holder: "test", now: begin)
        try store.commit(now: begin) { try $0.write(learned, of: TestSite.source) }
        try store.release(now: begin)
        try await site.engine { (engine) async throws in
            await site.pass(60, engine)
            await engine.submit("M1", TestSite.use())
            await site.pass(600, engine)
            #expect(site.people.moments == [])
            for _ in 0..<90 {
                site.clock.advance(by: .seconds(59))
                await site.pass(1, engine)
            }
            #expect(site.people.moments.prefix(1) == [.start])
            let notice = try #require(try engine.reader.notices(open: true).first)
            #expect(notice.cause == Notice.Cause(.feedSilent, "ehr"))
            await engine.submit("M2", TestSite.use())
            await site.pass(90, engine)
            #expect(site.people.moments.last == .end)
            // Learned on: what is kept is younger than what was there.
            let kept = try #require(try engine.core.reader.rhythms()[TestSite.source])
            let decoded = try JSONDecoder().decode(FeedRhythm.self, from: kept)
            #expect(decoded.lastAt > learned.lastAt)
        }
    }
}
