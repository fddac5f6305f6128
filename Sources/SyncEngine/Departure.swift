import Catalog

/// One delivery that has leave to go.
struct Departure: Sendable {
    var entry: Lanes.Entry
    var ticket: EndpointGate.Ticket
}

extension EndpointDispatcher.State {
    /// Takes the next delivery that is ready and has leave.
    mutating func depart(of endpoint: Endpoint, at uptime: Duration) -> Departure? {
        parkClosed(replayShare: endpoint.replayShare)
        guard unsettled < 8 * endpoint.concurrency, let next = lanes.next(replayShare: endpoint.replayShare),
            let ticket = gate.admit(
                inFlight: inFlight, concurrency: endpoint.concurrency,
                // A look-up asks in two places.
                cost: next.isInDoubt ? 2 : 1, at: uptime),
            let entry = lanes.take(replayShare: endpoint.replayShare)
        else { return nil }
        inFlight += 1
        return Departure(entry: entry, ticket: ticket)
    }
}

extension Endpoint {
    /// How many replays may be in flight at once beside live traffic: a quarter.
    var replayShare: Int { max(1, concurrency / 4) }
}
