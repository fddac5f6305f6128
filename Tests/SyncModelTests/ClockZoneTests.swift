import SyncModel
import Testing

@Suite("What clocks show")
struct ClockZoneTests {
    private func zone(_ name: String) throws -> ClockZone { try #require(ClockZone(name: name)) }

    private static func time(_ words: String) throws -> UTCTime {
        try #require(UTCTime(words: words, now: UTCTime(milliseconds: 0)))
    }

    @Test(
        "wall-clock time is the moment at which clocks show it, on both sides of both changes",
        arguments: [
            // Forward: 02:00 becomes 03:00; what is never shown is as long after the change.
            ("America/Chicago", "2026-03-08T01:59:59Z", "2026-03-08T07:59:59Z"),
            ("America/Chicago", "2026-03-08T02:00:00Z", "2026-03-08T08:00:00Z"),
            ("America/Chicago", "2026-03-08T02:30:00Z", "2026-03-08T08:30:00Z"),
            ("America/Chicago", "2026-03-08T03:00:00Z", "2026-03-08T08:00:00Z"),
            // Back: 02:00 becomes 01:00; what is shown twice is the first.
            ("America/Chicago", "2026-11-01T00:59:59Z", "2026-11-01T05:59:59Z"),
            ("America/Chicago", "2026-11-01T01:00:00Z", "2026-11-01T06:00:00Z"),
            ("America/Chicago", "2026-11-01T01:59:59Z", "2026-11-01T06:59:59Z"),
            ("America/Chicago", "2026-11-01T02:00:00Z", "2026-11-01T08:00:00Z"),
            ("Europe/Berlin", "2026-03-29T02:30:00Z", "2026-03-29T01:30:00Z"),
            ("Europe/Berlin", "2026-10-25T02:30:00Z", "2026-10-25T00:30:00Z"),
            ("Europe/Berlin", "2026-10-25T03:00:00Z", "2026-10-25T02:00:00Z"),
            // South of the equator summer is over in April; half an hour on Lord Howe.
            ("Australia/Sydney", "2026-10-04T02:30:00Z", "2026-10-03T16:30:00Z"),
            ("Australia/Sydney", "2026-04-05T02:30:00Z", "2026-04-04T15:30:00Z"),
            ("Australia/Lord_Howe", "2026-10-04T02:15:00Z", "2026-10-03T15:45:00Z"),
            ("Australia/Lord_Howe", "2026-04-05T01:45:00Z", "2026-04-04T14:45:00Z"),
            // Midnight that isn't there, and a whole day that wasn't.
            ("America/Havana", "2026-03-08T00:00:00Z", "2026-03-08T05:00:00Z"),
            ("Pacific/Apia", "2011-12-30T12:00:00Z", "2011-12-30T22:00:00Z"),
            ("Pacific/Apia", "2011-12-31T00:00:00Z", "2011-12-30T10:00:00Z"),
            ("Pacific/Apia", "2011-12-29T23:59:59Z", "2011-12-30T09:59:59Z"),
            // Places without changes.
            ("America/Phoenix", "2026-07-01T12:00:00Z", "2026-07-01T19:00:00Z"),
            ("Asia/Kathmandu", "2026-07-01T00:00:00Z", "2026-06-30T18:15:00Z"), ("UTC", "2026-07-01T00:00:00Z", nil),
        ])
    func moments(name: String, wall: String, moment: String?) throws {
        #expect(try zone(name).moment(ofLocal: Self.time(wall)).description == moment ?? wall)
    }

    @Test("every half hour of two years comes back as the moment it was, but for the hour that is shown twice")
    func roundTrip() throws {
        let halfHour = Duration.seconds(1800)
        for name in ["America/Chicago", "Europe/London", "Australia/Lord_Howe", "America/Santiago", "Asia/Tokyo"] {
            let zone = try zone(name)
            var repeated: [UTCTime] = []
            var moment = UTCTime(year: 2026, month: 1, day: 1)
            while moment < UTCTime(year: 2028, month: 1, day: 1) {
                let back = zone.moment(ofLocal: zone.wall(at: moment))
                if back != moment {
                    #expect(back < moment && zone.wall(at: back) == zone.wall(at: moment), "\(name) \(moment)")
                    repeated.append(moment)
                }
                moment = moment.advanced(by: halfHour)
            }
            let expected = ["Asia/Tokyo": 0, "Australia/Lord_Howe": 2][name] ?? 4
            #expect(repeated.count == expected, "\(name): \(repeated)")
        }
    }

    @Test("a day is the one on the wall: half past eleven at night is still today, in summer as in winter")
    func days() throws {
        let chicago = try zone("America/Chicago")
        #expect(chicago.day(of: try Self.time("2026-07-16T04:30:00Z")) == "2026-07-15")
        #expect(chicago.day(of: try Self.time("2026-07-16T05:00:00Z")) == "2026-07-16")
        #expect(chicago.day(of: try Self.time("2026-01-16T05:30:00Z")) == "2026-01-15")
        #expect(ClockZone(secondsEastOfUTC: -5 * 3600).day(of: try Self.time("2026-01-16T05:30:00Z")) == "2026-01-16")
    }

    @Test(
        "a name is one of the IANA database's; abbreviations, offsets and paths are none",
        arguments: [
            ("America/Chicago", true), ("US/Central", true), ("America/Argentina/Buenos_Aires", true), ("UTC", true),
            ("Etc/GMT+5", true), ("america/chicago", false), ("CST", false), ("EST", false), ("GMT-05:00", false),
            ("GMT+3", false), ("Mars/Phobos", false), ("", false), ("/", false), ("../../etc/passwd", false),
            ("/etc/localtime", false),
        ])
    func names(name: String, isName: Bool) { #expect((ClockZone(name: name) != nil) == isName) }

    @Test(
        "an offset is written as people write it", arguments: [(-18_000, "-05:00"), (20_700, "+05:45"), (0, "+00:00")])
    func offsets(seconds: Int, words: String) {
        #expect(ClockZone(secondsEastOfUTC: seconds).description == words)
    }

    @Test("years at either end of what a message can say have an answer")
    func extremes() throws {
        let zone = try zone("America/Chicago")
        for year in [1, 1883, 2500, 9999] {
            let wall = UTCTime(year: year, month: 7, day: 1)
            #expect(zone.wall(at: zone.moment(ofLocal: wall)) == wall)
        }
    }

    @Test("threads may ask at once and get what one alone gets")
    func threads() async throws {
        let zone = try zone("America/Chicago")
        let moments = (0..<2000).map { UTCTime(milliseconds: 1_767_225_600_000 + Int64($0) * 15_800_000) }
        let alone = moments.map { zone.offset(at: $0) }
        await withTaskGroup(of: [Int].self) { group in
            for _ in 0..<8 { group.addTask { moments.map { zone.offset(at: $0) } } }
            for await answers in group { #expect(answers == alone) }
        }
        #expect(Set(alone) == [-18_000, -21_600])
    }
}
