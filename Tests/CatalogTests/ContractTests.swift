import Catalog
import SyncModel
import Testing

@Suite("Contracts, readings and what flows send")
struct ContractTests {
    @Test("a flow of two deliveries is two flows, each with its own endpoint, fields and body")
    func deliveries() throws {
        let catalog = try InvoiceCatalog.demo.loader.load()
        let flows = catalog.flows.filter { $0.family == "vendor-invoice" }
        #expect(flows.map(\.name) == ["vendor-invoice.archive", "vendor-invoice.payables"])
        #expect(flows.map(\.endpoint) == ["archive", "payables"])
        #expect(flows.map(\.path) == [nil, "/payables/v2/invoices"])
        #expect(flows.allSatisfy { $0.owner == .finance && $0.event == EventType(rawValue: "invoice.received") })
        #expect(
            flows.last?.body?.places == [
                "number", "supplier", "total", "total", "delivered.key", "lines.item", "lines.quantity", "number",
            ])
    }

    @Test("a contract keeps its fields in their order, with what is required and what is a patient's")
    func contract() throws {
        let type = EventType(rawValue: "invoice.received")
        let contract = try #require(try InvoiceCatalog.demo.loader.load().contract(type, version: 1))
        #expect(contract.fields.map(\.name) == ["number", "supplier", "patient-account", "total", "due", "lines"])
        #expect(contract.patientPaths == ["patient-account"])
        #expect(contract.definition(of: "lines.item")?.isRequired == true)
        #expect(contract.key == ["number", "supplier"] && contract.shows[.value] == "total")
    }

    static let mistakes = [
        Mistake(
            path: InvoiceCatalog.flow, old: "fields: [number, lines.item]", new: "fields: [number, lines.itm]",
            message: "flows/vendor-invoice.yaml:29:22: error: invoice.received has no field 'lines.itm'"),
        Mistake(
            path: InvoiceCatalog.flow, old: "Amount: $total", new: "Amount: $amount",
            message: "flows/vendor-invoice.yaml:19:7: error: $amount isn't among the 'fields' that payables may see"),
        Mistake(
            path: InvoiceCatalog.flow, old: "Amount: $total", new: "Amount: $delivered.amount",
            message: "flows/vendor-invoice.yaml:19:7: error: there is no $delivered.amount; these there are: $action"),
        Mistake(
            path: InvoiceCatalog.flow, old: "{n: $number,", new: "{n: $supplier,",
            message: "flows/vendor-invoice.yaml:30:11: error: $supplier isn't among the 'fields' that archive may see"),
        Mistake(
            path: InvoiceCatalog.flow, old: "$total as text", new: "$total as words",
            message: "flows/vendor-invoice.yaml:22:19: error: 'body' can't be written as 'words'"),
        Mistake(
            path: InvoiceCatalog.flow, old: "endpoint: archive", new: "endpoint: erp-inventory",
            message: "flows/vendor-invoice.yaml:28:15: error: the endpoint 'erp-inventory' takes no invoice.received"),
        Mistake(
            path: InvoiceCatalog.flow, old: "fields: [number, lines.item]",
            new: "fields: [number, lines.item, patient-account]",
            message: "flows/vendor-invoice.yaml:29:34: warning: the field 'patient-account' is about a patient"),
        Mistake(
            path: InvoiceCatalog.flow, old: "payload-version: 1", new: "payload-version: 2",
            message:
                "flows/vendor-invoice.yaml:29:13: error: no file of contracts/ describes invoice.received version 2"
        ),
        Mistake(
            path: InvoiceCatalog.source, old: "number: data.number", new: "numbr: data.number",
            message: "sources/ehr.yaml:21:5: error: invoice.received has no field 'numbr'; did you mean 'number'?"),
        Mistake(
            path: InvoiceCatalog.source, old: "supplier: data.supplier.id", new: "supplier: data..id",
            message: "sources/ehr.yaml:22:15: error: 'supplier' needs a path such as code.coding[0].code"),
        Mistake(
            path: InvoiceCatalog.source, old: "    total: data.total\n", new: "",
            message: "sources/ehr.yaml:21:5: error: 'total' of invoice.received is required and nothing is read for it"
        ),
        Mistake(
            path: InvoiceCatalog.contract, old: "item: number,", new: "item: patient-account,",
            message: "contracts/invoice-received.yaml:5:15: error: 'patient-account' is about a patient"),
        Mistake(
            path: InvoiceCatalog.contract, old: "due: date", new: "due: day",
            message: "contracts/invoice-received.yaml:11:8: error: 'due' can't be 'day'; use one of: text, number"),
        Mistake(
            path: InvoiceCatalog.contract, old: "event: invoice.received", new: "event: supply.used",
            message: "contracts/invoice-received.yaml:1:8: error: 'supply.used' is built in and has its contract"),
    ]

    @Test("a mistake is told of where it stands, with what to do", arguments: mistakes)
    func mistake(mistake: Mistake) throws {
        let words = try InvoiceCatalog.demo.replacing(mistake.old, with: mistake.new, in: mistake.path).words
        #expect(words.contains { $0.hasPrefix(mistake.message) }, "\(words)")
    }

    @Test("a field whose path can't be read isn't asked for a second time")
    func once() throws {
        let catalog = try InvoiceCatalog.demo.replacing(
            "supplier: data.supplier.id", with: "supplier: data..id", in: InvoiceCatalog.source)
        #expect(catalog.words.count == 1)
    }

    @Test("two contracts of one event at one version are told of")
    func twice() throws {
        let text = try #require(InvoiceCatalog.demo.files[InvoiceCatalog.contract])
        let words = InvoiceCatalog.demo.with("contracts/other.yaml", text).words
        #expect(words.contains { $0.contains("invoice.received version 1 is described in contracts/invoice-received") })
    }
}
