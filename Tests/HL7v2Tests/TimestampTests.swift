import Testing

import HL7v2

@Suite struct TimestampTests {
    @Test(
        "a timestamp is as precise as it was sent",
        arguments: [
            ("2025", .year, "2025"), ("202503", .month, "2025-03"), ("20250304", .day, "2025-03-04"),
            ("2025030405", .hour, "2025-03-04T05:00"), ("202503040506", .minute, "2025-03-04T05:06"),
            ("20250304050607", .second, "2025-03-04T05:06:07"),
            ("20250304050607.12", .fraction, "2025-03-04T05:06:07.12"),
            ("20250304050607.0001-0530", .fraction, "2025-03-04T05:06:07.0001-05:30"),
            ("20250304050607+0000", .second, "2025-03-04T05:06:07Z"), ("20250304+0100", .day, "2025-03-04"),
            ("20240229", .day, "2024-02-29"), ("20161231235960", .second, "2016-12-31T23:59:60"),
        ] as [(String, Timestamp.Precision, String)])
    func reads(text: String, precision: Timestamp.Precision, iso: String) throws {
        let timestamp = try #require(Timestamp(text))
        #expect(timestamp.precision == precision)
        #expect(timestamp.iso8601() == iso)
        #expect(timestamp.description == text)
    }

    @Test(
        "a text that is no timestamp, or names no day or time, is nil",
        arguments: [
            "", "25", "202", "20251", "20251301", "20250230", "20230229", "19000229", "20250400", "20250431",
            "2025030424", "202503040560", "20250304050661", "20250304050607.", "20250304050607.1234567890",
            "202503040506.1", "20250304+1", "20250304+2400", "20250304+0160", "20250304Z", " 20250304", "20250304 ",
            "0000", "00000000", "2025-03-04", "２０２５", "20250304050607^S",
        ])
    func refuses(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test("seconds since 1970 use the sender's zone, else the assumed one")
    func seconds() throws {
        #expect(try #require(Timestamp("19700101")).secondsSince1970(assumedOffsetMinutes: 0) == 0)
        #expect(try #require(Timestamp("19700101")).secondsSince1970(assumedOffsetMinutes: -300) == 18_000)
        #expect(
            try #require(Timestamp("20250304050607+0100")).secondsSince1970(assumedOffsetMinutes: -300) == 1_741_061_167
        )
        #expect(try #require(Timestamp("00010101")).secondsSince1970(assumedOffsetMinutes: 0) == -62_135_596_800)
        #expect(try #require(Timestamp("99991231235959")).secondsSince1970(assumedOffsetMinutes: 0) == 253_402_300_799)
        #expect(try #require(Timestamp("20250304")).iso8601(assumedOffsetMinutes: 60) == "2025-03-04")
        #expect(try #require(Timestamp("2025030405")).iso8601(assumedOffsetMinutes: 60) == "2025-03-04T05:00+01:00")
    }

    @Test("days from year 1 to 9999 read back from their seconds")
    func calendar() {
        var previous: Timestamp?
        for day in stride(from: -719_161, through: 2_932_895, by: 971) {
            let timestamp = Timestamp(secondsSince1970: Int64(day) * 86_400 + 3_661)
            #expect(timestamp.secondsSince1970(assumedOffsetMinutes: 0) == Int64(day) * 86_400 + 3_661)
            #expect(Timestamp(timestamp.description) == timestamp)
            if let previous { #expect(previous.description < timestamp.description) }
            previous = timestamp
        }
    }

    @Test("a time is written in the zone asked for, with the fraction asked for")
    func writes() {
        #expect(Timestamp(secondsSince1970: 0).description == "19700101000000+0000")
        #expect(Timestamp(secondsSince1970: -1, offsetMinutes: -330).description == "19691231182959-0530")
        let precise = Timestamp(secondsSince1970: 1_741_061_167, nanosecond: 120_000_000, fractionDigits: 3)
        #expect(precise.description == "20250304040607.120+0000")
        #expect(precise.iso8601() == "2025-03-04T04:06:07.120Z")
    }

    @Test("seconds beyond the calendar take its end", arguments: [Int64.min, .max])
    func extremes(seconds: Int64) {
        let timestamp = Timestamp(secondsSince1970: seconds, offsetMinutes: Int.max)
        #expect(Timestamp(timestamp.description) == timestamp)
    }
}
