import SyncModel
import Terminal
import Testing

@testable import Console
@testable import SyncStore

@Suite("The plain status")
struct PlainStatusTests {
    private func report(_ change: (inout StatusReport) -> Void = { _ in }) -> StatusReport {
        var report = MadeUp.report(MadeUp.overview())
        change(&report)
        return report
    }

    private static let paused = EndpointStatus(
        endpoint: "erp-inventory", condition: .paused, detail: "month end", resumesAt: nil,
        changedAt: MadeUp.ago(.seconds(180)), lastSuccessAt: nil)

    @Test("work that waits for people is no concern; an endpoint that doesn't take anything is")
    func levels() {
        #expect(report().level == .ok)
        #expect(report { $0.overview.endpoints = [Self.paused] }.level == .degraded)
        #expect(report { $0.overview.engine.heartbeatAt = MadeUp.ago(.seconds(60)) }.level == .critical)
        #expect(report { $0.overview.engine.releasedAt = MadeUp.now }.level == .critical)
        #expect(report { $0.overview.balance[.delivered] += 1 }.level == .critical)
        #expect(report { $0.chain.finding = "Audit record 7: the chain is broken here." }.level == .critical)
    }

    @Test("a burning objective degrades, and is critical where it burns fast and something depends on it")
    func objectives() {
        func objective(fast: Bool) -> ObjectiveStatus {
            let (burning, calm) = (
                BurnRate(due: 100, inTime: 10, percent: 99), BurnRate(due: 100, inTime: 100, percent: 99)
            )
            return ObjectiveStatus(
                flow: "supply-usage", percent: 99, within: .seconds(300), fiveMinutes: fast ? burning : calm,
                halfHour: burning, hour: burning, sixHours: burning,
                budget: ErrorBudget(due: 400, missed: 270, allowed: 4, left: -66.5, lastsFor: nil))
        }
        #expect(report { $0.objectives = [objective(fast: false)] }.level == .degraded)
        #expect(report { $0.objectives = [objective(fast: true)] }.level == .critical)
        let text = PlainStatus.text(report { $0.objectives = [objective(fast: true)] })
        #expect(text.contains("CRITICAL supply-usage missed its objective for 90 of 100 in the last hour"))
    }

    @Test("the worst concern comes first, each in a line of its own")
    func concerns() {
        let report = report {
            $0.overview.endpoints = [Self.paused]
            $0.overview.engine.releasedAt = MadeUp.now
        }
        #expect(report.concerns.map(\.level) == [.critical, .degraded])
        let lines = PlainStatus.text(report).split(separator: "\n")
        #expect(
            lines[1].hasPrefix("CRITICAL No engine works") && lines[2] == "DEGRADED erp-inventory is paused: month end")
    }

    @Test("tables are at most 100 columns wide, and say what nobody knows with a word")
    func width() {
        let text = PlainStatus.text(report())
        #expect(text.split(separator: "\n").prefix(6).allSatisfy { DisplayWidth.of(String($0)) <= 100 })
        #expect(text.contains("unknown") && text.contains("The audit chain hasn't been checked."))
    }

    @Test("the document for programs says the same level, and its money in cents")
    func document() throws {
        let document = StatusDocument(report { $0.overview.endpoints = [Self.paused] })
        let text = String(decoding: try StateJSON.encode(document), as: UTF8.self)
        #expect(text.contains("\"level\":\"degraded\"") && text.contains("\"value\":120450"))
        #expect(text.contains("\"at\":\"2026-03-04T08:14:22Z\""))
    }
}
