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
