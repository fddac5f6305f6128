import Catalog
import Control
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

    private static let refusal = Fault(.rejected, FaultSubject(other: "ACCOUNT"), detail: "It is closed (ACCOUNT).")

    /// Has one charge refused, or lost, and the account that its code stands for changed.
    private func sent(
        _ behaviours: FakeERP.Behaviour..., in engine: TestEngine, thenAs account: String = "4011-52"
    ) async throws {
        _ = try await engine.ask(.apply(TestSite.account("99", "4010-52"), cause: ""), as: .finance)
        for behaviour in behaviours { engine.erp.script(behaviour) }
        await engine.submit("M1", TestSite.charge("99"))
        try await engine.run { try engine.open.count == 1 }
        _ = try await engine.ask(.apply(TestSite.account("99", account), cause: ""), as: .finance)
        await engine.settle()
    }

    @Test("what was refused and then mended is something else, and gets a key of its own")
    func followsTheBody() async throws {
        try await TestSite.withCharges { engine in
            try await sent(.refuse(Self.refusal), in: engine)
            try await engine.finish()
            #expect(engine.erp.sentAccounts == ["4010-52", "4011-52"])
            #expect(engine.erp.sentKeys.count == 2 && Set(engine.erp.sentKeys).count == 2)
            #expect(engine.erp.booked.count == 1)
        }
    }

    @Test("a request that was lost before the refusal changes nothing of that: the refusal speaks of its key")
    func refusedAtLast() async throws {
        try await TestSite.withCharges { engine in
            try await sent(.timeout, .refuse(Self.refusal), in: engine)
            try await engine.finish()
            #expect(engine.erp.sentAccounts == ["4010-52", "4010-52", "4011-52"])
            let keys = engine.erp.sentKeys
            #expect(keys[0] == keys[1] && keys[1] != keys[2])
        }
    }

    @Test("what is refused again, unchanged, keeps its key, and what is changed back isn't sent under another's")
    func unchanged() async throws {
        try await TestSite.withCharges { engine in
            try await sent(.refuse(Self.refusal), .refuse(Self.refusal), in: engine)
            try await engine.run { try engine.erp.calls.count == 2 && engine.open.count == 1 }
            let id = try #require(try engine.open.first?.id)
            engine.erp.script(.refuse(Self.refusal))
            _ = try await engine.ask(.resubmit([id]), as: .finance)
            try await engine.run { try engine.erp.calls.count == 3 && engine.open.count == 1 }
            _ = try await engine.ask(.apply(TestSite.account("99", "4012-52"), cause: ""), as: .finance)
            try await engine.finish()
            #expect(engine.erp.sentAccounts == ["4010-52", "4011-52", "4011-52", "4012-52"])
            let keys = engine.erp.sentKeys
            #expect(keys[1] == keys[2] && Set(keys).count == 3)
        }
    }

    @Test("what may be booked is sent again just as it was, under its key, whatever was changed since")
    func staysWhileInDoubt() async throws {
        var flow = TestSite.chargeFlow()
        flow.retry.attempts = 2
        try await TestSite.withCharges(flow) { engine in
            try await sent(.acceptThenTimeout, .timeout, in: engine)
            let id = try #require(try engine.open.first?.id)
            _ = try await engine.ask(.resubmit([id]), as: .finance)
            try await engine.finish()
            #expect(engine.erp.sentAccounts == ["4010-52", "4010-52", "4010-52"])
            #expect(Set(engine.erp.sentKeys).count == 1 && engine.erp.booked.count == 1)
        }
    }

    @Test("two states that were told the same make the same keys, renewed ones too")
    func restored() async throws {
        var keys: [[String]] = []
        for _ in 0..<2 {
            try await TestSite.withCharges { engine in
                try await sent(.refuse(Self.refusal), in: engine)
                try await engine.finish()
                keys.append(engine.erp.sentKeys)
            }
        }
        #expect(keys[0] == keys[1] && keys[0].count == 2)
    }

    @Test("a fix that is taken back takes its key back with it")
    func takenBack() async throws {
        try await TestSite.withCharges(policies: Policies(undoWindow: .seconds(5))) { engine in
            _ = try await engine.ask(.apply(TestSite.account("99", "4010-52"), cause: ""), as: .finance)
            engine.erp.script(.refuse(Self.refusal))
            await engine.submit("M1", TestSite.charge("99"))
            try await engine.run { try engine.open.count == 1 }
            _ = try await engine.ask(.apply(TestSite.account("99", "4011-52"), cause: ""), as: .finance, id: "f1")
            await engine.settle()
            #expect(try engine.open.isEmpty)
            guard case .done = try await engine.ask(.undo(command: "f1"), as: .finance) else {
                Issue.record("not taken back")
                return
            }
            let id = try #require(try engine.open.first?.id)
            _ = try await engine.ask(.resubmit([id]), as: .finance)
            try await engine.finish()
            #expect(engine.erp.sentAccounts == ["4010-52", "4010-52"] && Set(engine.erp.sentKeys).count == 1)
        }
    }
}
