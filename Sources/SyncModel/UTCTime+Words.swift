extension UTCTime {
    /// Reads what a person types for a moment: `2026-11-22`, `2026-11-22T08:30:00Z` (both in UTC), or how long before
    /// `now`: `45m`, `2h`, `3d`. `nil` for anything else.
    public init?(words: String, now: UTCTime) {
        if let moment = Self.ago(words, now) ?? Self.dated(words) { self = moment } else { return nil }
    }

    private static func ago(_ words: String, _ now: UTCTime) -> UTCTime? {
        let seconds: [Character: Int64] = ["m": 60, "h": 3600, "d": 86_400]
        guard let unit = words.last.flatMap({ seconds[$0] }), let number = Int64(words.dropLast()),
            (0...100_000).contains(number)
        else { return nil }
        return now.advanced(by: .seconds(-number * unit))
    }

    private static func dated(_ words: String) -> UTCTime? {
        let halves = words.split(separator: "T", omittingEmptySubsequences: false)
        guard halves.count <= 2, halves.count == 1 || halves[1].last == "Z" else { return nil }
        let date = halves[0].split(separator: "-").map { Int($0) }
        let clock = halves.count == 2 ? halves[1].dropLast().split(separator: ":").map { Int($0) } : [0, 0, 0]
        guard date.count == 3, clock.count == 3, let year = date[0], let month = date[1], let day = date[2],
            let hour = clock[0], let minute = clock[1], let second = clock[2], (1...9999).contains(year),
            (1...12).contains(month), (1...31).contains(day), (0...24).contains(hour), (0...59).contains(minute),
            (0...59).contains(second)
        else { return nil }
        return UTCTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    }
}
