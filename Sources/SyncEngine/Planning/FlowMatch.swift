import Catalog
import Logging
import SyncModel
import SyncStore

/// Holding events against what is kept, and looking again as soon as something of it changes.
extension EngineCore {
    /// So many are looked at in one transaction.
    static let matchChunk = 100

    /// Looks at stopped matches again whose order, receipts or claims have changed since. What has changed is marked in
    /// the transaction that changes it, so that a crash in between loses none.
    func lookAtMatches() {
        guard catalog.holdsAgainstState else { return }
        committer.enqueue(.lingering) { [self] transaction in
            let due = try transaction.dueMatches(limit: Self.matchChunk)
            guard !due.isEmpty else { return {} }
            var replanned = Replanned()
            let occasion = Occasion(resolution: "looked at again: what it is held against has changed")
            for (exception, delivery) in due {
                try replan(exception, delivery, by: snapshot, for: occasion, in: &transaction, into: &replanned)
            }
            return { [self, freed = replanned.freed] in
                free(freed)
                lookAtMatches()
            }
        } failed: { [self] problem in
            // The marks stay: the next beat looks again.
            logger.error("stopped matches could not be looked at", metadata: ["reason": "\(problem)"])
        }
    }

    /// Marks all stopped matches to be looked at: the catalog may say something else than it did.
    func lookAtAllMatches() {
        guard catalog.holdsAgainstState else { return }
        committer.enqueue(.lingering) { transaction in
            try transaction.wakeAllMatches()
            return { [self] in lookAtMatches() }
        } failed: { [self] problem in
            logger.error("stopped matches could not be marked", metadata: ["reason": "\(problem)"])
            guard !committer.hasEnded else { return }
            timers.after(.seconds(1)) { self.lookAtAllMatches() }
        }
    }
}

extension SiteCatalog {
    /// Whether a flow holds its events against what is kept, or against the books.
    fileprivate var holdsAgainstState: Bool { flows.contains { $0.match != nil || $0.reconciliation != nil } }
}

extension RecordPlanner {
    /// What an event asks for, where its flow holds it against an order.
    ///
    /// - Parameter receivedAt: stands in where the event doesn't say when it happened.
    func matched(_ event: CanonicalEvent, from source: SourceName, receivedAt: UTCTime) -> PlannedMatch? {
        guard let rule = flow.match, event.action == .record, let fields = event.fields else { return nil }
        var planned = PlannedMatch(
            rule: rule, source: source, lines: rule.lines(of: fields), order: fields.key(rule.order.key),
            receipt: rule.receipt.flatMap { fields.key($0.key) })
        planned.excesses = rule.sumDifferences(of: fields)
        if !rule.same.isEmpty {
            let stage = LookUpStage(
                flow: flow, crosswalk: crosswalk, source: source, moment: event.occurredAt ?? receivedAt)
            // What can't be looked up stops it, whatever it is held against.
            let filled = (try? stage.filled(fields))?.0 ?? fields
            for own in rule.same.keys { planned.same[own] = filled[own]?.keyWord }
        }
        // What is sent again takes the place of what was sent: together they are one claim.
        if flow.repeats == .send, let key = contract?.subjectKey(of: event) {
            planned.claimant = "s" + Hexadecimal.digits(key)
        }
        return planned
    }
}

extension Fields {
    /// The key that these fields make; `nil` where one isn't there.
    fileprivate func key(_ paths: [String]) -> RecordKey? {
        let parts = paths.compactMap { self[$0]?.keyWord }
        return parts.count == paths.count ? RecordKey(parts) : nil
    }
}
