import Control
import Foundation
import Logging
import SyncModel
import SyncStore

extension CommandDesk {
    /// The most deliveries that one replay is about.
    static let largestReplay = 20_000
    /// How many of the last lines are looked through for what takes a dead letter back.
    private static let reversalWindow = 200_000

    /// A dry run that can't be made, with the answer that says why.
    struct NoDraft: Error {
        var reply: Reply

        fileprivate init(_ reason: RefusalReason, _ sentence: String) { reply = .refused(reason, sentence) }
    }

    /// What a replay would do.
    func preview(_ selection: ReplaySelection, edit: EventEdit?) -> Reply {
        do { return .replayPreview(try draft(selection, edit: edit).preview) } catch { return noDraft(error).reply }
    }

    /// What a request would replay, worked out off the writing thread; `nil` for everything else.
    func draft(for request: Request) -> Result<ReplayDraft, NoDraft>? {
        guard case .replay(let selection, let edit, _, _) = request else { return nil }
        do { return .success(try draft(selection, edit: edit)) } catch { return .failure(noDraft(error)) }
    }

    /// Begins a replay, where it is still what the dry run of `digest` showed.
    func replay(
        _ draft: Result<ReplayDraft, NoDraft>?, selection: ReplaySelection, edit: EventEdit?, digest: String,
        reason: String, id: String, in transaction: inout EngineTransaction
    ) throws -> Effect {
        guard !reason.isEmpty else { return Effect(reply: .refused(.invalid, "Say why it is replayed.")) }
        switch draft {
        case .success(let draft)?:
            return try begin(
                draft, selection: selection, edit: edit, digest: digest, reason: reason, id: id, in: &transaction)
        case .failure(let none)?: return Effect(reply: none.reply)
        case nil: return Effect(reply: .refused(.invalid, "That is no replay."))
        }
    }

    /// Ends a replay where it is.
    func stopReplay(_ id: String, in transaction: inout EngineTransaction) throws -> Effect {
        guard let position = try transaction.position(ofReplay: id), try transaction.end(replay: id) else {
            return Effect(reply: .refused(.notFound, "No replay \(id) is under way."))
        }
        try transaction.audit(
            actor: user, action: "replay-stop", subject: "replay \(id)", detail: "after \(position) deliveries")
        return Effect(
            reply: .done(
                affected: 1, released: 0,
                summary: "Stopped after \(position) deliveries; those stay on their way, the others dead letters."),
            steering: { core.replays.remove(id) })
    }

    private func begin(
        _ draft: ReplayDraft, selection: ReplaySelection, edit: EventEdit?, digest: String, reason: String, id: String,
        in transaction: inout EngineTransaction
    ) throws -> Effect {
        let preview = draft.preview
        guard preview.digest == digest else {
            return Effect(
                reply: .refused(
                    .invalid,
                    "What matches has changed since the dry run \(digest): look at it again, it is now "
                        + "\(preview.digest)."))
        }
        guard preview.going > 0 else {
            return Effect(reply: .refused(.invalid, "Nothing of it can be replayed; the dry run says why."))
        }
        let order = OpenReplay.Order(words: selection.words, digest: digest, edit: edit, items: draft.items)
        let replay = OpenReplay(id: id, actor: user, reason: reason, order: order)
        try transaction.begin(replay)
        try transaction.audit(
            actor: user, action: edit == nil ? "replay" : "replay-edited", subject: "replay \(id)",
            detail: "\(preview.going) of \(preview.considered) of \(selection.words), worth \(preview.value), "
                + "as shown by \(digest): \(reason)\(mandate.words)")
        let staying = preview.considered - preview.going
        let summary =
            "Replaying \(preview.going), worth \(preview.value)" + (staying > 0 ? "; \(staying) stay." : ".")
        return Effect(
            reply: .done(affected: preview.considered, released: preview.going, summary: summary),
            steering: {
                core.replays.begin(replay)
                core.carryOnReplays()
            })
    }

    /// Looks at everything that a replay is about, off the writing thread.
    private func draft(_ selection: ReplaySelection, edit: EventEdit?) throws -> ReplayDraft {
        let ids = try ids(of: selection)
        guard !ids.isEmpty else { throw NoDraft(.notFound, "Nothing matches.") }
        if let edit {
            guard ids.count == 1 else { throw NoDraft(.invalid, "One delivery is changed at a time: name it.") }
            guard !edit.isEmpty else { throw NoDraft(.invalid, "Say what is changed.") }
        }
        let (crosswalk, now) = (core.snapshot, core.clock.now())
        var draft = try ReplayDraft(edit: edit)
        var reversals: [SentReversal: MessageID]?
        for start in stride(from: 0, to: ids.count, by: Self.chunk) {
            let chunk = Array(ids[start..<min(start + Self.chunk, ids.count)])
            for (id, candidate) in try core.reader.replayCandidates(chunk) {
                // The first is the oldest: whatever takes one of them back came behind it.
                if reversals == nil, let message = candidate?.delivery.message {
                    reversals = try core.reader.reversals(after: message, window: Self.reversalWindow)
                }
                try draft.add(
                    core.judge(id, candidate, edit: edit, reversals: reversals ?? [:], by: crosswalk, now: now))
            }
        }
        draft.finish()
        return draft
    }

    /// The deliveries of a selection, in the order they arrived.
    private func ids(of selection: ReplaySelection) throws -> [DeliveryID] {
        var ids: Set<DeliveryID> = []
        switch selection {
        case .deliveries(let named): ids = Set(named)
        case .matching(let filter):
            var place: DeadLetterPlace?
            repeat {
                let page = try core.reader.deadLetters(filter, after: place, limit: 1000)
                ids.formUnion(page.rows.map(\.id))
                place = page.next
            } while place != nil && ids.count <= Self.largestReplay
        }
        guard ids.count <= Self.largestReplay else {
            throw NoDraft(
                .invalid, "More than \(Self.largestReplay.grouped) match: narrow it, for instance by time.")
        }
        return ids.sorted()
    }

    private func noDraft(_ error: any Error) -> NoDraft {
        if let none = error as? NoDraft { return none }
        core.logger.error("a replay could not be worked out", metadata: ["reason": "\(error)"])
        return NoDraft(.unavailable, "The state can't be read just now; try again shortly.")
    }
}
