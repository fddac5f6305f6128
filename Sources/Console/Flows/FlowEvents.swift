import SyncModel
import SyncStore
import Terminal

/// What a flow delivered last, or gave up.
struct LatestReading: Reading {
    typealias Store = any LiveStore

    let flow: FlowName

    var staleness: Staleness { .time }

    func read(from store: any LiveStore, at now: UTCTime) throws(StateFileProblem) -> [LatestDelivery] {
        try store.lastEnded(of: flow, limit: FlowEvents.most)
    }
}

/// What stops a flow, dearest first, and what ended last of it.
struct FlowEvents: Sendable, Hashable {
    /// The most lines of each.
    static let most = 40
    /// The fewest lines, titles included, that are worth a place.
    static let leastHeight = 6

    var causes: [QueueCause]
    var latest: [LatestDelivery]

    /// What stops the flow, of all that waits for people.
    init(of flow: FlowName, _ causes: [QueueCause], _ latest: [LatestDelivery]) {
        self.causes = Array(causes.lazy.filter { $0.work?.flow == flow }.prefix(Self.most))
        self.latest = latest
    }

    /// How many rows wait for what, dearest first.
    func stopping(in context: ScreenContext) -> [[Span]] {
        guard !causes.isEmpty else { return [[Span("Nothing of it waits for people.", .dim)]] }
        return causes.map { row in
            [
                Span(leading("\(row.open.grouped)", 5), .strong), Span(leading("\(row.value)", 12), .money),
                Span(leading(context.age(row.oldest), 6) + "  "),
                Span("\(row.code.title.padded(18)) ", .statusWarning),
                Span(FixTarget(row.row).subject.padded(13), .strong),
                Span(row.description.isEmpty ? "" : "  \(row.description)", .dim),
            ]
        }
    }

    /// What ended last.
    func ended(in context: ScreenContext) -> [[Span]] {
        guard !latest.isEmpty else { return [[Span("Nothing of it ended lately.", .dim)]] }
        return latest.map { row in
            let tries = row.attempts > 1 ? "\(row.attempts) tries  " : ""
            return [
                Span("\(context.time(row.settledAt))  ", .dim),
                Span(row.state.rawValue.padded(10), row.state == .delivered ? .statusOk : .statusWarning),
                Span(leading("\(row.value)", 11) + "  ", .money), Span("delivery \(row.id)  ", .dim),
                Span(tries, .statusWarning), Span(row.document ?? row.reason ?? ""),
            ]
        }
    }

    private func leading(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
