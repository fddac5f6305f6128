import SyncModel
import SyncStore
import Terminal

/// How an endpoint does, in words.
enum EndpointWords {
    static func word(_ condition: EndpointCondition) -> String {
        switch condition {
        case .up: "up"
        case .limited: "! limited"
        case .down: "! DOWN"
        case .paused: "= PAUSED"
        case .unknown: "not tried"
        }
    }

    static func style(_ condition: EndpointCondition) -> Style {
        switch condition {
        case .up: .statusOk
        case .limited: .statusWarning
        case .down: .statusCritical
        case .paused: .statusHeld
        case .unknown: .dim
        }
    }

    /// `closed`, `open 12s`, `half-open`.
    static func breaker(_ breaker: BreakerPosition, at now: UTCTime) -> String {
        let rest = breaker.until.flatMap { $0 > now ? " \($0.elapsed(since: now).spoken)" : nil } ?? ""
        return breaker.state.rawValue + rest
    }

    /// `12 of 20/s`; `no limit`.
    static func budget(_ budget: RateBudget?) -> String {
        guard let budget else { return "no limit" }
        guard budget.perSecond < budget.usualPerSecond else { return "\(Wording.rate(budget.usualPerSecond))/s" }
        return "\(Wording.rate(budget.perSecond)) of \(Wording.rate(budget.usualPerSecond))/s"
    }

    /// `delivered 45ms`, `http-503 5.0s`.
    static func answer(_ answer: AnswerNote) -> String {
        let took = Wording.latency(.milliseconds(answer.tookMilliseconds))
        return "\(answer.code.isEmpty ? answer.kind.rawValue : answer.code) \(took)"
    }
}
