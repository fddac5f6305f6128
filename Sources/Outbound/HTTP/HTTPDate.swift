import SyncModel

/// A date as HTTP writes it, in any of its three forms (RFC 9110 §5.6.7), to the second.
///
/// `Sun, 06 Nov 1994 08:49:37 GMT`, the obsolete `Sunday, 06-Nov-94 08:49:37 GMT`, and asctime's
/// `Sun Nov  6 08:49:37 1994`. The name of the day is not compared with the date.
enum HTTPDate {
    /// The moment that `text` names; nil where it is none of the three forms.
    ///
    /// `now` settles the century of a year of two digits: one that would lie more than 50 years ahead is past.
    static func parse(_ text: String, now: UTCTime) -> UTCTime? {
        let words = text.split { $0 == " " || $0 == "," }.map(String.init)
        switch words.count {
        case 6 where words[5] == "GMT":
            return moment(day: words[1], month: words[2], year: fullYear(words[3]), time: words[4])
        case 5 where text.contains(","):
            return nil
        case 5:
            return moment(day: words[2], month: words[1], year: fullYear(words[4]), time: words[3])
        case 4 where words[3] == "GMT":
            let date = words[1].split(separator: "-", omittingEmptySubsequences: false).map(String.init)
            guard date.count == 3 else { return nil }
            return moment(day: date[0], month: date[1], year: shortYear(date[2], now: now), time: words[2])
        default:
            return nil
        }
    }

    /// `moment` as HTTP writes it now: `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func words(_ moment: UTCTime) -> String {
        let parts = moment.date.split(separator: "-").map(String.init)
        guard parts.count == 3, let month = Int(parts[1]), (1...12).contains(month) else { return "" }
        // 1 January 1970 was a Thursday.
        let days = Int(moment.minute / 1440) - (moment.minute % 1440 < 0 ? 1 : 0)
        let weekday = weekdays[((days % 7) + 7) % 7]
        return "\(weekday), \(parts[2]) \(months[month - 1]) \(parts[0]) \(moment.time) GMT"
    }

    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func moment(day: String, month: String, year: Int?, time: String) -> UTCTime? {
        let clock = time.split(separator: ":", omittingEmptySubsequences: false)
            .map { number(String($0), digits: 2...2) }
        guard let year, let monthIndex = months.firstIndex(of: month), clock.count == 3,
            let dayNumber = number(day, digits: 1...2), (1...31).contains(dayNumber),
            let hour = clock[0], hour < 24, let minute = clock[1], minute < 60, let second = clock[2], second <= 60
        else { return nil }
        return UTCTime(
            year: year, month: monthIndex + 1, day: dayNumber, hour: hour, minute: minute, second: second)
    }

    private static func fullYear(_ text: String) -> Int? { number(text, digits: 4...4) }

    private static func shortYear(_ text: String, now: UTCTime) -> Int? {
        guard let year = number(text, digits: 2...2), let current = Int(now.date.prefix { $0 != "-" }) else {
            return nil
        }
        let candidate = current / 100 * 100 + year
        return candidate > current + 50 ? candidate - 100 : candidate
    }

    private static func number(_ text: String, digits: ClosedRange<Int>) -> Int? {
        guard digits.contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }
}
