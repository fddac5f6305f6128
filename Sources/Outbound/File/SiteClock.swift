import Glibc
import SyncModel

/// The time of day where the engine runs.
enum SiteClock {
    /// How many seconds the machine's clock is ahead of UTC at a moment.
    static func utcOffset(at moment: UTCTime) -> Int {
        var seconds = time_t(moment.milliseconds / 1000)
        var local = unsafe tm()
        guard unsafe localtime_r(&seconds, &local) != nil else { return 0 }
        return unsafe local.tm_gmtoff
    }
}
