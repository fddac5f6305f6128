import Catalog
import Control
import Foundation
import SyncModel
import SyncStore

extension CommandDesk {
    /// The longest reason or note, in characters.
    static let longestReason = 500
    /// The most requests that are decided about at once.
    private static let mostDecided = 50

    // MARK: The maker

    /// Does what is asked, or stores it for somebody else to approve, as the site's policies say.
    func govern(_ command: Command, _ kind: GovernedRequest) async -> Reply {
        let assessment: Assessment
        switch assess(command.request, kind) {
        case .success(let made): assessment = made
        case .failure(let none): return await refuse(none.reply, command)
        }
        let facts = GovernedFacts(
            kind: kind, rows: assessment.proposal.impact.rows, value: assessment.proposal.impact.value,
            flows: assessment.proposal.impact.flows.compactMap(core.catalog.flow), isWide: assessment.isWide)
        guard let rule = core.catalog.policies.rule(for: facts) else {
            let draft = draft(for: command.request)
            return await write(command) { try carryOut(command, draft, in: &$0) }
        }
        return await write(command) { try store(command, assessment, rule, in: &$0) }
    }

    /// A refusal, unless the command was applied before.
    private func refuse(_ reply: Reply, _ command: Command) async -> Reply {
        await write(command) { _ in Effect(reply: reply) }
    }

    private func store(
        _ command: Command, _ assessment: Assessment, _ rule: ApprovalRule, in transaction: inout EngineTransaction
    ) throws -> Effect {
        if case .replay(_, _, let digest, _) = command.request, digest != assessment.proposal.print {
            return Effect(
                reply: .refused(
                    .invalid,
                    "What matches has changed since the dry run \(digest): look at it again, it is now "
                        + "\(assessment.proposal.print)."))
        }
        let proposal = assessment.proposal
        let (id, isNew) = try transaction.store(
            NewApproval(
                command: command.id, maker: user, expiresAfter: rule.expiresAfter, rule: rule.words,
                approvers: rule.approvers, note: Self.bounded(command.note, command.request), proposal: proposal,
                request: try StateJSON.encode(assessment.request)))
        guard isNew else {
            return Effect(reply: .pending(id, "The same waits for approval already, as request \(id)."))
        }
        let impact = proposal.impact
        try transaction.audit(
            actor: user, action: "request", subject: "request \(id)",
            detail: "\(proposal.words); \(impact.rows) rows, \(impact.value); "
                + "needs approval: \(rule.words)")
        let approvers = rule.approvers.map(\.title).sorted().joined(separator: " or ")
        return Effect(
            reply: .pending(id, "Waits for approval as request \(id) (\(rule.words)): \(approvers) decides."))
    }

    /// What a maker says, one line each and not too long; the reason that the request names where they say no other.
    private static func bounded(_ note: ProposalNote?, _ request: Request) -> ProposalNote {
        let note = note ?? ProposalNote()
        let why = note.why.asNote.isEmpty ? request.reason ?? "" : note.why
        return ProposalNote(
            why: String(why.asNote.prefix(longestReason)),
            evidence: note.evidence.prefix(10).map { String($0.asNote.prefix(100)) },
            score: note.score.map { min(max($0, 0), 100) })
    }

    // MARK: The approver

    /// Approves requests as they were shown, and does them in the same transaction.
    func approve(_ seen: [SeenApproval], reason: String, _ command: Command) async -> Reply {
        guard (1...Self.mostDecided).contains(seen.count), Set(seen.map(\.id)).count == seen.count else {
            return .refused(.invalid, "Name one to \(Self.mostDecided) requests, each once.")
        }
        var fresh: [ApprovalID: Result<Assessment, NoAssessment>] = [:]
        do {
            for one in seen {
                guard let (row, data) = try core.reader.approval(one.id), row.state == .pending, row.delivery == nil
                else {
                    continue
                }
                let request = try StateJSON.decode(Request.self, from: data)
                fresh[one.id] = assess(request, row.proposal.kind)
            }
        } catch {
            return .refused(.unavailable, "The state can't be read just now; try again shortly.")
        }
        return await write(command) { [fresh] transaction in
            var effect = Effect(reply: .decided([]))
            var verdicts: [ApprovalVerdict] = []
            for one in seen {
                let (verdict, part) = try decide(
                    one, fresh[one.id], share: seen.count, reason: reason, in: &transaction)
                verdicts.append(verdict)
                guard let part else { continue }
                // The next one is planned by what this one changed.
                if let crosswalk = part.crosswalk { core.crosswalk.adopt(crosswalk) }
                effect.parts.append(part)
            }
            effect.reply = .decided(verdicts)
            return effect
        }
    }

    private func decide(
        _ seen: SeenApproval, _ fresh: Result<Assessment, NoAssessment>?, share: Int, reason: String,
        in transaction: inout EngineTransaction
    ) throws -> (ApprovalVerdict, Effect?) {
        let id = seen.id
        let stored = try transaction.approval(id)
        if let row = stored?.row, row.delivery != nil, row.state == .pending {
            return try decide(delivery: row, seen, reason: reason, in: &transaction)
        }
        guard let (row, data) = stored, row.state == .pending, row.expiresAt > transaction.now, let fresh else {
            return (ApprovalVerdict(id, .closed, "Request \(id) doesn't wait for a decision any more."), nil)
        }
        if let refusal = row.refusal(for: user, roles: roles) {
            return (ApprovalVerdict(id, row.maker == user ? .own : .forbidden, refusal), nil)
        }
        let request = try StateJSON.decode(Request.self, from: data)
        // It is done for its maker, who may do less by now than when they asked.
        if let lost = request.kind.loss(of: row.maker, with: core.catalog.roles(of: row.maker)) {
            return (try turnDown(row, .refused(.forbidden, lost), in: &transaction), nil)
        }
        let assessment: Assessment
        switch fresh {
        case .success(let made): assessment = made
        case .failure(let none): return (try turnDown(row, none.reply, in: &transaction), nil)
        }
        let isSame = try isCurrent(assessment, in: &transaction)
        guard isSame, row.digest == seen.digest, assessment.proposal.isStill(row.proposal) else {
            return (try renew(row, assessment, isSame: isSame, in: &transaction), nil)
        }
        // Done for its maker, and signed by the approver.
        let desk = CommandDesk(
            core, caller: Caller(user: row.maker),
            mandate: Mandate(approver: user, portion: max(20, Self.chunk / share)))
        let command = Command(id: row.command, request: request, note: row.note)
        let part = try desk.carryOut(command, assessment.draft.map { .success($0) }, in: &transaction)
        guard case .done(_, let released, let summary, _) = part.reply else {
            return (try turnDown(row, part.reply, in: &transaction), nil)
        }
        let why = String(reason.asNote.prefix(Self.longestReason))
        try transaction.end(id, ApprovalEnd(.approved, by: user, reason: why, outcome: summary))
        try transaction.audit(
            actor: user, action: "approve", subject: "request \(id) of \(row.maker)",
            detail: "\(row.proposal.words), as shown by \(row.digest)"
                + (why.isEmpty ? "" : ": \(why)"))
        return (ApprovalVerdict(id, .approved, summary, released: released), part)
    }

    /// What can't be done any more ends with the reason, unless the state just can't be read.
    private func turnDown(
        _ row: ApprovalRow, _ reply: Reply, in transaction: inout EngineTransaction
    ) throws -> ApprovalVerdict {
        guard case .refused(let reason, let sentence) = reply, reason != .unavailable else {
            return ApprovalVerdict(row.id, .changed, "It can't be looked at just now; try again shortly.")
        }
        try transaction.end(row.id, ApprovalEnd(.rejected, by: user, reason: "It can't be done any more: \(sentence)"))
        try transaction.audit(
            actor: user, action: "reject", subject: "request \(row.id) of \(row.maker)",
            detail: "it can't be done any more: \(sentence)")
        return ApprovalVerdict(row.id, .impossible, "It can't be done any more: \(sentence)")
    }

    /// What has changed is written anew, so that it can be looked at as it is now.
    private func renew(
        _ row: ApprovalRow, _ assessment: Assessment, isSame: Bool, in transaction: inout EngineTransaction
    ) throws -> ApprovalVerdict {
        let impact = assessment.proposal.impact
        // Something else was changed in this very moment: the next look is made by that.
        if isSame, assessment.proposal != row.proposal {
            try transaction.renew(
                row.id, assessment.proposal, request: try StateJSON.encode(assessment.request))
            try transaction.audit(
                actor: "engine", action: "request-renewed", subject: "request \(row.id) of \(row.maker)",
                detail: "\(assessment.proposal.words); now \(impact.rows) rows, \(impact.value)")
        }
        let rows = impact.rows == 1 ? "1 row" : "\(impact.rows.grouped) rows"
        return ApprovalVerdict(
            row.id, .changed,
            "Request \(row.id) has changed since you looked: now \(rows) worth \(impact.value). "
                + "Look at it again.")
    }

    /// Turns requests of others down.
    func reject(
        _ ids: [ApprovalID], reason: String, in transaction: inout EngineTransaction
    ) throws -> Effect {
        let why = String(reason.asNote.prefix(Self.longestReason))
        guard !why.isEmpty else { return Effect(reply: .refused(.invalid, "Say why it is turned down.")) }
        var dropped: [ReadyDelivery] = []
        var effect = try close(ids, in: &transaction) { row, transaction in
            if let refusal = row.refusal(for: user, roles: roles) {
                let isOwn = row.maker == user || row.barred.contains(user)
                return ApprovalVerdict(row.id, isOwn ? .own : .forbidden, refusal)
            }
            guard row.delivery == nil else {
                let (verdict, gone) = try reject(delivery: row, reason: why, in: &transaction)
                if let gone { dropped.append(gone) }
                return verdict
            }
            try transaction.end(row.id, ApprovalEnd(.rejected, by: user, reason: why))
            try transaction.audit(
                actor: user, action: "reject", subject: "request \(row.id) of \(row.maker)", detail: why)
            return ApprovalVerdict(row.id, .rejected, "Turned request \(row.id) of \(row.maker) down.")
        }
        effect.freed.dropped = dropped
        return effect
    }

    /// Takes own requests back.
    func withdraw(
        _ ids: [ApprovalID], reason: String, in transaction: inout EngineTransaction
    ) throws -> Effect {
        let why = String(reason.asNote.prefix(Self.longestReason))
        return try close(ids, in: &transaction) { row, transaction in
            guard row.maker == user else {
                return ApprovalVerdict(row.id, .forbidden, "Request \(row.id) is \(row.maker)'s to take back.")
            }
            try transaction.end(row.id, ApprovalEnd(.withdrawn, by: user, reason: why))
            try transaction.audit(actor: user, action: "withdraw", subject: "request \(row.id)", detail: why)
            return ApprovalVerdict(row.id, .withdrawn, "Took request \(row.id) back.")
        }
    }

    private func close(
        _ ids: [ApprovalID], in transaction: inout EngineTransaction,
        _ body: (ApprovalRow, inout EngineTransaction) throws -> ApprovalVerdict
    ) throws -> Effect {
        guard (1...Self.mostDecided).contains(ids.count), Set(ids).count == ids.count else {
            return Effect(reply: .refused(.invalid, "Name one to \(Self.mostDecided) requests, each once."))
        }
        var verdicts: [ApprovalVerdict] = []
        for id in ids {
            guard let (row, _) = try transaction.approval(id), row.state == .pending else {
                verdicts.append(
                    ApprovalVerdict(id, .closed, "Request \(id) doesn't wait for a decision any more."))
                continue
            }
            verdicts.append(try body(row, &transaction))
        }
        return Effect(reply: .decided(verdicts))
    }
}
