import SyncModel
import Testing

@testable import Catalog

@Suite("When a file is closed")
struct FileClosingTests {
    private static let begun = UTCTime(year: 2026, month: 11, day: 23, hour: 7)

    @Test(
        "at its age or at a time of day, whichever comes first",
        arguments: [
            (FileClosing(), nil), (FileClosing(after: .seconds(3600)), "2026-11-23T08:00:00Z"),
            (FileClosing(time: .init(minutes: 120)), "2026-11-24T07:00:00Z"),
            (FileClosing(time: .init(minutes: 121)), "2026-11-23T07:01:00Z"),
            (FileClosing(after: .seconds(60), time: .init(minutes: 600)), "2026-11-23T07:01:00Z"),
            (FileClosing(time: .init(minutes: 120, day: 1)), "2026-12-01T07:00:00Z"),
            (FileClosing(time: .init(minutes: 0, day: 24)), "2026-11-24T05:00:00Z"),
        ])
    func ends(_ closing: FileClosing, _ expected: String?) {
        #expect(closing.end(begunAt: Self.begun, in: ClockZone(secondsEastOfUTC: -5 * 3600))?.description == expected)
    }

    @Test("by the clocks on the wall, also in the night in which they change")
    func summerTime() throws {
        // From 2026-11-01T06:00Z on New York is five hours behind UTC, before it four.
        let zone = try #require(ClockZone(name: "America/New_York"))
        let closing = FileClosing(time: .init(minutes: 180))
        let before = UTCTime(year: 2026, month: 10, day: 31, hour: 12)
        let first = closing.end(begunAt: before, in: zone)
        #expect(first?.description == "2026-11-01T08:00:00Z")
        #expect(first.flatMap { closing.end(begunAt: $0, in: zone) }?.description == "2026-11-02T08:00:00Z")
    }

    @Test(
        "the name of a file has its number in it, and no way out of its folder",
        arguments: [
            ("payroll-{date}-{number}.csv", true), ("p{number}.txt", true), ("payroll.csv", false),
            ("../{number}.csv", false), (".p{number}.csv", false), ("{number}{number}.csv", false),
            ("p {number}.csv", false), ("p{number}", false), ("p{time}{number}.csv", false),
        ])
    func names(_ pattern: String, _ isName: Bool) {
        #expect((FileNaming(pattern) != nil) == isName)
    }

    @Test("a number is found in the names of its day alone")
    func numbers() throws {
        let naming = try #require(FileNaming("payroll-{date}-{number}.csv"))
        #expect(naming.name(date: "2026-11-23", number: 12) == "payroll-2026-11-23-12.csv")
        #expect(naming.number(of: "payroll-2026-11-23-12.csv", date: "2026-11-23") == 12)
        #expect(naming.number(of: "payroll-2026-11-24-12.csv", date: "2026-11-23") == nil)
        #expect(naming.number(of: "payroll-2026-11-23-.csv", date: "2026-11-23") == nil)
    }
}
