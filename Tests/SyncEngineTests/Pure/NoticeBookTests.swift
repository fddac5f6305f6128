import SyncModel
import Testing

@testable import SyncEngine

/// A book with a clock of its own: one look a second.
private struct NoticeDiary {
    var book = NoticeBook()
    var uptime = Duration.zero
    var entries: [NoticeBook.News] = []

    var now: UTCTime { TestSite.start.advanced(by: uptime) }

    /// What people were told.
    var moments: [Notice.Moment] { entries.compactMap(\.moment) }

    var last: Notice? { entries.last?.notice }

    /// The last thing that people were told.
    var told: Notice? { entries.last { $0.moment != nil }?.notice }

    /// Looks once a second for so long.
    mutating func pass(
        _ seconds: Int, _ condition: EndpointCondition, waiting: Int = 0, cents: Int64? = nil,
        drainsIn: Duration? = nil
    ) {
        pass(seconds) { _ in
            NoticeSighting(
                endpoint: "erp", condition: condition, waiting: waiting,
                value: Money(cents: cents ?? Int64(waiting) * 100), drainsIn: drainsIn)
        }
    }

    mutating func pass(_ seconds: Int, _ sighting: (Int) -> NoticeSighting) {
        for second in 0..<seconds {
            entries += book.observe([sighting(second)], at: uptime, now: now)
            uptime += .seconds(1)
        }
    }
}

@Suite("Which notices people get")
struct NoticeBookTests {
    @Test("a blip is no notice, and many blips aren't one either")
    func blips() {
        var diary = NoticeDiary()
        for _ in 0..<20 {
            diary.pass(20, .down, waiting: 50)
            diary.pass(40, .up, waiting: 5)
        }
        #expect(diary.entries.isEmpty)
    }

    @Test("an endpoint that comes and goes every few seconds is troubled all the same")
    func flapping() {
        var diary = NoticeDiary()
        for _ in 0..<3 {
            diary.pass(15, .down, waiting: 50)
            diary.pass(5, .up, waiting: 50)
        }
        #expect(diary.moments == [.start])
    }

    @Test("nobody is told while nothing waits, however long it is down")
    func nothingWaits() {
        var diary = NoticeDiary()
        diary.pass(7200, .down)
        #expect(diary.entries.isEmpty)
        diary.pass(31, .down, waiting: 1, cents: 250)
        #expect(diary.moments == [.start])
        #expect(diary.told?.startedAt == TestSite.start.advanced(by: .seconds(7200)))
        #expect(diary.told?.level == .warning)
    }

    @Test("the notice says not to re-key, how many wait since when, what they are worth, and when it is back")
    func sentence() {
        var diary = NoticeDiary()
        diary.pass(31, .limited, waiting: 1204, cents: 841_020, drainsIn: .seconds(3600))
        #expect(
            diary.told?.text
                == "Do not re-key: erp takes less than it is sent. 1,204 entries are queued since 08:00, in order, "
                + "worth $8,410.20. Back by about 09:01, by itself.")
        #expect(diary.told?.level == .critical)
        #expect(diary.told?.backAt == TestSite.start.advanced(by: .seconds(3660)))
    }

    @Test(
        "each condition has its own words",
        arguments: [
            (EndpointCondition.down, "can't be reached", "when it is back isn't known yet"),
            (.paused, "was stopped by a person", "when it is resumed"),
        ])
    func words(condition: EndpointCondition, how: String, outlook: String) {
        var diary = NoticeDiary()
        diary.pass(31, condition, waiting: 1)
        #expect(diary.told?.text.contains(how) == true)
        #expect(diary.told?.text.contains(outlook) == true)
        #expect(diary.told?.text.contains("1 entry is queued since 08:00") == true)
    }

    @Test("that it is limited troubles nobody while it catches up within a minute")
    func catchesUp() {
        var diary = NoticeDiary()
        diary.pass(3600, .limited, waiting: 40, drainsIn: .seconds(20))
        #expect(diary.entries.isEmpty)
    }

    @Test("an outage of an hour is told of three times: its start, that it lasts, its end")
    func outage() {
        var diary = NoticeDiary()
        diary.pass(3600, .down, waiting: 30)
        #expect(diary.moments == [.start, .worse])
        #expect(diary.told?.level == .critical)
        diary.pass(120, .up, waiting: 0)
        #expect(diary.moments == [.start, .worse, .end])
        #expect(diary.told?.endedAt != nil)
        #expect(
            diary.told?.text
                == "erp works again. What was queued since 08:00 (up to 30 entries) has been worked off; nothing has "
                + "to be re-keyed.")
        diary.pass(600, .up)
        #expect(diary.moments.count == 3)
    }

    @Test("a backlog that grows steadily is told of when it doubled, and at most every quarter of an hour")
    func doubling() {
        var diary = NoticeDiary()
        // One a second, critical from the thousandth on.
        diary.pass(6 * 3600) { second in
            NoticeSighting(
                endpoint: "erp", condition: .down, waiting: second + 1, value: Money(cents: Int64(second)),
                drainsIn: nil)
        }
        #expect(diary.moments.first == .start)
        #expect((4...8).contains(diary.moments.count), "\(diary.moments)")
        let times = diary.entries.filter { $0.moment == .worse }.map(\.notice.changedAt)
        for (earlier, later) in zip(times.dropFirst(), times.dropFirst(2)) {
            #expect(later.elapsed(since: earlier) >= NoticeBook.patience)
        }
        #expect(diary.told?.waiting ?? 0 > 8000)
    }

    @Test("one or two more aren't worse, though they doubled")
    func fewAreNotWorse() {
        var diary = NoticeDiary()
        diary.pass(31, .down, waiting: 1)
        diary.pass(800, .down, waiting: 4)
        #expect(diary.moments == [.start])
        #expect(diary.last?.waiting == 4)
    }

    @Test("the figures of an open notice follow, ten seconds behind at most, without telling anybody")
    func figures() {
        var diary = NoticeDiary()
        diary.pass(120) { second in
            NoticeSighting(
                endpoint: "erp", condition: .down, waiting: second / 4 + 1, value: .zero, drainsIn: nil)
        }
        #expect(diary.moments == [.start])
        #expect((8...10).contains(diary.entries.count))
        #expect((diary.last?.waiting ?? 0) >= 28)
    }

    @Test("a notice is open until the backlog is small or gone in a minute")
    func drains() {
        var diary = NoticeDiary()
        diary.pass(60, .down, waiting: 500)
        diary.pass(600, .up, waiting: 400, drainsIn: .seconds(600))
        #expect(diary.moments == [.start])
        #expect(diary.last?.text.contains("takes entries again") == true)
        #expect(diary.last?.text.contains("Back by about") == true)
        diary.pass(2, .up, waiting: 45, drainsIn: .seconds(120))
        #expect(diary.moments == [.start, .end])
        #expect(diary.told?.text.contains("45 of it still on the way") == true)
    }

    @Test("what stands behind a delivery that a person has to mend keeps no notice open")
    func heldLanes() {
        var diary = NoticeDiary()
        diary.pass(60, .down, waiting: 500)
        diary.pass(60, .up, waiting: 400, drainsIn: .zero)
        #expect(diary.moments == [.start, .end])
    }

    @Test("a short good spell ends nothing")
    func goodSpell() {
        var diary = NoticeDiary()
        diary.pass(60, .down, waiting: 500)
        diary.pass(20, .up, waiting: 0)
        diary.pass(60, .down, waiting: 30)
        diary.pass(10, .unknown, waiting: 30)
        diary.pass(60, .down, waiting: 30)
        #expect(diary.moments == [.start])
    }

    @Test("the next engine carries an open notice on: not told again, worse and over as if nothing had been")
    func carriedOn() throws {
        var diary = NoticeDiary()
        diary.pass(60, .down, waiting: 30)
        let open = try #require(diary.told)
        var next = NoticeDiary()
        // Its uptime begins at zero: the wall clock says how old the notice is.
        let start = diary.now
        next.book.carryOn([open], at: .zero, now: start)
        var entries: [NoticeBook.News] = []
        for second in 0..<900 {
            let sighting = NoticeSighting(
                endpoint: "erp", condition: second < 5 ? .unknown : .down, waiting: 30, value: Money(cents: 3000),
                drainsIn: nil)
            entries += next.book.observe(
                [sighting], at: .seconds(second), now: start.advanced(by: .seconds(second)))
        }
        #expect(entries.compactMap(\.moment) == [.worse])
        let worse = try #require(entries.first { $0.moment == .worse }?.notice)
        #expect(worse.startedAt == open.startedAt)
        #expect(worse.changedAt.elapsed(since: open.startedAt) == .seconds(900))
    }

    @Test("what the next engine finds empty is over, though nothing was sent since")
    func carriedOnEmpty() throws {
        var diary = NoticeDiary()
        diary.pass(60, .down, waiting: 30)
        var next = NoticeDiary()
        next.book.carryOn([try #require(diary.told)], at: .zero, now: next.now)
        next.pass(40, .unknown, waiting: 0)
        #expect(next.moments == [.end])
    }

    @Test("a cause that the catalog doesn't have any more is over")
    func gone() throws {
        var diary = NoticeDiary()
        diary.pass(60, .down, waiting: 30)
        #expect(diary.book.observe([], at: diary.uptime, now: diary.now).map(\.moment) == [.end])
        #expect(!diary.book.hasOpen)
    }

    @Test("a silence is told of at once, becomes critical after an hour, and is over when messages come")
    func silence() {
        var diary = NoticeDiary()
        let cause = Notice.Cause(.feedSilent, "ehr")
        let since = TestSite.start.advanced(by: .seconds(-600))
        diary.pass(3600) { _ in NoticeSighting(cause, .troubled(.silent(since: since, missing: 40))) }
        #expect(diary.moments == [.start, .worse])
        #expect(
            diary.told?.text
                == "Nothing has come from ehr since 07:50, where about 40 messages should have come. Do not re-key: go "
                + "on documenting; what it sends later is taken in as usual. Have the interface looked at.")
        #expect(diary.told?.changedAt == TestSite.start.advanced(by: .seconds(3000)))
        diary.pass(300) { _ in NoticeSighting(cause, .unclear) }
        #expect(diary.moments.count == 2)
        diary.pass(61) { _ in NoticeSighting(cause, .well) }
        #expect(diary.moments == [.start, .worse, .end])
    }

    @Test("a flood has to last a minute, and is over after five minutes without")
    func flood() {
        var diary = NoticeDiary()
        let cause = Notice.Cause(.feedFlood, "ehr")
        diary.pass(50) { _ in NoticeSighting(cause, .troubled(.flooding(count: 4120, usual: 300))) }
        #expect(diary.moments == [])
        diary.pass(50) { _ in NoticeSighting(cause, .troubled(.flooding(count: 4120, usual: 300))) }
        #expect(diary.moments == [.start])
        #expect(diary.told?.text.contains("4,120 messages in five minutes, where 300 is the most") == true)
        diary.pass(290) { _ in NoticeSighting(cause, .well) }
        #expect(diary.moments == [.start])
        diary.pass(20) { _ in NoticeSighting(cause, .well) }
        #expect(diary.moments == [.start, .end])
    }

    @Test("times of another day carry their date, in the site's own time")
    func siteTime() {
        let wording = NoticeWording(zone: ClockZone(secondsEastOfUTC: -5 * 3600))
        let now = UTCTime(year: 2026, month: 3, day: 3, hour: 6)
        #expect(wording.time(UTCTime(year: 2026, month: 3, day: 3, hour: 5, minute: 7), now: now) == "00:07")
        #expect(wording.time(UTCTime(year: 2026, month: 3, day: 3, hour: 4, minute: 7), now: now) == "2026-03-02 23:07")
    }

    @Test("under any weather there is one start, then worse, then one end; never more than one a quarter of an hour")
    func anyWeather() {
        for seed in 1...60 as ClosedRange<UInt64> {
            var chance = SeededChance(seed: seed)
            var diary = NoticeDiary()
            var waiting = 0
            var condition = EndpointCondition.up
            for _ in 0..<400 {
                if chance.fraction() < 0.2 {
                    condition = EndpointCondition.allCases[Int(chance.fraction() * 5)]
                }
                waiting = condition == .up ? waiting / 2 : waiting + Int(chance.fraction() * 200)
                diary.pass(1 + Int(chance.fraction() * 30), condition, waiting: waiting)
            }
            var isOpen = false
            for one in diary.entries {
                switch one.moment {
                case .start:
                    #expect(!isOpen, "seed \(seed)")
                    isOpen = true
                case .worse, nil: #expect(isOpen, "seed \(seed)")
                case .end:
                    #expect(isOpen, "seed \(seed)")
                    isOpen = false
                }
            }
            let worse = diary.entries.filter { $0.moment == .worse }
            let limit = diary.uptime.milliseconds / 900_000 + Int64(2 * diary.moments.count { $0 == .start }) + 2
            #expect(worse.count <= limit, "seed \(seed)")
        }
    }
}
