/// A wall-clock moment in UTC, to the millisecond.
///
/// Backoff and leases never use it: they run on the monotonic clock. It says when something happened, for people and
/// for destinations.
public struct UTCTime: Hashable, Comparable, Codable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
    public var milliseconds: Int64

    /// Wraps a count of milliseconds since 1970-01-01T00:00:00Z.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Reads a bare JSON number of milliseconds.
    public init(from decoder: any Decoder) throws {
        milliseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    /// Writes a bare JSON number of milliseconds.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }

    /// Earlier moments come first.
    public static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }

    /// The moment `duration` later (earlier, where negative).
    public func advanced(by duration: Duration) -> UTCTime {
        UTCTime(milliseconds: milliseconds &+ duration.milliseconds)
    }

    /// How long after `earlier` this moment is; negative where it is before it.
    public func elapsed(since earlier: UTCTime) -> Duration {
        .milliseconds(milliseconds &- earlier.milliseconds)
    }

    /// The number of the minute since 1970 that this moment lies in.
    public var minute: Int64 { milliseconds.flooredDivision(by: 60_000) }
}

extension UTCTime: CustomStringConvertible {
    /// The moment as ISO 8601 to the second: `2026-11-22T08:14:22Z`.
    public var description: String { "\(date)T\(time)Z" }

    /// The date part in ISO 8601: `2026-11-22`.
    public var date: String {
        let (year, month, day) = Self.civil(fromDays: milliseconds.flooredDivision(by: 86_400_000))
        return "\(year)-\(padded(month))-\(padded(day))"
    }

    /// The time of day to the second: `08:14:22`.
    public var time: String {
        let seconds = milliseconds.flooredDivision(by: 1000) - milliseconds.flooredDivision(by: 86_400_000) * 86_400
        return "\(padded(seconds / 3600)):\(padded(seconds / 60 % 60)):\(padded(seconds % 60))"
    }

    /// The moment of a civil date and time in UTC; days and hours out of range carry over.
    public init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        // Days from civil, after the algorithm that starts the year in March.
        let shifted = month <= 2 ? year - 1 : year
        let era = Int64(shifted).flooredDivision(by: 400)
        let yearOfEra = Int64(shifted) - era * 400
        let dayOfYear = Int64((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1)
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        milliseconds = ((days * 24 + Int64(hour)) * 60 + Int64(minute)) * 60_000 + Int64(second) * 1000
    }

    private static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted.flooredDivision(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private func padded(_ number: Int64) -> String { number < 10 ? "0\(number)" : String(number) }
}

extension Duration {
    /// The whole milliseconds of this duration, rounded towards zero.
    public var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds &* 1000 &+ attoseconds / 1_000_000_000_000_000
    }

    /// The whole microseconds of this duration, rounded towards zero.
    public var microseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds &* 1_000_000 &+ attoseconds / 1_000_000_000_000
    }

    /// An age as people say it, in at most two units: `4s`, `12m`, `3h12m`, `2d4h`.
    public var spoken: String {
        let seconds = max(0, components.seconds)
        switch seconds {
        case ..<60: return "\(seconds)s"
        case ..<3600: return "\(seconds / 60)m"
        case ..<86_400: return "\(seconds / 3600)h\(seconds / 60 % 60 < 10 ? "0" : "")\(seconds / 60 % 60)m"
        default: return "\(seconds / 86_400)d\(seconds / 3600 % 24)h"
        }
    }
}

extension Int64 {
    /// The quotient rounded towards minus infinity, for a positive divisor.
    func flooredDivision(by divisor: Int64) -> Int64 {
        self / divisor - (self % divisor < 0 ? 1 : 0)
    }
}
