import Catalog
import Foundation
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("Telling people of folders")
struct FolderNoticeTests {
    private static func withEngine(_ body: (TestEngine) async throws -> Void) async throws {
        var catalog = TestSite.catalog()
        let drop = DropFolder(path: "/nowhere", content: .messages)
        catalog.sources = [TestSite.source: Source(name: TestSite.source, kind: .folder(drop))]
        let folder = try TestSite.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let engine = try TestEngine(catalog, in: folder, clock: TestClock(), erp: FakeERP(honoursKeys: true))
        do { try await body(engine) } catch {
            await engine.close()
            throw error
        }
        await engine.close()
    }

    /// Lets so many seconds pass, looking each second and told the same each time.
    private static func pass(_ seconds: Int, _ engine: TestEngine, obstacle: String?) async {
        for _ in 0..<seconds {
            engine.core.note(obstacle: obstacle, of: TestSite.source)
            engine.clock.advance(by: .seconds(1))
            engine.core.notices.beat()
            await engine.settle()
        }
    }

    @Test("a folder that can't be read is a feed that stands still, until it can be")
    func blocked() async throws {
        try await Self.withEngine { (engine) async throws in
            await Self.pass(20, engine, obstacle: "The folder /nowhere can't be opened.")
            #expect(try engine.reader.notices(open: true).isEmpty)
            await Self.pass(20, engine, obstacle: "The folder /nowhere can't be opened.")
            let notice = try #require(try engine.reader.notices(open: true).first)
            #expect(notice.cause == Notice.Cause(.feedSilent, TestSite.source.rawValue))
            #expect(
                notice.text.contains("can't be taken in since") && notice.text.contains("/nowhere can't be opened."))
            await Self.pass(70, engine, obstacle: nil)
            #expect(try engine.reader.notices(open: true).isEmpty)
            #expect(try engine.reader.notices(open: false).first?.text.contains("are taken in again") == true)
        }
    }

    @Test("many rows at once are no flood")
    func flood() async throws {
        try await Self.withEngine { (engine) async throws in
            for number in 1...600 {
                await engine.submit("F\(number)", TestSite.use())
            }
            await Self.pass(400, engine, obstacle: nil)
            #expect(try engine.reader.notices(open: false).isEmpty)
        }
    }
}
