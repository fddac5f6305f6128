/// What was read of a timestamp: year, month, day, hour, minute, second, as far as they were sent.
struct TimestampParts {
    var numbers: [Int] = []
    var nanosecond = 0
    var fractionDigits = 0
    var offsetMinutes: Int?
}

/// Reads HL7's DTM from left to right.
struct TimestampReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    mutating func read() -> TimestampParts? {
        var parts = TimestampParts()
        guard let year = digits(4), year >= 1 else { return nil }
        parts.numbers = [year]
        while parts.numbers.count < 6, let first = rest.first, ASCII.isDigit(first) {
            guard let number = digits(2), isPossible(number, after: parts.numbers) else { return nil }
            parts.numbers.append(number)
        }
        if rest.first == 0x2E {
            guard parts.numbers.count == 6, fraction(into: &parts) else { return nil }
        }
        if let sign = rest.first, sign == 0x2B || sign == 0x2D {
            rest.removeFirst()
            guard let hours = digits(2), let minutes = digits(2), hours < 24, minutes < 60 else { return nil }
            parts.offsetMinutes = (hours * 60 + minutes) * (sign == 0x2D ? -1 : 1)
        }
        return rest.isEmpty ? parts : nil
    }

    private mutating func digits(_ count: Int) -> Int? {
        guard rest.count >= count else { return nil }
        var value = 0
        for byte in rest.prefix(count) {
            guard ASCII.isDigit(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        rest.removeFirst(count)
        return value
    }

    private func isPossible(_ number: Int, after earlier: [Int]) -> Bool {
        switch earlier.count {
        case 1: number >= 1 && number <= 12
        case 2: number >= 1 && number <= CivilDate.length(ofMonth: earlier[1], inYear: earlier[0])
        case 3: number < 24
        case 4: number < 60
        default: number <= 60
        }
    }

    /// A point and one to nine digits.
    private mutating func fraction(into parts: inout TimestampParts) -> Bool {
        rest.removeFirst()
        let count = rest.prefix { ASCII.isDigit($0) }.count
        guard count >= 1, count <= 9, var value = digits(count) else { return false }
        for _ in count..<9 { value *= 10 }
        parts.nanosecond = value
        parts.fractionDigits = count
        return true
    }
}

/// A day of the Gregorian calendar, carried back before its introduction.
struct CivilDate: Hashable {
    let year: Int
    let month: Int
    let day: Int

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// Counts in eras of 400 years (146,097 days) that start on 1 March, so that a leap day is the last of its year.
    init(daysSince1970: Int) {
        let days = daysSince1970 + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    var daysSince1970: Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    static func length(ofMonth month: Int, inYear year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
