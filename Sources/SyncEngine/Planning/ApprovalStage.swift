import Catalog
import Foundation
import Measures
import SyncModel
import SyncStore

/// The last stage of a flow: what somebody has to approve before it is sent stops here, complete, until they have.
struct ApprovalStage: Sendable {
    let flow: Flow
    let source: SourceName
    /// The digest of the booking that was approved; `nil` where none was.
    let approved: Data?

    /// Lets a plan that is ready wait for approval, where its flow asks for that and exactly this isn't approved.
    ///
    /// - Parameter read: what a condition reads of the event.
    func hold(_ plan: inout DeliveryPlan, of event: CanonicalEvent, _ read: (String) -> FieldValue?) throws(Fault) {
        guard let rule = flow.approval, case .ready(let data?) = plan.decision, rule.isNeeded(read),
            PlannedApproval.digest(of: data) != approved
        else { return }
        let changes: [ChangeLine]
        do { changes = try StateJSON.decode(Booking.self, from: data).lines } catch {
            throw Fault(.messageMalformed, detail: "What would be sent can't be read: \(type(of: error)).")
        }
        let summary = EventSummary(event)
        let what = [summary.item, summary.description].filter { !$0.isEmpty }.joined(separator: " ")
        let proposal = Proposal(
            kind: .send, title: "send \(what.isEmpty ? "\(event.type)" : what) to \(flow.endpoint)", changes: changes,
            impact: ApprovalImpact(rows: 1, released: 1, value: plan.value, flows: [flow.name]))
        plan.approval = PlannedApproval(
            booking: data, approvers: [rule.by], rule: "\(flow.name) asks for it: \(rule.words)", proposal: proposal)
        plan.decision = .faulted(
            Fault(
                .approvalNeeded, FaultSubject(source: source.rawValue, other: flow.name.rawValue),
                detail: "\(flow.name) asks that \(rule.by.title) approves it before it is sent: \(rule.words).",
                assigned: rule.by))
    }
}

extension Booking {
    /// What would be sent, a line each; what is about a patient is masked.
    fileprivate var lines: [ChangeLine] {
        switch self {
        case .record(let fields): fields.lines().map { ChangeLine($0.path, before: nil, after: $0.words) }
        case .use(let use):
            [
                ("item", use.itemNumber), ("quantity", "\(use.quantity) \(use.unit.rawValue)"),
                ("store room", "\(use.subinventory), \(use.organization)"), ("cost center", use.costCenter),
                ("account", use.account), ("happened", use.occurredAt.description),
            ].map { ChangeLine($0, before: nil, after: $1) }
        }
    }
}
