import SyncModel
import Testing

@testable import Outbound

struct HTTPDateTests {
    static let published = UTCTime(year: 1994, month: 11, day: 6, hour: 8, minute: 49, second: 37)
    static let now = UTCTime(year: 2026, month: 11, day: 22)

    @Test(
        "the three forms of an HTTP date name the same moment",
        arguments: [
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        ])
    func forms(text: String) {
        #expect(HTTPDate.parse(text, now: Self.now) == Self.published)
    }

    @Test(
        "a year of two digits is at most fifty years ahead",
        arguments: [("75", 2075), ("76", 2076), ("77", 1977), ("00", 2000), ("26", 2026)])
    func century(digits: String, year: Int) {
        let date = HTTPDate.parse("Monday, 01-Jan-\(digits) 00:00:00 GMT", now: Self.now)
        #expect(date == UTCTime(year: year, month: 1, day: 1))
    }

    @Test(
        "what is none of the three forms is no date",
        arguments: [
            "", "now", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Brumaire 1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT",
            "Sun, 06 Nov 1994 8:49:37 GMT", "Sunday, 06-Nov-1994 08:49:37 GMT", "Sun Nov  6 08:49:37 94",
            "Sun, +6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT GMT", "1994-11-06T08:49:37Z",
            "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 1994 08:60:37 GMT",
        ])
    func refused(text: String) {
        #expect(HTTPDate.parse(text, now: Self.now) == nil)
    }
}
