import SyncStore

extension EngineCore {
    /// Waits until nothing moves any more: what is left waits for an answer that is held back, or for a person.
    ///
    /// For a trial, whose destinations the caller is the master of and whose clock stands still. What waits for its
    /// time keeps it waiting too.
    ///
    /// - Parameter held: how many answers are held back.
    public func rest(holding held: () -> Int = { 0 }) async throws {
        var calm = 0
        while calm < 2 {
            // The writing thread answers: an empty transaction waits for whatever is before it.
            try await committer.perform { _ in }
            calm = isResting(holding: held()) ? calm + 1 : 0
            if calm == 0 { try await clock.sleep(.milliseconds(1)) }
        }
    }

    private func isResting(holding held: Int) -> Bool {
        let loads = dispatchers.values.map(\.load)
        return committer.isIdle && crosswalk.isSwept && timers.count == 0
            && loads.allSatisfy { $0.writing == 0 } && loads.reduce(0) { $0 + $1.inFlight } == held
    }
}
