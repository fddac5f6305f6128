import Catalog
import HL7v2
import Measures
import SyncEngine
import SyncModel
import Testing

@testable import Inbound

@Suite struct ChargeLineTests {
    /// The events of a charge message with these segments after PV1.
    private func events(_ segments: [String]) throws -> [CanonicalEvent] {
        try Samples.decoder().decode(Samples.dft(segments)).message.events
    }

    private func event(_ ft1: String, _ following: String...) throws -> CanonicalEvent {
        try #require(try events([ft1] + following).first)
    }

    /// An FT1 with these fields, everything required filled in.
    private func ft1(_ fields: [Int: String]) -> String {
        var parts = [String](repeating: "", count: 44)
        parts[0] = "FT1"
        for (number, value) in [4: "20260406093000", 6: "CG", 7: "4471-B"] { parts[number] = value }
        for (number, value) in fields { parts[number] = value }
        return parts.joined(separator: "|")
    }

    @Test("every field of a full line lands in its place")
    func fullLine() throws {
        let line = ft1([
            2: "T77", 7: "4471-B^SUTURE VICRYL 3-0^LOCAL^J385H^^MFR", 8: "Suture", 10: "2", 13: "OR1^Main OR",
            16: "OR-3^1^A^NORTH&1.2.3&ISO", 22: "4.185&USD^UP", 29: "00409-1234-01^x^NDC", 34: "100234^Suture^ERP",
            35: "J385H^^MODEL",
        ])
        let event = try event(line, "ZSU| bx |OR-CORE^x|LOT9")
        #expect(event.action == .record)
        #expect(event.reference == "T77")
        #expect(event.occurredAt == UTCTime(year: 2026, month: 4, day: 6, hour: 14, minute: 30))
        #expect(event.item == CodedValue(code: "4471-B", text: "SUTURE VICRYL 3-0", system: "LOCAL"))
        #expect(event.alternateCodes.map(\.code) == ["J385H", "100234", "J385H", "00409-1234-01"])
        #expect(event.alternateCodes.map(\.system) == ["MFR", "ERP", "MODEL", "NDC"])
        #expect(event.description == "Suture")
        #expect(event.quantity == 2)
        #expect(event.unit == "BX")
        #expect(event.unitCost == Money(cents: 419))
        #expect(event.location == "OR-CORE")
        #expect(event.facility == "NORTH")
        #expect(event.department == "OR1")
        #expect(event.encounter == "V100")
        #expect(event.lot == "LOT9")
    }

    @Test(
        "a time without an offset is by the sender's clocks on both sides of both changes; one with an offset keeps it",
        arguments: [
            ("20260715233000", "2026-07-16T04:30:00Z"), ("20260115233000", "2026-01-16T05:30:00Z"),
            ("20260715233000-0600", "2026-07-16T05:30:00Z"), ("20260715233000+0000", "2026-07-15T23:30:00Z"),
            ("20260715", "2026-07-15T05:00:00Z"), ("20260115", "2026-01-15T06:00:00Z"),
            ("20260308015959.250", "2026-03-08T07:59:59Z"), ("202603080230", "2026-03-08T08:30:00Z"),
            ("202603080300", "2026-03-08T08:00:00Z"), ("20261101005959", "2026-11-01T05:59:59Z"),
            ("20261101013000", "2026-11-01T06:30:00Z"), ("20261101013000-0600", "2026-11-01T07:30:00Z"),
            ("20261101020000", "2026-11-01T08:00:00Z"),
        ])
    func summerTime(written: String, moment: String) throws {
        var source = Samples.source
        source.zone = try #require(ClockZone(name: "America/Chicago"))
        let decoder = try MessageDecoder(source: source, flows: Samples.flows)
        let events = decoder.decode(Samples.dft([ft1([4: written, 10: "1"])])).message.events
        #expect(events.map { $0.occurredAt?.description } == [moment])
    }

    @Test("a scanned device identifier is a code of the item and names the lot; one that can't be right stops the line")
    func device() throws {
        let known = try event(ft1([10: "1"]), "ZSU||OR-1||(01)10705031000001(17)270630(10)LOT7")
        #expect(known.alternateCodes == [CodedValue(code: "10705031000001", system: "gs1")] && known.lot == "LOT7")
        #expect(known.expires == "2027-06-30")
        let bare = try event(ft1([7: "", 10: "1"]), "ZSU||OR-1||10705031000001")
        #expect(bare.item?.code == "10705031000001" && bare.quantity == 1)
        let both = try events([ft1([10: "1"]), "ZSU||OR-1||(01)10705031000002", ft1([10: "1"])])
        #expect(both.first?.quantity == nil && both.first?.note == "its device identifier can't be right")
        #expect(both.last?.quantity == 1)
    }

    @Test("a bare line says nothing it doesn't know")
    func bareLine() throws {
        let event = try event(ft1([:]))
        var expected = CanonicalEvent(type: .supplyUsed, line: 1)
        expected.occurredAt = UTCTime(year: 2026, month: 4, day: 6, hour: 14, minute: 30)
        expected.item = CodedValue(code: "4471-B")
        expected.encounter = "V100"
        #expect(event == expected)
    }

    @Test(
        "the transaction type and the sign say what a line does",
        arguments: [
            ("CG", "2", EventAction.record), ("CG", "-2", .reverse), ("CD", "2", .reverse), ("CD", "-2", .reverse),
            ("cg", "2", .record), ("PY", "2", .none), ("AJ", "2", .none), ("CO", "-2", .none),
        ])
    func actions(_ type: String, _ quantity: String, _ action: EventAction) throws {
        let event = try event(ft1([6: type, 10: quantity]))
        #expect(event.action == action)
        #expect(event.quantity == 2)
        #expect((event.note == nil) == (action == .record))
    }

    @Test("a line whose transaction type is missing or unknown has no quantity, so that a person looks at it")
    func unknownType() throws {
        for type in ["", "ZZ"] {
            let events = try events([ft1([6: type, 10: "2"]), Samples.ft1])
            #expect(events.map(\.quantity) == [nil, 2])
            #expect(events.first?.action == .record)
            #expect(events.first?.note != nil)
        }
    }

    @Test("extra fields come from the segments between a line and the next one")
    func extraFieldSpan() throws {
        let lines = try events(["ZSU|CS", ft1([:]), "NTE|1", ft1([:]), "ZSU|EA|A", "ZSU|BX|B", ft1([:]), "ZSU|PK"])
        #expect(lines.map(\.unit) == [nil, "EA", "PK"])
        #expect(lines.map(\.location) == [nil, "A", nil])
    }

    @Test("an inventory location from a Z segment goes before the point of care")
    func locations() throws {
        #expect(try event(ft1([16: "OR-3"])).location == "OR-3")
        #expect(try event(ft1([16: "OR-3"]), "ZSU||CORE").location == "CORE")
    }

    @Test(
        "the time is the transaction's, read in the source's zone unless it names its own",
        arguments: [
            ("20260406093000", "20260401", 14, 30), ("20260406093000+0200^20260407", "", 7, 30),
            ("20260406", "", 5, 0), ("", "20260406080000", 13, 0), ("", "", 15, 0),
        ])
    func times(_ occurred: String, _ posted: String, _ hour: Int, _ minute: Int) throws {
        let event = try #require(try events([ft1([4: occurred, 5: posted]), Samples.ft1]).first)
        #expect(event.occurredAt == UTCTime(year: 2026, month: 4, day: 6, hour: hour, minute: minute))
    }

    @Test("a date that is none is left out, not replaced by another")
    func badDate() throws {
        for date in ["20261301", "soon", "2026"] {
            #expect(try events([ft1([4: date, 5: "20260401"]), Samples.ft1]).first?.occurredAt == nil)
        }
    }

    @Test("the item number stands in where the code is missing")
    func itemNumber() throws {
        let event = try event(ft1([7: "", 34: "100234^Suture"]))
        #expect(event.item?.code == "100234")
        #expect(event.alternateCodes.isEmpty)
        #expect(event.description == "Suture")
    }

    @Test("FT1-43 is an NDC where it looks like one, and a quantity where it doesn't")
    func drugCodes() throws {
        #expect(try event(ft1([43: "00409123401^^NDC"])).alternateCodes.map(\.code) == ["00409123401"])
        #expect(try event(ft1([43: "0409-1234-01"])).alternateCodes.map(\.code) == ["0409-1234-01"])
        #expect(try event(ft1([43: "10^ML"])).alternateCodes.isEmpty)
    }

    @Test("spaces around codes go, a value to delete is no value, and a code longer than any is none")
    func codes() throws {
        let padded = ft1([2: "  T1 ", 7: " 4471-B ", 13: "\"\"", 16: String(repeating: "x", count: 200)])
        let event = try event(padded)
        #expect(event.reference == "T1")
        #expect(event.item?.code == "4471-B")
        #expect(event.department == nil)
        #expect(event.location == nil)
    }

    @Test("escapes are resolved: a description with a control character keeps it for the screen to mask")
    func escapes() throws {
        let event = try event(ft1([8: "GAUZE 4\\T\\4 \\X1B\\[2J"]))
        #expect(event.description == "GAUZE 4&4 \u{1B}[2J")
    }

    @Test("a price is rounded to the cent, and one that is no number is left out")
    func prices() throws {
        #expect(try event(ft1([22: "12.345"])).unitCost == Money(cents: 1235))
        #expect(try event(ft1([22: "free"])).unitCost == nil)
    }
}
