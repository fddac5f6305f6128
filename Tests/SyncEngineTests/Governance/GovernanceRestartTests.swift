import Catalog
import Control
import Foundation
import Measures
import SyncModel
import Testing

@testable import SyncEngine
@testable import SyncStore

@Suite("Approvals, fixes and held flows over a crash")
struct GovernanceRestartTests {
    private let fix = Fix.mapItem(ItemMapping(source: TestSite.source, code: "NEW", itemNumber: "100"))
    private let cause = "item.unmapped ehr NEW"

    /// Runs an engine, copies its state as a crash would leave it, and runs a second one on the copy.
    private func crash(
        _ policies: Policies, _ before: (TestEngine) async throws -> Void, then after: (TestEngine) async throws -> Void
    ) async throws {
        let erp = FakeERP(honoursKeys: true)
        let folders = [try TestSite.folder(), try TestSite.folder()]
        defer { for folder in folders { try? FileManager.default.removeItem(at: folder) } }
        let catalog = TestSite.catalog(policies: policies)
        let first = try TestEngine(catalog, in: folders[0], clock: TestClock(), erp: erp)
        try await before(first)
        try TestSite.copyState(from: folders[0], to: folders[1])
        await first.close()
        let second = try TestEngine(catalog, in: folders[1], clock: TestClock(start: first.clock.now), erp: erp)
        do { try await after(second) } catch {
            await second.close()
            throw error
        }
        #expect(try second.reader.verify().findings.isEmpty)
        await second.close()
    }

    @Test(
        "an approval is written with what it does, or neither is; the same approval after the crash does nothing more")
    func approvesOnce() async throws {
        try await crash(Policies(approvals: [ApprovalRule(requests: [.mapItem])])) { engine in
            await engine.submit("M1", TestSite.use("NEW", 50, "EA"))
            await engine.settle()
            _ = try await engine.ask(.apply(fix, cause: cause), as: .materials)
            let seen = try seen(engine)
            // The disk fails in the commit of the approval.
            engine.faults.failNext(1)
            guard case .refused(.unavailable, _) = try await engine.ask(.approve([seen], reason: ""), id: "a1") else {
                Issue.record("not refused")
                return
            }
            #expect(try engine.reader.approval(seen.id)?.state == .pending)
            #expect(
                try engine.open.count == 1
                    && engine.core.snapshot.mapping("NEW", of: TestSite.source, at: TestSite.start) == nil)
            engine.core.dispatchers[TestSite.endpoint]?.pause("so that nothing leaves before the crash")
            guard case .decided = try await engine.ask(.approve([seen], reason: ""), id: "a1") else {
                Issue.record("not approved")
                return
            }
        } then: { engine in
            let row = try #require(try engine.reader.approvals().first)
            #expect(row.state == .approved)
            let seen = SeenApproval(row.id, digest: row.digest)
            guard case .decided(let again) = try await engine.ask(.approve([seen], reason: ""), id: "a1") else {
                Issue.record("not answered as before")
                return
            }
            #expect(again.map(\.outcome) == [.approved])
            guard case .decided(let other) = try await engine.ask(.approve([seen], reason: ""), id: "a2") else {
                Issue.record("not answered")
                return
            }
            #expect(other.map(\.outcome) == [.closed])
            _ = try await engine.ask(.resume(TestSite.endpoint), as: .integration)
            try await engine.finish()
            #expect(engine.erp.booked.count == 1)
            #expect(try engine.reader.history(of: fix.key).count == 1)
        }
    }

    @Test("what waits for approval waits on after a crash")
    func keepsPending() async throws {
        try await crash(Policies(approvals: [ApprovalRule(requests: [.mapItem])])) { engine in
            await engine.submit("M1", TestSite.use("NEW", 50, "EA"))
            await engine.settle()
            _ = try await engine.ask(.apply(fix, cause: cause), as: .materials)
        } then: { engine in
            guard case .decided(let verdicts) = try await engine.ask(.approve([try seen(engine)], reason: "")) else {
                Issue.record("not decided")
                return
            }
            #expect(verdicts.map(\.outcome) == [.approved])
            try await engine.finish()
            #expect(engine.erp.booked.count == 1)
        }
    }

    @Test("a crash ends the window in which a fix could be taken back: what it let go is sent")
    func endsWindow() async throws {
        try await crash(Policies(undoWindow: .seconds(60))) { engine in
            await engine.submit("M1", TestSite.use("NEW", 50, "EA"))
            await engine.settle()
            _ = try await engine.ask(.apply(fix, cause: cause), as: .materials, id: "f1")
            #expect(engine.erp.calls.isEmpty)
        } then: { engine in
            try await engine.finish()
            #expect(engine.erp.booked.count == 1)
            guard case .refused(.invalid, _) = try await engine.ask(.undo(command: "f1")) else {
                Issue.record("it has left")
                return
            }
        }
    }

    @Test("a held flow stays held after a crash, a draining one lets through what it had")
    func keepsHolds() async throws {
        try await crash(Policies()) { engine in
            _ = try await engine.ask(.pauseFlow(TestSite.flowName, reason: "x"), as: .integration)
            await engine.submit("M1", TestSite.use())
            await engine.settle()
        } then: { engine in
            await engine.settle()
            #expect(engine.erp.calls.isEmpty)
            _ = try await engine.ask(.drainFlow(TestSite.flowName, reason: "x"), as: .integration)
            await engine.submit("M2", TestSite.use())
            await engine.settle()
            #expect(engine.erp.booked.map(\.message) == [1])
            _ = try await engine.ask(.resumeFlow(TestSite.flowName, reason: ""), as: .integration)
            try await engine.finish()
            #expect(engine.erp.booked.count == 2)
        }
    }

    private func seen(_ engine: TestEngine) throws -> SeenApproval {
        let row = try #require(try engine.reader.pendingApprovals().first)
        return SeenApproval(row.id, digest: row.digest)
    }
}
