import SyncModel
import SyncStore
import Terminal

/// The systems we send to, with their condition in words: on their own screen and on the overview.
enum EndpointsTable {
    /// A row an endpoint.
    static func table(_ overview: Overview, selection: Int?, now: UTCTime) -> Table {
        let endpoints = overview.endpoints
        return Table(
            columns: [
                TableColumn("ENDPOINT", .flexible(min: 14)), TableColumn("CONDITION", .fixed(10)),
                TableColumn("SINCE", .fixed(6), .trailing, priority: 2),
                TableColumn("RESUMES", .fixed(8), .trailing, priority: 1),
                TableColumn("LAST OK", .fixed(7), .trailing, priority: 3),
                TableColumn("DETAIL", .flexible(min: 16, weight: 4)),
            ], count: endpoints.count, selection: selection,
            placeholder: "No endpoint has been tried yet."
        ) { index in
            guard endpoints.indices.contains(index) else { return TableRow([]) }
            let endpoint = endpoints[index]
            return TableRow([
                Span(endpoint.endpoint.rawValue, .strong),
                Span(word(endpoint.condition), style(endpoint.condition)),
                Span(Wording.age(endpoint.changedAt, at: now), .dim),
                Span(endpoint.resumesAt.map { "in " + $0.elapsed(since: now).spoken } ?? "-"),
                Span(endpoint.lastSuccessAt.map { Wording.age($0, at: now) } ?? "-", .dim),
                Span(endpoint.detail.isEmpty ? "-" : endpoint.detail),
            ])
        }
    }

    private static func word(_ condition: EndpointCondition) -> String {
        switch condition {
        case .up: "up"
        case .limited: "! limited"
        case .down: "! DOWN"
        case .paused: "= PAUSED"
        case .unknown: "not tried"
        }
    }

    private static func style(_ condition: EndpointCondition) -> Style {
        switch condition {
        case .up: .statusOk
        case .limited: .statusWarning
        case .down: .statusCritical
        case .paused: .statusHeld
        case .unknown: .dim
        }
    }
}
