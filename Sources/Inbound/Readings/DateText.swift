internal import SyncModel

/// Dates and moments in the ISO 8601 form that JSON uses (RFC 3339 §5.6; FHIR R4 `date`, `dateTime` and `instant`).
enum DateText {
    /// A day, `2026-11-22`, of a day or of a moment as its sender wrote it.
    static func day(_ text: String) -> String? {
        let bytes = Array(text.utf8.prefix(10))
        guard bytes.count == 10, text.utf8.count == 10 || text.utf8.dropFirst(10).first == 0x54,
            let moment = moment(String(text.prefix(10)), in: .utc)
        else { return nil }
        return moment.date
    }

    /// A moment; one that names no offset is what clocks show in `zone`.
    static func moment(_ text: String, in zone: ClockZone) -> UTCTime? {
        var scanner = DigitScanner(text)
        guard let year = scanner.number(4), scanner.take("-"), let month = scanner.number(2), scanner.take("-"),
            let day = scanner.number(2), (1...12).contains(month), (1...daysIn(month, year)).contains(day)
        else { return nil }
        let date = UTCTime(year: year, month: month, day: day)
        if scanner.isAtEnd { return zone.moment(ofLocal: date) }
        guard scanner.take("T") || scanner.take("t") || scanner.take(" "), let hour = scanner.number(2),
            scanner.take(":"), let minute = scanner.number(2), (0...23).contains(hour), (0...59).contains(minute)
        else { return nil }
        var milliseconds = (hour * 60 + minute) * 60_000
        if scanner.take(":") {
            // A leap second is the last moment of its minute.
            guard let second = scanner.number(2), (0...60).contains(second) else { return nil }
            milliseconds += min(second, 59) * 1000
            if scanner.take(".") {
                guard let fraction = scanner.fraction() else { return nil }
                milliseconds += fraction
            }
        }
        let stated = date.advanced(by: .milliseconds(milliseconds))
        if scanner.isAtEnd { return zone.moment(ofLocal: stated) }
        guard let offset = scanner.offset(), scanner.isAtEnd else { return nil }
        return stated.advanced(by: .seconds(-offset))
    }

    private static func daysIn(_ month: Int, _ year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// Takes digits and marks from the front of a text.
private struct DigitScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = Substring(text).utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    /// Exactly so many digits.
    mutating func number(_ count: Int) -> Int? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        rest = rest.dropFirst(count)
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    mutating func take(_ mark: Character) -> Bool {
        guard let byte = mark.asciiValue, rest.first == byte else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// The digits of a fraction of a second, as milliseconds; those behind the third are left out.
    mutating func fraction() -> Int? {
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        guard (1...12).contains(digits.count) else { return nil }
        rest = rest[digits.endIndex...]
        let three = digits.prefix(3).reduce(0) { $0 * 10 + Int($1 - 0x30) }
        return three * [1, 100, 10, 1][min(3, digits.count)]
    }

    /// Seconds east of UTC, of `Z` or of `-05:00`.
    mutating func offset() -> Int? {
        if take("Z") || take("z") { return 0 }
        let sign = take("+") ? 1 : take("-") ? -1 : 0
        guard sign != 0, let hours = number(2), take(":"), let minutes = number(2), hours <= 14, minutes <= 59 else {
            return nil
        }
        return sign * (hours * 3600 + minutes * 60)
    }
}
