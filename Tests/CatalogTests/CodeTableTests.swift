import Catalog
import SyncModel
import Testing

@Suite("Tables and what flows look up in them")
struct CodeTableTests {
    private static let table = "tables/supplier.yaml"
    private static let steps = """
        - table: supplier
              from: supplier
              into: vendor
            - {table: supplier, from: [supplier, lines.item], into: lines.account, optional: true}
        """

    static var demo: DemoCatalog {
        get throws {
            try InvoiceCatalog.demo
                .with(
                    table,
                    """
                    name: supplier
                    title: Suppliers
                    code: supplier id
                    value: ERP supplier
                    pattern: "V[0-9]{4}"
                    example: V1234
                    owner: finance
                    runbook: runbooks/supplier.md

                    """
                )
                .with("runbooks/supplier.md", "# Suppliers\n\nAsk purchasing.\n")
                .replacing(
                    "    path: /payables/v2/invoices\n",
                    with: "    path: /payables/v2/invoices\n    look-up:\n    \(steps)\n", in: InvoiceCatalog.flow
                )
                .replacing(
                    "fields: [number, supplier, total, due, lines]",
                    with: "fields: [number, supplier, vendor, total, due, lines]",
                    in: InvoiceCatalog.flow
                )
                .replacing("Supplier: {Id: $supplier}", with: "Supplier: {Id: $vendor}", in: InvoiceCatalog.flow)
                .replacing("Rank: 1", with: "Rank: 1, Account: $account", in: InvoiceCatalog.flow)
        }
    }

    @Test("a table and the steps of a flow are read as they are written")
    func read() throws {
        #expect(try Self.demo.words == [])
        let catalog = try Self.demo.loader.load()
        let table = try #require(catalog.table("supplier"))
        #expect(table.title == "Suppliers" && table.codeWord == "supplier id" && table.valueWord == "ERP supplier")
        #expect(table.owner == .finance && table.editors == [.finance, .supervisor, .administrator])
        #expect(table.refusal(of: "V1234") == nil)
        #expect(table.refusal(of: "1234") == "'1234' is no ERP supplier: it looks like V1234.")
        let flow = try #require(catalog.flow("vendor-invoice.payables"))
        #expect(
            flow.lookUps == [
                FlowLookUp(table: "supplier", from: ["supplier"], into: "vendor"),
                FlowLookUp(
                    table: "supplier", from: ["supplier", "lines.item"], into: "lines.account", isOptional: true),
            ])
        #expect(catalog.flow("vendor-invoice.archive")?.lookUps == [])
        let endpoint = try #require(catalog.endpoints["payables"])
        #expect(flow.faults(at: endpoint).contains(.codeUnmapped))
        #expect(catalog.runbook(for: .codeUnmapped, in: flow.name, table: "supplier")?.hasPrefix("# Suppliers") == true)
        #expect(catalog.runbook(for: .codeUnmapped, in: flow.name)?.hasPrefix("# Unmapped code") == true)
    }

    @Test("what several deliveries share is done by those that need it, and its mistakes are told once")
    func shared() throws {
        let steps = "look-up: [{table: supplier, from: supplier, into: vendor}]\ndeliveries:"
        let shared = try Self.demo.replacing("    look-up:\n    \(Self.steps)\n", with: "", in: InvoiceCatalog.flow)
            .replacing(", Account: $account", with: "", in: InvoiceCatalog.flow)
            .replacing("deliveries:", with: steps, in: InvoiceCatalog.flow)
        #expect(shared.words == [])
        let catalog = try shared.loader.load()
        #expect(catalog.flow("vendor-invoice.payables")?.lookUps.count == 1)
        #expect(catalog.flow("vendor-invoice.archive")?.lookUps.count == 0)
        let wrong = try shared.replacing("from: supplier, into", with: "from: suplier, into", in: InvoiceCatalog.flow)
        #expect(wrong.words.count == 1, "\(wrong.words)")
    }

    static let mistakes = [
        Mistake(
            path: InvoiceCatalog.flow, old: "- table: supplier\n", new: "- table: suplier\n",
            message: "flows/vendor-invoice.yaml:19:14: error: no table of tables/ is named 'suplier'; did you mean"),
        Mistake(
            path: InvoiceCatalog.flow, old: "from: supplier\n", new: "from: suplier\n",
            message:
                "flows/vendor-invoice.yaml:20:13: error: invoice.received has no field 'suplier'; did you mean"
        ),
        Mistake(
            path: InvoiceCatalog.flow, old: "from: [supplier, lines.item]", new: "from: [supplier, lines.itm]",
            message: "flows/vendor-invoice.yaml:22:42: error: invoice.received has no field 'lines.itm'"),
        Mistake(
            path: InvoiceCatalog.flow, old: "from: supplier\n", new: "from: patient-account\n",
            message:
                "flows/vendor-invoice.yaml:20:13: error: 'patient-account' is about a patient and can't be looked up"),
        Mistake(
            path: InvoiceCatalog.flow, old: "from: supplier\n", new: "from: lines\n",
            message:
                "flows/vendor-invoice.yaml:20:13: error: 'lines' of invoice.received is a lines and can't be a code"),
        Mistake(
            path: InvoiceCatalog.flow, old: "from: supplier\n", new: "from: lines.item\n",
            message: "flows/vendor-invoice.yaml:20:13: error: 'lines.item' stands in each of the lines; put the value"),
        Mistake(
            path: InvoiceCatalog.flow, old: "into: vendor", new: "into: total",
            message: "flows/vendor-invoice.yaml:21:13: error: invoice.received has a field 'total' already"),
        Mistake(
            path: InvoiceCatalog.flow, old: "into: vendor", new: "into: action",
            message: "flows/vendor-invoice.yaml:21:13: error: 'action' is a place of every body"),
        Mistake(
            path: InvoiceCatalog.flow, old: "into: vendor", new: "into: vendor.id",
            message: "flows/vendor-invoice.yaml:21:13: error: invoice.received has no record or lines 'vendor'"),
        Mistake(
            path: InvoiceCatalog.flow, old: "into: vendor", new: "into: seller",
            message: "flows/vendor-invoice.yaml:21:13: warning: nothing uses 'seller'"),
        Mistake(
            path: InvoiceCatalog.flow, old: "into: vendor", new: "onto: vendor",
            message: "flows/vendor-invoice.yaml:21:7: error: unknown key 'onto'; did you mean 'into'?"),
        Mistake(
            path: table, old: "V[0-9]{4}", new: "V[0-9",
            message: "tables/supplier.yaml:5:10: error: 'pattern' has a ["),
        Mistake(
            path: table, old: "example: V1234", new: "example: 1234",
            message: "tables/supplier.yaml:6:10: error: the example doesn't look as 'pattern' says"),
        Mistake(
            path: table, old: "owner: finance", new: "owner: auditor",
            message: "tables/supplier.yaml:7:8: error: 'owner' can't be 'auditor'"),
        Mistake(
            path: table, old: "name: supplier", new: "name: item",
            message: "tables/supplier.yaml:1:7: error: 'name' needs a name in small letters"),
        Mistake(
            path: table, old: "runbooks/supplier.md", new: "runbooks/suppliers.md",
            message: "tables/supplier.yaml:8:10: error: there is no page 'runbooks/suppliers.md'"),
    ]

    @Test("a mistake is told of where it stands, with what to do", arguments: mistakes)
    func mistake(mistake: Mistake) throws {
        let words = try Self.demo.replacing(mistake.old, with: mistake.new, in: mistake.path).words
        #expect(words.contains { $0.hasPrefix(mistake.message) }, "\(words)")
    }

    @Test("what is built in looks nothing up, and a table that nobody uses is told of")
    func unused() throws {
        let flow = "flows/supply-usage.yaml"
        let text = DemoCatalog().files[flow, default: ""] + "look-up: [{table: supplier, from: item, into: x}]\n"
        #expect(try Self.demo.with(flow, text).words.contains { $0.contains("is built in and is looked up by itself") })
        let other = "name: other\ntitle: O\ncode: c\nvalue: v\nowner: finance\n"
        #expect(
            try Self.demo.with("tables/other.yaml", other).lint.contains {
                $0.contains("warning: no flow looks anything up in this table")
            })
    }
}
