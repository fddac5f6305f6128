/// A point in time as HL7 writes it, `YYYY[MM[DD[HH[MM[SS[.S…]]]]]][+/-ZZZZ]` (data type DTM, HL7 v2.5.1 §2.A.22):
/// as precise as the sender made it, and with a zone only when the sender gave one.
public struct Timestamp: Hashable, Sendable {
    /// The last part that was sent.
    public enum Precision: Int, Hashable, Sendable, Comparable {
        /// Down to the named part.
        case year, month, day, hour, minute, second, fraction

        /// Coarser is less.
        public static func < (left: Precision, right: Precision) -> Bool { left.rawValue < right.rawValue }
    }

    /// How much of the rest was sent; parts beyond it hold their least value.
    public let precision: Precision
    /// 1 to 9999.
    public let year: Int
    /// 1 to 12.
    public let month: Int
    /// 1 to the length of the month.
    public let day: Int
    /// 0 to 23.
    public let hour: Int
    /// 0 to 59.
    public let minute: Int
    /// 0 to 60, a leap second included.
    public let second: Int
    /// 0 to 999,999,999.
    public let nanosecond: Int
    /// The digits of the fraction that were sent, 0 to 9.
    public let fractionDigits: Int
    /// Minutes east of UTC; nil when the sender left the zone open.
    public let offsetMinutes: Int?

    /// Reads HL7's form; nil when the text is not one, or names a date or time that doesn't exist.
    public init?(_ text: String) {
        self.init(ArraySlice(text.utf8))
    }

    /// Reads HL7's form from raw bytes, such as `FieldView.bytes`.
    public init?(_ bytes: ArraySlice<UInt8>) {
        var reader = TimestampReader(bytes)
        guard let parts = reader.read() else { return nil }
        self.init(parts)
    }

    /// The time `secondsSince1970` after 1970-01-01T00:00:00Z, written in the zone `offsetMinutes` east of UTC, to
    /// the second or with `fractionDigits` of `nanosecond`. Outside the years 1 to 9999 the nearest one is taken.
    public init(secondsSince1970: Int64, nanosecond: Int = 0, fractionDigits: Int = 0, offsetMinutes: Int = 0) {
        let zone = min(max(offsetMinutes, -1439), 1439)
        let bounded = min(max(secondsSince1970, -62_135_510_400), 253_402_214_400)
        let local = bounded + Int64(zone * 60)
        let days = Int(local >= 0 ? local / 86_400 : -((86_399 - local) / 86_400))
        let rest = Int(local) - days * 86_400
        let date = CivilDate(daysSince1970: days)
        var parts = TimestampParts()
        parts.numbers = [date.year, date.month, date.day, rest / 3600, rest / 60 % 60, rest % 60]
        parts.fractionDigits = min(max(fractionDigits, 0), 9)
        parts.nanosecond = parts.fractionDigits == 0 ? 0 : min(max(nanosecond, 0), 999_999_999)
        parts.offsetMinutes = zone
        self.init(parts)
    }

    private init(_ parts: TimestampParts) {
        let numbers = parts.numbers
        year = numbers[0]
        month = numbers.count > 1 ? numbers[1] : 1
        day = numbers.count > 2 ? numbers[2] : 1
        hour = numbers.count > 3 ? numbers[3] : 0
        minute = numbers.count > 4 ? numbers[4] : 0
        second = numbers.count > 5 ? numbers[5] : 0
        nanosecond = parts.nanosecond
        fractionDigits = parts.fractionDigits
        offsetMinutes = parts.offsetMinutes
        precision = fractionDigits > 0 ? .fraction : Precision(rawValue: numbers.count - 1) ?? .second
    }

    /// Whole seconds since 1970-01-01T00:00:00Z. Where the sender left the zone open, `assumedOffsetMinutes` east of
    /// UTC is taken.
    public func secondsSince1970(assumedOffsetMinutes: Int) -> Int64 {
        let days = CivilDate(year: year, month: month, day: day).daysSince1970
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second
        return Int64(seconds - (offsetMinutes ?? assumedOffsetMinutes) * 60)
    }

    /// ISO 8601, as precise as what was sent: `2025`, `2025-03-04`, `2025-03-04T05:06:07.12+01:00`. A time has a zone
    /// when the sender gave one or `assumedOffsetMinutes` does; an hour alone is written with its minutes.
    public func iso8601(assumedOffsetMinutes: Int? = nil) -> String {
        var text = Self.padded(year, 4)
        if precision >= .month { text += "-" + Self.padded(month, 2) }
        if precision >= .day { text += "-" + Self.padded(day, 2) }
        guard precision >= .hour else { return text }
        text += "T" + Self.padded(hour, 2) + ":" + Self.padded(minute, 2)
        if precision >= .second { text += ":" + Self.padded(second, 2) + fraction }
        guard let zone = offsetMinutes ?? assumedOffsetMinutes else { return text }
        return text + (zone == 0 ? "Z" : Self.zone(zone, separator: ":"))
    }

    private var fraction: String {
        fractionDigits == 0 ? "" : "." + Self.padded(nanosecond, 9).prefix(fractionDigits)
    }

    private static func zone(_ minutes: Int, separator: String) -> String {
        let size = abs(minutes)
        return (minutes < 0 ? "-" : "+") + padded(size / 60, 2) + separator + padded(size % 60, 2)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

extension Timestamp: CustomStringConvertible {
    /// HL7's form, as precise as what was read.
    public var description: String {
        let numbers = [month, day, hour, minute, second]
        let sent = min(precision.rawValue, numbers.count)
        let parts = numbers[..<sent].map { Self.padded($0, 2) }
        return Self.padded(year, 4) + parts.joined() + fraction
            + (offsetMinutes.map { Self.zone($0, separator: "") } ?? "")
    }
}
