import Catalog
import SyncModel

/// What is to be said of the clocks that days, months and closing times go by.
enum ZoneDiagnosis {
    /// One finding of a catalog that could be read.
    ///
    /// - Parameters:
    ///   - machine: this machine's zone.
    ///   - doubt: why that can't be relied on.
    static func findings(
        of catalog: SiteCatalog?, machine: ClockZone = .machine, doubt: String?, now: UTCTime
    ) -> [Finding] {
        guard let catalog else { return [] }
        if let zone = catalog.zone {
            return [
                Finding(
                    "time zone", .fine,
                    "Days and months are those of \(zone): \(clock(zone, now)) now (time zones \(ClockZone.release)).")
            ]
        }
        let advice = "write time-zone: America/Chicago, or where the site is, into site.yaml"
        if let doubt {
            return [
                Finding("time zone", .problem, "Days and months are those of this machine, but \(doubt): \(advice).")
            ]
        }
        let words = "Days and months are those of this machine, \(machine): \(clock(machine, now)) now"
        guard machine.offset(at: now) == 0, catalog.environment != .demo else {
            return [Finding("time zone", .fine, "\(words) (time zones \(ClockZone.release)).")]
        }
        return [Finding("time zone", .warning, "\(words). Where people's clocks show another time, \(advice).")]
    }

    /// `06:14 (-06:00)`.
    private static func clock(_ zone: ClockZone, _ now: UTCTime) -> String {
        "\(zone.wall(at: now).time.prefix(5)) (\(ClockZone.words(ofOffset: zone.offset(at: now))))"
    }
}
