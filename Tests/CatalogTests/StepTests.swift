import Catalog
import SyncModel
import Testing

@Suite("Accounting periods and splits of flows")
struct StepTests {
    private static let table = "tables/accounting-period.yaml"
    private static let path = "    path: /payables/v2/invoices\n"
    private static let steps = """
            period: {table: accounting-period, of: due, into: posting-date, closed: next-open}
            split: {amount: total, by: shares, into: parts}

        """

    static var demo: DemoCatalog {
        get throws {
            try InvoiceCatalog.demo
                .with(
                    table,
                    "name: accounting-period\ntitle: Accounting periods\ncode: month\nvalue: state\nowner: finance\n"
                )
                .replacing("  due: date", with: "  due: date\n  shares: text", in: InvoiceCatalog.contract)
                .replacing(path, with: path + steps, in: InvoiceCatalog.flow)
                .replacing(
                    "fields: [number, supplier, total, due, lines]",
                    with: "fields: [number, supplier, total, posting-date, late, parts, lines]",
                    in: InvoiceCatalog.flow
                )
                .replacing(
                    "Amount: $total",
                    with: "Amount: $total\n      Day: $posting-date\n      Late: $late\n      Parts: "
                        + "{each: $parts, body: {Fund: $to, Share: $percent, Amount: $amount}}",
                    in: InvoiceCatalog.flow)
        }
    }

    @Test("both steps are read as they are written, and their faults have pages")
    func read() throws {
        #expect(try Self.demo.words == [])
        // What is said of the flow beside that was said before it had the steps.
        let said = try Self.demo.lint.filter { $0.contains("period") || $0.contains("no page") }
        #expect(said == [])
        let flow = try #require(try Self.demo.loader.load().flow("vendor-invoice.payables"))
        #expect(
            flow.period
                == FlowPeriod(table: "accounting-period", of: "due", into: "posting-date", closed: .nextOpen))
        #expect(flow.split == FlowSplit(amount: "total", by: "shares", into: "parts", digits: 2))
        #expect(flow.usesTables)
    }

    @Test("what several deliveries share is done by those that send it")
    func shared() throws {
        let shared = try Self.demo.replacing(Self.steps, with: "", in: InvoiceCatalog.flow)
            .replacing(
                "deliveries:",
                with: Self.steps.replacing("    period", with: "period")
                    .replacing("    split", with: "split") + "deliveries:", in: InvoiceCatalog.flow)
        #expect(shared.words == [])
        let catalog = try shared.loader.load()
        let (one, other) = (catalog.flow("vendor-invoice.payables"), catalog.flow("vendor-invoice.archive"))
        #expect(one?.period != nil && one?.split != nil && other?.period == nil && other?.split == nil)
    }

    static let mistakes: [(old: String, new: String, message: String)] = [
        ("table: accounting-period", "table: periods", "18:21: error: no table of tables/ is named 'periods'"),
        ("of: due", "of: dew", "18:44: error: invoice.received has no field 'dew'"),
        ("of: due", "of: number", "18:44: error: 'number' of invoice.received is a text, not a day or a moment"),
        ("of: due", "of: lines.item", "18:44: error: 'lines.item' stands in each of several lines; choose a field"),
        ("into: posting-date", "into: total", "18:55: error: invoice.received has a field 'total' already"),
        ("into: posting-date", "into: late", "18:55: error: 'late' says whether it is posted in a later month"),
        ("into: posting-date", "into: a.b", "18:55: error: 'into' needs the name of a further field"),
        ("into: posting-date", "into: day", "18:55: warning: nothing uses 'day'"),
        ("closed: next-open", "closed: next", "18:77: error: 'closed' can't be 'next'"),
        ("amount: total", "amount: supplier", "19:21: error: 'supplier' of invoice.received is a text, not a number"),
        ("by: shares", "by: lines", "19:32: error: 'lines' of invoice.received can't say who pays how much"),
        ("by: shares", "by: sharez", "19:32: error: invoice.received has no field 'sharez'; did you mean 'shares'?"),
        ("by: shares", "by: patient-account", "19:32: error: 'patient-account' is about a patient and can't be split"),
        ("into: parts}", "into: posting-date}", "19:46: error: an earlier step puts its value in 'posting-date'"),
        ("into: parts}", "into: parts, digits: 12}", "19:61: error: 'digits' needs a whole number from 0 to 9"),
        ("$posting-date", "$posting-day", "21:7: error: $posting-day isn't among the 'fields'"),
    ]

    @Test("a mistake is told of where it stands, with what to do", arguments: mistakes)
    func mistake(old: String, new: String, message: String) throws {
        let words = try Self.demo.replacing(old, with: new, in: InvoiceCatalog.flow).words
        #expect(words.contains { $0.hasPrefix("\(InvoiceCatalog.flow):\(message)") }, "\(words)")
    }

    @Test("a table of months whose pattern forbids open or closed is told of")
    func pattern() throws {
        let text = try #require(try Self.demo.files[Self.table])
        let words = try Self.demo.with(Self.table, text + "pattern: \"open|done\"\n").words
        #expect(words.contains { $0.contains("can't be 'closed' by its pattern") }, "\(words)")
    }

    private static let approval = """
            approval:
              by: supervisor
              when: [{field: total, above: 500}, {field: posting-date, present: true}]

        """

    @Test("what has to be approved may be asked of what the steps put in, and its fault is for whoever decides")
    func approval() throws {
        let demo = try Self.demo.replacing(Self.path, with: Self.path + Self.approval, in: InvoiceCatalog.flow)
        #expect(demo.words == [])
        let catalog = try demo.loader.load()
        let flow = try #require(catalog.flow("vendor-invoice.payables"))
        #expect(flow.approval?.by == .supervisor)
        #expect(flow.approval?.words == "total is above 500, posting-date is there")
        #expect(flow.faults(at: catalog.endpoints["payables"]).contains(.approvalNeeded))
        #expect(catalog.flow("vendor-invoice.archive")?.approval == nil)
        #expect(catalog.runbook(for: .approvalNeeded) != nil)
        let mistakes = [
            ("by: supervisor", "by: materials", "19:11: error: 'by' can't be 'materials'"),
            ("by: supervisor", "buy: supervisor", "19:7: error: unknown key 'buy'; did you mean 'by'?"),
            ("field: total", "field: totl", "20:22: error: invoice.received has no field 'totl' that a condition"),
            ("present: true", "above: 1", "20:71: error: 'posting-date' of invoice.received is a date, not a number"),
        ]
        for (old, new, message) in mistakes {
            let words = try demo.replacing(old, with: new, in: InvoiceCatalog.flow).words
            #expect(words.contains { $0.hasPrefix("\(InvoiceCatalog.flow):\(message)") }, "\(words)")
        }
    }

    @Test("stock is approved by what it is worth, whole messages can't be, and policies don't govern what is sent")
    func otherApprovals() throws {
        func words(_ path: String, _ text: String) -> [String] {
            DemoCatalog().with(path, DemoCatalog().files[path, default: ""] + text).words
        }
        let worth = "approval: {by: finance, when: [{field: value, at-least: 250.50}, {field: item, is: A}]}\n"
        #expect(words(DemoCatalog.flow, worth) == [])
        #expect(
            words(DemoCatalog.flow, "when: [{field: value, above: 1}]\n").contains {
                $0.contains("has no field 'value' that a condition could ask")
            })
        let whole = try DemoCatalog().replacing(
            "event: supply.used", with: "event: message.received", in: DemoCatalog.flow)
        let text = whole.files[DemoCatalog.flow, default: ""] + "approval: {by: finance}\n"
        #expect(whole.with(DemoCatalog.flow, text).words.contains { $0.contains("shows no field to approve") })
        #expect(
            DemoCatalog().with("policies.yaml", "approvals:\n- {requests: [send], rows: 2}\n").words.contains {
                $0.contains("'requests' can't be 'send'")
            })
    }

    @Test("built-in types take neither step")
    func builtIn() throws {
        let text = DemoCatalog().files[DemoCatalog.flow, default: ""] + "split: {amount: quantity, by: lot, into: x}\n"
        let words = try Self.demo.with(DemoCatalog.flow, text).words
        #expect(words.contains { $0.contains("is built in and takes no such step") }, "\(words)")
    }
}
