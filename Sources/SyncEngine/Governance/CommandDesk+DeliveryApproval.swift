import Control
import SyncModel
import SyncStore

/// Deliveries that wait for approval before they are sent.
extension CommandDesk {
    /// Approves a delivery, where exactly what was shown would be sent, and lets it go in the same transaction.
    func decide(
        delivery row: ApprovalRow, _ seen: SeenApproval, reason: String, in transaction: inout EngineTransaction
    ) throws -> (ApprovalVerdict, Effect?) {
        if let refusal = row.refusal(for: user, roles: roles) {
            return (ApprovalVerdict(row.id, row.barred.contains(user) ? .own : .forbidden, refusal), nil)
        }
        guard let (exception, found) = try waiting(row, in: &transaction) else {
            return (ApprovalVerdict(row.id, .closed, "Request \(row.id) doesn't wait for a decision any more."), nil)
        }
        var delivery = found
        let plan = core.plan(delivery, by: core.snapshot)
        guard let planned = plan.approval, row.digest == seen.digest, row.approvers == planned.approvers,
            row.proposal.print == planned.proposal.print
        else { return try lookAgain(row, exception, delivery, in: &transaction) }
        // Whoever has said since what a code of it means decides as little as those who did before.
        guard try !transaction.hands(on: delivery.id, plan.entries).contains(user) else {
            return (ApprovalVerdict(row.id, .own, ApprovalRow.hadAHand), nil)
        }
        if case .word = try core.way(of: exception, delivery, in: transaction).back {
            return (
                ApprovalVerdict(
                    row.id, .changed,
                    "Delivery \(delivery.id) may be booked already: look there, then confirm it in the queue."), nil
            )
        }
        let why = String(reason.asNote.prefix(Self.longestReason))
        let sentence = "Approved: delivery \(delivery.id) goes to \(delivery.endpoint)."
        try transaction.end(row.id, ApprovalEnd(.approved, by: user, reason: why, outcome: "approved as shown"))
        try transaction.approve(delivery.id, planned.digest)
        delivery.approved = planned.digest
        var replanned = Replanned()
        try core.replan(
            exception, delivery, by: core.snapshot, for: EngineCore.Occasion(resolution: "approved by \(user)"),
            in: &transaction, into: &replanned)
        try transaction.audit(
            actor: user, action: "approve", subject: "delivery \(delivery.id) of \(delivery.flow)",
            detail: "request \(row.id), as shown by \(row.digest)" + (why.isEmpty ? "" : ": \(why)"))
        // What it is held against may have changed since it was shown.
        let released = replanned.freed.released.count
        let stopped = "Approved; delivery \(delivery.id) doesn't go out yet, look at it in the queue."
        return (
            ApprovalVerdict(row.id, .approved, released > 0 ? sentence : stopped, released: released),
            Effect(reply: replanned.reply(), freed: replanned.freed)
        )
    }

    /// Rejects a delivery: it is dismissed with the reason, and isn't approved for anything.
    ///
    /// - Returns: what became of it, and the delivery where it left its lane.
    func reject(
        delivery row: ApprovalRow, reason: String, in transaction: inout EngineTransaction
    ) throws -> (ApprovalVerdict, ReadyDelivery?) {
        guard let (exception, delivery) = try waiting(row, in: &transaction) else {
            return (ApprovalVerdict(row.id, .closed, "Request \(row.id) doesn't wait for a decision any more."), nil)
        }
        try transaction.end(row.id, ApprovalEnd(.rejected, by: user, reason: reason))
        try transaction.approve(delivery.id, nil)
        try transaction.dismiss(exception, delivery, reason: "rejected by \(user): \(reason)")
        try transaction.audit(
            actor: user, action: "reject", subject: "delivery \(delivery.id) of \(delivery.flow)",
            detail: "request \(row.id): \(reason)")
        let sentence = "Rejected: delivery \(delivery.id) isn't sent."
        return (ApprovalVerdict(row.id, .rejected, sentence), delivery.ready)
    }

    /// The delivery that a request is about, with what stops it; `nil` where it waits for something else by now.
    private func waiting(
        _ row: ApprovalRow, in transaction: inout EngineTransaction
    ) throws -> (exception: ExceptionRow, delivery: OpenDelivery)? {
        guard let id = row.delivery, let open = try transaction.openException(of: id),
            open.fault.code == .approvalNeeded, let found = try transaction.exception(open.id),
            let delivery = found.delivery
        else { return nil }
        return (found.exception, delivery)
    }

    /// What would be sent isn't what was shown: it is planned again, and waits anew where it still has to.
    private func lookAgain(
        _ row: ApprovalRow, _ exception: ExceptionRow, _ delivery: OpenDelivery,
        in transaction: inout EngineTransaction
    ) throws -> (ApprovalVerdict, Effect?) {
        var replanned = Replanned()
        try core.replan(
            exception, delivery, by: core.snapshot,
            for: EngineCore.Occasion(resolution: "what would be sent has changed"), in: &transaction, into: &replanned)
        return (
            ApprovalVerdict(
                row.id, .changed,
                "What request \(row.id) would send has changed since you looked: look at it again as it is now."),
            Effect(reply: replanned.reply(), freed: replanned.freed)
        )
    }
}
