import Catalog
import Control
import Foundation
import Measures
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("Deliveries that somebody has to approve")
struct DeliveryApprovalTests {
    private static func flow(_ rule: FlowApproval? = nil) -> Flow {
        var flow = StepSite.flow(nil, nil)
        flow.approval =
            rule
            ?? FlowApproval(by: .supervisor, when: [FieldCondition(field: "cost", test: .number(.above, 500))])
        flow.lookUps = [FlowLookUp(table: StepSite.funds, from: ["study"], into: "fund")]
        flow.fields = ["number", "cost", "study", "fund"]
        return flow
    }

    private static func cost(_ number: String, _ amount: Int, action: EventAction = .record) -> CanonicalEvent {
        var event = StepSite.cost(
            number, ["cost": .number(ExactDecimal(amount)), "study": .text("S7")], action: action)
        event.fields?.patientPaths = ["study"]
        return event
    }

    /// An engine whose table says what study S7 is called; `finance` has said so.
    private func withEngine(_ flow: Flow = flow(), _ body: (TestEngine) async throws -> Void) async throws {
        try await StepSite.withEngine(flow) { engine in
            _ = try await engine.ask(.apply(StepSite.entry(StepSite.funds, "S7", "F1"), cause: ""), as: .finance)
            try await body(engine)
        }
    }

    private func pending(_ engine: TestEngine) throws -> [ApprovalRow] { try engine.reader.pendingApprovals() }

    private func seen(_ row: ApprovalRow) -> SeenApproval { SeenApproval(row.id, digest: row.digest) }

    /// What became of a decision, asked for by somebody with the role of a supervisor.
    private func decide(
        _ engine: TestEngine, _ request: Request, as user: String = "supervisor", _ role: Role = .supervisor
    ) async throws -> [ApprovalVerdict] {
        let desk = CommandDesk(engine.core, caller: Caller(user: user, demoRoles: [role]))
        let reply = try await desk.perform(Command(id: UUID().uuidString, request: request))
        guard case .decided(let verdicts) = reply else {
            Issue.record("\(reply)")
            return []
        }
        return verdicts
    }

    @Test("what its flow asks about waits among the approvals, complete and masked, and goes once it is approved")
    func approved() async throws {
        try await withEngine { engine in
            await engine.submit("A", Self.cost("1", 501))
            await engine.submit("B", Self.cost("2", 500))
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [2])
            let open = try #require(try engine.open.first)
            #expect(open.fault.code == .approvalNeeded && open.owner == .supervisor)
            #expect(open.cause == "approval.needed ehr supply-usage" && open.value == Money(cents: 50_100))
            let row = try #require(try pending(engine).first)
            #expect(row.delivery == DeliveryID(rawValue: 1) && row.approvers == [.supervisor] && row.isUnlimited)
            #expect(row.proposal.title == "send cost.allocated to erp" && row.rule.hasSuffix("cost is above 500"))
            #expect(
                row.proposal.changes.map { "\($0.what) \($0.after ?? "")" }
                    == ["action record", "cost 501", "fund F1", "number 1", "study ****"])
            #expect(
                row.proposal.impact.value == Money(cents: 50_100) && row.proposal.impact.flows == [TestSite.flowName])
            let verdicts = try await decide(engine, .approve([seen(row)], reason: "fine"))
            #expect(verdicts.map(\.outcome) == [.approved] && verdicts.first?.released == 1)
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [2, 1])
            #expect(try engine.open.isEmpty && pending(engine).isEmpty)
            let ended = try #require(try engine.reader.approval(row.id))
            #expect(ended.state == .approved && ended.decidedBy == "supervisor" && ended.decision == "fine")
            #expect(try engine.reader.audit(limit: 5).rows.map(\.record.action).contains("approve"))
        }
    }

    @Test("waiting for an approval that its flow asks for is no error")
    func noError() async throws {
        try await withEngine { engine in
            await engine.submit("A", Self.cost("1", 501))
            await engine.submit("B", Self.cost("2", 500))
            try await engine.finish()
            try await engine.core.committer.perform { [metrics = engine.core.metrics] in try metrics.flush(into: $0) }
            let recent = try #require(try engine.reader.overview(now: engine.clock.now).flows.first?.recent)
            #expect(recent.accepted == 2 && recent.errorRate == 0)
        }
    }

    @Test("a rejected one is dismissed with the reason, and nothing of it ever leaves")
    func rejected() async throws {
        try await withEngine { engine in
            await engine.submit("A", Self.cost("1", 501))
            await engine.submit("B", Self.cost("1", 501, action: .reverse))
            try await engine.finish()
            // The reversal has taken it back, and the request is gone with it.
            #expect(try engine.open.isEmpty && pending(engine).isEmpty && engine.erp.calls.isEmpty)
            #expect(try engine.reader.approval(ApprovalID(rawValue: 1))?.state == .withdrawn)
            await engine.submit("C", Self.cost("2", 900))
            await engine.settle()
            let row = try #require(try pending(engine).first)
            let verdicts = try await decide(engine, .reject([row.id], reason: "twice too much"))
            #expect(verdicts.map(\.outcome) == [.rejected])
            try await engine.finish()
            #expect(engine.erp.calls.isEmpty)
            #expect(try engine.delivery(3)?.reason == "rejected by supervisor: twice too much")
            // A replay doesn't get round it.
            let selection = ReplaySelection.deliveries([DeliveryID(rawValue: 3)])
            guard case .replayPreview(let preview) = try await engine.ask(.previewReplay(selection, edit: nil)) else {
                Issue.record("no dry run")
                return
            }
            #expect(preview.going == 0 && preview.rows.first?.result.contains("It would stop again") == true)
        }
    }

    @Test("only the role that the flow names decides, and sending it again doesn't get round that")
    func rights() async throws {
        try await withEngine { engine in
            await engine.submit("A", Self.cost("1", 501))
            await engine.settle()
            let row = try #require(try pending(engine).first)
            let forbidden = try await decide(engine, .approve([seen(row)], reason: ""), as: "fin", .finance)
            #expect(forbidden.map(\.outcome) == [.forbidden])
            let open = try #require(try engine.open.first)
            _ = try await engine.ask(.resubmit([open.id]), as: .finance)
            _ = try await engine.ask(.resubmitCause(open.cause), as: .integration)
            try await engine.finish()
            #expect(try engine.erp.calls.isEmpty && pending(engine).map(\.id) == [row.id])
            #expect(
                try engine.reader.overview(now: TestSite.start).approvals(for: "supervisor", roles: [.supervisor]).count
                    == 1)
        }
    }

    @Test("whoever said what a code of it means doesn't approve it, before it came or since")
    func ownCode() async throws {
        try await withEngine(Self.flow(FlowApproval(by: .finance))) { engine in
            await engine.submit("A", Self.cost("1", 1))
            await engine.settle()
            let row = try #require(try pending(engine).first)
            #expect(row.barred == ["finance"])
            #expect(
                try await decide(engine, .approve([seen(row)], reason: ""), as: "finance", .finance)[0].outcome == .own)
            #expect(
                try await decide(engine, .reject([row.id], reason: "no"), as: "finance", .finance)[0].outcome == .own)
            #expect(
                try engine.reader.overview(now: TestSite.start).approvals(for: "finance", roles: [.finance]).count == 0)
            #expect(
                try await decide(engine, .approve([seen(row)], reason: ""), as: "ann", .finance)[0].outcome == .approved
            )
            try await engine.finish()
            #expect(engine.erp.calls.count == 1)
        }
    }

    @Test("whoever corrected it, or sent it again, doesn't approve it")
    func ownWork() async throws {
        var flow = TestSite.flow(maximumQuantity: 10)
        flow.approval = FlowApproval(
            by: .supervisor, when: [FieldCondition(field: FlowApproval.worth, test: .number(.above, 1))])
        try await TestSite.withEngine(flow) { engine in
            await engine.submit("A", TestSite.use("CATH", 11, "EA"))
            await engine.submit("B", TestSite.use("CATH", 12, "EA"))
            await engine.settle()
            let rows = try engine.open.sorted { $0.id < $1.id }
            #expect(rows.map(\.fault.code) == [.quantityOutOfRange, .quantityOutOfRange])
            var edit = EventEdit()
            edit.quantity = 9
            _ = try await engine.ask(.correct(rows[0].id, edit, reason: "a typing error"))
            _ = try await engine.ask(.resubmit([rows[1].id]))
            try await engine.finish()
            let waiting = try pending(engine)
            #expect(waiting.map { $0.barred.contains("supervisor") } == [true, true] && engine.erp.calls.isEmpty)
            #expect(waiting.first?.proposal.changes.first?.what == "item")
            let own = try await decide(engine, .approve(waiting.map(seen), reason: ""))
            #expect(own.map(\.outcome) == [.own, .own] && own.first?.sentence == ApprovalRow.hadAHand)
            let other = try await decide(engine, .approve(waiting.map(seen), reason: ""), as: "bob")
            #expect(other.map(\.outcome) == [.approved, .approved])
            try await engine.finish()
            #expect(engine.erp.booked.count == 2)
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    @Test("a correction of what waits has to be looked at as it is then: the request before it is gone")
    func corrected() async throws {
        var flow = TestSite.flow()
        flow.approval = FlowApproval(by: .supervisor)
        try await TestSite.withEngine(flow) { engine in
            await engine.submit("A", TestSite.use("CATH", 3, "EA"))
            await engine.settle()
            let (row, open) = (try #require(try pending(engine).first), try #require(try engine.open.first))
            var edit = EventEdit()
            edit.quantity = 4
            _ = try await engine.ask(.correct(open.id, edit, reason: "counted again"), as: .materials)
            await engine.settle()
            #expect(try await decide(engine, .approve([seen(row)], reason: ""))[0].outcome == .closed)
            let now = try #require(try pending(engine).first)
            #expect(now.id != row.id && now.proposal.changes.contains { $0.after?.hasPrefix("0.08 ") == true })
            #expect(now.barred.contains("materials"))
            _ = try await decide(engine, .approve([seen(now)], reason: ""))
            try await engine.finish()
            #expect(engine.erp.works.map { $0.resolved?.quantity } == [ExactDecimal("0.08")])
        }
    }

    @Test("a code that gets another meaning is looked at again, while it waits and after it was approved")
    func changedCode() async throws {
        try await withEngine { engine in
            await engine.submit("A", Self.cost("1", 501))
            await engine.settle()
            let before = try #require(try pending(engine).first)
            _ = try await engine.ask(.apply(StepSite.entry(StepSite.funds, "S7", "F2"), cause: ""), as: .finance)
            try await engine.finish()
            let row = try #require(try pending(engine).first)
            #expect(row.id != before.id && row.proposal.changes.contains { $0.after == "F2" })
            #expect(try await decide(engine, .approve([seen(before)], reason: ""))[0].outcome == .closed)
            #expect(engine.erp.calls.isEmpty)
            // Approved, it goes out, and the destination refuses it.
            let refusal = Fault(.rejected, FaultSubject(other: "FUND"), detail: "Fund F2 is closed.")
            engine.erp.script(.refuse(refusal))
            _ = try await decide(engine, .approve([seen(row)], reason: ""))
            try await engine.run { try engine.open.first?.fault.code == .rejected }
            // The same again needs no second approval.
            _ = try await engine.ask(.resubmit([try #require(try engine.open.first).id]))
            engine.erp.script(.refuse(refusal))
            try await engine.run { engine.erp.calls.count == 2 }
            try await engine.finish()
        }
    }

    @Test("after a refusal another booking needs approval anew")
    func anew() async throws {
        try await withEngine { engine in
            await engine.submit("A", Self.cost("1", 501))
            await engine.settle()
            let refusal = Fault(.rejected, FaultSubject(other: "FUND"), detail: "Fund F1 is closed.")
            engine.erp.script(.refuse(refusal))
            _ = try await decide(engine, .approve([seen(try #require(try pending(engine).first))], reason: ""))
            try await engine.run { try engine.open.first?.fault.code == .rejected }
            _ = try await engine.ask(.apply(StepSite.entry(StepSite.funds, "S7", "F3"), cause: ""), as: .finance)
            try await engine.run { try engine.open.first?.fault.code == .approvalNeeded }
            #expect(engine.erp.calls.count == 1)
            _ = try await decide(engine, .approve([seen(try #require(try pending(engine).first))], reason: ""))
            try await engine.finish()
            #expect(engine.erp.works.last?.record?["fund"] == .text("F3") && engine.erp.calls.count == 2)
        }
    }

    @Test("what differs from its order is let through by one and approved by another, and both only once")
    func letThrough() async throws {
        var flow = PurchaseSite.invoicing()
        flow.approval = FlowApproval(by: .supervisor)
        try await PurchaseSite.withEngine(PurchaseSite.catalog(invoicing: flow)) { engine in
            await engine.submit("O", PurchaseSite.order("1", .init("1", 10, "22.50")))
            await engine.submit("R", PurchaseSite.receipt("R1", of: "1", .init("1", 5)))
            await engine.submit("A", PurchaseSite.invoice("A", of: "1", .init("1", 6, "22.50")))
            await engine.submit("B", PurchaseSite.invoice("B", of: "1", .init("1", 5, "22.50")))
            await engine.settle()
            // What fits waits for approval, and has its part of the order meanwhile.
            #expect(
                try engine.open.map(\.fault.code).sorted { $0.rawValue < $1.rawValue } == [
                    .approvalNeeded, .matchMismatch,
                ])
            let differs = try #require(try engine.open.first { $0.fault.code == .matchMismatch })
            _ = try await engine.ask(.letThrough([differs.id], reason: "agreed"))
            let row = try #require(try pending(engine).last)
            #expect(try pending(engine).count == 2 && row.barred.contains("supervisor") && engine.erp.calls.isEmpty)
            #expect(try await decide(engine, .approve([seen(row)], reason: ""))[0].outcome == .own)
            let verdict = try await decide(engine, .approve([seen(row)], reason: ""), as: "bob")[0]
            #expect(verdict.outcome == .approved && verdict.released == 1)
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [3])
        }
    }

    @Test("what is behind it in its lane waits, and goes after it")
    func lane() async throws {
        var flow = TestSite.flow(ordering: .encounter)
        flow.approval = FlowApproval(
            by: .supervisor, when: [FieldCondition(field: "quantity", test: .number(.atLeast, 5))])
        try await TestSite.withEngine(flow) { engine in
            await engine.submit("A", TestSite.use("CATH", 5, "EA", encounter: "V1"))
            await engine.submit("B", TestSite.use("CATH", 1, "EA", encounter: "V1"))
            await engine.submit("C", TestSite.use("CATH", 1, "EA", encounter: "V2"))
            await engine.settle()
            #expect(engine.erp.booked.map(\.message) == [3])
            _ = try await decide(engine, .approve([seen(try #require(try pending(engine).first))], reason: ""))
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [3, 1, 2])
        }
    }

    @Test("an engine that dies between the approval and the request sends it once, and nobody is asked again")
    func crash() async throws {
        let folder = try TestSite.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let (clock, erp) = (TestClock(), FakeERP(honoursKeys: true))
        let catalog = StepSite.catalog(Self.flow(FlowApproval(by: .supervisor)))
        let first = try TestEngine(catalog, in: folder, clock: clock, erp: erp)
        _ = try await first.ask(.apply(StepSite.entry(StepSite.funds, "S7", "F1"), cause: ""), as: .finance)
        await first.submit("A", Self.cost("1", 1))
        await first.submit("B", Self.cost("2", 2))
        await first.settle()
        first.core.dispatchers[TestSite.endpoint]?.pause("a test")
        let rows = try first.reader.pendingApprovals()
        _ = try await decide(first, .approve([seen(rows[0])], reason: ""))
        #expect(try first.delivery(1)?.state == .queued && erp.calls.isEmpty)
        await first.close()
        let next = try TestEngine(catalog, in: folder, clock: TestClock(start: clock.now), erp: erp)
        next.core.dispatchers[TestSite.endpoint]?.resume()
        try await next.finish()
        #expect(erp.booked.map(\.message) == [1] && erp.calls.count == 1)
        #expect(try next.reader.pendingApprovals().map(\.id) == [rows[1].id])
        #expect(try next.reader.verify().findings.isEmpty)
        await next.close()
    }

    @Test("taking a waiting one out of the queue ends its request, and a person's word that it is another one counts")
    func beside() async throws {
        var flow = Self.flow(FlowApproval(by: .supervisor))
        flow.repeats = .stop
        try await withEngine(flow) { engine in
            await engine.submit("A", Self.cost("1", 1))
            await engine.settle()
            _ = try await engine.ask(.dismiss([try #require(try engine.open.first).id], reason: "not ours"))
            #expect(try pending(engine).isEmpty)
            #expect(try engine.reader.approval(ApprovalID(rawValue: 1))?.decision == "dismissed: not ours")
            await engine.submit("B", Self.cost("2", 1))
            _ = try await decide(engine, .approve([seen(try #require(try pending(engine).first))], reason: ""))
            try await engine.finish()
            // Another one of the same number stops as a repeat; let go, it needs approval, and then speaks for itself.
            await engine.submit("C", Self.cost("2", 7))
            await engine.settle()
            #expect(try engine.open.map(\.fault.code) == [.eventRepeated])
            _ = try await engine.ask(.resubmit([try #require(try engine.open.first).id]))
            let row = try #require(try pending(engine).first)
            _ = try await decide(engine, .approve([seen(row)], reason: ""), as: "bob")
            try await engine.finish()
            await engine.submit("D", Self.cost("2", 7))
            try await engine.finish()
            #expect(try engine.delivery(4)?.reason == "It says what message 3 said.")
        }
    }
}
