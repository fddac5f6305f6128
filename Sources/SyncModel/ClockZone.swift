internal import Foundation
internal import Glibc

/// What clocks show somewhere: a fixed offset from UTC, or the rules of a zone of the IANA database, whose clocks may
/// change.
///
/// Zones are Foundation's, and so is the database: it comes with the program, and `/usr/share/zoneinfo` isn't read. A
/// value may be used on any thread; an answer takes about a tenth of a microsecond.
public struct ClockZone: Sendable, Hashable {
    private enum Rule: Hashable {
        case fixed(seconds: Int)
        case named(TimeZone)
    }

    private let rule: Rule

    private init(_ rule: Rule) { self.rule = rule }

    /// Clocks that always are so many seconds ahead of UTC; behind it, where negative.
    public init(secondsEastOfUTC seconds: Int) { self.init(.fixed(seconds: seconds)) }

    /// The zone of that name, as `America/Chicago`; `nil` where there is none.
    ///
    /// Abbreviations are no names: `CST` is one offset in America, another in China, and none of both in summer.
    public init?(name: String) {
        guard name != "UTC" else {
            self = .utc
            return
        }
        guard name.contains("/"), let zone = TimeZone(identifier: name) else { return nil }
        self.init(.named(zone))
    }

    /// Clocks that show UTC.
    public static let utc = ClockZone(secondsEastOfUTC: 0)

    /// The zone of this machine, by `TZ` or `/etc/localtime`.
    public static var machine: ClockZone { ClockZone(.named(.current)) }

    /// The names of zones, without their other names such as `US/Central`.
    public static var names: [String] { TimeZone.knownTimeZoneIdentifiers }

    /// Which release of the IANA database the zones are from, as `2025b`.
    public static var release: String { TimeZone.timeZoneDataVersion }

    /// Its name; `nil` of a fixed offset.
    public var name: String? {
        guard case .named(let zone) = rule else { return nil }
        return zone.identifier
    }

    /// How many seconds clocks are ahead of UTC at a moment.
    public func offset(at moment: UTCTime) -> Int {
        switch rule {
        case .fixed(let seconds): seconds
        case .named(let zone):
            zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment.milliseconds) / 1000))
        }
    }

    /// What clocks show at a moment, as if it were UTC.
    public func wall(at moment: UTCTime) -> UTCTime { moment.advanced(by: .seconds(offset(at: moment))) }

    /// The day that a moment lies in, as `2026-11-22`.
    public func day(of moment: UTCTime) -> String { wall(at: moment).date }

    /// The moment at which clocks show what `wall` shows in UTC.
    ///
    /// Where clocks show it twice, since they are put back, it is the first (earlier) time. What they never show, since
    /// they are put forward, is as long after the change as it would have been without one: 02:30 is 03:30 where 02:00
    /// becomes 03:00. Both as RFC 5545 §3.3.5 has it.
    public func moment(ofLocal wall: UTCTime) -> UTCTime {
        // Wherever on Earth this is, what holds a day before UTC shows it is what held before a change; and no zone
        // changes twice within two days.
        let before = offset(at: wall.advanced(by: .seconds(-86_400)))
        let first = wall.advanced(by: .seconds(-before))
        let after = offset(at: first)
        guard after != before else { return first }
        let second = wall.advanced(by: .seconds(-after))
        return offset(at: second) == after ? second : first
    }
}

extension ClockZone: CustomStringConvertible {
    /// The name, or the offset as `-05:00`.
    public var description: String {
        switch rule {
        case .named(let zone): zone.identifier
        case .fixed(let seconds): Self.words(ofOffset: seconds)
        }
    }

    /// An offset as `-05:00`.
    public static func words(ofOffset seconds: Int) -> String {
        let minutes = abs(seconds) / 60
        let parts = [minutes / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : String($0) }
        return (seconds < 0 ? "-" : "+") + parts.joined(separator: ":")
    }
}

extension ClockZone {
    /// Why ``machine`` can't be relied on: the system's clock and ours show another time within a year of `now`; `nil`
    /// where they show the same.
    ///
    /// It comes of a zone without a name: `/etc/localtime` as a copied file, `TZ` with rules of its own, or with a name
    /// that nobody knows.
    public static func machineDoubt(now: UTCTime) -> String? {
        // Half a year apart, one in summer and one in winter.
        for moment in [now, now.advanced(by: .seconds(182 * 86_400))] {
            var seconds = time_t(moment.milliseconds / 1000)
            var local = unsafe tm()
            guard unsafe localtime_r(&seconds, &local) != nil else { continue }
            let (system, ours) = (unsafe local.tm_gmtoff, machine.offset(at: moment))
            guard system != ours else { continue }
            return "this machine's clock shows \(words(ofOffset: system)) on \(moment.date), and its zone is read as "
                + "\(machine), \(words(ofOffset: ours))"
        }
        return nil
    }
}
