import Catalog
import Control
import Foundation
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("Keeping records")
struct KeepTests {
    private typealias Site = PurchaseSite
    private let early = UTCTime(milliseconds: 1000)
    private let late = UTCTime(milliseconds: 2000)

    @Test("a record is kept as its message is stored, sent nowhere, and counted as delivered under its key")
    func kept() async throws {
        try await Site.withEngine { engine in
            let reply = await engine.submit("A", Site.order("4711", .init("1", 10)))
            guard case .accepted = reply else { return #expect(Bool(false), "\(reply)") }
            let row = try #require(try engine.delivery(1))
            #expect(row.state == .delivered && row.document == "4711" && row.endpoint == .state)
            #expect(try engine.kept(Site.ordered) == ["|4:4711 1"])
            #expect(engine.erp.calls.isEmpty)
            #expect(try engine.reader.verify().total[.delivered] == 1)
        }
    }

    @Test("a later record takes the place of an earlier one; one that is older changes nothing")
    func order() async throws {
        try await Site.withEngine { engine in
            await engine.submit("A", Site.order("1", .init("1", 1), .init("2", 1), at: late))
            await engine.submit("B", Site.order("1", .init("1", 1), at: early))
            try await engine.finish()
            #expect(try engine.delivery(2)?.state == .dismissed)
            #expect(try engine.delivery(2)?.reason == "Message 1 says something later of it.")
            #expect(try engine.kept(Site.ordered) == ["|1:1 2"])
            await engine.submit("C", Site.order("1", .init("1", 1), at: late))
            #expect(try engine.kept(Site.ordered) == ["|1:1 1"])
            // Where nothing says when it happened, what comes last counts.
            await engine.submit("D", Site.order("1", .init("1", 1), .init("2", 2)))
            #expect(try engine.kept(Site.ordered) == ["|1:1 2"])
        }
    }

    @Test("a reversal removes what is kept, and an older record that comes late doesn't bring it back")
    func reversal() async throws {
        try await Site.withEngine { engine in
            await engine.submit("A", Site.order("1", .init("1", 1), at: early))
            await engine.submit("B", Site.order("1", at: late, action: .reverse))
            try await engine.finish()
            #expect(try engine.delivery(2)?.document == "1 removed")
            #expect(try engine.kept(Site.ordered) == ["|1:1 -"])
            await engine.submit("C", Site.order("1", .init("1", 1), at: early))
            #expect(try engine.delivery(3)?.state == .dismissed)
            await engine.submit("D", Site.order("2", action: .reverse))
            #expect(try engine.delivery(4)?.reason == "Nothing is kept of what it takes back.")
            await engine.submit("E", Site.order("1", .init("1", 1)))
            #expect(try engine.kept(Site.ordered) == ["|1:1 1", "|1:2 -"])
        }
    }

    @Test("of two records of one message the last counts, and receipts of one order stand beside each other")
    func together() async throws {
        try await Site.withEngine { engine in
            var second = Site.order("1", .init("1", 1), .init("2", 1))
            second.line = 2
            await engine.submit("A", Site.order("1", .init("1", 1)), second)
            try await engine.finish()
            #expect(try engine.kept(Site.ordered) == ["|1:1 2"])
            await engine.submit("B", Site.receipt("R1", of: "1", .init("1", 1)))
            await engine.submit("C", Site.receipt("R2", of: "1", .init("1", 1)))
            #expect(try engine.kept(Site.received) == ["|1:1|2:R1 1", "|1:1|2:R2 1"])
        }
    }

    @Test("a record without its key stops, and a person who takes it out can replay it")
    func withoutKey() async throws {
        try await Site.withEngine { engine in
            await engine.submit("A", Site.event(Site.ordered, [:], [.init("1", 1)]))
            let row = try #require(try engine.open.first)
            #expect(row.fault.code == .contractViolated)
            _ = try await engine.ask(.dismiss([row.id], reason: "a mistake"))
            #expect(try engine.kept(Site.ordered).isEmpty)
        }
    }

    @Test("a kept flow can't be held, since it sends nothing")
    func held() async throws {
        try await Site.withEngine { engine in
            guard case .refused(.invalid, let why) = try await engine.ask(.pauseFlow(Site.orders, reason: "a test"))
            else { return #expect(Bool(false)) }
            #expect(why == "orders keeps what comes as it comes: it sends nothing that could wait.")
        }
    }

    @Test("what is kept survives a crash, and is counted once when its sender repeats the message")
    func crash() async throws {
        let folder = try TestSite.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let first = try TestEngine(Site.catalog(), in: folder, clock: TestClock(), erp: FakeERP(honoursKeys: true))
        await first.submit("A", Site.order("1", .init("1", 1)))
        await first.close()
        let next = try TestEngine(Site.catalog(), in: folder, clock: TestClock(), erp: FakeERP(honoursKeys: true))
        await next.submit("A", Site.order("1", .init("1", 1)))
        #expect(try next.kept(Site.ordered) == ["|1:1 1"])
        let books = try next.reader.verify()
        #expect(books.total[.delivered] == 1 && books.total[.duplicates] == 1)
        #expect(books.findings.isEmpty)
        await next.close()
    }
}
