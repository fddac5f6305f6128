import Catalog
import Measures
import SyncModel
import Testing

@Suite("A hospital that joins")
struct SiteOverlayTests {
    private static let source = "like: ehr\nlistener: {host: 127.0.0.1, port: 2585}\n"

    private func joined(_ files: [String: String] = [:]) -> DemoCatalog {
        files.reduce(DemoCatalog().with("sites/lakeside/sources/ehr.yaml", Self.source)) {
            $0.with("sites/lakeside/\($1.key)", $1.value)
        }
    }

    @Test("its source is the network's with what is different there, and the flows go there without a word")
    func joins() throws {
        let catalog = try joined().loader.load()
        let own = try #require(catalog.sources["ehr-lakeside"])
        let theirs = try #require(catalog.sources["ehr"])
        #expect(own.listener?.port == 2585 && own.extraFields == theirs.extraFields)
        #expect(
            catalog.flows.map(\.name.rawValue).filter { $0.hasSuffix("-lakeside") }.sorted() == [
                "medication-administered-lakeside", "supply-usage-lakeside",
            ])
        let (before, after) = (
            try #require(catalog.flow("supply-usage")), try #require(catalog.flow("supply-usage-lakeside"))
        )
        var expected = before
        (expected.name, expected.source) = ("supply-usage-lakeside", "ehr-lakeside")
        #expect(after == expected)
        #expect(joined().lint == [])
    }

    @Test("it books at its own ERP where it has one, and may change or leave out flows")
    func changes() throws {
        let catalog = try joined([
            "endpoints/erp.yaml": "like: erp-inventory\nurl: https://lakeside.example.org\n",
            "flows/supplies.yaml": "like: supply-usage\nslo: {percent: 90, within: 1h}\n",
            "flows/medications.yaml": "like: medication-administered\nleave-out: true\n",
        ]).loader.load()
        let own = catalog.flows.filter { $0.source == "ehr-lakeside" }
        #expect(own.map(\.endpoint) == ["erp-inventory-lakeside"] && own.first?.objective.percent == 90)
        #expect(catalog.endpoints["erp-inventory-lakeside"]?.url == "https://lakeside.example.org")
        #expect(catalog.endpoints["erp-inventory"]?.url != "https://lakeside.example.org")
    }

    @Test("its clocks are its own where its site.yaml says so, else the network's")
    func clocks() throws {
        let source = try DemoCatalog().replacing("utc-offset: \"+00:00\"", with: "", in: DemoCatalog.source)
        let network = try source.replacing(
            "environment:", with: "time-zone: America/Chicago\nenvironment:", in: "site.yaml"
        )
        .with("sites/lakeside/sources/ehr.yaml", Self.source)
        .with("sites/lakeside/endpoints/erp.yaml", "like: erp-inventory\nurl: https://lakeside.example.org\n")
        let (chicago, denver) = (ClockZone(name: "America/Chicago"), ClockZone(name: "America/Denver"))
        let shared = try network.loader.load()
        #expect(shared.zone == chicago && shared.clocks == chicago)
        #expect(Set(shared.sources.values.map(\.zone)) == [chicago] && Set(shared.flows.map(\.zone)) == [chicago])
        let own = try network.with("sites/lakeside/site.yaml", "time-zone: America/Denver\n").loader.load()
        #expect(own.sources["ehr"]?.zone == chicago && own.sources["ehr-lakeside"]?.zone == denver)
        #expect(own.endpoints["erp-inventory"]?.zone == chicago)
        #expect(own.endpoints["erp-inventory-lakeside"]?.zone == denver)
        #expect(own.flow("supply-usage")?.zone == chicago && own.flow("supply-usage-lakeside")?.zone == denver)
        let said = "like: ehr\nlistener: {host: 127.0.0.1, port: 2585}\n"
        for (more, zone) in [
            ("time-zone: America/Phoenix\n", ClockZone(name: "America/Phoenix")),
            ("utc-offset: \"-07:00\"\n", ClockZone(secondsEastOfUTC: -7 * 3600)),
        ] {
            let catalog = network.with("sites/lakeside/sources/ehr.yaml", said + more)
            #expect(try catalog.loader.load().sources["ehr-lakeside"]?.zone == zone)
        }
        let wrong = network.with("sites/lakeside/site.yaml", "time-zone: America/Denvr\nsite: Lakeside\n")
        #expect(
            wrong.words == [
                "sites/lakeside/site.yaml:1:12: error: 'time-zone' can't be 'America/Denvr'; did you mean "
                    + "'America/Denver'?",
                "sites/lakeside/site.yaml:2:1: error: unknown key 'site'; use one of: time-zone",
            ])
    }

    @Test("what says nothing of its clocks is by UTC where it sends and is sent to, and by the machine's in its days")
    func unsaid() throws {
        let catalog = try DemoCatalog().replacing("utc-offset: \"+00:00\"", with: "", in: DemoCatalog.source)
            .loader.load()
        #expect(catalog.sources["ehr"]?.zone == .utc && catalog.endpoints["erp-inventory"]?.days == .utc)
        #expect(catalog.zone == nil && catalog.clocks == .machine)
        #expect(catalog.flows.allSatisfy { $0.zone == nil && $0.days == .machine })
    }

    @Test("its source may send by other clocks than the network's, whichever key says so")
    func otherClocks() throws {
        let catalog = joined(["sources/ehr.yaml": Self.source + "time-zone: America/Denver\n"])
        #expect(try catalog.loader.load().sources["ehr-lakeside"]?.zone == ClockZone(name: "America/Denver"))
        #expect(catalog.lint == [])
    }

    @Test(
        "its files say where they are wrong",
        arguments: [
            (
                "sources/er.yaml", "like: her\n",
                "sources/er.yaml:1:7: error: no source of the network is named 'her'; did you mean 'ehr'?"
            ),
            (
                "sources/er.yaml", "like: ehr\nlistener: {host: x, port: a}\n",
                "sources/er.yaml:2:27: error: 'port' needs a whole number from 0 to 65535, not 'a'"
            ),
            (
                "sources/er.yaml", "like: ehr\nname: x\nlistener: {host: 127.0.0.1, port: 2586}\n",
                "sources/er.yaml:2:1: error: it is named 'ehr-lakeside' by itself; take 'name' out"
            ),
            (
                "flows/x.yaml", "like: suply-usage\n",
                "flows/x.yaml:1:7: error: no source of lakeside has a flow like 'suply-usage'; did you mean "
                    + "'supply-usage'?"
            ),
            (
                "endpoints/x.yaml", "like: erp-inventory\nleave-out: true\n",
                "endpoints/x.yaml:2:1: error: only a flow can be left out; take 'leave-out' out, or the file away"
            ),
            ("flws/x.yaml", "a: b\n", "flws: warning: it isn't read; did you mean 'sites/lakeside/flows'?"),
        ])
    func mistakes(file: String, text: String, sentence: String) {
        let words = joined([file: text]).lint
        #expect(words.contains("sites/lakeside/" + sentence), "\(words)")
    }
}
