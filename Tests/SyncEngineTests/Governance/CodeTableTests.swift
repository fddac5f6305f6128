import Catalog
import Control
import Foundation
import Measures
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("Codes that wait for their table")
struct CodeTableTests {
    private let cause = "code.unmapped ehr charge-account 99"
    private let fix = TestSite.account("99", "4010-52")

    @Test("one fix releases every row of its cause, shown before it is done, and counts its entry's use")
    func releases() async throws {
        try await TestSite.withCharges { engine in
            await engine.submit("M1", TestSite.charge("99"), TestSite.charge("98", line: 2))
            await engine.submit("M2", TestSite.charge("99"))
            await engine.settle()
            #expect(try engine.open.map(\.owner) == [.finance, .finance, .finance])
            guard case .preview(let preview) = try await engine.ask(.preview(fix, cause: cause), as: .finance) else {
                Issue.record("no preview")
                return
            }
            #expect(preview.considered == 2 && preview.released == 2 && preview.value == Money(cents: 2000))
            #expect(preview.rows.map(\.result) == ["account 4010-52", "account 4010-52"])
            guard case .done(2, 2, _, _) = try await engine.ask(.apply(fix, cause: cause), as: .finance) else {
                Issue.record("not fixed")
                return
            }
            try await engine.finish()
            #expect(try engine.open.map(\.fault.subject.code) == ["98"])
            #expect(engine.erp.calls.count == 2)
            #expect(try engine.reader.missedCodes().map(\.key?.code).contains("99"))
            await engine.submit("M3", TestSite.charge("99"))
            try await engine.finish()
            engine.core.beat()
            await engine.settle()
            #expect(try engine.reader.crosswalkEntry(fix.key)?.use?.count == 3)
        }
    }

    @Test("a value that the table can't have, a table that isn't there and a code that is empty are refused")
    func refused() async throws {
        try await TestSite.withCharges { engine in
            let refusals: [(table: CodeTableName, code: String, value: String, sentence: String)] = [
                (TestSite.accounts, "99", "4010", "'4010' is no GL account: it looks like 4010-52."),
                ("other", "99", "4010-52", "The catalog has no table other."),
                (TestSite.accounts, "", "4010-52", "It needs the charge code."),
            ]
            for (table, code, value, sentence) in refusals {
                let mapping = CodeMapping(table: table, source: TestSite.source, code: code, value: value)
                let reply = try await engine.ask(.apply(.mapCode(mapping), cause: ""), as: .finance)
                #expect(reply == .refused(.invalid, sentence))
            }
            #expect(try engine.reader.crosswalkChanges().allSatisfy { $0.key.kind.table == nil })
        }
    }

    @Test("only those who look after a table, and supervisors, change it, alone or in a file")
    func owners() async throws {
        try await TestSite.withCharges { engine in
            let entry = CrosswalkEntry(fix.key, CrosswalkContent(mapping: fix))
            let requests: [Request] = [
                .apply(fix, cause: ""), .importCrosswalk(CrosswalkImport(entries: [entry])),
                .apply(
                    .revise(CrosswalkRevision(fix.key, before: nil, after: CrosswalkContent(mapping: fix))), cause: ""),
            ]
            for request in requests {
                for role in [Role.materials, .integration, .auditor] {
                    guard case .refused(.forbidden, _) = try await engine.ask(request, as: role) else {
                        Issue.record("\(role) may \(request)")
                        continue
                    }
                }
            }
            for (request, role) in zip(requests, [Role.finance, .finance, .supervisor]) {
                guard case .done = try await engine.ask(request, as: role) else {
                    Issue.record("\(role) may not \(request)")
                    continue
                }
            }
            // What isn't of a table stays with those who look after items.
            let item = Fix.mapItem(ItemMapping(source: TestSite.source, code: "X", itemNumber: "100"))
            let mixed = CrosswalkImport(entries: [entry, CrosswalkEntry(item.key, CrosswalkContent(mapping: item))])
            guard case .refused(.forbidden, _) = try await engine.ask(.importCrosswalk(mixed), as: .finance) else {
                Issue.record("finance loads items")
                return
            }
        }
    }

    @Test("until the first has left a fix is taken back: the code is unknown again, also to what comes then")
    func undone() async throws {
        try await TestSite.withCharges(policies: Policies(undoWindow: .seconds(5))) { engine in
            await engine.submit("M1", TestSite.charge("99"))
            await engine.settle()
            _ = try await engine.ask(.apply(fix, cause: cause), as: .finance, id: "f1")
            await engine.settle()
            #expect(try engine.open.isEmpty && engine.erp.calls.isEmpty)
            guard case .done(1, 0, _, _) = try await engine.ask(.undo(command: "f1"), as: .finance) else {
                Issue.record("not taken back")
                return
            }
            await engine.submit("M2", TestSite.charge("99"))
            await engine.settle()
            #expect(try engine.open.map(\.cause) == [cause, cause])
            #expect(try engine.reader.history(of: fix.key).count == 2)
        }
    }

    @Test("a change that isn't committed is gone from memory too")
    func atomic() async throws {
        try await TestSite.withCharges { engine in
            engine.faults.failNext(2)
            guard case .refused = try await engine.ask(.apply(fix, cause: ""), as: .finance) else {
                Issue.record("it was written")
                return
            }
            engine.faults.failNext(0)
            await engine.submit("M1", TestSite.charge("99"))
            await engine.settle()
            #expect(try engine.open.map(\.cause) == [cause])
        }
    }

    @Test("an import mends what waits, and a policy may put a table's change under approval")
    func imported() async throws {
        try await TestSite.withCharges { engine in
            await engine.submit("M1", TestSite.charge("99"))
            await engine.settle()
            let entry = CrosswalkEntry(fix.key, CrosswalkContent(mapping: fix))
            guard case .done = try await engine.ask(.importCrosswalk(CrosswalkImport(entries: [entry])), as: .finance)
            else {
                Issue.record("not loaded")
                return
            }
            try await engine.finish()
            #expect(try engine.open.isEmpty && engine.erp.calls.count == 1)
        }
    }

    @Test("what the destination refused goes again once the table says something else, and nothing beside it")
    func rejected() async throws {
        try await TestSite.withCharges { engine in
            for (code, value) in [("99", "4010-52"), ("98", "4020-52")] {
                _ = try await engine.ask(.apply(TestSite.account(code, value), cause: ""), as: .finance)
            }
            let refusal = Fault(
                .rejected, FaultSubject(other: "ACCOUNT"), detail: "Account 4010-52 is closed (ACCOUNT).")
            engine.erp.script(.refuse(refusal), .refuse(refusal))
            await engine.submit("M1", TestSite.charge("99"))
            await engine.submit("M2", TestSite.charge("98"))
            try await engine.run { try engine.open.count == 2 }
            let cause = try #require(try engine.open.first?.cause)
            let change = TestSite.account("99", "4011-52")
            guard case .preview(let preview) = try await engine.ask(.preview(change, cause: cause), as: .finance) else {
                Issue.record("no preview")
                return
            }
            #expect(preview.considered == 1 && preview.released == 1, "the other code's row stays as it is")
            guard case .done(1, 1, _, _) = try await engine.ask(.apply(change, cause: cause), as: .finance) else {
                Issue.record("not fixed")
                return
            }
            try await engine.finish()
            #expect(try engine.open.map(\.item).count == 1 && engine.erp.calls.count == 3)
            // A change from elsewhere, which names no cause, finds it too.
            _ = try await engine.ask(.apply(TestSite.account("98", "4021-52"), cause: ""), as: .finance)
            try await engine.finish()
            #expect(try engine.open.isEmpty && engine.erp.calls.count == 4)
        }
    }

    @Test("another engine on the same state knows what the tables say")
    func restarted() async throws {
        let folder = try TestSite.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let clock = TestClock()
        let first = try TestEngine(
            TestSite.chargeCatalog(), in: folder, clock: clock, erp: FakeERP(honoursKeys: true))
        _ = try await first.ask(.apply(fix, cause: ""), as: .finance)
        await first.close()
        let second = try TestEngine(
            TestSite.chargeCatalog(), in: folder, clock: TestClock(), erp: FakeERP(honoursKeys: true))
        await second.submit("M1", TestSite.charge("99"))
        try await second.finish()
        #expect(try second.open.isEmpty && second.erp.calls.count == 1)
        await second.close()
    }
}
