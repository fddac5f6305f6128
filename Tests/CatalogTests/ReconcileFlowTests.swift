import Catalog
import SyncModel
import Testing

@Suite("Flows that hold counts against the books")
struct ReconcileFlowTests {
    private static let flow = "flows/counts.yaml"

    private func catalog(_ replacing: String = "", with text: String = "") -> DemoCatalog {
        let flow = """
            name: counts
            purpose: Holds the nightly count against what came in.
            owner: materials
            criticality: feed
            sensitivity: confidential
            source: ehr
            messages: ["event:com.example.counted"]
            event: usage.counted
            endpoint: payables
            ordering: none
            slo: {percent: 99, within: 4h}
            retention: 400d
            payload-version: 1
            reconcile:
              with: [supply-usage, vendor-invoice.payables]
              day: day
              item: item
              location: place
              quantity: used
              into: difference
            fields: [day, item, place, difference]
            body: {d: $day, i: $item, p: $place, n: $difference}

            """
        let words =
            replacing.isEmpty
            ? flow : flow.split(separator: replacing, omittingEmptySubsequences: false).joined(separator: text)
        return InvoiceCatalog.demo.with(Self.flow, words)
            .with(
                "contracts/usage-counted.yaml",
                """
                event: usage.counted
                version: 1
                purpose: What somebody has counted.
                key: [day, item, place]
                fields:
                  day: {type: date, required: true}
                  item: {type: text, required: true}
                  place: {type: text, required: true}
                  patient-item: {type: text, patient: true}
                  used: {type: number, required: true}

                """
            )
            .with(
                "sources/ehr.yaml",
                InvoiceCatalog.demo.files["sources/ehr.yaml", default: ""] + """
                    - message: event:com.example.counted
                      event: usage.counted
                      fields: {day: data.day, item: data.item, place: data.place, used: data.used}

                    """)
    }

    @Test("the step names the flows, and the fields of the count")
    func reads() throws {
        let flow = try #require(try catalog().loader.load().flow("counts"))
        let step = try #require(flow.reconciliation)
        #expect(step.flows == ["supply-usage", "vendor-invoice.payables"] && step.location == "place")
        #expect(step.into == "difference" && step.unit == nil && !step.leavesOutReturns)
        #expect(flow.faults(at: nil).contains(.booksDiffer))
        #expect(catalog().words == [])
    }

    @Test(
        "what can't be added up, or isn't there, is told of",
        arguments: [
            (
                "[supply-usage,", "[suply-usage,",
                ":15:10: error: no flow of flows/ is named 'suply-usage'; did you mean 'supply-usage'?"
            ),
            ("quantity: used", "quantity: item", ":19:13: error: 'item' of usage.counted is a text"),
            ("item: item", "item: itm", ":17:9: error: usage.counted has no field 'itm'; did you mean 'item'?"),
            ("item: item", "item: patient-item", ":17:9: error: 'patient-item' is about a patient"),
            ("into: difference", "into: used", ":20:9: error: usage.counted has a field 'used' already"),
            ("with: [supply-usage,", "with: [counts,", ":15:9: error: 'counts' books nothing that could be added up"),
            (
                "reconcile:\n", "approval: {by: supervisor}\nreconcile:\n",
                ":16:3: error: what is held against the books can't have 'approval' beside that; take one out"
            ),
            (
                "into: difference", "into: difference\n  counted: posted",
                ":15:9: error: 'vendor-invoice.payables' takes invoice.received, which moves no stock"
            ),
            ("place, difference]", "place]", ":20:9: warning: nothing uses 'difference'"),
        ])
    func mistakes(old: String, new: String, sentence: String) {
        let words = catalog(old, with: new).words
        #expect(words.contains { $0.hasPrefix(Self.flow + sentence) }, "\(words)")
    }

    @Test("a hospital that joins counts by its own flows")
    func joined() throws {
        let site = catalog().with(
            "sites/lakeside/sources/ehr.yaml", "like: ehr\nlistener: {host: 127.0.0.1, port: 2585}\n")
        let flow = try #require(try site.loader.load().flow("counts-lakeside"))
        #expect(flow.reconciliation?.flows == ["supply-usage-lakeside", "vendor-invoice-lakeside.payables"])
    }
}
