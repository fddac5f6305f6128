import Foundation
import SyncModel
import Testing

@testable import SyncEngine

/// A feed as hospitals have them: busy mornings, quiet nights, quieter weekends, better and worse days.
struct SimulatedFeed {
    /// Messages in the busiest hour of a working day.
    var busiest: Double
    /// Messages in an hour of the night.
    var nightly: Double
    /// What is left of it at weekends.
    var weekend = 0.4
    /// How much days differ: each has between 1 - this and 1 + this of the usual traffic.
    var unevenness = 0.4
    var chance: SeededChance
    private var day = -1
    private var dayFactor = 1.0

    init(busiest: Double, nightly: Double, weekend: Double = 0.4, seed: UInt64) {
        (self.busiest, self.nightly, self.weekend) = (busiest, nightly, weekend)
        chance = SeededChance(seed: seed)
    }

    /// Messages in the minute of that number, since a Monday's midnight.
    mutating func messages(inMinute minute: Int) -> Int {
        if minute / 1440 != day {
            day = minute / 1440
            dayFactor = 1 + unevenness * (2 * chance.fraction() - 1)
        }
        let hour = Double(minute % 1440) / 60
        let sun = max(0, sin((hour - 6) / 14 * .pi))
        let isWeekend = day % 7 >= 5
        let rate = (nightly + (busiest - nightly) * (hour > 6 && hour < 20 ? sun : 0)) * (isWeekend ? weekend : 1)
        return poisson(rate * dayFactor / 60)
    }

    private mutating func poisson(_ mean: Double) -> Int {
        var (product, count) = (chance.fraction(), 0)
        let limit = exp(-mean)
        while product > limit {
            product *= chance.fraction()
            count += 1
        }
        return count
    }
}

@Suite("The rhythm of a feed")
struct FeedRhythmTests {
    /// A Monday.
    private static let monday = UTCTime(year: 2026, month: 3, day: 2)
    private static let week = 10_080

    private static func moment(_ minute: Int) -> UTCTime { monday.advanced(by: .seconds(60 * minute)) }

    /// Lives through the minutes of `range`; how many alarms were raised.
    private static func live(
        _ rhythm: inout FeedRhythm, _ range: Range<Int>, _ messages: (Int) -> Int
    ) -> (silences: Int, floods: Int) {
        var (silences, floods) = (0, 0)
        var before = FeedRhythm.Verdict.usual
        for minute in range {
            rhythm.record(messages(minute), at: moment(minute))
            let verdict = rhythm.verdict
            switch (before, verdict) {
            case (.silent, .silent), (.flooding, .flooding): break
            case (_, .silent): silences += 1
            case (_, .flooding): floods += 1
            default: break
            }
            before = verdict
        }
        return (silences, floods)
    }

    /// The minute, from `start`, at which a feed that sends nothing any more is found silent.
    private static func minutesUntilFound(_ rhythm: FeedRhythm, from start: Int) -> Int? {
        var rhythm = rhythm
        for minute in start..<(start + 3 * 1440) {
            if case .silent = rhythm.judge(at: moment(minute)) { return minute - start }
        }
        return nil
    }

    private static func learned(_ feed: SimulatedFeed, weeks: Int = 4) -> FeedRhythm {
        var rhythm = FeedRhythm(from: monday)
        var feed = feed
        _ = live(&rhythm, 0..<(weeks * week)) { feed.messages(inMinute: $0) }
        return rhythm
    }

    @Test(
        "an ordinary feed with quiet nights and weekends raises no more than one false alarm in a month",
        arguments: [(600, 12), (120, 4), (60, 1), (20, 0.3)])
    func staysCalm(busiest: Double, nightly: Double) {
        var feed = SimulatedFeed(busiest: busiest, nightly: nightly, seed: 1)
        var rhythm = FeedRhythm(from: Self.monday)
        let (silences, floods) = Self.live(&rhythm, 0..<(16 * Self.week)) { feed.messages(inMinute: $0) }
        // Four are allowed; the rules leave room for days that are worse than these.
        #expect(silences + floods <= 1)
    }

    @Test("a busy feed that stops in the morning is found within minutes")
    func findsSilence() throws {
        let rhythm = Self.learned(SimulatedFeed(busiest: 900, nightly: 20, seed: 3))
        let tenOnTuesday = 4 * Self.week + 1440 + 600
        var lived = rhythm
        var feed = SimulatedFeed(busiest: 900, nightly: 20, seed: 4)
        _ = Self.live(&lived, (4 * Self.week)..<tenOnTuesday) { feed.messages(inMinute: $0) }
        let found = try #require(Self.minutesUntilFound(lived, from: tenOnTuesday))
        #expect((2...5).contains(found))
    }

    @Test("the busier the feed, the sooner; one that stops at night is found only when its silence is improbable")
    func findsSilenceInItsTime() throws {
        var found: [Int] = []
        for (busiest, nightly) in [(900.0, 6.0), (200, 6), (60, 6)] {
            var rhythm = Self.learned(SimulatedFeed(busiest: busiest, nightly: nightly, seed: 5))
            var feed = SimulatedFeed(busiest: busiest, nightly: nightly, seed: 6)
            let ten = 4 * Self.week + 600
            _ = Self.live(&rhythm, (4 * Self.week)..<ten) { feed.messages(inMinute: $0) }
            found.append(try #require(Self.minutesUntilFound(rhythm, from: ten)))
        }
        #expect(found == found.sorted() && found[0] <= 5 && found[2] <= 60)
        var rhythm = Self.learned(SimulatedFeed(busiest: 200, nightly: 6, seed: 7))
        var feed = SimulatedFeed(busiest: 200, nightly: 6, seed: 8)
        let nine = 4 * Self.week + 21 * 60
        _ = Self.live(&rhythm, (4 * Self.week)..<nine) { feed.messages(inMinute: $0) }
        let atNight = try #require(Self.minutesUntilFound(rhythm, from: nine))
        // At six an hour: two hours are nothing; by the time the day's traffic should have begun it is certain.
        #expect((120...660).contains(atNight))
    }

    @Test("a feed that sleeps at night isn't missed there, however long; it is in the morning")
    func lowTrafficNeverAlarms() throws {
        var rhythm = Self.learned(SimulatedFeed(busiest: 200, nightly: 0.5, seed: 9))
        var feed = SimulatedFeed(busiest: 200, nightly: 0.5, seed: 10)
        let nine = 4 * Self.week + 21 * 60
        _ = Self.live(&rhythm, (4 * Self.week)..<nine) { feed.messages(inMinute: $0) }
        let found = try #require(Self.minutesUntilFound(rhythm, from: nine))
        #expect((9 * 60...13 * 60).contains(found))
    }

    @Test("it says since when, and about how many are missing; the next message ends it")
    func tells() throws {
        var rhythm = Self.learned(SimulatedFeed(busiest: 600, nightly: 600, weekend: 1, seed: 11))
        let start = 4 * Self.week
        rhythm.record(7, at: Self.moment(start))
        guard case .silent(let since, let missing) = rhythm.judge(at: Self.moment(start + 9)) else {
            Issue.record("not found in nine minutes")
            return
        }
        #expect(since == Self.moment(start))
        #expect((60...100).contains(missing))
        rhythm.record(1, at: Self.moment(start + 10))
        #expect(rhythm.verdict == .usual)
    }

    @Test("in its first week a new source alarms nobody, whatever it does")
    func learnsFirst() {
        var rhythm = FeedRhythm(from: Self.monday)
        let (silences, floods) = Self.live(&rhythm, 0..<Self.week) { minute in
            minute / 600 % 2 == 0 ? 50 : minute % 1000 == 1 ? 9999 : 0
        }
        #expect(silences == 0 && floods == 0)
        var fresh = FeedRhythm(from: Self.monday)
        #expect(fresh.judge(at: Self.moment(5)) == .learning)
    }

    @Test("a sender that sends in batches is given the pauses it has always had")
    func knowsPauses() throws {
        var rhythm = FeedRhythm(from: Self.monday)
        let (silences, floods) = Self.live(&rhythm, 0..<(5 * Self.week)) { $0.isMultiple(of: 15) ? 200 : 0 }
        #expect(silences == 0 && floods == 0)
        let found = try #require(Self.minutesUntilFound(rhythm, from: 5 * Self.week))
        // The last batch was a quarter of an hour before.
        #expect((13...25).contains(found))
    }

    @Test("many times the busiest five minutes are a flood; a busy day isn't, nor is the batch of every night")
    func findsFloods() {
        var rhythm = FeedRhythm(from: Self.monday)
        var feed = SimulatedFeed(busiest: 300, nightly: 10, seed: 12)
        let usual: (Int) -> Int = { minute in feed.messages(inMinute: minute) + (minute % 1440 == 90 ? 4000 : 0) }
        let (_, floods) = Self.live(&rhythm, 0..<(4 * Self.week), usual)
        #expect(floods == 0)
        let ten = 4 * Self.week + 600
        _ = Self.live(&rhythm, (4 * Self.week)..<ten, usual)
        rhythm.record(70, at: Self.moment(ten))
        #expect(rhythm.verdict == .usual)
        rhythm.record(900, at: Self.moment(ten + 1))
        guard case .flooding(let count, let most) = rhythm.verdict else {
            Issue.record("a thousand in two minutes and nobody noticed")
            return
        }
        #expect(count >= 970 && most < 100)
        _ = Self.live(&rhythm, (ten + 2)..<(ten + 9), usual)
        #expect(rhythm.verdict == .usual)
    }

    @Test("the clocks changing by an hour, or a holiday like a Sunday, alarm nobody")
    func survivesTheCalendar() {
        var feed = SimulatedFeed(busiest: 200, nightly: 3, seed: 13)
        var rhythm = Self.learned(feed, weeks: 6)
        let start = 6 * Self.week
        let shifted = Self.live(&rhythm, start..<(start + 2 * Self.week)) { feed.messages(inMinute: $0 + 60) }
        #expect(shifted.silences + shifted.floods == 0)
        var holiday = Self.learned(feed, weeks: 6)
        let quiet = Self.live(&holiday, start..<(start + 1440)) { feed.messages(inMinute: $0 + 6 * 1440) }
        #expect(quiet.silences + quiet.floods == 0)
    }

    @Test("time that nobody watched teaches nothing and is no silence")
    func ignoresAbsence() {
        var rhythm = Self.learned(SimulatedFeed(busiest: 600, nightly: 60, seed: 14))
        let hours = rhythm.hours
        let later = 4 * Self.week + 1440 + 700
        #expect(rhythm.judge(at: Self.moment(later)) == .usual)
        #expect(rhythm.hours == hours)
        // A clock that is set back is waited for.
        #expect(rhythm.judge(at: Self.moment(later - 500)) == .usual)
        #expect(rhythm.judge(at: Self.moment(later + 1)) == .usual)
    }

    @Test("an outage that was told of doesn't become the rhythm: the next one is found nearly as soon")
    func forgetsOutages() throws {
        var feed = SimulatedFeed(busiest: 600, nightly: 60, seed: 15)
        var rhythm = Self.learned(feed)
        var found: [Int] = []
        for week in 4..<8 {
            let nine = week * Self.week + 540
            _ = Self.live(&rhythm, (week * Self.week)..<nine) { feed.messages(inMinute: $0) }
            found.append(try #require(Self.minutesUntilFound(rhythm, from: nine)))
            _ = Self.live(&rhythm, nine..<(nine + 180)) { _ in 0 }
            _ = Self.live(&rhythm, (nine + 180)..<((week + 1) * Self.week)) { feed.messages(inMinute: $0) }
        }
        #expect(found.allSatisfy { $0 <= 15 })
    }

    @Test("a site's week is its own: the offset from UTC moves the hours, not the rules")
    func knowsTheOffset() {
        let rhythm = FeedRhythm(from: Self.monday, zone: ClockZone(secondsEastOfUTC: -5 * 3600))
        var other = rhythm
        _ = Self.live(&other, 0..<(26 * 60)) { _ in 1 }
        // The first whole hour is Sunday, 20:00 there.
        #expect(other.hours.indices.filter { other.hours[$0].weeks > 0 }.contains(6 * 24 + 20))
        #expect(other.hours[0].weeks == 1 && other.hours[30].weeks == 0)
    }

    @Test("where clocks are put forward, a feed's hours go with them")
    func knowsSummerTime() throws {
        let zone = try #require(ClockZone(name: "America/Chicago"))
        // Saturday, 7 March 2026, 12:00 there; 02:00 becomes 03:00 in the night.
        let noon = UTCTime(year: 2026, month: 3, day: 7, hour: 18)
        var rhythm = FeedRhythm(from: noon, zone: zone)
        for minute in 0...(24 * 60) { rhythm.record(1, at: noon.advanced(by: .seconds(Int64(minute) * 60))) }
        let seen = rhythm.hours.indices.filter { rhythm.hours[$0].weeks > 0 }
        // From Saturday 13:00 to Sunday 12:59, of which 02:00 was none.
        #expect(seen == Array((5 * 24 + 13)..<(6 * 24 + 2)) + Array((6 * 24 + 3)..<(6 * 24 + 13)))
        #expect(seen.allSatisfy { (55...65).contains(rhythm.hours[$0].mean) })
    }

    @Test("where clocks are put back, the hour that comes twice is learned as two of it")
    func knowsWinterTime() throws {
        let zone = try #require(ClockZone(name: "America/Chicago"))
        let noon = UTCTime(year: 2026, month: 10, day: 31, hour: 17)
        var rhythm = FeedRhythm(from: noon, zone: zone)
        for minute in 0...(24 * 60) { rhythm.record(1, at: noon.advanced(by: .seconds(Int64(minute) * 60))) }
        #expect(rhythm.hours[6 * 24 + 1].weeks == 2 && (55...65).contains(rhythm.hours[6 * 24 + 1].mean))
        #expect(rhythm.hours[6 * 24 + 2].weeks == 1)
    }

    @Test("what was learned by an offset goes on where the zone is at most an hour from it, else it begins anew")
    func movesToAZone() throws {
        let chicago = try #require(ClockZone(name: "America/Chicago"))
        for (hours, isKept) in [(-6, true), (-5, true), (-4, false), (0, false)] {
            let kept = FeedRhythm(from: Self.monday, zone: ClockZone(secondsEastOfUTC: hours * 3600))
            let old = try JSONEncoder().encode(kept)
            #expect(!String(decoding: old, as: UTF8.self).contains("zone"), "as it was written before there were zones")
            let moved = try JSONDecoder().decode(FeedRhythm.self, from: old).moved(to: chicago)
            #expect(moved?.zone == (isKept ? chicago : nil))
            guard let moved else { continue }
            let restored = try JSONDecoder().decode(FeedRhythm.self, from: JSONEncoder().encode(moved))
            #expect(restored == moved)
        }
    }

    @Test("it is one row of two to five kilobytes, and goes on from there as if nothing had happened")
    func isKept() throws {
        var feed = SimulatedFeed(busiest: 600, nightly: 6, seed: 16)
        var rhythm = Self.learned(feed)
        let bytes = try JSONEncoder().encode(rhythm)
        #expect((1000...5000).contains(bytes.count))
        var restored = try JSONDecoder().decode(FeedRhythm.self, from: bytes)
        #expect(restored.zone == rhythm.zone && restored.watchedUntil == rhythm.watchedUntil)
        for minute in (4 * Self.week)..<(4 * Self.week + 1440) {
            let count = minute % 1440 < 600 ? feed.messages(inMinute: minute) : 0
            rhythm.record(count, at: Self.moment(minute))
            restored.record(count, at: Self.moment(minute))
            let kinds = [rhythm.verdict, restored.verdict].map { "\($0)".prefix(6) }
            if kinds[0] != kinds[1] { #expect(abs(rhythm.missing - restored.missing) < 0.5) }
        }
    }

    @Test(
        "what isn't a rhythm is refused, not believed",
        arguments: ["{}", "[]", #"{"v":2}"#, #"{"v":1,"offset":0,"until":1,"last":1,"missing":0,"hour":[1,2]}"#])
    func refusesOthers(text: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(FeedRhythm.self, from: Data(text.utf8)) }
    }
}
