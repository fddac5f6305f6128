import Catalog
import Measures
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("Looking codes up")
struct LookUpStageTests {
    private let start = TestSite.start

    private func snapshot(_ fixes: [Fix], _ pattern: String? = "[0-9]{4}-[0-9]{2}") -> CrosswalkSnapshot {
        fixes.reduce(CrosswalkSnapshot(CrosswalkTables(), definitions: [TestSite.accountTable(pattern)])) {
            $0.applying($1, at: start)
        }
    }

    private func plan(
        _ event: CanonicalEvent, _ crosswalk: CrosswalkSnapshot, _ flow: Flow = TestSite.chargeFlow()
    ) -> DeliveryPlan {
        Planner(flow: flow, crosswalk: crosswalk, contract: TestSite.chargeContract)
            .plan(event, from: TestSite.source, receivedAt: start)
    }

    private func sent(_ plan: DeliveryPlan) throws -> Fields? {
        guard case .ready(let data?) = plan.decision else { return nil }
        return try StateJSON.decode(Booking.self, from: data).record
    }

    private func fault(_ plan: DeliveryPlan) -> Fault? {
        if case .faulted(let fault) = plan.decision { fault } else { nil }
    }

    @Test("what a code means is a further field, the code itself goes nowhere, and the entry counts as used")
    func filled() throws {
        let plan = plan(TestSite.charge("71046"), snapshot([TestSite.account("71046", "4010-52")]))
        #expect(
            try sent(plan)?.values == ["action": .text("record"), "amount": .number(10), "account": .text("4010-52")])
        #expect(plan.entries == [CrosswalkKey(.table(TestSite.accounts), source: TestSite.source, code: "71046")])
        #expect(plan.value == Money(cents: 1000))
    }

    @Test("a code that the table misses stops the event for the table's owner, by table and code")
    func missing() throws {
        let stopped = try #require(fault(plan(TestSite.charge("99"), snapshot([]))))
        #expect(stopped.code == .codeUnmapped && stopped.owner == .finance)
        #expect(stopped.cause == "code.unmapped ehr charge-account 99")
        #expect(stopped.detail == "No GL account is known for charge code 99 of ehr.")
    }

    @Test("a value that is none of the table stops it too, as a fault of its own")
    func unfit() throws {
        let loose = snapshot([TestSite.account("71046", "4010")])
        let stopped = try #require(fault(plan(TestSite.charge("71046"), loose)))
        #expect(stopped.code == .codeValueInvalid && stopped.owner == .finance && stopped.code.fix == .mapCode)
        #expect(stopped.detail.contains("'4010' is no GL account: it looks like 4010-52."))
    }

    @Test("an entry holds by the time of the event")
    func dated() throws {
        let content = CrosswalkContent(
            mapping: TestSite.account("71046", "4010-52"),
            steps: [CrosswalkStep(from: start, mapping: TestSite.account("71046", "4011-00"))])
        let key = TestSite.account("71046", "").key
        let crosswalk = snapshot([.revise(CrosswalkRevision(key, before: nil, after: content))])
        func account(_ moment: UTCTime?) throws -> FieldValue? {
            try sent(plan(TestSite.charge("71046", at: moment), crosswalk))?["account"]
        }
        #expect(try account(start.advanced(by: .seconds(-1))) == .text("4010-52"))
        #expect(try account(start) == .text("4011-00"))
        #expect(try account(nil) == .text("4011-00"), "where it doesn't say when, its arrival counts")
        let ended = CrosswalkContent(
            mapping: TestSite.account("71046", "4010-52"), steps: [CrosswalkStep(from: start, mapping: nil)])
        let later = snapshot([.revise(CrosswalkRevision(key, before: nil, after: ended))])
        let stopped = fault(plan(TestSite.charge("71046", at: start), later))
        #expect(stopped?.detail.contains("charge-account 71046 of ehr says 4010-52 until 2026-03-02") == true)
    }

    @Test("several fields make a code together, and a later step goes on from an earlier one's value")
    func chained() throws {
        let steps = [
            FlowLookUp(table: TestSite.accounts, from: ["site", "code"], into: "account"),
            FlowLookUp(table: TestSite.accounts, from: ["account"], into: "book"),
        ]
        var event = TestSite.charge("71046")
        event.fields?.values["site"] = .text("MAIN")
        let crosswalk = snapshot([
            TestSite.account("MAIN|71046", "4010-52"), TestSite.account("4010-52", "0001-00"),
        ])
        let flow = TestSite.chargeFlow(steps, fields: ["book"])
        #expect(try sent(plan(event, crosswalk, flow))?["book"] == .text("0001-00"))
        #expect(flow.lookUpCodes(in: event.fields ?? Fields()).map(\.code) == ["MAIN|71046"])
    }

    @Test("each line is looked up for itself, with fields from above; the first that is missing stops the event")
    func lines() throws {
        let step = FlowLookUp(table: TestSite.accounts, from: ["site", "lines.code"], into: "lines.account")
        let flow = TestSite.chargeFlow([step], fields: ["lines.account", "lines.price"])
        var event = TestSite.charge("x")
        event.fields?.values["site"] = .text("A")
        event.fields?.values["lines"] = .list(
            ["1", "2"].map { .record(Fields(["code": .text($0), "price": .number(3)])) })
        let half = snapshot([TestSite.account("A|1", "4010-52")])
        #expect(fault(plan(event, half, flow))?.subject.code == "A|2")
        let whole = half.applying(TestSite.account("A|2", "4010-53"), at: start)
        let records = try sent(plan(event, whole, flow))?["lines"]?.records
        #expect(records?.map { $0["account"] } == [.text("4010-52"), .text("4010-53")])
        #expect(records?.allSatisfy { $0["code"] == nil } == true)
        #expect(flow.lookUpCodes(in: event.fields ?? Fields()).map(\.code) == ["A|1", "A|2"])
    }

    @Test("an event without the code stops for its contract, unless the step is optional")
    func absent() throws {
        let needed = FlowLookUp(table: TestSite.accounts, from: ["site"], into: "account")
        let stopped = fault(plan(TestSite.charge("1"), snapshot([]), TestSite.chargeFlow([needed])))
        #expect(stopped?.code == .contractViolated && stopped?.subject.other == "charge.posted site")
        var optional = needed
        optional.isOptional = true
        let record = try sent(plan(TestSite.charge("1"), snapshot([]), TestSite.chargeFlow([optional])))
        #expect(record?["account"] == nil && record?["amount"] == .number(10))
    }

    @Test("what is longer than any code can't be looked up, and no cause is made of it")
    func long() {
        let text = String(repeating: "9", count: LookUpCode.longest + 1)
        let stopped = fault(plan(TestSite.charge(text), snapshot([])))
        #expect(stopped?.code == .contractViolated && stopped?.cause.contains("999") == false)
    }

    @Test("a code of a shared table means the same whoever sends it, and its cause is nobody's alone")
    func shared() throws {
        var table = TestSite.accountTable()
        table.isShared = true
        let known = CodeMapping(table: TestSite.accounts, source: .all, code: "1", value: "4010-52")
        let snapshot = CrosswalkSnapshot(CrosswalkTables(), definitions: [table])
            .applying(.mapCode(known), at: start)
        let planner = Planner(flow: TestSite.chargeFlow(), crosswalk: snapshot, contract: TestSite.chargeContract)
        for source: SourceName in ["ehr", "clinic"] {
            #expect(try sent(planner.plan(TestSite.charge("1"), from: source, receivedAt: start))?["account"] != nil)
            let stopped = fault(planner.plan(TestSite.charge("2"), from: source, receivedAt: start))
            #expect(stopped?.subject.source == "all")
            #expect(stopped?.detail == "No GL account is known for charge code 2.")
        }
        var own = known
        own.source = "ehr"
        #expect(snapshot.problem(of: .mapCode(own)) == "Charge accounts is shared: write 'all' as the source.")
    }
}
