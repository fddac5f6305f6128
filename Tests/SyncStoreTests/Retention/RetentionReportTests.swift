import SyncModel
import Testing

@testable import SyncStore

@Suite("What retention has done and would do")
struct RetentionReportTests {
    @Test("the report counts what would go now without changing anything, and then what went")
    func report() throws {
        let kept = try RetentionState()
        let store = try kept.state.store()
        for part in 0..<4 { try kept.deliver(store, (0..<60).map { "A\(part * 60 + $0)" }) }
        try store.accept(Sample.message("open"))
        let reader = try kept.state.reader()
        let now = RetentionState.day(2)
        let before = try reader.retention(by: kept.policy, now: now)
        #expect(before.due == 240 && !before.isMore && before.lastAt == nil && before.oldestAt == Sample.start)
        #expect(try reader.retention(by: kept.policy, now: now, limit: 100).isMore)
        #expect(try reader.retention(by: kept.policy, now: RetentionState.day(0.5)).due == 0)
        try kept.prune(store, at: now)
        let after = try reader.retention(by: kept.policy, now: now)
        #expect(after.due == 0 && after.messages == 240 && after.deliveries == 240 && after.lastAt == now)
        #expect(try kept.findings() == [])
        try store.release(now: now)
    }
}
