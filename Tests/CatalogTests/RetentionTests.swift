import Catalog
import SyncModel
import Testing

@Suite("Retention in the catalog")
struct RetentionTests {
    private let key = "retention: 400d"

    private func with(_ lines: String) throws -> DemoCatalog {
        try DemoCatalog().replacing(key, with: lines, in: DemoCatalog.flow)
    }

    @Test("a flow says how long its work, its payloads and its dead letters are kept")
    func flow() throws {
        let catalog = try with("\(key)\npayload-retention: 30d\ndead-letter-retention: 500d").loader.load()
        let flow = try #require(catalog.flow("supply-usage"))
        #expect(flow.payloadRetention == .seconds(30 * 86_400))
        #expect(flow.deadLetterRetention == .seconds(500 * 86_400))
        let usual = try #require(try DemoCatalog().loader.load().flow("supply-usage"))
        #expect(usual.payloadRetention == nil && usual.deadLetterRetention == nil)
    }

    @Test("payloads outlive no work, and dead letters go no sooner than it")
    func order() throws {
        #expect(
            try with("\(key)\npayload-retention: 500d").lint == [
                "flows/supply-usage.yaml:21:20: error: 'payload-retention' is longer than 'retention'; make it shorter"
            ])
        #expect(
            try with("\(key)\ndead-letter-retention: 30d").lint == [
                "flows/supply-usage.yaml:21:24: error: 'dead-letter-retention' is shorter than 'retention'; "
                    + "make it longer"
            ])
    }

    @Test("a site says how long repeats, answers and the audit are kept, else the usual holds")
    func site() throws {
        #expect(try DemoCatalog().loader.load().retention == SiteRetention())
        let text = "site: Test\nenvironment: test\nretention: {repeats: 120d, audit: 3650d}\n"
        let retention = try DemoCatalog().with("site.yaml", text).loader.load().retention
        #expect(retention.repeats == .seconds(120 * 86_400) && retention.audit == .seconds(3650 * 86_400))
        #expect(retention.records == SiteRetention().records)
    }
}
