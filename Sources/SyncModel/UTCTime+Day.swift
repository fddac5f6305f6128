extension UTCTime {
    /// The beginning of a day where people are: `2026-07-01`. Also a moment in UTC: `2026-07-01T08:30:00Z`. `nil` for
    /// anything else.
    ///
    /// - Parameter offset: how many seconds people's clocks are ahead of UTC at a moment.
    public init?(day words: String, offset: (UTCTime) -> Int) {
        guard words.utf8.count >= 8, let moment = UTCTime(words: words, now: UTCTime(milliseconds: 0)),
            words.utf8.first.map({ (0x30...0x39).contains($0) }) == true, words.contains("-")
        else { return nil }
        guard !words.contains("T") else {
            self = moment
            return
        }
        // Told from the date it makes: 31 June isn't one.
        guard moment.date == words else { return nil }
        let near = moment.advanced(by: .seconds(-offset(moment)))
        self = moment.advanced(by: .seconds(-offset(near)))
    }

    /// The day where people are, with the time in UTC where a day doesn't begin there.
    ///
    /// - Parameter offset: how many seconds people's clocks are ahead of UTC at a moment.
    public func day(offset: (UTCTime) -> Int) -> String {
        let local = advanced(by: .seconds(offset(self)))
        return local.milliseconds % 86_400_000 == 0 ? local.date : description
    }
}
