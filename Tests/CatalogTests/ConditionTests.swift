import Catalog
import Measures
import SyncModel
import Testing

@Suite("What an event has to say to be for a delivery")
struct ConditionTests {
    private static let path = "    path: /payables/v2/invoices\n"

    /// With conditions of one delivery.
    private static func payables(_ conditions: String) throws -> DemoCatalog {
        try InvoiceCatalog.demo.replacing(path, with: path + "    when:\n    \(conditions)\n", in: InvoiceCatalog.flow)
    }

    @Test("what all deliveries share and what is one's own are read, and both have to hold")
    func read() throws {
        let own = try Self.payables("- {field: total, above: 500, at-most: 1000.50}\n    - {field: due, present: true}")
        let demo = try own.replacing(
            "deliveries:", with: "when: [{field: supplier, is-not: [A, B]}]\ndeliveries:", in: InvoiceCatalog.flow)
        #expect(demo.words == [])
        let catalog = try demo.loader.load()
        let shared = FieldCondition(field: "supplier", test: .isNone(of: ["A", "B"]))
        #expect(catalog.flow("vendor-invoice.archive")?.when == [shared])
        #expect(
            catalog.flow("vendor-invoice.payables")?.when == [
                shared, FieldCondition(field: "total", test: .number(.above, 500)),
                FieldCondition(field: "total", test: .number(.atMost, try #require(ExactDecimal("1000.5")))),
                FieldCondition(field: "due", test: .present(true)),
            ])
    }

    @Test(
        "a condition holds by the value, not by how it is written, and what isn't there meets only what asks for that",
        arguments: [
            (FieldCondition.Test.isOne(of: ["MAIN", "WEST"]), FieldValue.text("WEST"), true),
            (.isOne(of: ["MAIN"]), .text("main"), false), (.isOne(of: ["5.0"]), .number(5), true),
            (.isOne(of: ["true"]), .flag(true), true), (.isOne(of: ["MAIN"]), nil, false),
            (.isNone(of: ["MAIN"]), .text("MAIN"), false), (.isNone(of: ["MAIN"]), .text("WEST"), true),
            (.isNone(of: ["MAIN"]), nil, true), (.number(.above, 500), .number(500), false),
            (.number(.atLeast, 500), .number(500), true), (.number(.below, 500), .number(499), true),
            (.number(.atMost, 500), .number(501), false), (.number(.below, 500), nil, false),
            (.number(.above, 1), .text("2"), false), (.present(true), .text("x"), true), (.present(false), nil, true),
            (.present(false), .flag(false), false),
        ] as [(FieldCondition.Test, FieldValue?, Bool)])
    func holds(_ test: FieldCondition.Test, _ value: FieldValue?, _ holds: Bool) {
        #expect(FieldCondition(field: "x", test: test).holds(for: value) == holds)
    }

    @Test("a refusal says what is asked for, and never what the event says")
    func sentence() throws {
        let flow = try #require(
            try Self.payables("- {field: supplier, is: [A, B]}").loader.load().flow("vendor-invoice.payables"))
        #expect(flow.refusal { _ in .text("A") } == nil)
        #expect(
            flow.refusal { _ in .text("SECRET") }
                == "Not for vendor-invoice.payables: it takes what says that supplier is A or B.")
    }

    static let mistakes: [(condition: String, message: String)] = [
        ("- {field: suplier, is: A}", "19:15: error: invoice.received has no field 'suplier' that a condition could"),
        ("- {field: lines.item, is: A}", "19:15: error: invoice.received has no field 'lines.item' that a"),
        ("- {field: supplier, above: 5}", "19:32: error: 'supplier' of invoice.received is a text, not a number"),
        ("- {field: supplier, at-least: x}", "19:35: error: 'at-least' needs a number such as 500 or 0.05, not 'x'"),
        ("- {field: total, is: much}", "19:26: error: 'total' of invoice.received is a number, and 'much' is none"),
        ("- {field: lines, is: A}", "19:26: error: 'lines' of invoice.received is a lines: a condition may only"),
        ("- {field: patient-account, is: A}", "19:36: error: 'patient-account' is about a patient: a condition may"),
        ("- {field: supplier}", "19:7: error: a condition needs one of is, is-not, above, below, at-least, at-most"),
        ("- {field: supplier, iz: A}", "19:25: error: unknown key 'iz'; did you mean 'is'?"),
        ("- {is: A}", "19:7: error: the key 'field' is missing; add it"),
        ("- {field: due, present: maybe}", "19:29: error: 'present' can't be 'maybe'"),
    ]

    @Test("a mistake is told of where it stands, with what to do", arguments: mistakes)
    func mistake(condition: String, message: String) throws {
        let words = try Self.payables(condition).words
        #expect(words.contains { $0.hasPrefix("\(InvoiceCatalog.flow):\(message)") }, "\(words)")
    }

    @Test("what several deliveries share is told of once")
    func once() throws {
        let shared = try InvoiceCatalog.demo.replacing(
            "deliveries:", with: "when: [{field: suplier, is: A}]\ndeliveries:", in: InvoiceCatalog.flow)
        #expect(shared.words.count == 1, "\(shared.words)")
        let patient = try Self.payables("- {field: patient-account, present: false}")
        #expect(patient.words == [])
    }

    @Test("of a built-in type conditions ask what the sender documents, before it is mapped")
    func builtIn() throws {
        func words(_ condition: String) -> [String] {
            let text = DemoCatalog().files[DemoCatalog.flow, default: ""] + "when: [\(condition)]\n"
            return DemoCatalog().with(DemoCatalog.flow, text).words
        }
        #expect(words("{field: unit-cost, above: 500}, {field: facility, is: MAIN}") == [])
        #expect(words("{field: encounter, present: true}") == [])
        #expect(words("{field: encounter, is: V1}").contains { $0.contains("about a patient") })
        #expect(words("{field: cost-center, is: X}").contains { $0.contains("supply.used has no field 'cost-center'") })
        #expect(words("{field: item, above: 1}").contains { $0.contains("'item' of supply.used is a text") })
        var event = CanonicalEvent(type: .supplyUsed)
        (event.unitCost, event.item) = (Money(cents: 50_001), CodedValue(code: "A", text: "Stent"))
        #expect(event.conditioned("unit-cost") == ExactDecimal("500.01").map(FieldValue.number))
        #expect(event.conditioned("description") == .text("Stent") && event.conditioned("cost-center") == nil)
    }
}
