import SyncModel
import SyncStore
import Terminal

/// The systems we send to, with their condition in words: on their own screen and on the overview.
enum EndpointsTable {
    /// Those of the live board, and those that only the overview knows; each once, in the order of the overview.
    static func merged(_ overview: Overview?, _ board: LiveBoard?) -> [EndpointStatus] {
        let live = (board?.endpoints ?? []).map(\.status)
        let known = (overview?.endpoints ?? []).map { old in live.first { $0.endpoint == old.endpoint } ?? old }
        return known + live.filter { status in !known.contains { $0.endpoint == status.endpoint } }
    }

    /// A row an endpoint; the figures of those of which the engine has said any.
    static func table(
        _ endpoints: [EndpointStatus], _ figures: [EndpointName: EndpointFigures], selection: Int?, now: UTCTime
    ) -> Table {
        Table(
            columns: [
                TableColumn("ENDPOINT", .flexible(min: 14)), TableColumn("CONDITION", .fixed(10)),
                TableColumn("SINCE", .fixed(6), .trailing, priority: 2),
                TableColumn("RESUMES", .fixed(8), .trailing, priority: 1),
                TableColumn("LAST OK", .fixed(7), .trailing, priority: 3),
                TableColumn("BREAKER", .fixed(13), priority: 4), TableColumn("BUDGET", .fixed(14), priority: 5),
                TableColumn("LAST ANSWER", .fixed(15), priority: 6),
                TableColumn("DETAIL", .flexible(min: 16, weight: 4)),
            ], count: endpoints.count, selection: selection, placeholder: "No endpoint has been tried yet."
        ) { index in
            guard endpoints.indices.contains(index) else { return TableRow([]) }
            return row(endpoints[index], figures[endpoints[index].endpoint], now)
        }
    }

    private static func row(_ endpoint: EndpointStatus, _ figures: EndpointFigures?, _ now: UTCTime) -> TableRow {
        let breaker = figures.map { EndpointWords.breaker($0.breaker, at: now) } ?? "-"
        return TableRow([
            Span(endpoint.endpoint.rawValue, .strong),
            Span(EndpointWords.word(endpoint.condition), EndpointWords.style(endpoint.condition)),
            Span(Wording.age(endpoint.changedAt, at: now), .dim),
            Span(endpoint.resumesAt.map { "in " + $0.elapsed(since: now).spoken } ?? "-"),
            Span(endpoint.lastSuccessAt.map { Wording.age($0, at: now) } ?? "-", .dim),
            Span(breaker, figures?.breaker.state == .closed || figures == nil ? .dim : .statusWarning),
            Span(figures.map { EndpointWords.budget($0.budget) } ?? "-", .dim),
            Span(figures?.answers.first.map(EndpointWords.answer) ?? "-", .dim),
            Span(endpoint.detail.isEmpty ? "-" : endpoint.detail),
        ])
    }
}
