import SyncModel
import SyncStore

/// How the state's storage does, judged by what comes of commits. Pure: times are given.
///
/// A trouble begins with the first commit that fails for the storage. It is over once commits have succeeded for a
/// while: on a full disk a small one fits now and then between larger ones that don't.
struct StorageCondition: Sendable {
    /// What there is to tell of.
    enum Change: Sendable, Hashable {
        case none
        /// Begun, or another fault than before.
        case began(StorageTrouble)
        /// As before, with other numbers.
        case goesOn(StorageTrouble)
        /// Over, after so long.
        case ended(StorageTrouble, after: Duration)
    }

    /// Commits have to succeed for so long.
    static let calm: Duration = .seconds(3)
    /// How often numbers are told anew.
    private static let interval: Duration = .seconds(1)

    private(set) var trouble: StorageTrouble?
    /// Messages turned away that weren't told of yet.
    private var turnedAway = 0
    private var beganAt: Duration = .zero
    private var lastFailure: Duration = .zero
    private var toldAt: Duration = .zero
    /// What a check of the whole state found. It stays true until an engine starts anew.
    private(set) var damage: String?

    /// Whether all is well, so that a commit that succeeds says nothing new.
    var isSound: Bool { trouble == nil }

    /// A commit failed for the storage.
    mutating func failed(_ fault: StorageFault, _ reason: String, at now: UTCTime, uptime: Duration) -> Change {
        lastFailure = uptime
        guard var trouble, trouble.fault == fault else {
            if trouble == nil { beganAt = uptime }
            let next = StorageTrouble(
                fault: fault, reason: reason, since: trouble?.since ?? now, turnedAway: trouble?.turnedAway ?? 0)
            trouble = next
            toldAt = uptime
            return .began(next)
        }
        trouble.turnedAway += turnedAway
        turnedAway = 0
        self.trouble = trouble
        guard uptime - toldAt >= Self.interval else { return .none }
        toldAt = uptime
        return .goesOn(trouble)
    }

    /// A commit succeeded.
    mutating func succeeded(uptime: Duration) -> Change {
        guard var trouble, uptime - lastFailure >= Self.calm else { return .none }
        trouble.turnedAway += turnedAway
        turnedAway = 0
        if let damage, trouble.fault == .damaged, trouble.reason == damage { return .none }
        self.trouble = nil
        return .ended(trouble, after: uptime - beganAt)
    }

    /// A message was answered with a request to send it again.
    mutating func turnAway() { if trouble != nil { turnedAway += 1 } }

    /// A check found damage.
    mutating func found(_ damage: String, at now: UTCTime, uptime: Duration) -> Change {
        self.damage = damage
        return failed(.damaged, damage, at: now, uptime: uptime)
    }
}
