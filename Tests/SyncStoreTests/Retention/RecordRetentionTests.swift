import Foundation
import GRDB
import SyncModel
import Testing

@testable import SyncStore

@Suite("Retention of what isn't work")
struct RecordRetentionTests {
    let kept: RetentionState

    init() throws { kept = try RetentionState() }

    private func prune(_ store: EngineStore, at now: UTCTime) throws {
        while try store.commit(now: now, { try $0.pruneRecords(by: kept.policy) }) {}
    }

    @Test("answers, ended replays and ended notices go after 400 days; what is open stays")
    func records() throws {
        let store = try kept.state.store()
        let order = OpenReplay.Order(words: "all", digest: "0", edit: nil, items: [])
        let cause = Notice.Cause(.endpoint, "erp")
        var notice = Notice(
            cause: cause, level: .warning, text: "Do not re-key.", startedAt: Sample.start, changedAt: Sample.start)
        try store.commit(now: Sample.start) { transaction in
            for number in 1...150 { try transaction.keep(reply: Data("{}".utf8), toCommand: "c\(number)") }
            for id in ["ended", "open"] {
                try transaction.begin(OpenReplay(id: id, actor: "ann", reason: "a test", order: order))
            }
            _ = try transaction.end(replay: "ended")
            for round in 1...2 {
                notice.endedAt = nil
                try transaction.write(notice, moment: .start, telling: ["desk"])
                notice.endedAt = Sample.start
                try transaction.write(notice, moment: nil, telling: [])
                try transaction.settle(notification: Int64(round), .taken)
            }
        }
        try prune(store, at: RetentionState.day(399))
        #expect(try kept.count("command") == 150 && kept.count("notice") == 2)
        try prune(store, at: RetentionState.day(401))
        #expect(try kept.count("command") == 0 && kept.count("replay") == 1)
        // The last numbers are not given again.
        #expect(try kept.count("notice") == 1 && kept.count("notification") == 1)
        #expect(try kept.findings() == [])
        try store.release(now: RetentionState.day(401))
    }

    @Test("minutes are added up by the hour after 8 days, and hours go after 400; nothing is counted twice")
    func metrics() throws {
        let store = try kept.state.store()
        try store.commit(now: Sample.start) { transaction in
            for minute in 0..<150 {
                var delta = MetricDelta()
                delta.accepted = 2
                delta.recordDelivered(after: .milliseconds(minute))
                for scope in ["flow:a", "endpoint:b"] {
                    try transaction.add(delta, scope: scope, minute: Sample.start.minute + Int64(minute))
                }
            }
        }
        try prune(store, at: RetentionState.day(8))
        #expect(try kept.count("metric") == 300)
        try prune(store, at: RetentionState.day(8.25))
        #expect(try kept.count("metric") == 0 && kept.count("metric_hour") == 6)
        #expect(try kept.state.ask("SELECT sum(accepted) FROM metric_hour WHERE scope = 'flow:a'") == 300)
        #expect(try kept.state.ask("SELECT sum(delivered) FROM metric_hour") == 300)
        // A clock that went back writes an old minute once more.
        var late = MetricDelta()
        late.accepted = 5
        try store.commit(now: Sample.start) { try $0.add(late, scope: "flow:a", minute: Sample.start.minute) }
        try prune(store, at: RetentionState.day(8.25))
        #expect(try kept.state.ask("SELECT sum(accepted) FROM metric_hour WHERE scope = 'flow:a'") == 305)
        let latency = try #require(
            try kept.state.ask("SELECT latency FROM metric_hour WHERE scope = 'flow:a' LIMIT 1", as: Data.self))
        var histogram = LatencyHistogram()
        histogram.merge(latency)
        #expect(histogram.summary != nil)
        try prune(store, at: RetentionState.day(402))
        #expect(try kept.count("metric_hour") == 0)
        try store.release(now: RetentionState.day(402))
    }

    /// Removes 300 messages of as many commits, and then their audit records as far as they go.
    private func pruneAudit() throws {
        let store = try kept.state.store()
        for number in 1...300 { try kept.deliver(store, ["A\(number)"]) }
        try store.accept(Sample.message("open"))
        try kept.deliver(store, ["last"])
        try kept.prune(store, at: RetentionState.day(2))
        while try store.commit(now: RetentionState.day(2201), { try $0.pruneAudit(by: kept.policy) }) {}
        try store.release(now: RetentionState.day(2202))
    }

    @Test("audit records go behind a checkpoint, up to the first that covers what is still there")
    func audit() throws {
        try pruneAudit()
        let verification = try kept.state.reader().verify()
        #expect(verification.findings == [])
        #expect(verification.prunedRecords == 300 && verification.prunedMessages == 301)
        #expect(try kept.state.ask("SELECT min(seq) FROM audit") == 301)
        #expect(try kept.state.ask("SELECT audit_messages FROM pruned") == 300)
        // The next engine goes on from it.
        let store = try kept.state.store(now: RetentionState.day(2203))
        try kept.deliver(store, ["next"], at: RetentionState.day(2203))
        try store.release(now: RetentionState.day(2203))
        #expect(try kept.findings() == [])
    }

    @Test(
        "a checkpoint that was changed, or a chain that was shortened by somebody else, is found",
        arguments: [
            "UPDATE pruned SET audit_hash = zeroblob(32)", "UPDATE pruned SET audit_messages = 299",
            "UPDATE pruned SET audit_digest = zeroblob(32)", "DELETE FROM audit WHERE seq = 301",
            """
            UPDATE pruned SET (audit_records, audit_hash) = (SELECT seq, hash FROM audit WHERE seq = 301);
            DELETE FROM audit WHERE seq = 301
            """,
        ])
    func tampering(sql: String) throws {
        try pruneAudit()
        try kept.state.tamper(sql)
        #expect(try kept.findings() != [])
    }

    @Test("what is removed of the chain can be proved from an old copy: it ends in the checkpoint")
    func proof() throws {
        let store = try kept.state.store()
        for number in 1...100 { try kept.deliver(store, ["A\(number)"]) }
        let copy = kept.state.folder + "/old.backup"
        _ = try StateBackup.make(of: kept.state.path, to: copy, replacing: false)
        try kept.prune(store, at: RetentionState.day(2))
        _ = try store.commit(now: RetentionState.day(2201)) { try $0.pruneAudit(by: kept.policy) }
        try store.release(now: RetentionState.day(2202))
        let hash = try kept.state.ask("SELECT audit_hash FROM pruned", as: Data.self)
        let old = try DatabaseQueue(path: copy)
        #expect(try old.read { try Data.fetchOne($0, sql: "SELECT hash FROM audit WHERE seq = 100") } == hash)
    }

    @Test("space that is free goes back to the file system in small steps; a part of it is kept for what comes")
    func space() throws {
        let store = try kept.state.store()
        #expect(try kept.state.ask("PRAGMA auto_vacuum") == 2)
        let big = String(repeating: "x", count: 60_000)
        try store.commit(now: Sample.start) { transaction in
            for number in 1...1000 {
                _ = try transaction.accept(Sample.message("A\(number)", content: big + "\(number)"))
            }
        }
        let full = try #require(try kept.state.ask("PRAGMA page_count", as: Int.self))
        try kept.state.tamper("DELETE FROM message")
        var steps = 1
        while try store.commit(now: Sample.start, { try $0.giveBack() }) { steps += 1 }
        let left = try #require(try kept.state.ask("PRAGMA page_count", as: Int.self))
        #expect((50...400).contains(steps) && left < full / 2)
        #expect(try kept.state.ask("PRAGMA freelist_count") == max(2048, left / 4) || left < 4096)
        try store.release(now: Sample.start)
    }
}
