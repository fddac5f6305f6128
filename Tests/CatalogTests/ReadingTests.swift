import Catalog
import Foundation
import Measures
import SyncModel
import Testing

@Suite("Reading a catalog")
struct ReadingTests {
    @Test("the demo's catalog says what the demo is made of")
    func demo() throws {
        let catalog = try ShippedCatalog.demo.load(settings: ["TALLYWARD_ERP_URL": "http://127.0.0.1:9999"])
        #expect(catalog.environment == .demo)
        let source = try #require(catalog.sources["ehr"])
        #expect(source.kind == .mllp(MLLPListener(host: "127.0.0.1", port: 2575)))
        #expect(source.extraFields == [.supplyUsed: [.unit: "ZSU-1", .location: "ZSU-2"]])
        #expect(
            catalog.endpoints["erp-inventory"]
                == Endpoint(
                    name: "erp-inventory", kind: .oracleInventory(Endpoint.OracleInventory()),
                    url: "http://127.0.0.1:9999",
                    authentication: .clientCredentials(
                        tokenURL: "http://127.0.0.1:9999/oauth2/v1/token",
                        clientID: .environment("TALLYWARD_ERP_CLIENT_ID"),
                        clientSecret: .environment("TALLYWARD_ERP_CLIENT_SECRET"), scope: nil)))
        #expect(catalog.flows.map(\.name) == ["medication-administered", "supply-usage"])
        let flow = try #require(catalog.flow("supply-usage"))
        #expect(flow.messages == ["DFT^P03"] && flow.event == .supplyUsed && flow.criticality == .revenue)
        #expect(flow.maximumQuantity == ExactDecimal(500))
        #expect(flow.retry == RetryPolicy(initial: .seconds(1), maximum: .seconds(30)))
        #expect(try flow.objective == Flow.Objective(percent: #require(ExactDecimal("99.5")), within: .seconds(300)))
        #expect(catalog.roles(of: "anybody") == Set(Role.allCases))
    }

    @Test("the benchmark's catalog passes whole messages on, and its ports come from settings")
    func bench() throws {
        let catalog = try ShippedCatalog.bench.load(settings: ["TALLYWARD_MLLP_PORT": "12575"])
        #expect(catalog.sources["sender"]?.listener?.port == 12_575)
        #expect(
            catalog.endpoints["charges"]
                == Endpoint(
                    name: "charges", kind: .rest(path: "/charges"), url: "http://127.0.0.1:18090", concurrency: 32))
        #expect(catalog.flow("bench")?.event == .messageReceived)
        #expect(catalog.flow("bench")?.ordering == .encounterPrefix(characters: 7))
    }

    @Test(
        "an endpoint's limit is so many requests in so long, and as many at once as it says or as come in a second",
        arguments: [
            ("{requests: 600, per: 1m, burst: 20}", Endpoint.Limit(requests: 600, per: .seconds(60), burst: 20)),
            ("{requests: 600, per: 1m}", Endpoint.Limit(requests: 600, per: .seconds(60), burst: 10)),
            ("{requests: 50, per: 500ms}", Endpoint.Limit(requests: 50, per: .milliseconds(500), burst: 50)),
            ("{requests: 30, per: 1m}", Endpoint.Limit(requests: 30, per: .seconds(60), burst: 1)),
        ])
    func limits(text: String, limit: Endpoint.Limit) throws {
        let catalog = try DemoCatalog()
            .replacing("timeout: 30s", with: "timeout: 30s\nlimit: \(text)", in: DemoCatalog.endpoint).loader.load()
        #expect(catalog.endpoints["erp-inventory"]?.limit == limit)
    }

    @Test(
        "what work by hand costs is the site's word, or the usual assumption for what it doesn't say",
        arguments: [
            ("", ManualWork()),
            ("manual-work: {minutes-per-line: 4.5}", ManualWork(minutesPerLine: 4.5)),
            (
                "manual-work: {minutes-per-line: 2, cost-per-hour: 41.50}",
                ManualWork(minutesPerLine: 2, costPerHour: Money(cents: 4150))
            ),
        ])
    func manualWork(text: String, assumption: ManualWork) throws {
        let catalog = try DemoCatalog().replacing(
            "environment: demo", with: "environment: demo\n\(text)", in: "site.yaml")
        #expect(try catalog.loader.load().manualWork == assumption)
    }

    @Test(
        "an assumption that makes no sense is told of",
        arguments: ["minutes-per-line: 0", "minutes-per-line: -1", "cost-per-hour: 30.505", "cost-per-day: 3"])
    func nonsense(text: String) throws {
        let catalog = try DemoCatalog().replacing(
            "environment: demo", with: "environment: demo\nmanual-work: {\(text)}", in: "site.yaml")
        #expect(catalog.words.count == 1 && catalog.words.first?.hasPrefix("site.yaml:4:") == true)
    }

    @Test("each fault has a page, and a flow may name another one")
    func runbooks() throws {
        let demo = try ShippedCatalog.demo.load(settings: [:])
        for code in FaultCode.allCases {
            let page = try #require(demo.runbook(for: code))
            #expect(page.contains("`\(code.rawValue)`") && page.contains("## Fix"))
        }
        let catalog = try DemoCatalog()
            .replacing(
                "runbooks/item-of-surgery.md", with: "x\nrunbooks: {item.unmapped: runbooks/own.md}",
                in: DemoCatalog.flow
            )
            .with("runbooks/own.md", "# Ours")
            .loader.load()
        #expect(catalog.runbook(for: .itemUnmapped, in: "supply-usage") == "# Ours")
        #expect(catalog.runbook(for: .itemUnmapped, in: "medication-administered")?.hasPrefix("# Unmapped") == true)
    }

    @Test("roles belong to the named user, and to everybody else by '*'")
    func roles() throws {
        let text = "users:\n  anna: [finance]\n  '*': [auditor]\n"
        let catalog = try DemoCatalog().with("roles.yaml", text).loader.load()
        #expect(catalog.roles(of: "anna") == [.finance])
        #expect(catalog.roles(of: "bert") == [.auditor])
    }

    @Test("TLS files and files of secrets are looked for from the catalog's folder")
    func relativePaths() throws {
        let folder = try TemporaryFolder()
        _ = try ShippedCatalog.demo.write(to: folder.path)
        try folder.write(
            DemoCatalog.source,
            "name: ehr\nlistener: {host: 127.0.0.1, port: 0, tls: {certificate-chain: tls/c.pem, private-key: /k.pem}}"
        )
        let endpoint = try #require(DemoCatalog().files[DemoCatalog.endpoint])
            .replacing("env:TALLYWARD_ERP_CLIENT_SECRET", with: "file:secret")
        try folder.write(DemoCatalog.endpoint, endpoint)
        let catalog = try CatalogLoader(directory: folder.path, settings: [:]).load()
        let tls = try #require(catalog.sources["ehr"]?.listener?.tls)
        #expect(tls.certificateChain == folder.path + "/tls/c.pem" && tls.privateKey == "/k.pem")
        guard case .clientCredentials(_, _, let secret, _)? = catalog.endpoints["erp-inventory"]?.authentication else {
            Issue.record("no credentials")
            return
        }
        #expect(secret == .file(folder.path + "/secret"))
    }

    @Test("a written catalog reads as the shipped one, and files that are there are never written over")
    func write() throws {
        let folder = try TemporaryFolder()
        let target = folder.path + "/new/site"
        let paths = try ShippedCatalog.demo.write(to: target)
        #expect(paths.contains("flows/supply-usage.yaml") && paths.contains("runbooks/item.unmapped.md"))
        let read = CatalogLoader(directory: target, settings: [:]).read()
        #expect(read.problems == [])
        #expect(try read.catalog == ShippedCatalog.demo.load(settings: [:]))
        #expect(throws: ShippedCatalogProblem.notEmpty(target)) { try ShippedCatalog.bench.write(to: target) }
        #expect(try CatalogLoader(directory: target, settings: [:]).load().environment == .demo)
        #expect(throws: ShippedCatalogProblem.self) { try ShippedCatalog.bench.write(to: target + "/site.yaml") }
    }

    @Test("a folder that isn't there, or is a file, gets one sentence with its path")
    func noFolder() throws {
        let folder = try TemporaryFolder()
        try folder.write("file", "x")
        let missing = CatalogLoader(directory: folder.path + "/nowhere", settings: [:]).read()
        #expect(
            missing.problems.map(\.description) == [
                "\(folder.path)/nowhere: error: it doesn't exist; check the path, "
                    + "or write a first catalog with 'tallyward init'"
            ])
        let file = CatalogLoader(directory: folder.path + "/file", settings: [:]).read()
        #expect(
            file.problems.map(\.description) == [
                "\(folder.path)/file: error: it is a file; a folder has to be there"
            ])
    }

    @Test("a folder where a file should be, and a link to nowhere, get one sentence each")
    func notAFile() throws {
        let folder = try TemporaryFolder()
        _ = try ShippedCatalog.demo.write(to: folder.path)
        let manager = FileManager.default
        try manager.removeItem(atPath: folder.path + "/site.yaml")
        try manager.createDirectory(atPath: folder.path + "/site.yaml", withIntermediateDirectories: false)
        try manager.createSymbolicLink(
            atPath: folder.path + "/flows/gone.yaml", withDestinationPath: folder.path + "/nowhere")
        let words = CatalogLoader(directory: folder.path, settings: [:]).read().problems.map(\.description)
        #expect(words.count == 2, "\(words)")
        #expect(words.contains { $0.hasPrefix("flows/gone.yaml: error: it doesn't exist") })
        #expect(words.contains { $0.hasPrefix("site.yaml: error: it isn't a file") })
    }

    @Test("what is missing from a catalog is asked for by name")
    func missingParts() {
        for (path, start) in [
            ("site.yaml", "site.yaml: error: it doesn't exist"), ("roles.yaml", "roles.yaml: error: it doesn't exist"),
            (DemoCatalog.source, "sources: error: it doesn't exist"),
        ] {
            let words = DemoCatalog().with(path, nil).words
            #expect(words.contains { $0.hasPrefix(start) }, "\(words)")
        }
        #expect(
            DemoCatalog().with(DemoCatalog.source, nil).with("sources/README.md", "").words.contains {
                $0 == "sources: error: it holds no .yaml file; describe at least one source"
            })
    }

    @Test("files that nothing reads are told of, and don't keep the catalog from being used")
    func unread() {
        let reading = DemoCatalog()
            .with("flow/x.yaml", "").with("site.yml", "").with("flows/x.yaml.orig", "").with("runbooks/x.txt", "")
            .with("crosswalk/item.csv", "").with("crosswalk/units.csv", "").with("README.md", "").with(".git/x", "")
            .loader.read()
        #expect(reading.catalog != nil)
        #expect(
            reading.problems.map(\.description) == [
                "crosswalk/item.csv: warning: it isn't read; did you mean 'crosswalk/items.csv'?",
                "flow: warning: it isn't read; did you mean 'flows'?",
                "flows/x.yaml.orig: warning: it isn't read; only files named *.yaml are, and no folders",
                "runbooks/x.txt: warning: it isn't read; only pages named *.md are, and no folders",
                "site.yml: warning: it isn't read; did you mean 'site.yaml'?",
            ])
    }

    @Test("bytes that aren't UTF-8 are told of by their line")
    func notUTF8() {
        var tree = ShippedCatalog.demo.tree
        tree.files["site.yaml"] = Array("# Ä\nsite: M".utf8) + [0xE4] + Array("dchen\nenvironment: demo\n".utf8)
        let words = CatalogLoader(tree: tree, settings: [:]).read().problems.map(\.description)
        #expect(words == ["site.yaml:2:1: error: it isn't UTF-8; save it as UTF-8"])
    }

    @Test("a file larger than a catalog's file may be isn't read")
    func tooLarge() {
        let words = DemoCatalog().with("site.yaml", String(repeating: "#", count: 1 << 20) + "\n").words
        #expect(words.count == 1)
        #expect(words.first?.hasPrefix("site.yaml: error: it is larger than 1 MiB") == true)
    }
}

/// A folder that goes away with the test.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("catalog-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path).appendingPathComponent(name))
    }

    deinit {
        // What stays behind is the system's to clear away.
        _ = try? FileManager.default.removeItem(atPath: path)
    }
}
