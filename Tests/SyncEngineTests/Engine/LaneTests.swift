import Catalog
import Control
import Foundation
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("A stuck lane")
struct LaneTests {
    private static let closed = Fault(.rejected, FaultSubject(other: "period"), detail: "The period is closed.")

    /// An engine with four messages of one visit, of which the destination refuses the first.
    private func withStuckLane(_ body: (TestEngine) async throws -> Void) async throws {
        try await TestSite.withEngine(TestSite.flow(ordering: .encounter)) { engine in
            engine.erp.script(.refuse(Self.closed))
            for number in 1...4 { await engine.submit("M\(number)", TestSite.use(encounter: "V1")) }
            await engine.settle()
            #expect(engine.erp.booked.isEmpty)
            try await body(engine)
            #expect(try engine.findings.isEmpty)
        }
    }

    private func head(_ engine: TestEngine) throws -> ExceptionRow {
        try #require(try engine.open.min { $0.id < $1.id })
    }

    private func summary(_ reply: Reply) throws -> String {
        guard case .done(_, _, let summary, _) = reply else { throw NotPreviewed(reply: reply) }
        return summary
    }

    /// Whether the state holds these words, which stand nowhere but in the audit.
    private func isOnRecord(_ words: String, _ engine: TestEngine) throws -> Bool {
        try ["", "-wal"].contains { end in
            try Data(contentsOf: URL(filePath: engine.path + end)).firstRange(of: Data(words.utf8)) != nil
        }
    }

    @Test("each that waits behind a stopped head says so, and the head says how many wait and what they are worth")
    func tells() async throws {
        try await withStuckLane { engine in
            let row = try head(engine)
            for number in Int64(2)...4 {
                let behind = try #require(try engine.delivery(number)?.standing?.behind)
                #expect(behind.exception == row.id && behind.delivery.rawValue == 1)
                #expect(behind.words == "exception 1 (ERP REJECTED, for integration)")
            }
            let standing = try #require(try engine.reader.lanes(of: [row.id])[row.id])
            #expect(standing.lines == ["holds 3 others, $6.00"])
            #expect(try engine.reader.exception(row.id)?.delivery?.standing == standing)
            #expect(try engine.delivery(1)?.standing == standing)
        }
    }

    @Test("a head that steps aside lets the others go, stays open, and goes out of order once it is let go")
    func stepsAside() async throws {
        try await withStuckLane { engine in
            let row = try head(engine)
            let reply = try await engine.ask(.stepAside(row.id, reason: "month end"), id: "one")
            let expected =
                "Exception 1 stepped aside: 3 others, $6.00, go on. It stays open, and once it is fixed it goes out "
                + "of order."
            #expect(try summary(reply) == expected)
            #expect(try isOnRecord("3 others, $6.00, go on: month end", engine))
            // Asked again by a console that died, it is answered alike and done once.
            #expect(try await engine.ask(.stepAside(row.id, reason: "month end"), id: "one") == reply)
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [2, 3, 4])
            #expect(try engine.open.map(\.id) == [row.id])
            #expect(try engine.reader.lanes(of: [row.id]).isEmpty)
            let timeline = try #require(try engine.reader.exception(row.id)?.timeline)
            let words = "gave up its place, by supervisor: month end; 3 others, $6.00, went on"
            #expect(timeline.contains { $0.kind == "aside" && $0.text == words })
            guard case .refused(.invalid, _) = try await engine.ask(.stepAside(row.id, reason: "again")) else {
                Issue.record("it stepped aside twice")
                return
            }
            // What comes for the visit now waits for nobody.
            await engine.submit("M5", TestSite.use(encounter: "V1"))
            _ = try await engine.ask(.resubmit([row.id]))
            try await engine.finish()
            #expect(Set(engine.erp.booked.map(\.message)) == [1, 2, 3, 4, 5])
        }
    }

    @Test("stepping aside says what it doesn't let go: what is stopped behind it, and what is stopped before it")
    func saysWhatStays() async throws {
        try await TestSite.withEngine(TestSite.flow(ordering: .encounter)) { engine in
            engine.erp.script(.refuse(Self.closed))
            for (number, item) in ["CATH", "CATH", "NEW", "CATH"].enumerated() {
                await engine.submit("M\(number + 1)", TestSite.use(item, encounter: "V1"))
            }
            await engine.settle()
            let rows = try engine.open.sorted { ($0.delivery?.rawValue ?? 0) < ($1.delivery?.rawValue ?? 0) }
            #expect(rows.map(\.fault.code) == [.rejected, .itemUnmapped])
            let hold = try #require(try engine.reader.lanes(of: rows.map(\.id))[rows[0].id]?.holds)
            #expect(hold.others.count == 3 && hold.free.count == 1 && hold.next?.rawValue == 3)
            // The unmapped one first: the rejected one is still before it.
            let second = try summary(try await engine.ask(.stepAside(rows[1].id, reason: "a test")))
            #expect(second.contains("nothing behind it can go on now"))
            await engine.settle()
            #expect(engine.erp.booked.isEmpty)
            let first = try summary(try await engine.ask(.stepAside(rows[0].id, reason: "a test")))
            #expect(first.contains("2 others, $4.00, go on"))
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [2, 4])
        }
    }

    @Test("what has no place in a lane can't step aside, and nobody does without a reason")
    func refuses() async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("M1", TestSite.use("NEW"))
            let row = try head(engine)
            guard case .refused(.invalid, let why) = try await engine.ask(.stepAside(row.id, reason: "a test")),
                case .refused(.invalid, _) = try await engine.ask(.stepAside(row.id, reason: ""))
            else {
                Issue.record("it stepped aside")
                return
            }
            #expect(why.contains("no place in a lane"))
            #expect(try engine.reader.lanes(of: [row.id]).isEmpty)
            #expect(try engine.delivery(1)?.standing == nil)
        }
    }

    @Test("a head that is dismissed lets its lane go on, and the answer and the audit say what went")
    func dismisses() async throws {
        try await withStuckLane { engine in
            let reply = try await engine.ask(.dismiss([try head(engine).id], reason: "wrong visit"))
            #expect(try summary(reply) == "Dismissed 1; 3 others, $6.00, go on behind it.")
            #expect(try isOnRecord("wrong visit; 3 others, $6.00, go on behind it", engine))
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [2, 3, 4])
        }
    }

    @Test("a head that is resubmitted goes in its place, the others behind it")
    func resubmits() async throws {
        try await withStuckLane { engine in
            let reply = try await engine.ask(.resubmit([try head(engine).id]))
            #expect(try summary(reply) == "1 of 1 waiting go out now; 3 others, $6.00, follow in their order.")
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [1, 2, 3, 4])
        }
    }

    @Test("what is let go behind a stopped head says that it waits there, before and after")
    func saysItWaits() async throws {
        try await TestSite.withEngine(TestSite.flow(ordering: .encounter)) { engine in
            engine.erp.script(.refuse(Self.closed))
            for (number, item) in ["CATH", "NEW", "CATH"].enumerated() {
                await engine.submit("M\(number + 1)", TestSite.use(item, encounter: "V1"))
            }
            await engine.settle()
            let fix = Fix.mapItem(ItemMapping(source: TestSite.source, code: "NEW", itemNumber: "200"))
            let cause = "item.unmapped ehr NEW"
            guard case .preview(let preview) = try await engine.ask(.preview(fix, cause: cause)) else {
                Issue.record("no preview")
                return
            }
            let words = "1 of them waits behind exception 2 (ERP REJECTED, for integration)"
            #expect(preview.lanes?.words == [words])
            let reply = try summary(try await engine.ask(.apply(fix, cause: cause)))
            #expect(reply == "1 of 1 waiting are released; \(words).")
        }
    }

    @Test("who stepped aside, and who came back to its place, stand the same after a crash", arguments: [true, false])
    func survivesCrash(crashes: Bool) async throws {
        let erp = FakeERP(honoursKeys: true)
        let folders = [try TestSite.folder(), try TestSite.folder()]
        defer { for folder in folders { try? FileManager.default.removeItem(at: folder) } }
        let catalog = TestSite.catalog(TestSite.flow(ordering: .encounter))
        var engine = try TestEngine(catalog, in: folders[0], clock: TestClock(), erp: erp)
        // 1 and 2 stop; 3 to 5 wait behind them. 1 is dismissed, 2 steps aside, and nothing is sent meanwhile.
        for (number, item) in ["NEW", "NEWER", "CATH", "CATH", "CATH"].enumerated() {
            await engine.submit("M\(number + 1)", TestSite.use(item, encounter: "V1"))
        }
        _ = try await engine.ask(.pause(TestSite.endpoint, reason: "a test"), as: .integration)
        let rows = try engine.open.sorted { $0.id < $1.id }
        _ = try await engine.ask(.dismiss([rows[0].id], reason: "a test"))
        _ = try await engine.ask(.stepAside(rows[1].id, reason: "a test"))
        try await engine.map()
        try await engine.replay()
        await engine.settle()
        if crashes {
            try TestSite.copyState(from: folders[0], to: folders[1])
            await engine.close()
            engine = try TestEngine(catalog, in: folders[1], clock: TestClock(start: engine.clock.now), erp: erp)
        }
        _ = try await engine.ask(.resume(TestSite.endpoint), as: .integration)
        try await engine.finishReplays()
        #expect(erp.booked.map(\.message) == [1, 3, 4, 5])
        #expect(try engine.open.map(\.id) == [rows[1].id])
        #expect(try engine.findings.isEmpty)
        await engine.close()
    }
}
