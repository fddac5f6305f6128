import Foundation

/// When a backlog will about be drained: what people are told before they reach for a spreadsheet.
struct BacklogEstimate: Sendable, Hashable {
    /// How many deliveries are ready.
    var ready: Int
    /// How many the endpoint took in a second lately, while there was enough to do; `nil` where nothing is known.
    var recentPerSecond: Double?
    /// How many may be in flight at once.
    var concurrency: Int
    /// How long one answer takes, on the average; `nil` where none came yet.
    var answerTime: Duration?
    /// What the rate governor allows in a second; `nil` for any number.
    var limitPerSecond: Double?
    /// How long nothing may leave; `nil` where nobody knows when that ends: a person paused it, or it doesn't answer.
    var opensIn: Duration?
    /// With how many in flight it begins; `nil` for all.
    var beginsWith: Int?

    /// How long it will about take; `nil` where nobody can know.
    var timeToDrain: Duration? {
        guard ready > 0 else { return .zero }
        guard let opensIn, let perSecond, perSecond > 0 else { return nil }
        let seconds = Double(ready) / perSecond
        // Beyond a month it is as good as never, and no promise.
        guard seconds < 30 * 86_400 else { return nil }
        return opensIn + rampTime + .seconds(seconds)
    }

    /// Deliveries a second once all may leave.
    private var perSecond: Double? {
        let able = answerTime.map { Double(concurrency) / max($0.inSeconds, 0.000_1) }
        guard let flow = recentPerSecond ?? able else { return limitPerSecond }
        return limitPerSecond.map { min($0, flow) } ?? flow
    }

    /// What the doublings up to the whole concurrency take.
    private var rampTime: Duration {
        guard let beginsWith, beginsWith < concurrency, let answerTime else { return .zero }
        return answerTime * (log2(Double(concurrency) / Double(max(1, beginsWith))).rounded(.up))
    }
}
