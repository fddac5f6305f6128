import SyncModel
import SyncStore
import Synchronization

extension EndpointDispatcher {
    /// Holds what a fix let go for `window`, so that the fix can be taken back; then lets it go. A crash lets it go at
    /// once: the state says that it is queued.
    func linger(_ entries: [Lanes.Entry], for window: Duration) {
        state.withLock { $0.lingering.formUnion(entries.map(\.id)) }
        timers.after(window) { self.letGo(entries) }
    }

    private func letGo(_ entries: [Lanes.Entry]) {
        state.withLock { state in
            for entry in entries where state.lingering.remove(entry.id) != nil { state.lanes.release(entry) }
        }
        pump()
    }

    /// Holds deliveries that were let go and haven't been sent, whatever their window: all of them, or none where one
    /// has left.
    func holdBack(_ entries: [Lanes.Entry]) -> Bool {
        state.withLock { state in
            let ids = Set(entries.map(\.id))
            guard state.held.isDisjoint(with: ids) else { return false }
            var left = ids.subtracting(state.lingering)
            let parked = state.parked.filter { left.contains($0.id) }
            left.subtract(parked.map(\.id))
            guard state.lanes.holdBack(entries.filter { left.contains($0.id) }) else { return false }
            state.parked.removeAll { ids.contains($0.id) }
            state.lingering.subtract(ids)
            state.held.formUnion(ids)
            return true
        }
    }

    /// Lets go what was held back.
    func putForward(_ entries: [Lanes.Entry]) {
        state.withLock { state in
            for entry in entries where state.held.remove(entry.id) != nil { state.lanes.release(entry) }
        }
        pump()
    }

    /// What was held back is stopped again, and nobody lets it go.
    func forget(_ held: Set<DeliveryID>) {
        state.withLock { $0.held.subtract(held) }
        pump()
    }

    // MARK: Flows

    /// Holds a flow's deliveries behind `through`; none any more where `nil`.
    func hold(_ flow: FlowName, through: DeliveryID?) {
        let key = Lanes.flowKey(flow)
        state.withLock { state in
            state.closed[key] = through
            let freed = state.parked.filter { !state.isClosed($0) }
            guard !freed.isEmpty else { return }
            state.parked = state.parked.filter(state.isClosed)
            for entry in freed { state.lanes.release(entry) }
        }
        pump()
    }
}

extension EndpointDispatcher.State {
    /// Whether a delivery's flow is held. A look-up books nothing, and goes.
    func isClosed(_ entry: Lanes.Entry) -> Bool {
        guard let through = closed[entry.flow] else { return false }
        return entry.id > through && !entry.isInDoubt
    }

    /// Puts aside what is ready and whose flow is held; each keeps its place in its lane.
    mutating func parkClosed(replayShare: Int) {
        guard !closed.isEmpty else { return }
        while let next = lanes.next(replayShare: replayShare), isClosed(next),
            let entry = lanes.take(replayShare: replayShare)
        {
            lanes.land(entry)
            parked.append(entry)
        }
    }
}
