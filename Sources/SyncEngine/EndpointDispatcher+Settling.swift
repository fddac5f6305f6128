import Catalog
import Logging
import SyncModel
import SyncStore
import Synchronization

/// Writing down what came of what was sent.
extension EndpointDispatcher {
    func settle(_ entry: Lanes.Entry, _ delivery: OpenDelivery, _ settlement: Settlement) {
        state.withLock { state in
            state.land(entry)
            state.unsettled += 1
        }
        write(entry, delivery, settlement)
        pump()
    }

    private func write(_ entry: Lanes.Entry, _ delivery: OpenDelivery, _ settlement: Settlement) {
        committer.enqueue(.lingering) { transaction in
            try transaction.settle(delivery, settlement)
            let settledAt = transaction.now
            return { [self] in settled(entry, delivery, settlement, at: settledAt) }
        } failed: { [self] problem in
            // The destination has answered: this must be written down, however long the disk takes to recover.
            logger.tell("a settlement could not be written", problem, of: entry.id)
            guard !committer.hasEnded else { return }
            state.withLock { $0.unwritten += 1 }
            timers.after(.seconds(1)) {
                self.state.withLock { $0.unwritten -= 1 }
                self.write(entry, delivery, settlement)
            }
        }
    }

    private func settled(_ entry: Lanes.Entry, _ delivery: OpenDelivery, _ settlement: Settlement, at now: UTCTime) {
        var entry = entry
        metrics.count(settlement, of: delivery, within: flows[delivery.flow]?.objective.within, at: now)
        forget(entry, unlessGoingOn: settlement.decision)
        switch settlement.decision {
        case .delivered, .dead, .dismissed:
            return leave(entry)
        case .faulted:
            // Stopped: it keeps its lane until a person has decided.
            if entry.lane == nil { return leave(entry) }
            state.withLock { state in
                state.lanes.forgetReplay(entry)
                state.lanes.rest(entry)
            }
        case .requeue:
            entry.isInDoubt = false
            release(entry)
        case .retry(let due, _):
            let uptime = clock.uptime()
            let wait = state.withLock { $0.gate.retryWait(at: uptime) }
            release(entry, after: max(due.elapsed(since: now), wait))
        case .inDoubt:
            entry.isInDoubt = true
            let since = state.withLock { $0.doubtedSince[entry.id] ?? .zero }
            release(entry, after: schedule(delivery).lookUpDelay(doubted: clock.uptime() - since))
        }
        state.withLock { $0.unsettled -= 1 }
        pump()
    }

    private func leave(_ entry: Lanes.Entry) {
        state.withLock { state in
            state.lanes.finish(entry)
            state.unsettled -= 1
        }
        pump()
    }

    func vanish(_ departure: Departure) {
        withdraw(departure)
        state.withLock { state in
            state.lanes.finish(departure.entry)
            state.land(departure.entry)
        }
        pump()
    }

    /// What was kept of a delivery while it was refused or in doubt.
    private func forget(_ entry: Lanes.Entry, unlessGoingOn decision: Settlement.Decision) {
        state.withLock { state in
            switch decision {
            case .retry: state.doubtedSince[entry.id] = nil
            case .inDoubt: state.refusals.forget(entry.id)
            case .delivered, .requeue, .faulted, .dead, .dismissed:
                if !state.doubtedSince.isEmpty { state.doubtedSince[entry.id] = nil }
                state.refusals.forget(entry.id)
            }
        }
    }
}
