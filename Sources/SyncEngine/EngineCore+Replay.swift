import Catalog
import Foundation
import Logging
import SyncModel
import SyncStore
import Synchronization

extension EngineCore {
    /// How many deliveries of a replay are let go in one transaction.
    static let replayChunk = 50
    /// How long comes between two of them, at least: 400 deliveries a second at most.
    static let replayPace: Duration = .milliseconds(125)
    /// As many replays may wait at an endpoint; the rest stays dead letters until some of them are done.
    static let replayBacklog = 200

    /// Goes on with the replays under way, a chunk at a time. Where the engine was is in the state: each chunk is one
    /// transaction with the position behind it.
    func carryOnReplays() {
        // An engine that sends nothing leaves them to one that does.
        guard !dispatchers.isEmpty, let replay = replays.take() else { return }
        let waiting = dispatchers.values.map(\.replayCount).max() ?? 0
        guard waiting < Self.replayBacklog, !committer.isUnderLoad else {
            replays.put(replay, position: replay.position)
            return carryOnReplays(after: Self.replayPace)
        }
        committer.enqueue(.lingering) { [self] transaction in
            let done = try replayChunk(of: replay, in: &transaction)
            return { [self] in
                for (delivery, entry) in done.entries {
                    dispatchers[delivery.endpoint]?.release(entry, lastAttemptAt: delivery.lastAttemptAt)
                }
                replays.put(replay, position: done.position)
                if !replays.isIdle { carryOnReplays(after: Self.replayPace) }
            }
        } failed: { [self] problem in
            logger.error(
                "a replay could not be carried on", metadata: ["replay": "\(replay.id)", "reason": "\(problem)"])
            replays.put(replay, position: replay.position)
            guard !committer.hasEnded else { return }
            carryOnReplays(after: .seconds(1))
        }
    }

    private func carryOnReplays(after delay: Duration) {
        guard replays.rest() else { return }
        timers.after(delay) {
            self.replays.wake()
            self.carryOnReplays()
        }
    }

    private struct ReplayedChunk: Sendable {
        var entries: [(delivery: ReadyDelivery, entry: Lanes.Entry)] = []
        /// How many were kept, and are done with.
        var kept = 0
        /// Where the replay is now; `nil` where somebody ended it.
        var position: Int?
    }

    /// Lets the next deliveries of a replay go, each only if it stands where the dry run found it and would be sent as
    /// the dry run said.
    private func replayChunk(of replay: OpenReplay, in transaction: inout EngineTransaction) throws -> ReplayedChunk {
        var done = ReplayedChunk()
        guard let position = try transaction.position(ofReplay: replay.id) else { return done }
        let items = replay.items[min(position, replay.items.count)...].prefix(Self.replayChunk)
        for item in items {
            let candidate = try transaction.replayCandidate(item.id)
            let verdict = judge(item.id, candidate, edit: replay.order.edit, by: snapshot, now: transaction.now)
            guard let candidate, case .goes(let going) = verdict.fate, verdict.print == item.print else { continue }
            if let match = going.match, try !transaction.fits(match, of: candidate) { continue }
            let ready = try transaction.replay(candidate, going.replaying(replay))
            if let record = going.keeping {
                try transaction.keep(record, of: item.id)
                done.kept += 1
                continue
            }
            var entry = ready.entry
            entry.isReplayed = true
            done.entries.append((ready, entry))
        }
        let (end, count) = (position + items.count, done.entries.count + done.kept)
        try transaction.advance(replay, to: end, replayed: count, skipped: items.count - count)
        let left = items.count == count ? "" : ", \(items.count - count) had changed and stay"
        try transaction.audit(
            actor: replay.actor, action: "replay-chunk", subject: "replay \(replay.id)",
            detail: "\(count) deliveries go\(left); \(end) of \(replay.items.count)")
        done.position = end
        return done
    }
}

extension ReplayVerdict.Going {
    /// How it goes, as the state keeps it.
    fileprivate func replaying(_ replay: OpenReplay) -> Replaying {
        Replaying(
            replay: replay.id, actor: replay.actor, reason: replay.reason, resolved: resolved, value: value, lane: lane,
            isLookedUpFirst: isLookedUpFirst, edited: edited, changes: changes)
    }
}

extension EndpointDispatcher {
    /// Takes what a person lets go, in its place in its lane.
    ///
    /// - Parameter lastAttemptAt: when it was last heard of, where it is in doubt: until the endpoint has had its whole
    ///   time again, "absent" isn't believed.
    func release(_ entry: Lanes.Entry, lastAttemptAt: UTCTime?) {
        if entry.isInDoubt {
            let doubted = lastAttemptAt.map { clock.now().elapsed(since: $0) } ?? .zero
            let since = clock.uptime() - max(doubted, .zero)
            state.withLock { $0.doubtedSince[entry.id] = since }
        }
        release(entry)
    }
}
