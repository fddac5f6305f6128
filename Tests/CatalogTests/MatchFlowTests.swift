import Catalog
import Measures
import SyncModel
import Testing

@Suite("Flows that match")
struct MatchFlowTests {
    private static let flow = "flows/matched.yaml"
    private static let order = "contracts/ordered.yaml"

    private let catalog = InvoiceCatalog.demo
        .with(
            Self.order,
            """
            event: purchase.ordered
            version: 1
            purpose: An order.
            key: [order]
            fields:
              order: {type: text, required: true}
              lines: {type: lines, fields: {item: text, quantity: number, price: number}}

            """
        )
        .with(
            "flows/orders.yaml",
            """
            name: orders
            purpose: Keeps orders.
            owner: finance
            criticality: feed
            sensitivity: business
            source: ehr
            messages: ["event:com.example.order"]
            event: purchase.ordered
            keep: true
            retention: 400d
            payload-version: 1
            fields: [lines]

            """
        )
        .with(
            Self.flow,
            """
            name: matched
            purpose: Holds invoices against orders.
            owner: finance
            criticality: feed
            sensitivity: confidential
            source: ehr
            messages: ["event:com.example.matched"]
            event: invoice.received
            endpoint: payables
            ordering: none
            slo: {percent: 99, within: 15m}
            retention: 400d
            payload-version: 1
            match:
              order: {contract: purchase.ordered, key: number}
              lines: {of: lines, by: item}
              quantity: {field: quantity, tolerance: 5%}
              price: {field: price, tolerance: 0.10, at-most: 25.00}
              missing: stop
            fields: [number]
            body: {n: $number}

            """)

    @Test("a match is read with its tolerances, and brings the faults that it can end in")
    func reads() throws {
        #expect(catalog.words == [])
        let flow = try #require(try catalog.loader.load().flow("matched"))
        let rule = try #require(flow.match)
        #expect(rule.order == .init(contract: EventType(rawValue: "purchase.ordered"), key: ["number"]))
        #expect(rule.receipt == nil && !rule.waits && rule.lines == .init(field: "lines", name: "item"))
        #expect(rule.quantity?.tolerance == .percent(5) && rule.quantity?.atMost == nil)
        #expect(rule.price?.tolerance == ExactDecimal("0.10").map { .amount($0) } && rule.price?.atMost == 25)
        #expect(flow.faults(at: nil).contains(.matchMismatch) && !flow.faults(at: nil).contains(.matchWaiting))
    }

    @Test(
        "what can't be compared is told of, where it is written",
        arguments: [
            ("contract: purchase.ordered", "contract: purchase.order", "15:10: error: no flow keeps purchase.order; "),
            ("key: number}", "key: numbr}", "15:10: error: invoice.received has no field 'numbr'; "),
            ("key: number}", "key: patient-account}", "15:10: error: 'patient-account' is about a patient, and "),
            ("key: number}", "key: [number, supplier]}", "15:10: error: purchase.ordered has a key of 1 (order); "),
            ("by: item", "by: code", "16:10: error: invoice.received lines has no field 'code'; "),
            ("of: lines", "of: total", "16:10: error: 'invoice.received total' holds no lines; "),
            ("field: price", "field: item", "18:10: error: 'item' of invoice.received lines is a text, not a number"),
            ("tolerance: 5%", "tolerance: -5%", "17:42: error: 'tolerance' needs a number such as 1, or a share"),
            ("missing: stop", "missing: go", "19:12: error: 'missing' can't be 'go'; "),
            ("missing: stop", "same: {numbr: order}", "19:9: error: invoice.received has no field 'numbr'; "),
            ("missing: stop", "same: {number: ordr}", "19:9: error: purchase.ordered has no field 'ordr'; "),
            ("missing: stop", "same: {supplier: order}", "19:9: error: orders doesn't keep 'order', which is compared"),
            ("missing: stop", "total: {field: totl}", "19:10: error: invoice.received has no field 'totl'; "),
            ("missing: stop", "total: {field: number}", "19:10: error: 'number' of invoice.received is a text, not"),
            (
                "missing: stop", "total: {field: total, amount: sum}",
                "19:10: error: invoice.received lines has no field"
            ),
            ("missing: stop", "total: {field: total, tolerance: -1}", "19:36: error: 'tolerance' needs a number such"),
            ("  lines: {of", "  recept: {of", "16:3: error: unknown key 'recept'; "),
        ])
    func mistakes(text: String, other: String, words: String) throws {
        let lint = try catalog.replacing(text, with: other, in: Self.flow).words
        #expect(lint.contains { $0.hasPrefix("\(Self.flow):\(words)") }, "\(lint)")
    }

    @Test("what it has to add up to is read with what is charged beside the lines, to the cent where nothing is said")
    func total() throws {
        let text = "total: {field: total, charges: [total]}"
        let rule = try catalog.replacing("missing: stop", with: text, in: Self.flow).loader.load().flow("matched")?
            .match
        let total = try #require(rule?.total)
        #expect(total.field == "total" && total.amount == nil && total.charges == ["total"])
        #expect(total.tolerance == ExactDecimal("0.01"))
    }

    @Test("what is compared has to be kept")
    func kept() throws {
        let part = "fields: [lines.item, lines.price]"
        let lint = try catalog.replacing("fields: [lines]", with: part, in: "flows/orders.yaml").words
        #expect(
            lint == [
                "\(Self.flow):15:10: error: orders doesn't keep 'lines.quantity', which is compared; add it to its "
                    + "'fields'"
            ])
    }
}
