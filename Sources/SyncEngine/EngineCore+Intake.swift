import Catalog
import Foundation
import Logging
import Measures
import SyncModel
import SyncStore

extension EngineCore: Intake {
    /// Plans the message on the caller's thread, then hands it to the writing thread.
    public func submit(
        _ message: IncomingMessage, mayBlock: Bool, reply: @escaping @Sendable (IntakeReply) -> Void
    ) {
        let receivedAt = clock.now()
        notices.feeds.arrived(from: message.source)
        let snapshot = snapshot
        let new = plan(message, with: snapshot, receivedAt: receivedAt)
        committer.enqueue(mayBlock ? .leading : .urgent) { [self] transaction in
            var new = new
            let current = self.snapshot
            if current.version != snapshot.version {
                // A fix came in between: what it mends must not wait for another.
                new = plan(message, with: current, receivedAt: receivedAt)
            }
            let accepted = try transaction.accept(new)
            let deliveries = new.deliveries
            return { [self] in finish(accepted, deliveries, at: receivedAt, reply) }
        } failed: { [storage] problem in
            storage.log(problem, "a message could not be stored")
            storage.turnedAway()
            reply(.unavailable("The message could not be stored; send it again later."))
        }
    }

    private func finish(
        _ accepted: Accepted, _ deliveries: [NewDelivery], at now: UTCTime, _ reply: (IntakeReply) -> Void
    ) {
        switch accepted {
        case .stored(let id, let ready, let ties):
            reply(.accepted(id))
            var deliveries = deliveries
            for (index, decision) in ties.decisions { deliveries[index].plan.decision = decision }
            metrics.countAccepted(deliveries, at: now)
            for index in ties.kept { metrics.countKept(deliveries[index], acceptedAt: now, at: clock.now()) }
            uses.count(deliveries, at: now)
            if !ties.kept.isEmpty || ties.wakesMatches { lookAtMatches() }
            for delivery in ready { dispatchers[delivery.endpoint]?.add(delivery) }
            for delivery in ties.dropped { dispatchers[delivery.endpoint]?.drop(delivery.entry) }
        case .duplicate(let id): reply(.duplicate(id))
        case .conflict(_, let fault), .refused(_, let fault): reply(.refused(fault))
        }
    }

    private func plan(
        _ message: IncomingMessage, with snapshot: CrosswalkSnapshot, receivedAt: UTCTime
    ) -> NewMessage {
        let payload = Data(message.bytes)
        var deliveries: [NewDelivery] = []
        if message.refusal == nil {
            for flow in catalog.flows where flow.source == message.source {
                for event in message.events where catalog.takes(event, of: message, in: flow) {
                    let planner = Planner(
                        flow: flow, crosswalk: snapshot, contract: contract(of: event, in: flow))
                    deliveries.append(plan(event, of: message, by: planner, receivedAt: receivedAt))
                }
            }
        }
        var new = NewMessage(
            source: message.source, controlID: message.controlID, type: message.type, version: message.version,
            receivedAt: receivedAt, payload: payload, digest: PayloadDigest.of(payload), refusal: message.refusal,
            deliveries: deliveries)
        new.isKnownByID = message.isKnownByID
        return new
    }

    private func plan(
        _ event: CanonicalEvent, of message: IncomingMessage, by planner: Planner, receivedAt: UTCTime
    ) -> NewDelivery {
        let flow = planner.flow
        var plan = planner.plan(event, from: message.source, receivedAt: receivedAt)
        if countedFlows.contains(flow.name) { plan.count = event.count(in: flow, plan, receivedAt: receivedAt) }
        var body: Data?
        if event.type != .messageReceived {
            do { body = try StateJSON.encode(event) } catch {
                let fault = Fault(.messageMalformed, detail: "The line can't be written down: \(type(of: error)).")
                plan = DeliveryPlan(.faulted(fault), value: .zero)
            }
        }
        return NewDelivery(
            eventType: event.type, line: event.line, eventBody: body, summary: EventSummary(event), flow: flow.name,
            endpoint: flow.endpoint, lane: lane(of: event, in: flow), plan: plan)
    }

    /// What an event has to say; `nil` of a type that is built in.
    func contract(of event: CanonicalEvent, in flow: Flow) -> EventContract? {
        event.fields == nil ? nil : catalog.contract(event.type, version: flow.payloadVersion)
    }

    /// The lane that an event's delivery goes in. What is about one thing never overtakes, whatever the flow says.
    func lane(of event: CanonicalEvent, in flow: Flow) -> String? {
        // What is kept is done as it comes: nothing waits behind it.
        guard !flow.keeps else { return nil }
        return switch flow.ordering {
        case .none:
            EventSubject.key(of: event, by: contract(of: event, in: flow)).map {
                "\(flow.subjectSpace) \(Hexadecimal.digits($0.prefix(8)))"
            }
        case .encounter: event.encounter
        case .encounterPrefix(let characters): event.encounter.map { String($0.prefix(characters)) }
        case .itemAndLocation:
            (event.item?.code).map { "\($0)@\(event.location ?? "")" }
        }
    }
}
