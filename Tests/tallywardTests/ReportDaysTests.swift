import SyncModel
import Testing

@testable import tallyward

@Suite("Reports by day")
struct ReportDaysTests {
    @Test("a day is the site's, as long as it is there: 23 hours where clocks are put forward, 25 where they go back")
    func days() throws {
        let zone = try #require(ClockZone(name: "America/Chicago"))
        // 00:30 on Monday in Chicago; Sunday is the day on which clocks changed.
        for (month, day, hour, length) in [(3, 9, 5, 23), (11, 2, 6, 25)] {
            let now = UTCTime(year: 2026, month: month, day: day, hour: hour, minute: 30)
            let days = ReportCommand.days(3, before: now, in: zone)
            #expect(days.map(\.name).first == zone.day(of: now) && days.count == 3)
            #expect(days[0].begins <= now && now < days[0].ends)
            #expect(days[1].ends == days[0].begins && days[2].ends == days[1].begins)
            #expect(days[1].ends.elapsed(since: days[1].begins) == .seconds(length * 3600))
        }
        #expect(ReportCommand.days(1, before: UTCTime(milliseconds: 0), in: .utc)[0].name == "1970-01-01")
    }
}
