import Catalog
import SyncModel
import Testing

@Suite("Lint")
struct LintTests {
    @Test("the shipped catalogs have nothing to be told of", arguments: ShippedCatalog.all.map(\.name))
    func shipped(name: String) throws {
        let shipped = try #require(ShippedCatalog.all.first { $0.name == name })
        let report = CatalogLoader(tree: shipped.tree, settings: [:]).lint()
        #expect(report.problems.map(\.description) == [])
        #expect(report.exitCode(warningsAreErrors: true) == 0)
        #expect(report.summary.hasSuffix("29 runbook pages: 0 errors, 0 warnings"))
    }

    @Test("a fault without a page is an error where money depends on the flow, else a warning")
    func runbooks() throws {
        let catalog = DemoCatalog().with("runbooks/unit.invalid.md", nil)
        let report = catalog.loader.lint()
        #expect(report.errorCount == 2 && report.exitCode() == 1)
        #expect(
            catalog.lint.contains(
                "flows/supply-usage.yaml:1:7: error: no page says what to do about unit.invalid; "
                    + "write runbooks/CODE.md for each"))
        #expect(try catalog.loader.load().flows.count == 2)
        let feed = try catalog.replacing("revenue", with: "feed", in: DemoCatalog.flow)
            .replacing("revenue", with: "feed", in: DemoCatalog.otherFlow).loader.lint()
        #expect(feed.errorCount == 0 && feed.warningCount == 2)
        #expect(feed.exitCode() == 0 && feed.exitCode(warningsAreErrors: true) == 1)
    }

    @Test("a page that no fault leads to, or that is empty, is told of")
    func pages() {
        #expect(
            DemoCatalog().with("runbooks/item.unmaped.md", "x").lint == [
                "runbooks/item.unmaped.md: warning: no flow leads to this page; "
                    + "did you mean 'runbooks/item.unmapped.md'?"
            ])
        #expect(
            DemoCatalog().with("runbooks/item.unmapped.md", " \n").lint == [
                "runbooks/item.unmapped.md: warning: the page is empty; say what to check and what to do"
            ])
        #expect(DemoCatalog().with("runbooks/message.unsupported.md", nil).lint.count == 1)
    }

    @Test("a source or an endpoint that no flow uses is told of")
    func unused() {
        let source = "name: lab\nlistener: {host: 127.0.0.1, port: 0}\n"
        let endpoint = "name: warehouse\nkind: rest\nurl: https://w.example.org\npath: /x\n"
        #expect(
            DemoCatalog().with("sources/lab.yaml", source).with("endpoints/w.yaml", endpoint).lint == [
                "endpoints/w.yaml:1:7: warning: no flow leads to this endpoint; add one",
                "sources/lab.yaml:1:7: warning: no flow takes anything from this source; add one",
            ])
    }

    @Test("a message that an event isn't read from is an error")
    func meaning() throws {
        let words = try DemoCatalog().replacing("[DFT^P03]", with: "[DFT^P03, ADT^A01]", in: DemoCatalog.flow).lint
        #expect(
            words == [
                "flows/supply-usage.yaml:1:7: error: 'supply.used' is read from DFT^P03, fhir:SupplyDelivery, "
                    + "fhir:DeviceUseStatement, not from ADT^A01; change one"
            ])
    }

    @Test("a field that leads to a patient asks for the sensitivity that says so")
    func sensitivity() throws {
        let words = try DemoCatalog().replacing("account, reference]", with: "encounter]", in: DemoCatalog.flow)
            .replacing("sensitivity: patient", with: "sensitivity: business", in: DemoCatalog.flow).lint
        #expect(words.count == 1)
        #expect(words.first?.contains("the field 'encounter' leads to a patient") == true)
    }

    @Test("a role that owns work and that nobody has is told of")
    func roles() {
        #expect(
            DemoCatalog().with("roles.yaml", "users: {anna: [materials, integration, administrator]}").lint == [
                "roles.yaml:1:1: warning: nobody has the role finance, and its work would wait; give it to somebody",
                "roles.yaml:1:1: warning: nobody has the role supervisor, and its work would wait; give it to somebody",
            ])
    }

    @Test("production asks for TLS beyond this machine and for named supervisors")
    func production() throws {
        var catalog = try DemoCatalog().replacing("demo", with: "test", in: "site.yaml")
            .replacing("environment: demo", with: "environment: production", in: "site.yaml")
            .replacing("127.0.0.1", with: "0.0.0.0", in: DemoCatalog.source)
        catalog.settings["TALLYWARD_ERP_URL"] = "http://127.evil.example.org"
        let words = catalog.lint
        #expect(words.count == 4, "\(words)")
        #expect(words.contains { $0.hasPrefix("notifications.yaml: warning: nobody is told when an endpoint is down") })
        #expect(words.contains { $0.hasPrefix("sources/ehr.yaml:2:7: warning: patient data comes in without TLS") })
        #expect(words.contains { $0.hasPrefix("endpoints/erp-inventory.yaml:2:7: warning: data leaves without TLS") })
        #expect(words.contains { $0.hasPrefix("roles.yaml:1:1: warning: everybody may approve") })
    }

    @Test("a flow raises the faults that its event and its endpoint can bring about, and no others")
    func faults() throws {
        let demo = try ShippedCatalog.demo.load(settings: [:])
        let bench = try ShippedCatalog.bench.load(settings: [:])
        let inventory = try #require(demo.endpoints["erp-inventory"])
        let charges = try #require(bench.endpoints["charges"])
        #expect(demo.flow("supply-usage")?.faults(at: inventory).count == FaultCode.allCases.count - 15)
        #expect(bench.flow("bench")?.faults(at: charges) == [.rejected, .messageMalformed, .attemptsExhausted])
    }
}
