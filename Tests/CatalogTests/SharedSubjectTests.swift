import Catalog
import SyncModel
import Testing

@Suite("Flows that share their subjects, in the catalog")
struct SharedSubjectTests {
    private static let night = "flows/whole-day.yaml"

    /// The invoices of a nightly file, beside those that come as they happen, with something else in either.
    private func catalog(
        _ replacing: String = "", with text: String = "", delivered: String = "subjects: invoices"
    ) throws -> DemoCatalog {
        let flow = """
            name: invoices-nightly
            purpose: Takes what the nightly file has and nobody sent before.
            owner: finance
            criticality: revenue
            sensitivity: confidential
            source: ehr
            messages: ["event:com.example.nightly"]
            event: invoice.received
            endpoint: payables
            ordering: none
            subjects: invoices
            slo: {percent: 99, within: 4h}
            retention: 400d
            payload-version: 1
            fields: [number, supplier, total]
            body: {n: $number, s: $supplier, t: $total}

            """
        let words =
            replacing.isEmpty
            ? flow : flow.split(separator: replacing, omittingEmptySubsequences: false).joined(separator: text)
        return try InvoiceCatalog.demo.with(Self.night, words).replacing(
            "    endpoint: payables\n", with: "    endpoint: payables\n    \(delivered)\n", in: InvoiceCatalog.flow)
    }

    @Test("flows with one word for them speak of the same things at one destination, and nowhere else")
    func shared() throws {
        let loaded = try catalog().loader.load()
        let live = try #require(loaded.flow("vendor-invoice.payables"))
        let night = try #require(loaded.flow("invoices-nightly"))
        #expect(live.subjectSpace == night.subjectSpace)
        #expect(loaded.flow("vendor-invoice.archive")?.subjectSpace == "vendor-invoice.archive")
        #expect(try catalog().words == [])
    }

    @Test(
        "what can't be one thing, or could overtake, is told of",
        arguments: [
            (
                "event: invoice.received", "event: supply.used",
                "'invoices' is shared with the flow 'vendor-invoice.payables', which takes invoice.received: events of "
                    + "two types are never about one thing"
            ),
            (
                "ordering: none", "ordering: encounter",
                "'invoices' is shared with the flow 'vendor-invoice.payables', and its 'ordering' is another: one "
                    + "could overtake the other; make them alike"
            ),
            (
                "endpoint: payables\nordering: none", "keep: true",
                "what is kept is shared by all flows of its contract; take 'subjects' out"
            ),
        ])
    func mistakes(old: String, new: String, sentence: String) throws {
        let words = try catalog(old, with: new).words
        #expect(words.contains { $0.hasPrefix(Self.night) && $0.hasSuffix(sentence) }, "\(words)")
    }

    @Test("of two deliveries of one flow to one endpoint only one would ever be sent")
    func twice() throws {
        let words = try InvoiceCatalog.demo
            .replacing("    endpoint: payables\n", with: "    endpoint: archive\n", in: InvoiceCatalog.flow)
            .replacing("deliveries:\n", with: "subjects: invoices\ndeliveries:\n", in: InvoiceCatalog.flow).words
        #expect(words.count == 1)
        #expect(words[0].hasSuffix("takes the same to archive: only one of the two would ever send it"), "\(words)")
    }

    @Test("without a key nothing can be found that is shared")
    func keyless() throws {
        let words = try catalog().replacing("key: [number, supplier]\n", with: "", in: InvoiceCatalog.contract).words
        #expect(
            words.contains {
                $0.hasSuffix("invoice.received has no 'key', and what is shared is found by it; add one")
            }, "\(words)")
    }

    @Test("a hospital that joins shares nothing with the others: its numbers may be the same")
    func joined() throws {
        let site = try catalog().with(
            "sites/lakeside/sources/ehr.yaml", "like: ehr\nlistener: {host: 127.0.0.1, port: 2585}\n")
        let loaded = try site.loader.load()
        #expect(loaded.flow("invoices-nightly")?.subjects == "invoices")
        #expect(loaded.flow("invoices-nightly-lakeside")?.subjects == "invoices-lakeside")
        #expect(loaded.flows.filter { $0.subjects == "invoices-lakeside" }.count == 2)
    }
}
