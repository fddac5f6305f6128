import Control
import SyncModel
import SyncStore

extension CommandDesk {
    /// Lets what differs go out as it is, since a person says that it may.
    func letThrough(
        _ ids: [ExceptionID], reason: String, in transaction: inout EngineTransaction
    ) throws -> Effect {
        let reason = String(reason.asNote.prefix(Self.longestReason))
        guard !reason.isEmpty else { return Effect(reply: .refused(.invalid, "Say why it goes out as it is.")) }
        guard ids.count <= Self.mostAtOnce else {
            return Effect(reply: .refused(.invalid, "Name at most \(Self.mostAtOnce.grouped) at once."))
        }
        let rows = try open(ids, in: &transaction)
        guard !rows.isEmpty else { return nothingOpen(ids) }
        if let refusal = rows.lazy.compactMap({ self.refusal($0.exception) }).first { return Effect(reply: refusal) }
        var replanned = Replanned()
        var occasion = EngineCore.Occasion(
            resolution: "let through by \(user): \(reason)\(mandate.words)", isWord: true)
        occasion.letsThrough = true
        occasion.person = user
        for (exception, delivery) in rows {
            guard let delivery else { continue }
            try core.replan(exception, delivery, by: core.snapshot, for: occasion, in: &transaction, into: &replanned)
            try transaction.audit(
                actor: user, action: "let-through", subject: "exception \(exception.id)",
                detail: "\(exception.fault.code.rawValue) \(exception.fault.subject.other ?? ""): \(reason)"
                    + mandate.words)
        }
        replanned.lanes = try transaction.outlook(of: replanned.freed.released)
        return Effect(reply: replanned.reply(), freed: replanned.freed)
    }

    /// Why an exception can't be let through by the caller; `nil` where it can.
    private func refusal(_ exception: ExceptionRow) -> Reply? {
        let fault = exception.fault
        guard fault.code.canBeLetThrough else {
            return .refused(
                .invalid,
                "Exception \(exception.id) is \(fault.code.title): only what differs is let through."
            )
        }
        guard roles.isDisjoint(with: [fault.owner, .supervisor]) else { return nil }
        let allowed = [fault.owner, .supervisor].map(\.title).sorted().joined(separator: ", ")
        return .refused(.forbidden, "\(fault.code.title) is let through by \(allowed).")
    }
}
