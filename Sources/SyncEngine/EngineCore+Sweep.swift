import Catalog
import Logging
import SyncModel
import SyncStore

extension EngineCore {
    /// Lets go whatever the crosswalk settles by now; asked for at start and after each change of it.
    ///
    /// Complete: a round begins after the change is committed and looks at every exception that was open by then.
    /// Those opened later were planned by the changed crosswalk. A change during a round makes it go round again, and
    /// one that a crash cuts short begins anew with the next engine. Reading and planning leave the writing thread
    /// alone.
    func sweep() {
        guard crosswalk.wantSweep() else { return }
        Task {
            do {
                repeat { try await sweepOnce() } while crosswalk.endRound()
            } catch {
                crosswalk.giveUpSweep()
                guard !committer.hasEnded else { return }
                logger.error("what is stopped could not be looked through", metadata: ["reason": "\(error)"])
                timers.after(.seconds(1)) { self.sweep() }
            }
        }
    }

    private func sweepOnce() async throws {
        var after = ""
        while !committer.hasEnded {
            let causes = try reader.openCauses(after: after, limit: CommandDesk.chunk)
            for (cause, code) in causes
            where code.fix != nil || (mayLookUp && [.rejected, .approvalNeeded].contains(code)) {
                try await sweep(cause)
            }
            guard causes.count == CommandDesk.chunk, let last = causes.last else { return }
            after = last.cause
        }
    }

    /// Whether any flow looks codes up, so that a table may mend what a destination refused.
    private var mayLookUp: Bool { catalog.flows.contains { $0.usesTables } }

    private func sweep(_ cause: String) async throws {
        var after: ExceptionID?
        while !committer.hasEnded {
            let rows = try reader.openExceptions(ofCause: cause, after: after, limit: CommandDesk.chunk)
            let settled = rows.filter { isSettled($0.exception, $0.delivery, by: snapshot) }.map(\.exception.id)
            if !settled.isEmpty { try await letGo(settled) }
            guard rows.count == CommandDesk.chunk, let last = rows.last else { return }
            after = last.exception.id
        }
    }

    /// Plans exceptions again inside a transaction, where what was read before may have changed.
    private func letGo(_ ids: [ExceptionID]) async throws {
        var occasion = Occasion(resolution: "settled by a change of the crosswalk", isOnlyForSettled: true)
        occasion.fix = snapshot.change
        _ = try await committer.perform(urgent: false) { [self, occasion] transaction -> Freed in
            var replanned = Replanned()
            replanned.lingers(occasion)
            for id in ids {
                guard let (exception, delivery) = try transaction.exception(id), exception.closedAt == nil,
                    let delivery
                else { continue }
                try replan(exception, delivery, by: snapshot, for: occasion, in: &transaction, into: &replanned)
            }
            return replanned.freed
        } committed: { [self] in
            free($0)
        }
    }
}
