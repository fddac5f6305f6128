import Catalog
import Foundation
import Logging
import SyncModel
import Testing

@testable import tallyward

@Suite("A start that is refused")
struct RefusedStartTests {
    @Test("what was opened for it is closed again, and why it failed is said")
    func closes() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tallyward-start-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let endpoint = Endpoint(name: "erp", kind: .rest(path: "/x"), url: "not a url")
        let catalog = SiteCatalog(
            site: "Test", environment: .test, sources: [:], endpoints: ["erp": endpoint], flows: [], roles: [:])
        // A client that isn't shut down ends the process.
        let failure = await #expect(throws: Failure.self) {
            _ = try await EngineRuntime.start(
                statePath: folder.path + "/state.db", catalog: catalog,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        }
        #expect(failure.map { "\($0)" }?.contains("The url or token-url of endpoint erp") == true)
    }
}
