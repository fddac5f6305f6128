import SyncModel
import SyncStore
import Synchronization

/// How often each entry of the crosswalk was used since that was last written; what a crash loses of it is lost.
///
/// Counted beside the books: an entry that counts a little too low is still seen to be used. A group that writes it
/// takes some of it, so that intake never waits for much.
final class UseBook: Sendable {
    private let uses = Mutex<[CrosswalkKey: CrosswalkUse]>([:])

    /// The most entries that one group writes.
    private static let portion = 250

    /// Counts what a message's deliveries were made by.
    func count(_ deliveries: [NewDelivery], at now: UTCTime) {
        guard deliveries.contains(where: { !$0.plan.entries.isEmpty }) else { return }
        uses.withLock { uses in
            for delivery in deliveries { Self.add(delivery.plan.entries, at: now, to: &uses) }
        }
    }

    /// Counts what a stopped delivery was planned by when it was let go.
    func count(_ plan: DeliveryPlan, at now: UTCTime) {
        guard !plan.entries.isEmpty else { return }
        uses.withLock { Self.add(plan.entries, at: now, to: &$0) }
    }

    private static func add(_ entries: [CrosswalkKey], at now: UTCTime, to uses: inout [CrosswalkKey: CrosswalkUse]) {
        for entry in entries {
            let count = (uses[entry]?.count ?? 0) + 1
            uses[entry] = CrosswalkUse(count: count, lastAt: now)
        }
    }

    /// Writes a portion of what was counted. What a group that fails had taken is lost.
    func flush(into transaction: EngineTransaction) throws {
        let taken = uses.withLock { uses in
            let taken = uses.prefix(Self.portion)
            if taken.count == uses.count { uses = [:] } else { for (key, _) in taken { uses[key] = nil } }
            return Array(taken)
        }
        for (key, use) in taken { try transaction.count(use, of: key) }
    }
}
