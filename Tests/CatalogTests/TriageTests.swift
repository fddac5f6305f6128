import Catalog
import SyncModel
import Testing

@Suite("How long people have for what stops")
struct TriageTests {
    private func with(_ lines: String) throws -> DemoCatalog {
        try DemoCatalog().replacing("triage:\n  within: 4h\n", with: lines, in: DemoCatalog.flow)
    }

    @Test("a flow says it; left out, it follows from what depends on the flow")
    func usual() throws {
        #expect(try with("triage: {within: 90m}\n").loader.load().flow("supply-usage")?.triage == .seconds(5400))
        #expect(try with("").loader.load().flow("supply-usage")?.triage == .seconds(4 * 3600))
        #expect(FlowCriticality.clinical.usualTriage == .seconds(3600))
        #expect(FlowCriticality.feed.usualTriage == .seconds(24 * 3600))
    }

    @Test("nobody has less time for what stops than the flow has to deliver; a time is needed")
    func order() throws {
        let short = try with("triage:\n  within: 1m\n").lint
        #expect(short.count == 1 && short[0].contains("'triage' gives people less time than 'slo' gives the flow"))
        let empty = try with("triage: {}\n").lint
        #expect(empty.count == 1 && empty[0].contains("within"))
    }
}
