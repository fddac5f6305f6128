import Catalog
import Foundation
import Logging
import SyncModel
import SyncStore

extension EngineCore {
    /// Deliveries that a change of the state lets go: to be told to the lanes after its commit.
    struct Freed: Sendable {
        /// They can be sent now.
        var released: [ReadyDelivery] = []
        /// They are done, and leave their lanes.
        var dropped: [ReadyDelivery] = []
    }

    /// Tells the lanes of deliveries that a committed change let go.
    func free(_ freed: Freed) {
        for delivery in freed.released { dispatchers[delivery.endpoint]?.release(delivery.entry) }
        for delivery in freed.dropped { dispatchers[delivery.endpoint]?.drop(delivery.entry) }
    }

    /// Runs a stopped delivery through the pipeline again, writes what came of it, and adds it to `freed` where it
    /// isn't stopped any more.
    func replan(
        _ exception: ExceptionRow, _ delivery: OpenDelivery, by crosswalk: CrosswalkSnapshot, resolution: String,
        in transaction: inout EngineTransaction, freed: inout Freed
    ) throws {
        guard delivery.state == .faulted else { return }
        let plan = try plan(exception, delivery, by: crosswalk)
        if let ready = try transaction.replan(exception, delivery, plan, resolution: resolution) {
            freed.released.append(ready)
        } else if case .dismissed = plan.decision {
            freed.dropped.append(delivery.ready)
        }
    }

    /// Runs everything that the crosswalk could have stopped through the pipeline again.
    func replanEverything(by user: String) {
        do {
            for cause in try reader.openCauses() where cause.code.fix != nil {
                replanRest(
                    ofCause: cause.cause, after: ExceptionID(rawValue: 0), resolution: "fixed by \(user)'s import")
            }
        } catch {
            logger.error("the open causes could not be read", metadata: ["reason": "\(error)"])
        }
    }

    /// Goes on with the exceptions of a cause behind `after`, a chunk at a time, so that intake goes on in between.
    func replanRest(ofCause cause: String, after: ExceptionID, resolution: String) {
        committer.enqueue(.lingering) { [self] transaction in
            let rows = try transaction.openExceptions(ofCause: cause, after: after, limit: CommandDesk.chunk)
            var freed = Freed()
            for (exception, delivery) in rows {
                guard let delivery else { continue }
                try replan(
                    exception, delivery, by: snapshot, resolution: resolution, in: &transaction, freed: &freed)
            }
            return { [self, freed] in
                free(freed)
                if rows.count == CommandDesk.chunk, let last = rows.last {
                    replanRest(ofCause: cause, after: last.exception.id, resolution: resolution)
                }
            }
        } failed: { [self] problem in
            logger.error("a fix could not be carried on", metadata: ["cause": "\(cause)", "reason": "\(problem)"])
            guard !committer.hasEnded else { return }
            timers.after(.seconds(1)) { self.replanRest(ofCause: cause, after: after, resolution: resolution) }
        }
    }

    /// One line of a preview: the row, its value, and what would still stop it.
    func previewRow(
        _ exception: ExceptionRow, _ delivery: OpenDelivery, by crosswalk: CrosswalkSnapshot
    ) throws -> (FixPreview.Row, Money, FaultCode?) {
        let plan = try plan(exception, delivery, by: crosswalk)
        let documented = "\(exception.quantity) \(exception.unit)"
        switch plan.decision {
        case .ready(let body):
            let use = try body.map { try StateJSON.decode(ResolvedUse.self, from: $0) }
            let result = use.map { $0.arithmetic ?? "\($0.quantity) \($0.unit) of \($0.itemNumber)" } ?? "sent as it is"
            let row = FixPreview.Row(
                exception: exception.id, documented: documented, result: result, isReleased: true)
            return (row, plan.value, nil)
        case .faulted(let fault):
            let row = FixPreview.Row(
                exception: exception.id, documented: documented, result: fault.detail, isReleased: false)
            return (row, plan.value, fault.code)
        case .dismissed(let why):
            let row = FixPreview.Row(
                exception: exception.id, documented: documented, result: why, isReleased: false)
            return (row, plan.value, nil)
        }
    }

    private func plan(
        _ exception: ExceptionRow, _ delivery: OpenDelivery, by crosswalk: CrosswalkSnapshot
    ) throws -> DeliveryPlan {
        guard let body = delivery.eventBody else { return DeliveryPlan(.ready(nil), value: delivery.value) }
        guard let flow = catalog.flow(delivery.flow) else {
            let fault = Fault(
                .messageUnsupported, FaultSubject(other: delivery.flow.rawValue),
                detail: "The catalog has no flow \(delivery.flow) any more.")
            return DeliveryPlan(.faulted(fault), value: delivery.value)
        }
        let event = try StateJSON.decode(CanonicalEvent.self, from: body)
        var planner = Planner(flow: flow, crosswalk: crosswalk)
        planner.trustsQuantity = exception.fault.code == .quantityOutOfRange
        return planner.plan(event, from: delivery.source, receivedAt: delivery.acceptedAt)
    }
}

extension OpenDelivery {
    /// The delivery as lanes hold it.
    var ready: ReadyDelivery { ReadyDelivery(id: id, endpoint: endpoint, lane: lane) }
}

extension ReadyDelivery {
    /// The delivery's entry in its endpoint's lanes.
    var entry: Lanes.Entry { Lanes.Entry(id: id, lane: Lanes.key(lane), isStopped: isStopped) }
}
