import Control
import SyncModel
import SyncStore
import Terminal

/// What can be decided about a request, and why it can't be just now.
enum ApprovalDecision {
    /// The usual reasons to turn something down.
    static let reasons = [
        "not enough to go by: say what speaks for it",
        "the wrong item, unit or place",
        "ask finance first",
        "too much at once: ask for a part of it",
        "already mended at its source",
    ]

    /// Why an action can't be done to a request, in one sentence; `nil` where it can.
    ///
    /// - Parameter hasChanged: whether it is not what the user has looked at.
    static func refusal(
        for action: ConsoleAction, _ row: ApprovalRow?, hasChanged: Bool, in context: ScreenContext
    ) -> String? {
        guard [.approve, .reject, .withdraw].contains(action) else { return nil }
        guard let row else { return "There is nothing here to decide about." }
        if let away = engineAway(in: context) { return away }
        guard row.state == .pending else {
            let by = row.decidedBy.map { " by \($0)" } ?? ""
            return "Request \(row.id) was \(row.state.rawValue)\(by): nothing is left to decide."
        }
        if action == .withdraw {
            return row.maker == context.user ? nil : "Request \(row.id) is \(row.maker)'s to take back."
        }
        if row.maker == context.user {
            return "Request \(row.id) is your own: somebody else decides. \(context.key(of: .withdraw)) takes it back."
        }
        if let refusal = row.refusal(for: context.user, roles: context.roles) { return refusal }
        guard row.expiresAt > context.now else { return "Request \(row.id) is void: nobody decided in time." }
        return hasChanged && action == .approve ? changed(row.id) : nil
    }

    /// What is said of a request that isn't what the user has looked at.
    static func changed(_ id: ApprovalID) -> String {
        "Request \(id) has changed since you looked at it: \(ConsoleAction.open.mark) shows it as it is now."
    }

    /// Why nothing can be decided at all; `nil` where it can.
    private static func engineAway(in context: ScreenContext) -> String? {
        guard let engine = context.overview?.engine, !engine.isAlive(at: context.now) else { return nil }
        let since = (engine.releasedAt ?? engine.heartbeatAt).map { ", last seen \(context.age($0)) ago" } ?? ""
        return "No engine works on this state\(since): nothing can be decided until one does."
    }

    /// Asks why requests are turned down, and then turns them down.
    static func reject(_ batch: ApprovalBatch) -> [ScreenEffect] {
        let ids = batch.ids
        let deed = "Turn down \(batch.words)"
        let first = batch.rows.first?.proposal.words ?? ""
        return [
            .open(
                ReasonScreen(
                    deed, of: batch.rows.count == 1 ? first : batch.summary.map(\.text).joined(),
                    explanation: batch.rows.contains { $0.proposal.kind == .send }
                        ? "It isn't sent, and goes to the dead letters with the reason."
                        : "Nothing of it is done. Whoever asked reads why; the audit keeps it.",
                    reasons: reasons, verb: "turn down"
                ) { [.command(.reject(ids, reason: $0), deed: deed)] })
        ]
    }

    /// Takes an own request back.
    static func withdraw(_ row: ApprovalRow) -> [ScreenEffect] {
        [.command(.withdraw([row.id], reason: ""), deed: "Take back request \(row.id)")]
    }
}

extension ApprovalVerdict {
    /// What became of several requests, in one sentence; the worst is said last.
    static func words(_ verdicts: [ApprovalVerdict]) -> String {
        guard verdicts.count > 1 else { return verdicts.first?.sentence ?? "Nothing was decided." }
        func count(_ outcomes: Outcome...) -> Int { verdicts.count { outcomes.contains($0.outcome) } }
        let released = verdicts.reduce(0) { $0 + $1.released }
        var parts: [String] = []
        let done = count(.approved)
        if done > 0 { parts.append("\(done) approved, \(Wording.count(released, "row goes", "rows go")) out") }
        for (outcome, words) in [(Outcome.rejected, "turned down"), (.withdrawn, "taken back")] where count(outcome) > 0
        {
            parts.append("\(count(outcome)) \(words)")
        }
        if count(.closed) > 0 { parts.append("\(count(.closed)) no longer waited") }
        if count(.impossible) > 0 { parts.append("\(count(.impossible)) can't be done any more") }
        if count(.own, .forbidden) > 0 { parts.append("\(count(.own, .forbidden)) not yours to decide") }
        if count(.changed) > 0 {
            parts.append("\(count(.changed)) changed meanwhile: look again (\(ConsoleAction.open.mark))")
        }
        return parts.joined(separator: "; ") + "."
    }

    /// Whether all were decided as the user wanted it.
    static func isFine(_ verdicts: [ApprovalVerdict]) -> Bool {
        verdicts.allSatisfy { [.approved, .rejected, .withdrawn].contains($0.outcome) }
    }
}
