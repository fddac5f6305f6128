import Catalog
import Measures
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("The planner, for events of a contract")
struct RecordPlannerTests {
    private static let type = EventType(rawValue: "invoice.received")
    private static let contract = EventContract(
        type: type, version: 1, purpose: "An invoice.",
        fields: [
            .init(name: "number", kind: .text, isRequired: true), .init(name: "total", kind: .number, isRequired: true),
            .init(name: "account", kind: .text, isPatient: true),
            .init(
                name: "lines", kind: .lines, isRequired: true,
                fields: [.init(name: "item", kind: .text, isRequired: true), .init(name: "price", kind: .number)]),
        ], shows: [.value: "total"])

    private func plan(
        _ values: [String: FieldValue], version: Int? = 1, problems: [FieldProblem]? = nil,
        action: EventAction = .record, sees fields: [String] = ["number", "lines.item"]
    ) -> DeliveryPlan {
        var flow = TestSite.flow()
        flow.event = Self.type
        flow.fields = fields
        var event = CanonicalEvent(type: Self.type, action: action)
        event.version = version
        event.fields = Fields(values, patientPaths: ["account"])
        event.problems = problems
        return RecordPlanner(flow: flow, contract: Self.contract, crosswalk: CrosswalkSnapshot(CrosswalkTables()))
            .plan(event, from: TestSite.source, receivedAt: TestSite.start)
    }

    private let whole: [String: FieldValue] = [
        "number": .text("7"), "total": .number(ExactDecimal("-12.345") ?? 0), "account": .text("A9"),
        "lines": .list([.record(Fields(["item": .text("X"), "price": .number(ExactDecimal("1") ?? 0)]))]),
    ]

    @Test("a destination is sent only what its flow lets it see, within lines too")
    func least() throws {
        guard case .ready(let data?) = plan(whole).decision else { return #expect(Bool(false), "not ready") }
        let sent = try StateJSON.decode(Booking.self, from: data).record
        #expect(
            sent
                == Fields([
                    "action": .text("record"), "number": .text("7"),
                    "lines": .list([.record(Fields(["item": .text("X")]))]),
                ]))
    }

    @Test("what is about a patient stays marked as such in what is sent")
    func marked() throws {
        guard case .ready(let data?) = plan(whole, sees: ["number", "account"]).decision else {
            return #expect(Bool(false), "not ready")
        }
        let sent = try #require(try StateJSON.decode(Booking.self, from: data).record)
        #expect(sent.lines().map(\.words) == ["****", "record", "7"])
        #expect(sent.lines(showingPatient: true).map(\.words) == ["A9", "record", "7"])
        #expect(sent.masked.values["account"] == .text("****"))
    }

    @Test("it is worth what the contract shows as its value, to the cent")
    func value() { #expect(plan(whole).value == Money(cents: 1235)) }

    private func fault(_ plan: DeliveryPlan) -> Fault? {
        guard case .faulted(let fault) = plan.decision else { return nil }
        return fault
    }

    @Test("a missing field stops it, also within a line, and names the field as its cause")
    func missing() {
        var values = whole
        values["total"] = nil
        #expect(fault(plan(values))?.code == .contractViolated)
        #expect(fault(plan(values))?.subject.other == "invoice.received total")
        values = whole
        values["lines"] = .list([.record(Fields(["price": .number(ExactDecimal("1") ?? 0)]))])
        #expect(fault(plan(values))?.detail == "'lines.item' is missing.")
        values["lines"] = .list([])
        #expect(fault(plan(values))?.detail == "'lines' has no lines.")
    }

    @Test("what couldn't be read stops it before what is missing")
    func unread() {
        let problem = FieldProblem(field: "total", sentence: "'total' (data.total) is not a number.")
        var values = whole
        values["total"] = nil
        #expect(fault(plan(values, problems: [problem]))?.detail == problem.sentence)
        values["number"] = nil
        let fault = fault(plan(values, problems: [problem]))
        #expect(fault?.detail == "'total' (data.total) is not a number. Another field is wrong too.")
    }

    @Test("what a label would have said isn't missing besides, and is one thing that is wrong")
    func unreadLabel() {
        let sentence = "'total' and 'number' (data.label): The device identifier has no lot: scan the whole label."
        let problem = FieldProblem(field: "total", sentence: sentence, others: ["number"])
        var values = whole
        (values["total"], values["number"]) = (nil, nil)
        #expect(fault(plan(values, problems: [problem]))?.detail == sentence)
        let other = FieldProblem(field: "day", sentence: "'day' (data.day) is not a date.")
        #expect(
            fault(plan(values, problems: [other, problem]))?.detail == "\(other.sentence) 2 more fields are wrong too.")
    }

    @Test("another version than the flow takes stops it, and nothing to account for is dismissed")
    func versions() {
        #expect(fault(plan(whole, version: 2))?.subject.other == "invoice.received version 2")
        guard case .dismissed = plan(whole, action: .none).decision else {
            return #expect(Bool(false), "not dismissed")
        }
    }
}
