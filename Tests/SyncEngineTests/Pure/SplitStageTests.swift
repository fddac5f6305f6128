import Catalog
import Measures
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("Amounts that several pay")
struct SplitStageTests {
    private func plan(
        _ values: [String: FieldValue], by field: String, _ crosswalk: CrosswalkSnapshot = StepSite.snapshot()
    ) -> DeliveryPlan {
        let split = FlowSplit(amount: "cost", by: field, into: "shares")
        return Planner(flow: StepSite.flow(nil, split), crosswalk: crosswalk, contract: StepSite.contract)
            .plan(StepSite.cost("1", values), from: TestSite.source, receivedAt: TestSite.start)
    }

    private func parts(_ plan: DeliveryPlan) throws -> [String]? {
        guard case .ready(let data?) = plan.decision else { return nil }
        return try StateJSON.decode(Booking.self, from: data).record?["shares"]?.records?.map { part in
            ["to", "percent", "amount"].compactMap { part[$0]?.words }.joined(separator: " ")
        }
    }

    private func fault(_ plan: DeliveryPlan) -> Fault? {
        if case .faulted(let fault) = plan.decision { fault } else { nil }
    }

    private func number(_ text: String) -> FieldValue { ExactDecimal(text).map(FieldValue.number) ?? .text(text) }

    @Test("a table, a text or lines of the event say who pays, and the parts make the amount")
    func split() throws {
        let table = StepSite.snapshot(StepSite.entry(StepSite.funds, "S7", "P-1001 60%, P-1002 40 %"))
        #expect(
            try parts(plan(["cost": number("100.01"), "study": .text("S7")], by: "funding", table))
                == ["P-1001 60 60.01", "P-1002 40 40"])
        let text = FieldValue.text("Grant A 33.5%,Grant B  66.5%")
        #expect(
            try parts(plan(["cost": number("-0.03"), "shares-text": text], by: "shares-text"))
                == ["Grant A 33.5 -0.01", "Grant B 66.5 -0.02"])
        let lines = FieldValue.list(
            [("A", "50"), ("B", "50")].map { .record(Fields(["to": .text($0), "percent": number($1)])) })
        #expect(
            try parts(plan(["cost": number("0.01"), "payers": lines], by: "payers")) == ["A 50 0.01", "B 50 0"])
    }

    @Test(
        "what the event says wrong of its shares violates its contract, and nothing of it stands in the fault",
        arguments: [
            ("A 60%, B 39.99%", "has shares that don't make exactly 100%"), ("A 50%, A 50%", "names one share twice"),
            ("A 50, B 50", "isn't a list of shares as in P-1001 60%, P-1002 40%"),
            ("100%", "isn't a list of shares as in P-1001 60%, P-1002 40%"),
            ("A 100%,", "isn't a list of shares as in P-1001 60%, P-1002 40%"),
            ("A 110%, B -10%", "has shares that don't make exactly 100%"),
        ])
    func violated(_ text: String, _ sentence: String) {
        let stopped = fault(plan(["cost": number("10"), "shares-text": .text(text)], by: "shares-text"))
        #expect(stopped?.code == .contractViolated && stopped?.subject.other == "cost.allocated shares-text")
        #expect(stopped?.detail == "'shares-text' \(sentence).")
    }

    @Test("what a table says wrong is its owner's to mend, by the code it says it of")
    func unfit() {
        let table = StepSite.snapshot(StepSite.entry(StepSite.funds, "S7", "P-1001 60%"))
        let stopped = fault(plan(["cost": number("10"), "study": .text("S7")], by: "funding", table))
        #expect(stopped?.code == .codeValueInvalid && stopped?.owner == .finance)
        #expect(stopped?.cause == "code.value-invalid ehr funding S7")
        #expect(
            stopped?.detail == "What funding says of study S7 of ehr has shares that don't make exactly 100%.")
    }

    @Test("an amount that is missing, or finer than its parts, stops; it is never rounded")
    func amount() {
        let shares: [String: FieldValue] = ["shares-text": .text("A 100%")]
        #expect(
            fault(plan(shares, by: "shares-text"))?.detail
                == "'cost' is missing, and \(TestSite.flowName) splits it.")
        let fine = shares.merging(["cost": number("1.005")]) { $1 }
        #expect(fault(plan(fine, by: "shares-text"))?.detail == "'cost' has more than 2 digits behind the point.")
        #expect(fault(plan(["cost": number("1")], by: "shares-text"))?.code == .contractViolated)
    }
}
