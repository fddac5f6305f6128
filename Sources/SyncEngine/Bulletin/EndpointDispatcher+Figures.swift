import Catalog
import SyncModel
import Synchronization

extension EndpointDispatcher {
    /// What people see of the endpoint while it works.
    func figures() -> EndpointFigures {
        let (uptime, now) = (clock.uptime(), clock.now())
        return state.withLock { state in
            var figures = EndpointFigures(
                endpoint: endpoint.name, kind: endpoint.kind.name, concurrency: endpoint.concurrency)
            state.gate.describe(in: &figures, at: uptime, now: now)
            figures.inFlight = state.inFlight
            figures.ready = state.lanes.readyCount
            figures.behind = state.lanes.followerCount
            figures.replays = state.lanes.replayCount
            figures.drainsInMilliseconds =
                state.gate.timeToDrain(
                    ready: state.lanes.readyCount, concurrency: endpoint.concurrency, at: uptime)?.milliseconds
            figures.answers = state.answers.answers.reversed()
            figures.probes = state.answers.probes.reversed()
            return figures
        }
    }
}

extension EndpointGate {
    fileprivate func describe(in figures: inout EndpointFigures, at uptime: Duration, now: UTCTime) {
        func moment(_ instant: Duration) -> UTCTime { now.advanced(by: max(.zero, instant - uptime)) }
        figures.breaker = BreakerPosition(
            state: .closed, isRefused: breaker.isRefused, failuresInRow: breaker.failuresInRow,
            recentAnswers: breaker.recent.count, recentFailures: breaker.recent.failures)
        switch breaker.state {
        case .closed: break
        case .open(let until): (figures.breaker.state, figures.breaker.until) = (.open, moment(until))
        case .probing: figures.breaker.state = .probing
        case .halfOpen(let accepted): (figures.breaker.state, figures.breaker.accepted) = (.halfOpen, accepted)
        }
        let closedUntil = governor.closedUntil.flatMap { uptime < $0 ? moment($0) : nil }
        if let budget = governor.budget(at: uptime) {
            figures.budget = RateBudget(
                isLearned: budget.isLearned, usualPerSecond: budget.usual.rounded(toPlaces: 2),
                perSecond: budget.rate.rounded(toPlaces: 2), burst: budget.burst,
                tokens: budget.tokens.rounded(toPlaces: 1), closedUntil: closedUntil)
        }
        figures.sentPerSecond = governor.sentPerSecond.rounded(toPlaces: 2)
        figures.allowance = pauseReason == nil ? slowStart.allowance(of: figures.concurrency) : 0
        figures.answerMilliseconds = answerTime.map { ($0.inSeconds * 1000).rounded(toPlaces: 1) }
    }
}

extension Endpoint.Kind {
    /// The word that the catalog has for it.
    fileprivate var name: String {
        switch self {
        case .oracleInventory: "oracle-inventory"
        case .rest: "rest"
        case .mllp: "mllp"
        case .trytonStock: "tryton-stock"
        case .sapMaterialDocument: "sap-material-document"
        case .file: "file"
        }
    }
}

extension Double {
    /// So many digits behind the point: figures that didn't visibly change aren't written again.
    fileprivate func rounded(toPlaces places: Int) -> Double {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        return (self * scale).rounded() / scale
    }
}
