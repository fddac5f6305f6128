import Foundation
import SyncModel

/// The time of day where the engine runs.
enum SiteTime {
    /// How many seconds the machine's clock is ahead of UTC at a moment.
    static func utcOffset(at moment: UTCTime) -> Int {
        TimeZone.current.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment.milliseconds) / 1000))
    }
}
