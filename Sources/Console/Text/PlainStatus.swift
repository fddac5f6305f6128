import SyncModel
public import SyncStore

/// The overview as lines of text, for a terminal that is none.
public enum PlainStatus {
    /// What the overview screen says, at most 100 columns wide, without colour. Ends with a line break.
    public static func text(_ overview: Overview) -> String {
        var lines = overview.notices.map { "\($0.level.rawValue.uppercased()) \(visible($0.text))" }
        if !lines.isEmpty { lines.append("") }
        lines += [Verdict(overview, problem: nil, roles: Set(Role.allCases), at: overview.readAt).sentence, ""]
        lines += flows(overview)
        lines += endpoints(overview)
        lines += waiting(overview)
        lines += BalanceWords(overview).lines
        return lines.joined(separator: "\n") + "\n"
    }

    private static func flows(_ overview: Overview) -> [String] {
        guard !overview.flows.isEmpty else { return ["No flow has had traffic yet.", ""] }
        var lines = [line(["FLOW"], ["IN/S", "OUT/S", "ERR %", "P50", "P95", "P99", "BACKLOG", "WAITING", "WORTH"])]
        for flow in overview.flows {
            let figures = FlowFigures(flow, at: overview.readAt)
            lines.append(
                line(
                    [flow.flow.rawValue],
                    [
                        figures.incoming, figures.outgoing, figures.errors, figures.p50, figures.p95, figures.p99,
                        figures.backlog, figures.waiting, figures.worth,
                    ]))
        }
        return lines + [""]
    }

    private static func endpoints(_ overview: Overview) -> [String] {
        guard !overview.endpoints.isEmpty else { return [] }
        return overview.endpoints.map { endpoint in
            let resumes = endpoint.resumesAt.map { ", tries again at \($0)" } ?? ""
            let detail = endpoint.detail.isEmpty ? "" : ": \(visible(endpoint.detail))"
            return "\(endpoint.endpoint) \(endpoint.condition.rawValue)\(detail)\(resumes)"
        } + [""]
    }

    private static func waiting(_ overview: Overview) -> [String] {
        let roles = Role.allCases.compactMap { role in overview.waiting[role].map { (role, $0) } }
            .filter { $0.1.count > 0 }
        guard !roles.isEmpty else { return ["Nothing waits for people.", ""] }
        return roles.map { "\($1.count.grouped) wait for \($0.title), worth \($1.value)" } + [""]
    }

    private static func line(_ names: [String], _ figures: [String]) -> String {
        let name = names.joined().prefix(24)
        return name + String(repeating: " ", count: 24 - name.count)
            + figures.map { String(repeating: " ", count: max(1, 9 - $0.count)) + $0 }.joined()
    }

    /// Text from outside without anything a terminal could take for an order.
    private static func visible(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
                        "\u{FFFD}"
                    default: scalar
                    }
                }))
    }
}
