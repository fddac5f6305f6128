import Catalog
import HL7v2
import Measures
import SyncEngine
import SyncModel
import Testing

@testable import Inbound

@Suite struct AdministrationLineTests {
    private func events(_ segments: [String]) throws -> [CanonicalEvent] {
        try Samples.decoder().decode(Samples.ras(segments)).message.events
    }

    private func event(_ fields: [Int: String]) throws -> CanonicalEvent {
        try #require(try events(["ORC|RE|ORD700|F8", rxa(fields), Samples.rxa]).first)
    }

    /// An RXA with these fields, everything required filled in.
    private func rxa(_ fields: [Int: String]) -> String {
        var parts = [String](repeating: "", count: 26)
        parts[0] = "RXA"
        for (number, value) in [3: "20260408170000", 5: "325850^Amoxicillin^LOCAL", 6: "1"] { parts[number] = value }
        for (number, value) in fields { parts[number] = value }
        return parts.joined(separator: "|")
    }

    @Test("every field of a full administration lands in its place")
    func fullLine() throws {
        let event = try event([
            5: "325850^Amoxicillin 500mg^LOCAL^00409-1234-01^Amoxicillin^NDC", 6: "2.5", 7: "mL^^UCUM",
            11: "ICU^502^A^NORTH", 15: "L55~L56", 16: "20280630", 20: "CP", 21: "A",
        ])
        #expect(event.type == .medicationAdministered)
        #expect(event.action == .record)
        #expect(event.reference == "ORD700")
        #expect(event.occurredAt == UTCTime(year: 2026, month: 4, day: 8, hour: 22))
        #expect(event.item == CodedValue(code: "325850", text: "Amoxicillin 500mg", system: "LOCAL"))
        #expect(event.alternateCodes == [CodedValue(code: "00409-1234-01", text: "Amoxicillin", system: "NDC")])
        #expect(event.quantity == ExactDecimal("2.5"))
        #expect(event.unit == "ML")
        #expect(event.location == "ICU")
        #expect(event.facility == "NORTH")
        #expect(event.lot == "L55" && event.expires == "2028-06-30")
        #expect(event.encounter == "V200")
        #expect(event.note == nil)
    }

    @Test(
        "completion status and action code say whether anything is accounted for",
        arguments: [
            ("", "", EventAction.record), ("CP", "A", .record), ("PA", "", .record), ("RE", "", .none),
            ("NA", "A", .none), ("CP", "D", .reverse), ("RE", "D", .none), ("CP", "U", .none), ("", "X", .none),
        ])
    func actions(_ status: String, _ action: String, _ expected: EventAction) throws {
        let event = try event([20: status, 21: action])
        #expect(event.action == expected)
        #expect((event.note == nil) == (expected == .record))
    }

    @Test("a status or action outside its table leaves the quantity out, so that a person looks at it")
    func unknownCodes() throws {
        for fields in [[20: "ZZ"], [21: "ZZ"]] {
            let event = try event(fields)
            #expect(event.quantity == nil)
            #expect(event.action == .record)
            #expect(event.note != nil)
        }
    }

    @Test("an amount of 999 is unknown, and a negative one takes back")
    func amounts() throws {
        #expect(try event([6: "999"]).quantity == nil)
        let negative = try event([6: "-1"])
        #expect(negative.quantity == 1)
        #expect(negative.action == .reverse)
    }

    @Test(
        "what was thrown away stands beside the dose; what can't be a quantity has a person look, unless none was given"
    )
    func waste() throws {
        func event(_ waste: String, _ fields: [Int: String] = [:]) throws -> CanonicalEvent {
            try #require(try events(["ORC|RE|ORD700", rxa(fields), "ZMA|\(waste)", Samples.rxa]).first)
        }
        #expect(try event("2.5").wasted == ExactDecimal("2.5") && event("2.5").quantity == 1)
        #expect(try event("").wasted == nil && event("0").wasted == nil)
        for waste in ["some", "-1"] {
            let event = try event(waste)
            #expect(event.quantity == nil && event.note == "how much was thrown away can't be read")
        }
        #expect(try event("some", [20: "RE"]).action == .none)
    }

    @Test("a dose given elsewhere and only written down accounts for nothing")
    func history() throws {
        #expect(try event([9: "01^Historical^NIP001"]).action == .none)
        #expect(try event([9: "00^New record^NIP001"]).action == .record)
        #expect(try event([9: "some text"]).action == .record)
    }

    @Test("a dose not given needs no amount, any other does")
    func missingAmount() throws {
        let refused = Samples.ras([rxa([6: "", 20: "RE"])])
        #expect(try Samples.decoder().decode(refused).message.refusal == nil)
        let given = try Samples.decoder().decode(Samples.ras([rxa([6: ""])]))
        #expect(given.receipt.errors.map { $0.location?.description } == ["RXA-6"])
        #expect(given.message.refusal?.code == .messageMalformed)
    }

    @Test("each administration has its own order and the visit of the patient before it")
    func groups() throws {
        let events = try events([
            "ORC|RE||F1", rxa([:]), "PID|2", "PV1|1|I|||||||||||||||||V201", "ORC|RE|P2|F2", rxa([:]), rxa([:]),
        ])
        #expect(events.map(\.line) == [1, 2, 3])
        #expect(events.map(\.reference) == ["F1", "P2", "P2"])
        #expect(events.map(\.encounter) == ["V200", "V201", "V201"])
    }

    @Test("an administration message without any RXA is refused")
    func noLines() throws {
        let decoded = try Samples.decoder().decode(Samples.ras(["ORC|RE|ORD700"]))
        #expect(decoded.receipt.errors.map(\.code) == [.segmentSequenceError])
    }
}
