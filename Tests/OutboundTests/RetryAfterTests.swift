import SyncModel
import Testing

@testable import Outbound

struct RetryAfterTests {
    static let now = UTCTime(year: 2026, month: 11, day: 22, hour: 8)

    @Test(
        "seconds are taken as they are, and capped",
        arguments: [
            ("120", Duration.seconds(120)), ("0", .zero), (" 5\t", .seconds(5)), ("0.25", .milliseconds(250)),
            ("1.5", .milliseconds(1500)), ("3600", .seconds(3600)), ("3601", .seconds(3600)),
            ("3599.9999", .milliseconds(3_599_999)), ("99999999999999999999999", .seconds(3600)),
            ("9223372036854775807", .seconds(3600)),
        ])
    func seconds(value: String, delay: Duration) {
        #expect(RetryAfter.delay(value, now: Self.now) == delay)
    }

    @Test("a date is measured from the answer's own clock, not from ours")
    func skew() {
        let delay = RetryAfter.delay(
            "Sun, 22 Nov 2026 11:00:30 GMT", date: "Sun, 22 Nov 2026 11:00:00 GMT", now: Self.now)
        #expect(delay == .seconds(30))
    }

    @Test("without a readable Date header a date is measured from our clock", arguments: [nil, "yesterday"])
    func ownClock(date: String?) {
        #expect(RetryAfter.delay("Sun, 22 Nov 2026 08:01:00 GMT", date: date, now: Self.now) == .seconds(60))
    }

    @Test("a date that has passed asks for no delay")
    func past() {
        #expect(RetryAfter.delay("Fri, 31 Dec 1999 23:59:59 GMT", now: Self.now) == .zero)
    }

    @Test("a date far ahead is capped")
    func far() {
        #expect(RetryAfter.delay("Fri, 31 Dec 2999 23:59:59 GMT", now: Self.now) == RetryAfter.longest)
    }

    @Test(
        "what is neither seconds nor a date asks for nothing", arguments: ["", "soon", "-1", "1e3", "1.", ".5", "1,5"])
    func unreadable(value: String) {
        #expect(RetryAfter.delay(value, now: Self.now) == nil)
    }
}
