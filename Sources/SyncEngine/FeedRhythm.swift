import SyncModel

/// The rhythm of one source, and whether its silence or its noise is out of it. Pure: told how many messages came when,
/// asked at any moment.
///
/// It keeps, for each of the 168 hours of a week, how many messages come in that hour, how many in its busiest five
/// minutes, and how long its longest pause is; newer weeks weigh more. An hour it hasn't seen yet says nothing, so a
/// new source alarms nobody in its first days.
///
/// - Silence: so many messages should have come since the last one that their absence can't be chance, even on a day
///   with half of the usual traffic; and it is much longer than the pauses this hour has had. Expected messages are
///   added up hour by hour with the lowest rate of the hour and its neighbours, so that a rhythm shifted by an hour
///   (a sender that doesn't put its clocks forward) alarms nobody. Hours that see next to nothing add nothing.
/// - Flood: the last five minutes had many times what the busiest five minutes of this hour and its neighbours have.
///
/// Time that nobody watched teaches nothing: where two calls lie further apart than ten minutes (the engine was down),
/// the pause counts from the second one, and the hour isn't learned.
struct FeedRhythm: Sendable, Hashable {
    /// What is to be said of a source at a moment.
    enum Verdict: Sendable, Hashable {
        /// Too little is known of this hour of the week.
        case learning
        /// Within its rhythm.
        case usual
        /// Silent for too long: nothing since then, where about so many messages were to be expected.
        case silent(since: UTCTime, missing: Int)
        /// So many messages in the last five minutes, where the busiest five minutes have had `usual` at most.
        case flooding(count: Int, usual: Int)
    }

    /// So many messages have to be missing by the cautious reckoning: by chance that happens once in 160,000 pauses on
    /// a day of half the traffic.
    static let improbable = 12.0
    /// On a day of less traffic than usual it is this share of it.
    static let cautiousShare = 0.5
    /// An hour with fewer messages adds nothing to what is missing.
    static let fewestPerHour = 2.0
    /// A silence is so many times as long as the longest pause of this hour.
    static let pauseFactor = 2.0
    /// No silence is shorter: a sender may need so long to connect again.
    static let shortestSilence = Duration.seconds(120)
    /// A flood is so many times the busiest five minutes,
    static let floodFactor = 5.0
    /// and at least so many messages.
    static let smallestFlood = 100
    /// Calls further apart leave time unwatched.
    static let unwatched = Duration.seconds(600)
    /// How much of a newer week replaces what was learned.
    static let freshness = 0.25

    /// Where the sender's clocks are: its hours are theirs, and its week begins on their Monday.
    private(set) var zone: ClockZone
    var hours = [HourRhythm](repeating: HourRhythm(), count: 168)
    /// Up to when it has watched.
    var watchedUntil: UTCTime
    /// When the last message came, or when it began to watch after a gap.
    var lastAt: UTCTime
    /// How many messages should have come since, reckoned with caution.
    var missing = 0.0
    /// How many came in the hour so far.
    var count = 0
    /// The busiest five minutes of the hour so far.
    var peak = 0
    /// Whether the hour was watched from its beginning.
    var isWholeHour = false
    /// The counts of the last five minutes, by the minute's number.
    var minutes = RecentMinutes()

    /// Knows nothing yet, and watches from `start` on.
    init(from start: UTCTime, zone: ClockZone = .utc) {
        self.zone = zone
        watchedUntil = start
        lastAt = start
    }

    /// The same by other clocks, where they show an hour more or less at most: so much it bears. `nil` elsewhere, for
    /// what was learned isn't true of those hours.
    func moved(to zone: ClockZone) -> FeedRhythm? {
        guard abs(zone.offset(at: watchedUntil) - self.zone.offset(at: watchedUntil)) <= 3600 else { return nil }
        var rhythm = self
        rhythm.zone = zone
        return rhythm
    }

    /// Takes note of `count` messages that came at `now`. Moments that lie before an earlier call count as that one.
    mutating func record(_ count: Int, at now: UTCTime) {
        watch(until: now)
        guard count > 0 else { return }
        learnPause(until: watchedUntil)
        self.count += count
        minutes.add(count, at: watchedUntil)
        peak = max(peak, minutes.total(at: watchedUntil))
        lastAt = watchedUntil
        missing = 0
    }

    /// Takes note that time has passed, and says how the source does.
    mutating func judge(at now: UTCTime) -> Verdict {
        watch(until: now)
        return verdict
    }

    /// How the source does at the moment of the last call.
    var verdict: Verdict {
        let hour = hourOfWeek(watchedUntil)
        let burst = minutes.total(at: watchedUntil)
        if burst >= Self.smallestFlood, isKnown(hour) {
            let usualPeak = around(hour, \.peak, max)
            if Double(burst) > Self.floodFactor * usualPeak {
                return .flooding(count: burst, usual: Int(usualPeak.rounded(.up)))
            }
        }
        if isSilent { return .silent(since: lastAt, missing: Int((missing / Self.cautiousShare).rounded())) }
        return isKnown(hour) ? .usual : .learning
    }

    private var isSilent: Bool {
        let pause = watchedUntil.elapsed(since: lastAt)
        guard missing >= Self.improbable, pause >= Self.shortestSilence else { return false }
        let longest = pausesSeen(from: lastAt, to: watchedUntil)
        return pause.inSeconds > Self.pauseFactor * longest
    }

    // MARK: Time passing

    private mutating func watch(until now: UTCTime) {
        guard now > watchedUntil else { return }
        if now.elapsed(since: watchedUntil) > Self.unwatched { return begin(at: now) }
        while watchedUntil < now {
            let end = min(now, endOfHour(watchedUntil))
            missing += cautiousRate(hourOfWeek(watchedUntil)) * end.elapsed(since: watchedUntil).inSeconds / 3600
            let isOver = end == endOfHour(watchedUntil)
            if isOver { learnHour(hourOfWeek(watchedUntil)) }
            watchedUntil = end
        }
    }

    private mutating func begin(at now: UTCTime) {
        watchedUntil = now
        lastAt = now
        missing = 0
        (count, peak) = (0, 0)
        isWholeHour = false
        minutes = RecentMinutes()
    }

    private mutating func learnHour(_ hour: Int) {
        // A silence that is being told of is learned only a little: else it would soon be the rhythm.
        if isWholeHour { hours[hour].learn(count: count, peak: peak, isDoubtful: isSilent) }
        (count, peak) = (0, 0)
        isWholeHour = true
    }

    private mutating func learnPause(until end: UTCTime) {
        let pause = end.elapsed(since: lastAt).inSeconds
        guard pause > 0 else { return }
        // A silence that was told of makes the next one only a little longer.
        let longest = isSilent ? min(pause, 1.5 * pausesSeen(from: lastAt, to: end)) : pause
        forEachHour(from: lastAt, to: end) { hour in hours[hour].pause = max(hours[hour].pause, longest) }
    }

    // MARK: The week

    private func hourOfWeek(_ moment: UTCTime) -> Int {
        // 1 January 1970 was a Thursday; the week begins on Monday.
        Int((localHour(moment) + 72) % 168)
    }

    private func localHour(_ moment: UTCTime) -> Int64 {
        max(0, zone.wall(at: moment).milliseconds) / 3_600_000
    }

    private func endOfHour(_ moment: UTCTime) -> UTCTime {
        // Clocks are changed as an hour ends: the next one has its own number, whichever that is.
        let left = (localHour(moment) + 1) * 3_600_000 - zone.wall(at: moment).milliseconds
        return UTCTime(milliseconds: moment.milliseconds + left)
    }

    /// Of an hour of the week, the one before and the one behind it, the highest or the lowest.
    private func around<Number: Comparable>(
        _ hour: Int, _ what: KeyPath<HourRhythm, Number>, _ choice: (Number, Number) -> Number
    ) -> Number {
        choice(
            choice(hours[(hour + 167) % 168][keyPath: what], hours[hour][keyPath: what]),
            hours[(hour + 1) % 168][keyPath: what])
    }

    private func isKnown(_ hour: Int) -> Bool { around(hour, \.weeks, min) > 0 }

    /// Messages an hour that are certain to come, whatever the day.
    private func cautiousRate(_ hour: Int) -> Double {
        guard isKnown(hour) else { return 0 }
        let lowest = around(hour, \.mean, min)
        return lowest < Self.fewestPerHour ? 0 : Self.cautiousShare * lowest
    }

    /// The longest pause, in seconds, of the hours from one moment to another and their neighbours.
    private func pausesSeen(from start: UTCTime, to end: UTCTime) -> Double {
        var longest = 0.0
        forEachHour(from: start, to: end) { hour in longest = max(longest, around(hour, \.pause, max)) }
        return longest
    }

    private func forEachHour(from start: UTCTime, to end: UTCTime, _ body: (Int) -> Void) {
        let first = hourOfWeek(start)
        let count = min(localHour(end) - localHour(start), 167)
        for offset in 0...Int(max(count, 0)) { body((first + offset) % 168) }
    }
}

/// What an hour of the week is like.
struct HourRhythm: Sendable, Hashable {
    /// Messages in the hour.
    var mean = 0.0
    /// Messages in its busiest five minutes.
    var peak = 0.0
    /// Its longest pause, in seconds.
    var pause = 0.0
    /// How many weeks it was seen, up to where that makes no difference any more.
    var weeks = 0

    /// Takes in one more week.
    mutating func learn(count: Int, peak: Int, isDoubtful: Bool) {
        let weight = max(FeedRhythm.freshness, 1 / Double(weeks + 1)) * (isDoubtful ? 0.5 : 1)
        mean += (Double(count) - mean) * weight
        // A flood that is being told of makes the next one only a little larger.
        let believed = weeks == 0 ? Double(peak) : min(Double(peak), 2 * self.peak + Double(FeedRhythm.smallestFlood))
        self.peak = max(believed, 0.9 * self.peak)
        pause *= 0.9
        weeks = min(weeks + 1, 99)
    }
}

/// The counts of the last five minutes.
struct RecentMinutes: Sendable, Hashable {
    static let length = 5

    var counts = [Int](repeating: 0, count: length)
    var last: Int64 = 0

    /// The messages of the five minutes that end with the minute of `now`.
    func total(at now: UTCTime) -> Int {
        let passed = now.minute - last
        guard passed < Self.length else { return 0 }
        return counts.dropFirst(Int(max(passed, 0))).reduce(0, +)
    }

    mutating func add(_ count: Int, at now: UTCTime) {
        let passed = Int(clamping: now.minute - last)
        if passed > 0 {
            counts = Array(counts.dropFirst(min(passed, Self.length)))
            counts += [Int](repeating: 0, count: Self.length - counts.count)
            last = now.minute
        }
        counts[Self.length - 1] += count
    }
}
