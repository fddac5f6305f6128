import Catalog
import SyncModel
import Testing

@Suite("Flows that keep")
struct KeepFlowTests {
    private func catalog(_ replacing: String = "", with text: String = "") throws -> DemoCatalog {
        let flow = """
            name: invoices-kept
            purpose: Keeps the latest of each invoice.
            owner: finance
            criticality: feed
            sensitivity: confidential
            source: ehr
            messages: ["event:com.example.kept"]
            event: invoice.received
            keep: true
            retention: 400d
            payload-version: 1
            fields: [number, lines]

            """
        return InvoiceCatalog.demo.with(
            "flows/kept.yaml",
            replacing.isEmpty
                ? flow : flow.split(separator: replacing, omittingEmptySubsequences: false).joined(separator: text))
    }

    @Test("a flow that keeps needs no endpoint, no body and no order, and delivers to the state")
    func reads() throws {
        let flow = try #require(try catalog().loader.load().flow("invoices-kept"))
        #expect(flow.keeps && flow.endpoint == .state && flow.ordering == .none && flow.body == nil)
        #expect(flow.faults(at: nil) == [.messageMalformed, .contractViolated])
        #expect(try catalog().words == [])
    }

    @Test("what is kept is sent nowhere, so that an endpoint or a body beside it is a mistake")
    func nowhere() throws {
        #expect(
            try catalog("keep: true", with: "keep: true\nendpoint: payables").words == [
                "flows/kept.yaml:10:11: error: what is kept is sent nowhere; take 'endpoint' out, or 'keep'"
            ])
        #expect(
            try catalog("keep: true", with: "keep: maybe").words
                .contains { $0.hasPrefix("flows/kept.yaml:9:7: error: 'keep'") }
        )
    }

    @Test("nothing about a patient is kept, and nothing without a key")
    func refused() throws {
        #expect(
            try catalog("fields: [number, lines]", with: "fields: [number, patient-account]").words == [
                "flows/kept.yaml:12:18: error: 'patient-account' is about a patient and can't be kept; take it out",
                "flows/kept.yaml:12:18: warning: the field 'patient-account' is about a patient, and 'sensitivity' "
                    + "says confidential; take the field out, or write patient",
            ])
        let keyless = try catalog().replacing("key: [number, supplier]\n", with: "", in: InvoiceCatalog.contract)
        #expect(
            keyless.words == [
                "flows/kept.yaml:9:7: error: invoice.received has no 'key', and what is kept is found by it; name its "
                    + "fields in the contract"
            ])
    }

    @Test("no endpoint can take the name that stands for what is kept")
    func reserved() {
        let words = InvoiceCatalog.demo.with(
            "endpoints/state.yaml", "name: state\nkind: rest\nurl: http://127.0.0.1:9\npath: /x\n"
        ).words
        #expect(words.contains { $0.hasPrefix("endpoints/state.yaml:1:7: error: 'state' stands for what is kept") })
    }
}
