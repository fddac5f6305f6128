import Foundation
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("The idempotency key")
struct IdempotencyKeyTests {
    @Test("it is the same at every attempt and after a restart, and different for each line of each message")
    func isStableAndDistinct() async throws {
        let folder = try TestSite.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let erp = FakeERP(honoursKeys: true)
        let first = try TestEngine(TestSite.catalog(), in: folder, clock: TestClock(), erp: erp)
        erp.script(.failing, .timeout, .failing)
        for number in 1...3 {
            await first.submit("M\(number)", TestSite.use(line: 1), TestSite.use(line: 2))
        }
        try await first.run { erp.calls.count >= 6 }
        erp.hold()
        await first.submit("M4", TestSite.use())
        await first.settle()
        await first.close()
        let second = try TestEngine(
            TestSite.catalog(), in: folder, clock: TestClock(start: first.clock.now), erp: erp)
        try await second.finish()
        let keys = erp.keys
        #expect(keys.count == 7)
        #expect(keys.values.allSatisfy { $0.count == 1 })
        #expect(Set(keys.values.flatMap { $0 }).count == 7)
        #expect(keys.values.joined().allSatisfy { $0.count == 32 })
        await second.close()
    }
}
