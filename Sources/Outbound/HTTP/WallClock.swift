import FoundationEssentials
import SyncModel

/// The time of day, for comparing with what servers say.
enum WallClock {
    /// Now, to the millisecond.
    @Sendable static func now() -> UTCTime {
        UTCTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }
}
