import SyncModel
public import SyncStore

/// The overview as lines of text, for a terminal that is none.
public enum PlainStatus {
    /// What the overview screen says, at most 100 columns wide but for sentences, without colour. Ends with a line
    /// break.
    public static func text(_ report: StatusReport) -> String {
        let overview = report.overview
        var lines = overview.notices.map { "\($0.level.rawValue.uppercased()) \(visible($0.text))" }
        if !lines.isEmpty { lines.append("") }
        lines += [Verdict(overview, problem: nil, roles: Set(Role.allCases), at: overview.readAt).sentence]
        lines += report.concerns.map { "\($0.level.word.uppercased()) \(visible($0.sentence))" }.filter { line in
            !lines.contains(line)
        }
        lines.append("")
        lines += flows(report)
        lines += objectives(report)
        lines += endpoints(report)
        lines += impact(report)
        lines += waiting(overview)
        lines += BalanceWords(overview).lines
        lines.append(chain(report.chain, at: overview.readAt))
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: Flows

    private static let widths = [6, 6, 6, 7, 7, 7, 8, 8, 8, 11]

    private static func flows(_ report: StatusReport) -> [String] {
        let flows = report.overview.flows
        guard !flows.isEmpty else { return ["No flow has had traffic yet.", ""] }
        let heads = ["IN/S", "OUT/S", "ERR %", "P50", "P95", "P99", "BACKLOG", "ETA", "WAITING", "WORTH"]
        var lines = [line("FLOW", heads)]
        for flow in flows {
            let total = report.figures.flows[flow.flow]?.total
            let route = report.live.flows.first { $0.profile.name == flow.flow }
            lines.append(
                line(
                    flow.flow.rawValue,
                    figures(total) + [
                        flow.balance[.onTheWay].grouped,
                        Wording.toGo(
                            flow.balance[.onTheWay], in: route?.drainsIn, isBlocked: route?.isBlocked ?? false,
                            unknown: "unknown"),
                        flow.balance[.waitingForPeople].grouped,
                        flow.waitingValue == .zero ? "-" : Wording.worth(flow.waitingValue),
                    ]))
        }
        if flows.count > 1 { lines.append(line("all flows", figures(report.figures.all.total))) }
        let blocked = report.live.flows.contains(where: \.isBlocked)
        return lines + ["Rates and latencies of the last 5 minutes."]
            + (blocked ? ["blocked: it goes once people have decided about what stands before it."] : []) + [""]
    }

    private static func figures(_ window: MetricWindow?) -> [String] {
        guard let window else { return Array(repeating: "-", count: 6) }
        let seconds = max(1, Double(window.length.milliseconds) / 1000)
        return [
            Wording.rate(Double(window.accepted) / seconds), Wording.rate(Double(window.delivered) / seconds),
            window.errorRate.map { Wording.rate($0 * 100) } ?? "-",
        ] + [window.latency?.p50, window.latency?.p95, window.latency?.p99].map { $0.map(Wording.latency) ?? "-" }
    }

    private static func line(_ name: String, _ figures: [String]) -> String {
        let name = String(visible(name).prefix(24))
        return name + String(repeating: " ", count: 24 - name.count)
            + zip(figures, widths).map { figure, width in
                String(repeating: " ", count: max(1, width - figure.count)) + figure
            }.joined()
    }

    // MARK: Objectives, endpoints, money

    private static func objectives(_ report: StatusReport) -> [String] {
        let measured = report.objectives.filter { $0.budget.due > 0 }
        guard !measured.isEmpty else { return [] }
        return measured.map { objective in
            let left = objective.budget.left.map { "\(Int((max($0, -10) * 100).rounded(.down))) %" } ?? "-"
            let lasts = objective.budget.lastsFor.map { ", gone in \($0.spoken) at this rate" } ?? ""
            let rates = [("1h", objective.hour), ("6h", objective.sixHours)]
                .map { "\($0.1.rate.map(Wording.rate) ?? "-") (\($0.0))" }.joined(separator: " ")
            return "\(objective.flow) \(Wording.rate(objective.percent)) % within \(objective.within.spoken): "
                + "error budget \(left) left, burn rate \(rates)\(lasts)"
        } + [""]
    }

    private static func endpoints(_ report: StatusReport) -> [String] {
        let endpoints = report.live.endpoints
        guard !endpoints.isEmpty else { return [] }
        return endpoints.map { endpoint(of: $0, at: report.overview.readAt) } + [""]
    }

    private static func endpoint(of detail: EndpointDetail, at now: UTCTime) -> String {
        let status = detail.status
        var text = "\(status.endpoint) \(status.condition.rawValue) for \(Wording.age(status.changedAt, at: now))"
        if !status.detail.isEmpty { text += ": \(visible(status.detail))" }
        if let resumes = status.resumesAt { text += ", tries again at \(resumes)" }
        guard let figures = detail.figures else { return text }
        text += "; breaker \(figures.breaker.state.rawValue), \(Wording.rate(figures.sentPerSecond)) requests/s"
        if let budget = figures.budget {
            text += " of \(Wording.rate(budget.perSecond))\(budget.isLearned ? " (learned)" : "")"
        }
        if figures.ready > 0 { text += ", \(figures.ready.grouped) ready" }
        return text
    }

    private static func impact(_ report: StatusReport) -> [String] {
        let impact = report.live.impact.filter { $0.total.count > 0 }
        guard !impact.isEmpty else { return [] }
        return impact.map { flow in
            let held = flow.heldBy.map { ", held by \($0.endpoint) (\($0.condition.rawValue))" } ?? ""
            return "\(flow.criticality.rawValue) \(flow.flow): \(flow.total.count.grouped) entries worth "
                + "\(flow.total.value) aren't booked\(held)"
        } + [""]
    }

    private static func waiting(_ overview: Overview) -> [String] {
        let roles = Role.allCases.compactMap { role in overview.waiting[role].map { (role, $0) } }
            .filter { $0.1.count > 0 }
        guard !roles.isEmpty else { return ["Nothing waits for people.", ""] }
        return roles.map { "\($1.count.grouped) wait for \($0.title), worth \($1.value)" } + [""]
    }

    private static func chain(_ chain: ChainStatus, at now: UTCTime) -> String {
        if let finding = chain.finding { return visible(finding) }
        guard let checkedAt = chain.checkedAt, chain.checkedTo > 0 else {
            return "The audit chain hasn't been checked."
        }
        return "Audit chain whole through record \(chain.checkedTo.grouped) of \(chain.records.grouped), checked "
            + "\(Wording.age(checkedAt, at: now)) ago"
    }

    /// Text from outside without anything a terminal could take for an order.
    static func visible(_ text: String) -> String {
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
