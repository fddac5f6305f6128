import Catalog
import HL7v2
import JSONText
import Measures
import SyncEngine
import SyncModel
import Testing
import X12

@testable import Inbound

@Suite("Readings of a source")
struct EventReaderTests {
    private static let contract = EventContract(
        type: EventType(rawValue: "charge.finalized"), version: 1, purpose: "A charge is final.",
        fields: [
            .init(name: "charge-id", kind: .text, isRequired: true),
            .init(name: "code", kind: .text, isRequired: true), .init(name: "quantity", kind: .number),
            .init(name: "amount", kind: .number), .init(name: "at", kind: .time), .init(name: "day", kind: .date),
            .init(name: "patient", kind: .text, isPatient: true), .init(name: "urgent", kind: .flag),
            .init(
                name: "lines", kind: .lines,
                fields: [.init(name: "item", kind: .text), .init(name: "count", kind: .number)]),
        ],
        shows: [.item: "code", .quantity: "quantity", .occurredAt: "at", .reference: "charge-id"])

    private static func reader(
        _ message: String, each: String? = nil, when: [String: [String]] = [:], action: MessageReading.Action? = nil,
        _ fields: [String: FieldReading]
    ) throws -> EventReader {
        let reading = MessageReading(
            message: message, event: contract.type, each: each, conditions: when, action: action, fields: fields)
        return try EventReader(reading, contract: contract, zone: ClockZone(secondsEastOfUTC: -5 * 3600))
    }

    private static func at(_ path: String) -> FieldReading { FieldReading(paths: [path]) }

    private static let segments: [String: FieldReading] = [
        "charge-id": at("FT1-2"), "code": at("FT1-7.1"), "quantity": at("FT1-10"), "at": at("FT1-4"),
        "day": at("FT1-4"), "amount": FieldReading(paths: ["FT1-11.1", "FT1-22.1"], fallback: "0"),
        "patient": at("PID-3.1"),
    ]

    @Test("a field may be a part of a device identifier, which is told of where it can't be right")
    func device() throws {
        var fields = Self.segments
        for (name, part) in [("code", FieldReading.DevicePart.device), ("day", .expires), ("patient", .serial)] {
            var reading = Self.at("FT1-7.1")
            reading.device = part
            fields[name] = reading
        }
        let reader = try Self.reader("DFT^P03", each: "FT1", fields)
        let label = "(01)10705031000001(17)270630(10)LOT7"
        let message = try Message(
            Samples.dft(["FT1|1|T1||20260406|20260406|CG|\(label)|||2", "FT1|2|T2||20260406|20260406|CG|+X1|||1"]))
        let events = reader.events(in: message)
        #expect(events.first?.fields?["code"] == .text("10705031000001"))
        #expect(events.first?.fields?["day"] == .text("2027-06-30") && events.first?.fields?["patient"] == nil)
        #expect(
            events.last?.problems?.map(\.sentence) == [
                "'code', 'day' and 'patient' (FT1-7.1): The device identifier has no check character: scan the whole "
                    + "label."
            ])
        #expect(events.last?.problems?.map(\.fields) == [["code", "day", "patient"]])
    }

    @Test("a sender is told once of each label that can't be read, and of every other field by itself")
    func labels() throws {
        var source = Samples.source
        var fields = Self.segments
        for (name, part) in [("code", FieldReading.DevicePart.device), ("day", .expires)] {
            fields[name] = Self.at("FT1-7.1")
            fields[name]?.device = part
        }
        source.readings = [
            MessageReading(message: "DFT^P03", event: Self.contract.type, each: "FT1", fields: fields)
        ]
        let flow = Samples.flow("charges", ["DFT^P03"], Self.contract.type)
        let decoder = try MessageDecoder(source: source, flows: [flow], contracts: [Self.contract])
        let refused = decoder.decode(
            Samples.dft([
                "FT1|1|A||20260406|20260406|CG|+X1|||two", "FT1|2|B||20260406|20260406|CG|+X2|||2",
            ]))
        #expect(
            refused.receipt.errors.map(\.userMessage) == [
                "'code' and 'day' (FT1-7.1): The device identifier has no check character: scan the whole label.",
                "'quantity' (FT1-10) is not a number.",
                "'code' and 'day' (FT1-7.1): The device identifier has no check character: scan the whole label.",
            ])
    }

    @Test("a label that stock and a contract both read is told of once, with its place and its fields")
    func sharedLabel() throws {
        var source = Samples.source
        var fields = Self.segments
        for (name, part) in [("code", FieldReading.DevicePart.device), ("day", .expires)] {
            fields[name] = Self.at("ZSU-4")
            fields[name]?.device = part
        }
        source.readings = [
            MessageReading(message: "DFT^P03", event: Self.contract.type, each: "FT1", fields: fields)
        ]
        let flows = [Samples.flows[0], Samples.flow("charges", ["DFT^P03"], Self.contract.type)]
        let decoder = try MessageDecoder(source: source, flows: flows, contracts: [Self.contract])
        let refused = decoder.decode(Samples.dft([Samples.ft1, "ZSU||OR-1||(01)10705031000002"]))
        let sentence = "The check digit of the item number is wrong: scan it again, or type it again."
        #expect(refused.receipt.errors.map(\.userMessage) == ["'code' and 'day' (ZSU-4): \(sentence)"])
        #expect(refused.receipt.errors.map { $0.location?.description } == ["ZSU-4"])
    }

    @Test("each dose has the order before it, and the site that stands behind it")
    func orders() throws {
        let fields: [String: FieldReading] = [
            "charge-id": Self.at("ORC-2"), "code": Self.at("RXA-5.1"), "patient": Self.at("RXR-1"),
        ]
        let reader = try Self.reader("RAS^O17", each: "RXA", fields)
        let header = "MSH|^~\\&|A|B|C|D|20260406||RAS^O17|1|P|2.5.1"
        let message = try Message(
            Array(
                [
                    header, "PID|1||12345", "ORC|RE|O1", "RXA|0|1|20260406|20260406|D1|1", "RXR|IV", "ORC|RE|O2",
                    "RXA|0|1|20260406|20260406|D2|1", "RXR|PO",
                ].joined(separator: "\r").utf8))
        let events = reader.events(in: message)
        #expect(events.map { $0.fields?["charge-id"]?.text } == ["O1", "O2"])
        #expect(events.map { $0.fields?["patient"]?.text } == ["IV", "PO"])
        // In DFT^P03 an order stands behind its charge.
        let charges = try Self.reader(
            "DFT^P03", each: "FT1", Self.segments.merging(["charge-id": Self.at("ORC-2")]) { $1 })
        let nested = try Message(
            Samples.dft([
                "FT1|1|T1||20260406|20260406|CG|77|||2|50", "ORC|RE|O1", "FT1|2|T2||20260406|20260406|CG|78|||1|9",
                "ORC|RE|O2",
            ]))
        #expect(charges.events(in: nested).map { $0.fields?["charge-id"]?.text } == ["O1", "O2"])
    }

    @Test("each segment of a name is one event; what stands around it belongs to the one it follows")
    func lines() throws {
        let action = MessageReading.Action(path: "FT1-6", reverse: ["CD"], none: ["PY"])
        let reader = try Self.reader("DFT^P03", each: "FT1", action: action, Self.segments)
        let message = try Message(
            Samples.dft([
                "FT1|1|T1||20260406093000|20260406|CG|77^VISIT|||2|50",
                "FT1|2|T2||20260406|20260406|CD|78|||1||||||||||||9.5",
                "FT1|3|T3||20260406|20260406|PY|79|||1",
            ]))
        let events = reader.events(in: message)
        #expect(events.map(\.action) == [.record, .reverse, .none])
        #expect(events.map { $0.fields?["charge-id"]?.text } == ["T1", "T2", "T3"])
        #expect(events.map { $0.fields?["amount"]?.number?.description } == ["50", "9.5", "0"])
        #expect(events.map { $0.item?.code } == ["77", "78", "79"])
        #expect(events[0].occurredAt?.description == "2026-04-06T14:30:00Z")
        #expect(events[0].fields?["day"]?.text == "2026-04-06")
        #expect(events.allSatisfy { $0.fields?["patient"]?.text == "12345" && $0.problems == nil })
        #expect(events.allSatisfy { $0.fields?.patientPaths == ["patient"] && $0.version == 1 })
    }

    @Test("a condition leaves out the lines that it isn't true of")
    func conditions() throws {
        let reader = try Self.reader("DFT^P03", each: "FT1", when: ["FT1-6": ["CG", "CD"]], Self.segments)
        let message = try Message(
            Samples.dft(["FT1|1|A||20260406|20260406|PY|1", "FT1|2|B||20260406|20260406|CG|2"]))
        #expect(reader.events(in: message).map { $0.fields?["charge-id"]?.text } == ["B"])
    }

    @Test("a message without the segment that its events are made from is refused, and says which")
    func noSegment() throws {
        let readers = [try Self.reader("DFT^P03", each: "FT1", Self.segments)]
        let bare = readers.events(of: Self.contract.type, in: try Message(Samples.dft([])), typed: "DFT^P03")
        #expect(bare.events.isEmpty)
        #expect(bare.problems.map(\.userMessage) == ["DFT^P03 needs at least one FT1."])
        let passing = [try Self.reader("DFT^P03", each: "FT1", when: ["FT1-6": ["CD"]], Self.segments)]
        let passed = passing.events(of: Self.contract.type, in: try Message(Samples.dft()), typed: "DFT^P03")
        #expect(passed.events.isEmpty && passed.problems.isEmpty)
    }

    @Test("a body that the conditions pass over is told from one that has nothing to read")
    func passedOver() throws {
        let reader = try Self.reader(
            "fhir:ChargeItem", each: "items", when: ["kind": ["CG"]], ["code": Self.at("code")])
        func passes(_ text: String) throws -> Bool {
            reader.passesOver(try JSONReader.readStrictly(Array(text.utf8)))
        }
        #expect(try passes(#"{"items":[{"kind":"PY","code":"1"}]}"#))
        #expect(try !passes(#"{"items":[{"kind":"PY","code":"1"},{"kind":"CG","code":"2"}]}"#))
        #expect(try !passes(#"{"items":[]}"#))
        #expect(try !passes("{}"))
    }

    @Test("JSON numbers keep their digits, lines are records, and words are put in the catalog's")
    func json() throws {
        let reader = try Self.reader(
            "fhir:ChargeItem",
            [
                "charge-id": Self.at("id"), "code": Self.at("code.coding[system=cpt].code"),
                "amount": Self.at("price.value"), "at": Self.at("occurrenceDateTime"),
                "urgent": FieldReading(paths: ["priority"], words: ["stat": "yes", "routine": "no"]),
                "lines": FieldReading(
                    paths: ["parts"], lines: ["item": Self.at("sku"), "count": FieldReading(paths: ["n", "/count"])]),
            ])
        let body = #"""
            {"id":"c1","code":{"coding":[{"system":"x","code":"1"},{"system":"cpt","code":"99213"}]},
             "price":{"value":1234567890.10},"occurrenceDateTime":"2026-04-06T09:30:00.250-05:00","priority":"stat",
             "count":7,"parts":[{"sku":"A","n":1},{"sku":"B"}]}
            """#
        let value = try #require(JSONReader.read(Array(body.utf8)))
        let event = try #require(reader.events(in: value).first)
        #expect(event.fields?["amount"]?.number == ExactDecimal("1234567890.10"))
        #expect(event.fields?["code"]?.text == "99213" && event.fields?["urgent"] == .flag(true))
        #expect(event.fields?["lines"]?.records?.map { $0["count"]?.number?.description } == ["1", "7"])
        #expect(
            event.occurredAt
                == UTCTime(year: 2026, month: 4, day: 6, hour: 14, minute: 30).advanced(by: .milliseconds(250)))
    }

    @Test("what isn't of its kind is left out and told of, and never what a patient's field said")
    func problems() throws {
        let reader = try Self.reader(
            "event:x",
            ["charge-id": Self.at("id"), "amount": Self.at("amount"), "at": Self.at("at"), "patient": Self.at("who")])
        let body = #"{"id":"c1","amount":"12,50","at":"2026-02-30","who":{"name":"Smith"}}"#
        let value = try #require(JSONReader.read(Array(body.utf8)))
        let event = try #require(reader.events(in: value).first)
        #expect(
            event.problems?.map(\.sentence) == [
                "'amount' (amount) is not a number.", "'at' (at) is not a date and time.",
                "'patient' (who) is no single value.",
            ])
        #expect(event.fields?["amount"] == nil && event.fields?["charge-id"]?.text == "c1")
    }

    @Test("a point that isn't written is put where the catalog says, and nowhere where one is written")
    func impliedDecimals() throws {
        var amount = Self.at("Amount")
        amount.impliedDecimals = 2
        let reader = try Self.reader("csv", ["amount": amount])
        let texts = ["75240", "-5", "0", "7", "1.50", "x", "--5", ""]
        let events = reader.events(in: texts.map { RowScope(cells: ["Amount": $0]) })
        #expect(
            events.map { $0.fields?["amount"]?.number?.description }
                == ["752.4", "-0.05", "0", "0.07", nil, nil, nil, nil])
        #expect(events.map { $0.problems == nil } == [true, true, true, true, false, false, false, true])
    }

    @Test("a product stands where nothing else does, exact or rounded, halves away from zero")
    func product() throws {
        var amount = Self.at("Amount")
        amount.product = .init(of: ["Quantity", "Price"], digits: 2)
        let rows = [["3", "0.125", ""], ["-3", "0.125", ""], ["3", "0.125", "9"], ["3", "", ""], ["3", "x", ""]]
            .map { RowScope(cells: ["Quantity": $0[0], "Price": $0[1], "Amount": $0[2]]) }
        let rounded = try Self.reader("csv", ["amount": amount]).events(in: rows)
        #expect(rounded.map { $0.fields?["amount"]?.number?.description } == ["0.38", "-0.38", "9", nil, nil])
        #expect(rounded.map { $0.problems == nil } == [true, true, true, true, false])
        amount.product?.digits = nil
        let exact = try Self.reader("csv", ["amount": amount]).events(in: rows)
        #expect(exact.first?.fields?["amount"]?.number?.description == "0.375")
    }

    @Test("a loop that is an event of its own reads what stands outside the lines by an absolute place")
    func loops() throws {
        let reader = try Self.reader(
            "x12:810", each: "IT1",
            [
                "charge-id": Self.at("/BIG-02"), "code": Self.at("IT1-06[IN]"), "quantity": Self.at("IT1-02"),
                "day": Self.at("/BIG-01"),
            ])
        var cutter = X12.InterchangeReader(limit: 10_000)
        cutter.append(Array(InvoiceSamples.interchange([InvoiceSamples.invoice()]).utf8))
        let events = reader.events(in: try #require(try cutter.next())).map(\.event)
        #expect(events.map { $0.fields?["charge-id"]?.text } == ["INV-1", "INV-1"])
        #expect(events.map { $0.fields?["code"]?.text } == ["100234", nil])
        #expect(events.map { $0.quantity?.description } == ["5", "3"] && events.map(\.line) == [1, 2])
        #expect(events.first?.fields?["day"]?.text == "2026-04-12")
    }

    @Test("the rows of a table are one event each")
    func rows() throws {
        let reader = try Self.reader("csv", ["charge-id": Self.at("Id"), "quantity": Self.at("Qty")])
        let events = reader.events(in: [
            RowScope(cells: ["Id": " 1 ", "Qty": "2.5"]), RowScope(cells: ["Id": "2", "Qty": ""]),
        ])
        #expect(events.map { $0.fields?["charge-id"]?.text } == ["1", "2"])
        #expect(events.map { $0.quantity?.description } == ["2.5", nil])
    }

    @Test("a message of which not one event is sound is refused; a line beside a sound one waits")
    func refusal() throws {
        var source = Samples.source
        source.readings = [
            MessageReading(
                message: "DFT^P03", event: Self.contract.type, each: "FT1", fields: Self.segments)
        ]
        let flow = Samples.flow("charges", ["DFT^P03"], Self.contract.type)
        let decoder = try MessageDecoder(source: source, flows: [flow], contracts: [Self.contract])
        let bad = "FT1|1|A||20260406|20260406|CG|1|||two"
        let good = "FT1|2|B||20260406|20260406|CG|1|||2"
        let refused = decoder.decode(Samples.dft([bad]))
        #expect(refused.message.refusal?.detail == "'quantity' (FT1-10) is not a number.")
        let taken = decoder.decode(Samples.dft([bad, good])).message
        #expect(taken.refusal == nil && taken.events.map { $0.problems == nil } == [false, true])
    }
}

@Suite("Dates as text")
struct DateTextTests {
    @Test(
        "moments have a zone, or that of their sender",
        arguments: [
            ("2026-04-06", "2026-04-06T05:00:00Z"), ("2026-04-06T09:30:00Z", "2026-04-06T09:30:00Z"),
            ("2026-04-06T09:30", "2026-04-06T14:30:00Z"), ("2026-04-06T23:30:59.999+02:00", "2026-04-06T21:30:59Z"),
            ("2024-02-29T00:00:60Z", "2024-02-29T00:00:59Z"),
        ])
    func moments(text: String, moment: String) {
        #expect(DateText.moment(text, in: ClockZone(secondsEastOfUTC: -5 * 3600))?.description == moment)
    }

    @Test(
        "a moment without an offset is by the clocks of its sender, whatever they show that day",
        arguments: [
            ("2026-01-15", "2026-01-15T06:00:00Z"), ("2026-07-15", "2026-07-15T05:00:00Z"),
            ("2026-07-15 23:30", "2026-07-16T04:30:00Z"), ("2026-07-15T23:30-06:00", "2026-07-16T05:30:00Z"),
            // 8 March: 02:00 becomes 03:00.
            ("2026-03-08T01:59:59", "2026-03-08T07:59:59Z"), ("2026-03-08T02:30", "2026-03-08T08:30:00Z"),
            ("2026-03-08T03:00", "2026-03-08T08:00:00Z"),
            // 1 November: 02:00 becomes 01:00.
            ("2026-11-01T00:59", "2026-11-01T05:59:00Z"), ("2026-11-01T01:30", "2026-11-01T06:30:00Z"),
            ("2026-11-01T01:30-06:00", "2026-11-01T07:30:00Z"), ("2026-11-01T02:00", "2026-11-01T08:00:00Z"),
        ])
    func summerTime(text: String, moment: String) throws {
        let zone = try #require(ClockZone(name: "America/Chicago"))
        #expect(DateText.moment(text, in: zone)?.description == moment)
    }

    @Test(
        "what names no moment is none",
        arguments: [
            "", "2026", "2026-04", "2026-13-01", "2026-02-29", "2026-04-31", "2026-04-06T24:00Z", "2026-04-06T09:60Z",
            "2026-04-06T9:00Z", "2026-04-06T09:00+15:00", "2026-04-06T09:00:00.Z", "2026-04-06 x", "06/04/2026",
        ])
    func none(text: String) { #expect(DateText.moment(text, in: .utc) == nil) }
}
