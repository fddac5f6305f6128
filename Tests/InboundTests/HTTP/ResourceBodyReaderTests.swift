import JSONText
import Measures
import SyncModel
import Testing

@testable import Inbound

struct ResourceBodyReaderTests {
    private let reader = ResourceBodyReader(zone: ClockZone(secondsEastOfUTC: -5 * 3600))

    private func read(_ text: String, _ type: EventType = .supplyUsed) throws -> ReadBody {
        reader.read(try JSONReader.readStrictly(Array(text.utf8)), type: "fhir:X", as: [type])
    }

    private func dose(_ status: String, _ more: String = "", dose: String = #"{"value":1.50,"unit":"mg"}"#) -> String {
        """
        {"resourceType":"MedicationAdministration","id":"m1","status":"\(status)",
         "effectivePeriod":{"start":"2026-11-22T10:00:00Z","end":"2026-11-22T11:00:00Z"},
         "medicationReference":{"reference":"#med"},"dosage":{"dose":\(dose)},
         "context":{"reference":"Encounter/E-7"},
         "contained":[{"resourceType":"Medication","id":"med","code":{"coding":[{"system":"ndc","code":"0001"}]},
           "batch":{"lotNumber":"L9"}}]\(more)}
        """
    }

    @Test("a supply is read with all it says, its amount in its own digits")
    func supply() throws {
        let read = try read(HTTPSamples.supply(quantity: "2.50"))
        let event = try #require(read.events.first)
        #expect(read.problems.isEmpty && event.action == .record && event.line == 1)
        #expect(event.item == CodedValue(code: "4471-B", text: "Suture", system: "urn:items"))
        #expect(event.alternateCodes.map(\.code) == ["0001"] && event.description == "Suture 3-0")
        #expect(event.quantity == ExactDecimal("2.50") && event.unit == "{BOX}")
        #expect(event.location == "OR-2" && event.reference == "U-1")
        #expect(event.occurredAt == UTCTime(year: 2026, month: 11, day: 22, hour: 13, minute: 14, second: 22))
        #expect(try self.read(HTTPSamples.supply(quantity: "0.1")).events.first?.quantity == ExactDecimal("0.1"))
    }

    @Test(
        "a day without a zone begins when it does at the sender, in summer as in winter",
        arguments: [
            ("2026-07-15", "2026-07-15T05:00:00Z"), ("2026-01-15", "2026-01-15T06:00:00Z"),
            ("2026-07-15T23:30:00-04:00", "2026-07-16T03:30:00Z"),
        ])
    func days(text: String, moment: String) throws {
        let zone = try #require(ClockZone(name: "America/Chicago"))
        let body = dose("completed").replacing(
            #""effectivePeriod":{"start":"2026-11-22T10:00:00Z","end":"2026-11-22T11:00:00Z"}"#,
            with: #""effectiveDateTime":"\#(text)""#)
        let read = ResourceBodyReader(zone: zone).read(
            try JSONReader.readStrictly(Array(body.utf8)), type: "fhir:X", as: [.medicationAdministered])
        #expect(read.events.map { $0.occurredAt?.description } == [moment])
    }

    @Test(
        "the status says what a supply does",
        arguments: [
            ("completed", EventAction.record), ("entered-in-error", .reverse), ("in-progress", .none),
            ("abandoned", .none),
        ])
    func supplyStatus(status: String, action: EventAction) throws {
        #expect(try read(HTTPSamples.supply(status: status)).events.map(\.action) == [action])
    }

    @Test("a device that was used is one of what its label says, where the device is")
    func device() throws {
        func use(_ label: String, _ status: String = "completed") -> String {
            """
            {"resourceType":"DeviceUseStatement","id":"d1","status":"\(status)","device":{"reference":"#dev"},
             "timingDateTime":"2026-11-22T10:00:00Z","contained":[{"resourceType":"Device","id":"dev",
             "udiCarrier":[{"carrierHRF":"\(label)"}],"deviceName":[{"name":"Hip stem"}],"modelNumber":"HS-400",
             "location":{"reference":"Location/OR-2"}}]}
            """
        }
        let event = try #require(try read(use("(01)10705031000001(17)270630(10)LOT7")).events.first)
        #expect(event.item?.code == "10705031000001" && event.lot == "LOT7" && event.quantity == 1)
        #expect(event.expires == "2027-06-30")
        #expect(event.alternateCodes.map(\.code) == ["HS-400"] && event.location == "OR-2")
        #expect(event.identity == "DeviceUseStatement/d1" && event.action == .record)
        #expect(try read(use("10705031000001", "entered-in-error")).events.first?.action == .reverse)
        #expect(try read(use("10705031000001", "intended")).events.first?.action == EventAction.none)
        let problem = try read(use("(01)10705031000002")).problems.first
        #expect(problem?.path == "DeviceUseStatement.device.resolve().udiCarrier.carrierHRF")
    }

    @Test("a negative amount reverses, and what reverses it records")
    func negative() throws {
        #expect(try read(HTTPSamples.supply(quantity: "-2")).events.first?.action == .reverse)
        let both = try read(HTTPSamples.supply(quantity: "-2", status: "entered-in-error")).events.first
        #expect(both?.action == .record && both?.quantity == 2)
    }

    @Test(
        "what a supply lacks is told by its path",
        arguments: [
            (#"{"resourceType":"SupplyDelivery"}"#, ["status", "suppliedItem"]),
            (#"{"resourceType":"SupplyDelivery","status":"done"}"#, ["status", "suppliedItem"]),
            (
                #"{"resourceType":"SupplyDelivery","status":"completed","suppliedItem":{}}"#,
                ["suppliedItem.item[x]", "suppliedItem.quantity.value"]
            ),
            (HTTPSamples.supply(quantity: #""2""#), ["suppliedItem.quantity.value"]),
            (HTTPSamples.supply(quantity: "1e999"), ["suppliedItem.quantity.value"]),
            (HTTPSamples.supply(quantity: #"2,"comparator":">""#), ["suppliedItem.quantity.comparator"]),
            (HTTPSamples.supply().replacing("2026-11-22T08:14:22-05:00", with: "2026-11"), ["occurrenceDateTime"]),
            (
                HTTPSamples.supply().replacing(#""status""#, with: #""modifierExtension":[],"status""#),
                ["modifierExtension"]
            ),
            (
                HTTPSamples.supply().replacing(#""quantity""#, with: #""modifierExtension":[],"quantity""#),
                ["suppliedItem.modifierExtension"]
            ),
            (
                HTTPSamples.supply().replacing(#""coding":["#, with: #""coding":[],"other":["#)
                    .replacing("Suture 3-0", with: #"\u0007"#), ["suppliedItem.item[x]"]
            ),
            (
                HTTPSamples.supply().replacing("4471-B", with: #"4471\u001b[2J"#).replacing("0001", with: ""),
                ["suppliedItem.item[x]"]
            ),
        ])
    func supplyLacks(text: String, paths: [String]) throws {
        let read = try read(text)
        #expect(read.events.isEmpty)
        #expect(read.problems.map(\.path) == paths.map { "SupplyDelivery.\($0)" })
    }

    @Test("a medication is read with its lot, its visit and the start of its time")
    func medication() throws {
        let event = try #require(try read(dose("completed"), .medicationAdministered).events.first)
        #expect(event.item == CodedValue(code: "0001", text: nil, system: "ndc") && event.lot == "L9")
        #expect(event.quantity == ExactDecimal("1.5") && event.unit == "MG" && event.encounter == "E-7")
        #expect(event.occurredAt == UTCTime(year: 2026, month: 11, day: 22, hour: 10))
        let placed = try read(
            dose("completed", #","supportingInformation":[{"reference":"Location/ICU-3"}]"#), .medicationAdministered)
        #expect(placed.events.first?.location == "ICU-3")
    }

    @Test(
        "the status says what a dose does, and nothing is needed of one that does nothing",
        arguments: [
            ("completed", EventAction.record, true), ("entered-in-error", .reverse, true), ("not-done", .none, false),
            ("in-progress", .none, false), ("on-hold", .none, false), ("unknown", .none, false),
            ("stopped", .record, false),
        ])
    func doseStatus(status: String, action: EventAction, hasAmount: Bool) throws {
        let event = try #require(try read(dose(status), .medicationAdministered).events.first)
        #expect(event.action == action && (event.quantity != nil) == hasAmount)
        if !hasAmount { #expect(event.note != nil) }
    }

    @Test("what no flow could mean is refused, and only the visit is read where nothing else is wanted")
    func others() throws {
        #expect(try read(dose("completed")).problems.map(\.kind) == [.notSupported])
        #expect(try read("null").problems.map(\.kind) == [.notSupported])
        let visit = reader.read(
            try JSONReader.readStrictly(
                Array(
                    #"{"resourceType":"ChargeItem","context":{"reference":"http://x/fhir/Encounter/9/_history/2"}}"#
                        .utf8)),
            type: "fhir:ChargeItem", as: [])
        #expect(visit.encounter == "9" && visit.problems.isEmpty)
    }
}
