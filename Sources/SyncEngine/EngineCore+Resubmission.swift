import Logging
import SyncModel
import SyncStore

extension EngineCore {
    /// Goes on with a resubmission that more waits for than one transaction takes, a chunk at a time, so that intake
    /// goes on in between. Each chunk is one transaction with the position behind it: the next engine goes on from it.
    func carryOn(_ resubmission: OpenResubmission) {
        committer.enqueue(.lingering) { [self] transaction in
            guard let position = try transaction.position(ofResubmission: resubmission.command) else { return {} }
            let rows = try transaction.openExceptions(
                ofCause: resubmission.cause, after: position, limit: CommandDesk.chunk
            ).filter { $0.exception.id <= resubmission.last }
            var replanned = Replanned()
            for (exception, delivery) in rows {
                guard let delivery else { continue }
                try replan(
                    exception, delivery, by: snapshot, for: .word(of: resubmission.actor), in: &transaction,
                    into: &replanned)
            }
            let next = rows.count == CommandDesk.chunk ? rows.last?.exception.id : nil
            try transaction.advance(resubmission: resubmission.command, to: next)
            try transaction.audit(
                actor: resubmission.actor, action: "resubmit-chunk", subject: resubmission.cause,
                detail: "\(replanned.count) exceptions, \(replanned.freed.released.count) go out")
            return { [self, freed = replanned.freed] in
                free(freed)
                if next != nil { carryOn(resubmission) }
            }
        } failed: { [self] problem in
            logger.error(
                "a resubmission could not be carried on",
                metadata: ["cause": "\(resubmission.cause)", "reason": "\(problem)"])
            guard !committer.hasEnded else { return }
            timers.after(.seconds(1)) { self.carryOn(resubmission) }
        }
    }
}

extension EngineCore.Occasion {
    /// A person says that what is stopped is right as it is.
    ///
    /// - Parameter mandate: who approved that, as the end of a sentence.
    static func word(of user: String, _ mandate: String = "") -> Self {
        var occasion = Self(resolution: "resubmitted by \(user)\(mandate)", isWord: true)
        occasion.person = user
        return occasion
    }
}
