import Foundation
import SyncModel
import Testing

@testable import SyncStore

@Suite("Reading the audit")
struct AuditReadingTests {
    let state: TemporaryState
    let store: EngineStore

    init() throws {
        state = try TemporaryState()
        store = try state.store()
        for minute in 0..<30 {
            try store.commit(now: Sample.start.advanced(by: .seconds(60 * minute))) { transaction in
                _ = try transaction.accept(Sample.message("A\(minute)"))
                let isFix = minute % 3 == 0
                try transaction.audit(
                    actor: minute % 2 == 0 ? "ann" : "bob", action: isFix ? "fix" : "dismiss",
                    subject: "item.unmapped \(minute)", detail: minute == 7 ? "100% sure" : "")
            }
        }
    }

    private func read(_ filter: AuditFilter, limit: Int = 7) throws -> [AuditRow] {
        let reader = try state.reader()
        var rows: [AuditRow] = []
        var before: Int64?
        repeat {
            let page = try reader.audit(filter, before: before, limit: limit)
            rows += page.rows
            before = page.next
        } while before != nil
        return rows
    }

    @Test("people's records come latest first, page by page, without the commits")
    func pages() throws {
        let rows = try read(AuditFilter())
        #expect(rows.count == 30 && rows.map(\.sequence) == rows.map(\.sequence).sorted(by: >))
        #expect(try read(AuditFilter(hasRoutine: true)).count == 60)
    }

    @Test("they are narrowed by actor, action, subject, text and time, all together")
    func filters() throws {
        #expect(try read(AuditFilter(actor: "ann")).count == 15)
        #expect(try read(AuditFilter(actor: "ann", action: "fix")).count == 5)
        #expect(try read(AuditFilter(subject: "UNMAPPED 2")).count == 11)
        #expect(try read(AuditFilter(text: "100%")).map(\.record.subject) == ["item.unmapped 7"])
        let (since, until) = (Sample.start.advanced(by: .seconds(300)), Sample.start.advanced(by: .seconds(600)))
        #expect(try read(AuditFilter(since: since, until: until)).count == 5)
        #expect(try read(AuditFilter(actor: "eve")).isEmpty)
        let words = try state.reader().auditWords()
        #expect(words.actors == ["ann", "bob"] && words.actions == ["dismiss", "fix"])
    }

    @Test("the chain is checked piece by piece up to its end")
    func check() throws {
        let work = try state.work()
        var mark = ChainMark(beganAt: Sample.start)
        var rounds = 0
        while true {
            let (next, isAtEnd) = try work.checkChain(from: mark, limit: 11)
            mark = next
            rounds += 1
            if isAtEnd { break }
        }
        #expect(mark.sequence == 60 && mark.finding == nil && rounds == 6)
        try store.commit(now: Sample.start) { try $0.write(mark) }
        let status = try state.reader().chainStatus()
        #expect(status.checkedTo == 60 && status.records == 60 && status.checkedAt == Sample.start)
        #expect(try work.chainMark() == mark)
    }

    @Test(
        "an edit, a removal and a swap are found where they are",
        arguments: [
            "UPDATE audit SET detail = 'nothing' WHERE seq = 25", "DELETE FROM audit WHERE seq = 25",
            "UPDATE audit SET hash = zeroblob(32) WHERE seq = 25",
        ])
    func broken(sql: String) throws {
        try state.tamper(sql)
        let (mark, _) = try state.work().checkChain(from: ChainMark(beganAt: Sample.start), limit: 1000)
        #expect(mark.sequence == 24)
        let at = sql.hasPrefix("DELETE") ? 26 : 25
        #expect(mark.finding == "Audit record \(at): the chain is broken here.")
        try store.commit(now: Sample.start) { try $0.write(mark) }
        #expect(try state.reader().chainStatus().finding == mark.finding)
    }
}
