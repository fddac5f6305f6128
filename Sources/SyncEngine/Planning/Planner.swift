import Catalog
import Foundation
import Measures
import SyncModel
import SyncStore

/// The pipeline behind decoding, as one pure function: what an event becomes at one destination, or what stops it.
///
/// A fault is a value of the plan: the first thing that stops an event is the one a person is asked about.
struct Planner: Sendable {
    let flow: Flow
    let crosswalk: CrosswalkSnapshot
    /// What the event's fields have to be; `nil` of a type that is built in.
    var contract: EventContract?
    /// Whether a person has looked at the quantity and says that it is right.
    var trustsQuantity = false
    /// The digest of the booking that somebody approved; `nil` where nobody did.
    var approved: Data?
    /// When it is planned, where that isn't when it was received.
    var now: UTCTime?

    /// What becomes of an event that came from `source`.
    ///
    /// - Parameter receivedAt: stands in where the event doesn't say when it happened.
    func plan(_ event: CanonicalEvent, from source: SourceName, receivedAt: UTCTime) -> DeliveryPlan {
        guard event.type != .messageReceived else { return DeliveryPlan(.ready(nil), value: .zero) }
        guard event.type.movesStock else {
            var planner = RecordPlanner(flow: flow, contract: contract, crosswalk: crosswalk, now: now)
            planner.approved = approved
            return planner.plan(event, from: source, receivedAt: receivedAt)
        }
        var plan = usePlan(event, from: source, receivedAt: receivedAt)
        plan.subject = event.useSubject(in: flow)
        plan.subject?.isNotFor = flow.refusal(event.conditioned)
        return plan
    }

    private func usePlan(_ event: CanonicalEvent, from source: SourceName, receivedAt: UTCTime) -> DeliveryPlan {
        let mayTakeBack = event.action == .reverse && event.useSubject(in: flow) != nil
        if event.action != .none, !mayTakeBack, let why = flow.refusal(event.conditioned) {
            return DeliveryPlan(.dismissed(why), value: .zero)
        }
        var planner = UsePlanner(flow: flow, crosswalk: crosswalk)
        planner.trustsQuantity = trustsQuantity
        var plan = planner.plan(event, from: source, receivedAt: receivedAt)
        do throws(Fault) {
            let worth = ExactDecimal(coefficient: Int128(plan.value.cents), scale: 2)
            try ApprovalStage(flow: flow, source: source, approved: approved).hold(&plan, of: event) { field in
                field == FlowApproval.worth ? worth.map(FieldValue.number) : event.conditioned(field)
            }
        } catch {
            plan.decision = .faulted(error)
        }
        return plan
    }
}
