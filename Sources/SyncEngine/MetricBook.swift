import SyncModel
import SyncStore
import Synchronization

/// What happened in each scope since it was last written; a lost second of it is lost, the tallies are not.
final class MetricBook: Sendable {
    fileprivate enum Scope: Hashable {
        case flow(FlowName)
        case endpoint(EndpointName)

        /// The scope as the state names it.
        var name: String {
            switch self {
            case .flow(let name): "flow:\(name)"
            case .endpoint(let name): "endpoint:\(name)"
            }
        }
    }

    fileprivate struct Key: Hashable {
        var scope: Scope
        var step: Int64
    }

    /// Minutes that have to be added up again.
    fileprivate struct Stretch: Hashable {
        var scope: String
        /// The number of the ten minutes, or of the hour.
        var number: Int64
    }

    fileprivate struct State {
        var deltas: [Key: MetricDelta] = [:]
        var tens: Set<Stretch> = []
        var hours: Set<Stretch> = []
        var rolledUpAt: UTCTime?
    }

    /// How often minutes are added up to ten minutes and hours.
    private static let rollUpInterval: Duration = .seconds(10)
    /// The most hours that are added up in one transaction.
    private static let rollUpChunk = 40

    private let state = Mutex(State())

    /// Counts a message's deliveries as accepted.
    func countAccepted(_ deliveries: [NewDelivery], at now: UTCTime) {
        guard !deliveries.isEmpty else { return }
        let step = now.step
        state.withLock { state in
            for delivery in deliveries {
                let key = Key(scope: .flow(delivery.flow), step: step)
                state.deltas[key, default: MetricDelta()].accepted += 1
                switch delivery.plan.decision {
                case .faulted(let fault) where fault.code.isAsPlanned: break
                case .faulted: state.deltas[key, default: MetricDelta()].faulted += 1
                case .ready:
                    state.deltas[key, default: MetricDelta()].due += 1
                    state.deltas[Key(scope: .endpoint(delivery.endpoint), step: step), default: MetricDelta()]
                        .accepted += 1
                case .dismissed: break
                }
            }
        }
    }

    /// Counts a delivery that was kept with its acknowledgment.
    func countKept(_ delivery: NewDelivery, acceptedAt: UTCTime, at now: UTCTime) {
        state.withLock { state in
            for scope in [Scope.flow(delivery.flow), .endpoint(delivery.endpoint)] {
                state.deltas[Key(scope: scope, step: now.step), default: MetricDelta()]
                    .recordDelivered(after: now.elapsed(since: acceptedAt))
            }
            state.deltas[Key(scope: .flow(delivery.flow), step: acceptedAt.step), default: MetricDelta()].inTime += 1
        }
    }

    /// Counts what came of an attempt.
    ///
    /// - Parameter within: how long the flow's objective allows; `nil` for a flow that has left the catalog.
    func count(_ settlement: Settlement, of delivery: OpenDelivery, within: Duration?, at now: UTCTime) {
        state.withLock { state in
            for scope in [Scope.flow(delivery.flow), .endpoint(delivery.endpoint)] {
                let key = Key(scope: scope, step: now.step)
                switch settlement.decision {
                case .delivered:
                    let took = now.elapsed(since: delivery.acceptedAt)
                    state.deltas[key, default: MetricDelta()].recordDelivered(after: took)
                case .retry, .inDoubt: state.deltas[key, default: MetricDelta()].failed += 1
                case .faulted, .dead: state.deltas[key, default: MetricDelta()].faulted += 1
                case .requeue, .dismissed: break
                }
            }
            guard case .delivered = settlement.decision, delivery.isInTime(within: within, at: now) else { return }
            // By when it was accepted: then what is due and what was in time can be held against each other.
            let key = Key(scope: .flow(delivery.flow), step: delivery.acceptedAt.step)
            state.deltas[key, default: MetricDelta()].inTime += 1
        }
    }

    /// Writes what was counted since the last time, and every few seconds adds minutes up.
    func flush(into transaction: EngineTransaction) throws {
        let now = transaction.now
        let (deltas, tens, hours) = state.withLock { state in
            let deltas = state.deltas
            state.deltas = [:]
            for key in deltas.keys { state.touch(key.scope.name, minute: key.step * MetricRing.step.seconds / 60) }
            let isDue = state.rolledUpAt.map { now.elapsed(since: $0) >= Self.rollUpInterval || now < $0 } ?? true
            guard isDue else { return (deltas, Set<Stretch>(), [Stretch]()) }
            state.rolledUpAt = now
            let tens = state.tens
            let hours = Array(state.hours.prefix(Self.rollUpChunk))
            state.tens = []
            state.hours.subtract(hours)
            return (deltas, tens, hours)
        }
        for (key, delta) in deltas { try transaction.add(delta, scope: key.scope.name, step: key.step) }
        for ten in tens { try transaction.rollUpTenMinutes(ten.number, scope: ten.scope) }
        for hour in hours { try transaction.rollUpHour(hour.number, scope: hour.scope) }
    }

    /// Has minutes added up that an earlier engine, or an older program, left as they were.
    func catchUp(_ stretches: [(scope: String, minute: Int64)]) {
        state.withLock { state in for one in stretches { state.touch(one.scope, minute: one.minute) } }
    }
}

extension MetricBook.State {
    fileprivate mutating func touch(_ scope: String, minute: Int64) {
        tens.insert(MetricBook.Stretch(scope: scope, number: minute / 10))
        hours.insert(MetricBook.Stretch(scope: scope, number: minute / 60))
    }
}

extension UTCTime {
    /// The number of the step of metrics that this moment lies in.
    fileprivate var step: Int64 { milliseconds / (MetricRing.step.seconds * 1000) }
}

extension OpenDelivery {
    /// Whether a delivery that is booked now is so in time. One that ever waited for a person isn't what an objective
    /// is about; and minutes that lie further back aren't added up again.
    fileprivate func isInTime(within: Duration?, at now: UTCTime) -> Bool {
        guard let within, releasedAt == nil else { return false }
        return now.elapsed(since: acceptedAt) <= min(within, EngineTransaction.rollUpReach)
    }
}
