import Catalog
import Control
import Foundation
import Measures
import SyncModel
import Testing

@testable import SyncEngine
@testable import SyncStore

@Suite("Approvals")
struct ApprovalTests {
    static let cause = "item.unmapped ehr NEW"
    static let fix = Fix.mapItem(ItemMapping(source: TestSite.source, code: "NEW", itemNumber: "100"))
    static let policies = Policies(approvals: [
        ApprovalRule(requests: [.mapItem, .dismiss, .resubmit, .replay, .importCrosswalk], rows: 2),
        ApprovalRule(requests: [.pauseFlow], criticality: [.revenue], approvers: [.administrator]),
    ])

    /// An engine where two lines wait for the same mapping, and whoever mends them needs approval.
    private func withTwoWaiting(
        _ policies: Policies = policies, _ body: (TestEngine) async throws -> Void
    ) async throws {
        try await TestSite.withEngine(policies: policies) { engine in
            await engine.submit("M1", TestSite.use("NEW", 50, "EA"))
            await engine.submit("M2", TestSite.use("NEW", 100, "EA"))
            await engine.settle()
            try await body(engine)
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    @Test("what needs approval is stored with who, why, what it changes and what it touches, and nothing is done")
    func stores() async throws {
        try await withTwoWaiting { engine in
            let note = ProposalNote(why: " recall\u{1b} swap ", evidence: ["same GTIN"], score: 94)
            let reply = try await engine.ask(.apply(Self.fix, cause: Self.cause), as: .materials, id: "c1", note: note)
            guard case .pending(let id, let sentence) = reply else {
                Issue.record("\(reply)")
                return
            }
            #expect(sentence == "Waits for approval as request 1 (2 rows or more): supervisor decides.")
            let row = try #require(try engine.reader.approval(id))
            #expect(row.maker == "materials" && row.command == "c1" && row.state == .pending)
            #expect(row.note == ProposalNote(why: "recall swap", evidence: ["same GTIN"], score: 94))
            #expect(row.proposal.title == "NEW → 100" && row.proposal.cause == Self.cause)
            #expect(row.proposal.changes == [ChangeLine("item code NEW of ehr", before: nil, after: "100")])
            let impact = ApprovalImpact(rows: 2, released: 2, value: Money(cents: 15_000), flows: [TestSite.flowName])
            #expect(row.proposal.impact == impact)
            #expect(try engine.open.count == 2)
            #expect(engine.erp.calls.isEmpty)
            #expect(try engine.reader.history(of: Self.fix.key).isEmpty)
            #expect(try engine.reader.pendingApprovals(ofCause: Self.cause).map(\.id) == [id])
        }
    }

    @Test("the same wish waits once, and a command that is sent again is answered as before")
    func storesOnce() async throws {
        try await withTwoWaiting { engine in
            let first = try await engine.ask(.apply(Self.fix, cause: Self.cause), as: .materials, id: "c1")
            #expect(try await engine.ask(.apply(Self.fix, cause: Self.cause), as: .materials, id: "c1") == first)
            guard case .pending(let id, _) = try await engine.ask(.apply(Self.fix, cause: Self.cause), as: .supervisor)
            else {
                Issue.record("not pending")
                return
            }
            #expect(id.rawValue == 1)
            #expect(try engine.reader.pendingApprovals().count == 1)
        }
    }

    @Test("an approval does what was asked for, once, for its maker and signed by the approver")
    func approves() async throws {
        try await withTwoWaiting { engine in
            let seen = try await ask(engine)
            let reply = try await engine.ask(.approve([seen], reason: "looks right"), as: .supervisor, id: "a1")
            #expect(
                reply
                    == .decided([
                        ApprovalVerdict(seen.id, .approved, "2 of 2 waiting go out now.", released: 2)
                    ]))
            try await engine.finish()
            #expect(engine.erp.booked.count == 2)
            let change = try #require(try engine.reader.history(of: Self.fix.key).first)
            #expect(change.author == "materials" && change.approver == "supervisor" && change.command == "c1")
            #expect(change.before == .nothing && change.after.words == "100")
            let row = try #require(try engine.reader.approval(seen.id))
            #expect(row.state == .approved && row.decidedBy == "supervisor" && row.outcome != nil)
            // Sent again, it is answered, not done again; asked again by another command, it is closed.
            #expect(try await engine.ask(.approve([seen], reason: "looks right"), as: .supervisor, id: "a1") == reply)
            #expect(try await outcomes(.approve([seen], reason: ""), engine) == [.closed])
            #expect(try engine.reader.history(of: Self.fix.key).count == 1)
        }
    }

    @Test("nobody decides about their own request, whatever their roles, and the state itself refuses it")
    func neverOnesOwn() async throws {
        try await withTwoWaiting { engine in
            guard case .pending(let id, _) = try await engine.ask(.apply(Self.fix, cause: Self.cause), as: .supervisor)
            else {
                Issue.record("not pending")
                return
            }
            let seen = SeenApproval(id, digest: try #require(try engine.reader.approval(id)).digest)
            #expect(try await outcomes(.approve([seen], reason: ""), engine) == [.own])
            #expect(try await outcomes(.reject([id], reason: "no"), engine) == [.own])
            #expect(try engine.open.count == 2)
            #expect(throws: StateFileProblem.self) {
                try engine.store.commit(now: engine.clock.now) {
                    try $0.end(id, ApprovalEnd(.approved, by: "supervisor", reason: ""))
                }
            }
            #expect(try engine.reader.approval(id)?.state == .pending)
        }
    }

    @Test("whoever asked must still have the right when it is approved; else it is turned down and says why")
    func makerKeepsTheRight() async throws {
        let folder = try TestSite.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let erp = FakeERP(honoursKeys: true)
        var catalog = TestSite.catalog(policies: Self.policies)
        catalog.roles["lee"] = [.materials]
        let first = try TestEngine(catalog, in: folder, clock: TestClock(), erp: erp)
        await first.submit("M1", TestSite.use("NEW", 50, "EA"))
        await first.submit("M2", TestSite.use("NEW", 100, "EA"))
        await first.settle()
        let lee = CommandDesk(first.core, caller: Caller(user: "lee"))
        guard case .pending = try await lee.perform(Command(id: "c1", request: .apply(Self.fix, cause: Self.cause)))
        else {
            Issue.record("not pending")
            return
        }
        await first.close()
        catalog.roles["lee"] = [.auditor]
        let second = try TestEngine(catalog, in: folder, clock: TestClock(start: first.clock.now), erp: erp)
        let row = try #require(try second.reader.pendingApprovals().first)
        let reply = try await second.ask(.approve([SeenApproval(row.id, digest: row.digest)], reason: ""))
        let sentence =
            "It can't be done any more: lee, who asked for it, may not map items any more: that takes administrator, "
            + "materials management, supervisor. Somebody else has to ask."
        #expect(reply == .decided([ApprovalVerdict(row.id, .impossible, sentence)]))
        #expect(try second.reader.approval(row.id)?.state == .rejected)
        #expect(try second.open.count == 2)
        #expect(second.core.snapshot.mapping("NEW", of: TestSite.source, at: TestSite.start) == nil)
        await second.close()
    }

    @Test("the reason that a request names is what its approver reads, and its words name the deed once")
    func namesItsReason() async throws {
        try await withTwoWaiting { engine in
            let ids = try engine.open.map(\.id).sorted()
            _ = try await engine.ask(.dismiss(ids, reason: "documented twice"), as: .materials)
            _ = try await engine.ask(.resubmitCause(Self.cause), as: .materials)
            _ = try await engine.ask(.apply(Self.fix, cause: Self.cause), as: .materials)
            let rows = try engine.reader.pendingApprovals()
            #expect(rows.map(\.note.why) == ["documented twice", "", ""])
            #expect(
                rows.map(\.proposal.words) == [
                    "dismiss: documented twice", "resubmit all of unmapped item NEW", "map item NEW → 100",
                ])
            let records = try engine.reader.audit(AuditFilter(action: "request"), before: nil, limit: 10).rows
            #expect(records.contains { $0.record.detail.hasPrefix("dismiss: documented twice; 2 rows") })
        }
    }

    @Test("only the roles that the rule names decide")
    func onlyApprovers() async throws {
        try await withTwoWaiting { engine in
            let seen = try await ask(engine)
            #expect(try await outcomes(.approve([seen], reason: ""), engine, as: .finance) == [.forbidden])
            guard case .refused(.forbidden, _) = try await engine.ask(.approve([seen], reason: ""), as: .integration)
            else {
                Issue.record("integration may not decide at all")
                return
            }
        }
    }

    @Test("an approval of another digest than that of what is shown now is refused")
    func digestBinds() async throws {
        try await withTwoWaiting { engine in
            var seen = try await ask(engine)
            seen.digest = String(seen.digest.reversed())
            #expect(try await outcomes(.approve([seen], reason: ""), engine) == [.changed])
            #expect(try engine.open.count == 2)
        }
    }

    @Test("what came to touch more since it was looked at has to be looked at again, with what it touches now")
    func mustLookAgain() async throws {
        try await withTwoWaiting { engine in
            let seen = try await ask(engine)
            await engine.submit("M3", TestSite.use("NEW", 500, "EA"))
            #expect(try await outcomes(.approve([seen], reason: ""), engine) == [.changed])
            #expect(try engine.open.count == 3, "nothing was done")
            let renewed = try #require(try engine.reader.approval(seen.id))
            #expect(renewed.digest != seen.digest && renewed.proposal.impact.rows == 3)
            #expect(renewed.proposal.impact.value == Money(cents: 65_000))
            let again = SeenApproval(seen.id, digest: renewed.digest)
            #expect(try await outcomes(.approve([again], reason: ""), engine) == [.approved])
        }
    }

    @Test("what another fix has changed meanwhile isn't overwritten unseen")
    func changedEntry() async throws {
        try await withTwoWaiting { engine in
            let seen = try await ask(engine)
            let other = Fix.mapItem(ItemMapping(source: "ehr", code: "NEW", itemNumber: "200"))
            try engine.store.commit(now: engine.clock.now) { try $0.write(other, author: "else") }
            engine.core.crosswalk.adopt(engine.core.snapshot.applying(other, at: engine.clock.now))
            engine.core.crosswalk.keep()
            #expect(try await outcomes(.approve([seen], reason: ""), engine) == [.changed])
            let renewed = try #require(try engine.reader.approval(seen.id))
            #expect(renewed.proposal.changes.first?.before == "200")
        }
    }

    @Test("rows that were named one by one and changed since have to be looked at again; none left ends the request")
    func namedRows() async throws {
        try await withTwoWaiting { engine in
            await engine.submit("M3", TestSite.use("ELSE", 1, "EA"))
            await engine.settle()
            let ids = try engine.open.map(\.id).sorted()
            guard case .pending(let id, _) = try await engine.ask(.dismiss(ids, reason: "test data"), as: .materials)
            else {
                Issue.record("not pending")
                return
            }
            let row = try #require(try engine.reader.approval(id))
            #expect(row.proposal.impact.rows == 3 && row.proposal.changes.count == 3)
            _ = try await engine.ask(.dismiss([ids[0]], reason: "one alone needs nobody"))
            let seen = SeenApproval(id, digest: row.digest)
            #expect(try await outcomes(.approve([seen], reason: ""), engine) == [.changed])
            let again = SeenApproval(id, digest: try #require(try engine.reader.approval(id)).digest)
            for id in ids.dropFirst() { _ = try await engine.ask(.dismiss([id], reason: "by hand")) }
            #expect(try await outcomes(.approve([again], reason: ""), engine) == [.impossible])
            #expect(try engine.reader.approval(id)?.state == .rejected)
        }
    }

    @Test("many are decided about at once, each for itself")
    func many() async throws {
        try await withTwoWaiting(Policies(approvals: [ApprovalRule(requests: [.mapItem])])) { engine in
            await engine.submit("M3", TestSite.use("NEW2", 50, "EA"))
            await engine.settle()
            let second = Fix.mapItem(ItemMapping(source: "ehr", code: "NEW2", itemNumber: "100"))
            var seen = [try await ask(engine)]
            guard case .pending(let id, _) = try await engine.ask(.apply(second, cause: "item.unmapped ehr NEW2"))
            else {
                Issue.record("not pending")
                return
            }
            guard
                case .pending(let third, _) = try await engine.ask(
                    .apply(second, cause: "item.unmapped ehr NEW"), as: .materials)
            else {
                Issue.record("not pending")
                return
            }
            seen += try [id, third].map {
                SeenApproval($0, digest: try #require(try engine.reader.approval($0)).digest)
            }
            #expect(try await outcomes(.approve(seen, reason: ""), engine) == [.approved, .own, .approved])
            try await engine.finish()
            #expect(engine.erp.booked.count == 3, "both mappings hold, the second by the crosswalk of the first")
        }
    }

    @Test("a maker takes a request back, an approver turns one down with a reason, and neither is done")
    func closes() async throws {
        try await withTwoWaiting { engine in
            let first = try await ask(engine)
            #expect(try await outcomes(.withdraw([first.id], reason: ""), engine, as: .supervisor) == [.forbidden])
            #expect(try await outcomes(.withdraw([first.id], reason: "wrong"), engine, as: .materials) == [.withdrawn])
            let second = try await ask(engine)
            guard case .refused(.invalid, _) = try await engine.ask(.reject([second.id], reason: " ")) else {
                Issue.record("turned down without a reason")
                return
            }
            #expect(try await outcomes(.reject([second.id], reason: "ask finance"), engine) == [.rejected])
            #expect(try await outcomes(.approve([second], reason: ""), engine) == [.closed])
            #expect(try engine.reader.approval(second.id)?.decision == "ask finance")
            #expect(try engine.open.count == 2)
        }
    }

    @Test("what nobody decides about in time is void")
    func expires() async throws {
        try await withTwoWaiting { engine in
            let seen = try await ask(engine)
            engine.clock.advance(by: .seconds(86_401))
            #expect(try await outcomes(.approve([seen], reason: ""), engine) == [.closed])
            try engine.store.commit(now: engine.clock.now) { _ = try $0.expireApprovals() }
            #expect(try engine.reader.approval(seen.id)?.state == .expired)
            #expect(try engine.open.count == 2)
        }
    }

    @Test("below what the policies name, it is done at once")
    func below() async throws {
        try await TestSite.withEngine(policies: Self.policies) { engine in
            await engine.submit("M1", TestSite.use("NEW", 50, "EA"))
            await engine.settle()
            guard case .done(1, 1, _, _) = try await engine.ask(.apply(Self.fix, cause: Self.cause), as: .materials)
            else {
                Issue.record("not done")
                return
            }
            try await engine.finish()
        }
    }

    @Test("a fix that names another cause than the one it mends is judged by what it mends")
    func judgesByEffect() async throws {
        try await withTwoWaiting { engine in
            let reply = try await engine.ask(.apply(Self.fix, cause: "item.unmapped ehr ELSE"), as: .materials)
            guard case .pending = reply else {
                Issue.record("\(reply)")
                return
            }
        }
    }

    @Test("pausing a revenue-critical flow needs an administrator's approval where the policies say so")
    func pausesFlow() async throws {
        try await withTwoWaiting { engine in
            let reply = try await engine.ask(.pauseFlow(TestSite.flowName, reason: "stocktaking"), as: .integration)
            guard case .pending(let id, _) = reply else {
                Issue.record("\(reply)")
                return
            }
            #expect(try engine.reader.heldFlows().isEmpty)
            let seen = SeenApproval(id, digest: try #require(try engine.reader.approval(id)).digest)
            #expect(try await outcomes(.approve([seen], reason: ""), engine, as: .administrator) == [.approved])
            #expect(try engine.reader.heldFlows().map(\.condition) == [.paused])
        }
    }

    @Test("the overview counts what waits for whoever looks, never their own")
    func counts() async throws {
        try await withTwoWaiting { engine in
            _ = try await ask(engine)
            let overview = try engine.reader.overview(now: engine.clock.now)
            let supervisor = overview.approvals(for: "supervisor", roles: [.supervisor])
            #expect(supervisor.count == 1 && supervisor.value == Money(cents: 15_000))
            #expect(overview.approvals(for: "materials", roles: [.supervisor]).count == 0)
            #expect(overview.approvals(for: "else", roles: [.finance]).count == 0)
        }
    }

    private func ask(_ engine: TestEngine) async throws -> SeenApproval {
        let id = try engine.reader.approvals().isEmpty ? "c1" : UUID().uuidString
        let reply = try await engine.ask(.apply(Self.fix, cause: Self.cause), as: .materials, id: id)
        guard case .pending(let id, _) = reply else { throw Unexpected(reply: reply) }
        return SeenApproval(id, digest: try #require(try engine.reader.approval(id)).digest)
    }

    private func outcomes(
        _ request: Request, _ engine: TestEngine, as role: Role = .supervisor
    ) async throws -> [ApprovalVerdict.Outcome] {
        let reply = try await engine.ask(request, as: role)
        guard case .decided(let verdicts) = reply else { throw Unexpected(reply: reply) }
        return verdicts.map(\.outcome)
    }
}

/// An answer that a fixture can't go on from.
struct Unexpected: Error {
    var reply: Reply
}
