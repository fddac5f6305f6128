import SyncModel
import SyncStore
import Synchronization

/// What happened in each scope since it was last written; a lost second of it is lost, the tallies are not.
final class MetricBook: Sendable {
    private struct Key: Hashable {
        var scope: String
        var minute: Int64
    }

    private let deltas = Mutex<[Key: MetricDelta]>([:])

    /// Counts a message's deliveries as accepted.
    func countAccepted(_ deliveries: [NewDelivery], at now: UTCTime) {
        guard !deliveries.isEmpty else { return }
        deltas.withLock { deltas in
            for delivery in deliveries {
                let key = Key(scope: "flow:\(delivery.flow)", minute: now.minute)
                deltas[key, default: MetricDelta()].accepted += 1
                if case .faulted = delivery.plan.decision { deltas[key, default: MetricDelta()].faulted += 1 }
            }
        }
    }

    /// Counts what came of an attempt.
    func count(_ settlement: Settlement, of delivery: OpenDelivery, at now: UTCTime) {
        deltas.withLock { deltas in
            for scope in ["flow:\(delivery.flow)", "endpoint:\(delivery.endpoint)"] {
                let key = Key(scope: scope, minute: now.minute)
                switch settlement.decision {
                case .delivered:
                    deltas[key, default: MetricDelta()].recordDelivered(after: now.elapsed(since: delivery.acceptedAt))
                case .retry, .inDoubt: deltas[key, default: MetricDelta()].failed += 1
                case .faulted, .dead: deltas[key, default: MetricDelta()].faulted += 1
                case .requeue: break
                }
            }
        }
    }

    /// Writes what was counted since the last time.
    func flush(into transaction: EngineTransaction) throws {
        let taken = deltas.withLock { deltas in
            defer { deltas = [:] }
            return deltas
        }
        for (key, delta) in taken { try transaction.add(delta, scope: key.scope, minute: key.minute) }
    }
}
