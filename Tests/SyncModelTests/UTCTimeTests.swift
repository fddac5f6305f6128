import Foundation
import SyncModel
import Testing

@Suite("Time")
struct UTCTimeTests {
    @Test(
        "a moment reads as ISO 8601, before 1970 and past leap days too",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (951_782_400_000, "2000-02-29T00:00:00Z"),
            (1_795_335_262_999, "2026-11-22T08:14:22Z"), (4_107_542_399_000, "2100-02-28T23:59:59Z"),
        ] as [(Int64, String)])
    func description(milliseconds: Int64, text: String) {
        #expect(UTCTime(milliseconds: milliseconds).description == text)
    }

    @Test("a civil date becomes the moment it names, day by day over four centuries")
    func civil() {
        var time = UTCTime(year: 1900, month: 1, day: 1)
        for _ in 0..<146_097 {
            let parts = time.date.split(separator: "-").compactMap { Int($0) }
            #expect(UTCTime(year: parts[0], month: parts[1], day: parts[2]) == time)
            time = time.advanced(by: .seconds(86_400))
        }
        #expect(time == UTCTime(year: 2300, month: 1, day: 1))
    }

    @Test(
        "a moment as a person types it: a date, a time of a date, or so long ago; anything else is none",
        arguments: [
            ("2026-11-22", "2026-11-22T00:00:00Z"), ("2026-11-22T08:14:22Z", "2026-11-22T08:14:22Z"),
            ("45m", "2026-11-22T07:29:22Z"), ("2h", "2026-11-22T06:14:22Z"), ("3d", "2026-11-19T08:14:22Z"),
            ("2026-13-01", nil), ("2026-11-22T08:14:22", nil), ("-2h", nil), ("h", nil), ("yesterday", nil), ("", nil),
            ("999999999999999999d", nil), ("9223372036854775807-01-01", nil),
        ] as [(String, String?)])
    func words(typed: String, moment: String?) {
        let now = UTCTime(milliseconds: 1_795_335_262_000)
        #expect(UTCTime(words: typed, now: now)?.description == moment)
    }

    @Test("hours and minutes count from midnight")
    func clock() {
        let time = UTCTime(year: 2026, month: 11, day: 22, hour: 23, minute: 59, second: 58)
        #expect(time.time == "23:59:58" && time.date == "2026-11-22")
        #expect(time.advanced(by: .seconds(2)).description == "2026-11-23T00:00:00Z")
    }

    @Test(
        "a minute holds the moments from its first millisecond to the next's",
        arguments: [(0, 0), (59_999, 0), (60_000, 1), (-1, -1), (-60_000, -1), (-60_001, -2)] as [(Int64, Int64)])
    func minutes(milliseconds: Int64, minute: Int64) {
        #expect(UTCTime(milliseconds: milliseconds).minute == minute)
    }

    @Test("the first and the last moment there are have a minute and a name", arguments: [Int64.min, .max])
    func ends(milliseconds: Int64) {
        let time = UTCTime(milliseconds: milliseconds)
        #expect(time.minute == (milliseconds < 0 ? -153_722_867_280_913 : 153_722_867_280_912))
        #expect(time.description.hasSuffix("Z"))
    }

    @Test("what passed between two moments is negative where the clock was set back")
    func elapsed() {
        let earlier = UTCTime(milliseconds: 1_000)
        #expect(earlier.advanced(by: .milliseconds(-250)).elapsed(since: earlier) == .milliseconds(-250))
        #expect(earlier.advanced(by: .seconds(3)).elapsed(since: earlier) == .seconds(3))
    }

    @Test("a moment is a bare number of milliseconds in JSON")
    func json() throws {
        #expect(String(decoding: try JSONEncoder().encode([UTCTime(milliseconds: -5)]), as: UTF8.self) == "[-5]")
        #expect(try JSONDecoder().decode([UTCTime].self, from: Data("[7]".utf8)) == [UTCTime(milliseconds: 7)])
    }

    @Test(
        "an age is spoken in at most two units",
        arguments: [
            (-5, "0s"), (0, "0s"), (59, "59s"), (60, "1m"), (3599, "59m"), (3600, "1h00m"), (11_520, "3h12m"),
            (86_399, "23h59m"), (86_400, "1d0h"), (187_200, "2d4h"),
        ] as [(Int, String)])
    func spoken(seconds: Int, text: String) {
        #expect(Duration.seconds(seconds).spoken == text)
    }

    @Test("durations are cut, not rounded, to whole units")
    func units() {
        #expect(Duration.microseconds(2_999).milliseconds == 2)
        #expect(Duration.microseconds(-2_999).milliseconds == -2)
        #expect(Duration.nanoseconds(1_999).microseconds == 1)
    }
}
