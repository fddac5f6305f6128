import Catalog
import Logging
import SyncModel
import SyncStore
import Synchronization

/// What an endpoint's answers say of it.
extension EndpointDispatcher {
    /// Asks whether the endpoint works, without booking anything.
    func probe() async {
        let begun = clock.uptime()
        let result = await destination.probe()
        note { [clock] state in
            state.answers.note(result, took: clock.uptime() - begun, at: clock.now())
            state.isProbing = false
            state.gate.probed(result, at: clock.uptime(), random: clock.random)
        }
        pump()
    }

    /// Takes note of what a look-up says of the endpoint.
    func observe(_ outcome: LookUpOutcome, _ departure: Departure) {
        let uptime = clock.uptime()
        note { [clock, endpoint] state in
            state.answers.note(outcome, of: departure, took: uptime - departure.ticket.sentAt, at: clock.now())
            switch outcome {
            case .unavailable(let failure, let retryAfter):
                state.gate.failed(
                    departure.ticket, failure, retryAfter: retryAfter, at: uptime, random: clock.random)
            case .found, .absent, .refused, .pending:
                state.gate.succeeded(departure.ticket, concurrency: endpoint.concurrency, at: uptime)
            case .endpointRefuses(let failure):
                state.gate.refused(departure.ticket, failure, at: uptime, random: clock.random)
            case .unsupported: state.gate.withdrew(departure.ticket)
            }
        }
    }

    /// Takes note of what an attempt says of the endpoint; whether the delivery was refused for its own sake in words
    /// that usually concern them all.
    func observe(_ outcome: DeliveryOutcome, _ departure: Departure) -> Bool {
        let uptime = clock.uptime()
        let ticket = departure.ticket
        var isOwnRefusal = false
        note { [clock, endpoint] state in
            state.answers.note(outcome, of: departure, took: uptime - ticket.sentAt, at: clock.now())
            switch outcome {
            case .delivered:
                state.lastSuccessAt = clock.now()
                state.gate.succeeded(ticket, concurrency: endpoint.concurrency, at: uptime)
            case .permanent:
                // The delivery was refused, the endpoint works.
                state.gate.succeeded(ticket, concurrency: endpoint.concurrency, at: uptime)
            case .transient(let failure, let retryAfter):
                state.gate.failed(ticket, failure, retryAfter: retryAfter, at: uptime, random: clock.random)
            case .ambiguous(let failure):
                state.doubtedSince[departure.entry.id] = uptime
                state.gate.failed(ticket, failure, retryAfter: nil, at: uptime, random: clock.random)
            case .endpointRefuses(let failure):
                isOwnRefusal = state.refusals.isOwn(
                    departure.entry.id, sentAt: ticket.sentAt, acceptedSentAt: state.gate.acceptedSentAt)
                if isOwnRefusal {
                    state.gate.withdrew(ticket)
                } else {
                    state.gate.refused(ticket, failure, at: uptime, random: clock.random)
                }
            }
        }
        return isOwnRefusal
    }

    /// Nothing was sent with this leave.
    func withdraw(_ departure: Departure) { state.withLock { $0.gate.withdrew(departure.ticket) } }

    /// Changes the gate, and writes the endpoint's state where people see a difference.
    private func note(_ change: (inout State) -> Void) {
        let isNew = state.withLock { state -> Bool in
            let before = (state.gate.condition, state.gate.closedUntil)
            change(&state)
            return before != (state.gate.condition, state.gate.closedUntil)
        }
        if isNew { writeStatus() }
    }

    /// Writes down how the endpoint does.
    func writeStatus() {
        committer.enqueue(.lingering) { [self] transaction in
            // Read only now, so that the last one written is the latest.
            try transaction.write(status(at: transaction.now))
            return {}
        } failed: { [logger] problem in
            logger.tell("an endpoint's state could not be written", problem)
        }
    }

    private func status(at now: UTCTime) -> EndpointStatus {
        let uptime = clock.uptime()
        return state.withLock { state in
            let condition = state.gate.condition
            let since = state.written.flatMap { $0.condition == condition ? $0.since : nil } ?? now
            state.written = (condition, since)
            return EndpointStatus(
                endpoint: endpoint.name, condition: condition, detail: state.gate.detail,
                resumesAt: state.gate.closedUntil.map { now.advanced(by: max(.zero, $0 - uptime)) },
                changedAt: since, lastSuccessAt: state.lastSuccessAt)
        }
    }
}
