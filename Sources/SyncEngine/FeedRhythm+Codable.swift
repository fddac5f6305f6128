import SyncModel

/// One row of the store: about two kilobytes of JSON, in whole numbers.
///
///     {"v":1,"offset":-18000,"zone":"America/Chicago","until":1772438400000,"last":1772438399000,"missing":3,
///      "hour":[57,9,1],"minutes":[0,2,3,1,0,29540640],
///      "means":[168 numbers, tenths of a message],"peaks":[168],"pauses":[168, seconds],"weeks":[168]}
///
/// `offset` is that of the last moment; without a `zone`, that of all moments.
extension FeedRhythm: Codable {
    private enum Key: String, CodingKey {
        case version = "v"
        case offset, zone, until, last, missing, hour, minutes, means, peaks, pauses, weeks
    }

    /// Reads what ``encode(to:)`` wrote; throws where it is anything else.
    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        func numbers(_ key: Key, _ count: Int) throws -> [Int64] {
            let numbers = try values.decode([Int64].self, forKey: key)
            guard numbers.count == count, numbers.allSatisfy({ (0..<1 << 52).contains($0) }) else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: values, debugDescription: "Not \(count) counts.")
            }
            return numbers
        }
        guard try values.decode(Int.self, forKey: .version) == 1 else {
            throw DecodingError.dataCorruptedError(forKey: .version, in: values, debugDescription: "A newer form.")
        }
        let fixed = ClockZone(secondsEastOfUTC: try values.decode(Int.self, forKey: .offset))
        let named = try values.decodeIfPresent(String.self, forKey: .zone).flatMap(ClockZone.init(name:))
        self.init(
            from: UTCTime(milliseconds: try values.decode(Int64.self, forKey: .until)), zone: named ?? fixed)
        lastAt = min(UTCTime(milliseconds: try values.decode(Int64.self, forKey: .last)), watchedUntil)
        missing = Double(try values.decode(Int64.self, forKey: .missing)) / 10
        let hour = try numbers(.hour, 3)
        (count, peak, isWholeHour) = (Int(hour[0]), Int(hour[1]), hour[2] == 1)
        minutes = RecentMinutes(try numbers(.minutes, RecentMinutes.length + 1))
        let (means, peaks) = (try numbers(.means, 168), try numbers(.peaks, 168))
        let (pauses, weeks) = (try numbers(.pauses, 168), try numbers(.weeks, 168))
        hours = (0..<168).map { index in
            HourRhythm(
                mean: Double(means[index]) / 10, peak: Double(peaks[index]), pause: Double(pauses[index]),
                weeks: Int(weeks[index]))
        }
    }

    /// Writes it in whole numbers; what is lost is less than a tenth of a message an hour.
    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(1, forKey: .version)
        try values.encode(zone.offset(at: watchedUntil), forKey: .offset)
        try values.encodeIfPresent(zone.name, forKey: .zone)
        try values.encode(watchedUntil.milliseconds, forKey: .until)
        try values.encode(lastAt.milliseconds, forKey: .last)
        try values.encode(Int64((missing * 10).rounded()), forKey: .missing)
        try values.encode([count, peak, isWholeHour ? 1 : 0], forKey: .hour)
        try values.encode(minutes.numbers, forKey: .minutes)
        try values.encode(hours.map { Int64(($0.mean * 10).rounded()) }, forKey: .means)
        try values.encode(hours.map { Int64($0.peak.rounded()) }, forKey: .peaks)
        try values.encode(hours.map { Int64($0.pause.rounded(.up)) }, forKey: .pauses)
        try values.encode(hours.map(\.weeks), forKey: .weeks)
    }
}

extension RecentMinutes {
    /// Its counts, oldest first, and the number of the newest minute.
    var numbers: [Int64] { counts.map(Int64.init) + [last] }

    /// Of what ``numbers`` gave.
    init(_ numbers: [Int64]) {
        counts = numbers.dropLast().map { Int($0) }
        last = numbers.last ?? 0
    }
}
