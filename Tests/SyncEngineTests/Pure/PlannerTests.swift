import Catalog
import Measures
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("The planner")
struct PlannerTests {
    private let crosswalk: CrosswalkSnapshot

    init() throws { crosswalk = CrosswalkSnapshot(try TestSite.tables) }

    private func plan(
        _ event: CanonicalEvent, trusting: Bool = false, maximum: ExactDecimal? = 500
    ) -> DeliveryPlan {
        var planner = Planner(flow: TestSite.flow(maximumQuantity: maximum), crosswalk: crosswalk)
        planner.trustsQuantity = trusting
        return planner.plan(event, from: TestSite.source, receivedAt: TestSite.start)
    }

    private func use(_ plan: DeliveryPlan) throws -> ResolvedUse {
        guard case .ready(let body?) = plan.decision else {
            throw Unexpected(description: "not ready: \(plan.decision)")
        }
        return try StateJSON.decode(ResolvedUse.self, from: body)
    }

    private func fault(_ plan: DeliveryPlan) throws -> Fault {
        guard case .faulted(let fault) = plan.decision else {
            throw Unexpected(description: "not faulted: \(plan.decision)")
        }
        return fault
    }

    private struct Unexpected: Error, CustomStringConvertible { var description: String }

    @Test("2 EA of an item kept in boxes of 50 are booked as 0.04 BX, with the arithmetic and the value")
    func convertsUnits() throws {
        let plan = plan(TestSite.use("CATH", 2, "EA"))
        let use = try use(plan)
        #expect(use.itemNumber == "100")
        #expect(use.quantity.description == "0.04")
        #expect(use.unit == "BX")
        #expect(use.arithmetic == "2 EA ÷ 50 EA/BX = 0.04 BX")
        #expect(use.organization == "M1" && use.subinventory == "MAIN")
        #expect(use.costCenter == "4010" && use.account == "01-4010")
        #expect(plan.value == Money(cents: 200))
    }

    @Test("what was thrown away left the stock too, and the arithmetic says so")
    func countsWaste() throws {
        var event = TestSite.use("CATH", 2, "EA")
        event.wasted = 3
        let plan = plan(event)
        #expect(try use(plan).quantity.description == "0.1" && plan.value == Money(cents: 500))
        #expect(try use(plan).arithmetic == "2 given and 3 wasted are 5 EA; 5 EA ÷ 50 EA/BX = 0.1 BX")
        event.action = .reverse
        #expect(try use(self.plan(event)).quantity.description == "-0.1")
        event.quantity = 0
        #expect(try use(self.plan(event)).quantity.description == "-0.06", "all of it was thrown away")
        event.wasted = 499
        event.quantity = 2
        #expect(try fault(self.plan(event)).detail == "501 at once is more than the 500 that supply-usage believes.")
    }

    @Test("a lot and its expiration go only where the flow's fields name them")
    func sendsLots() throws {
        var event = TestSite.use("CATH", 2, "EA")
        (event.lot, event.expires) = ("L1", "2027-06-30")
        for (fields, lot, expires) in [([], nil, nil), (["lot"], "L1", nil), (["lot", "expires"], "L1", "2027-06-30")]
            as [([String], String?, String?)]
        {
            var flow = TestSite.flow()
            flow.fields = fields
            let planner = Planner(flow: flow, crosswalk: crosswalk)
            let use = try use(planner.plan(event, from: TestSite.source, receivedAt: TestSite.start))
            #expect(use.lot == lot && use.expires == expires)
        }
    }

    @Test("a quantity in the ERP's own unit is booked as it is, without arithmetic")
    func keepsTheOwnUnit() throws {
        let use = try use(plan(TestSite.use("STAP", 3, "EA")))
        #expect(use.quantity == 3)
        #expect(use.arithmetic == nil)
    }

    @Test("a reversal is booked with the opposite sign and keeps a positive value")
    func reverses() throws {
        var event = TestSite.use("CATH", 100, "EA")
        event.action = .reverse
        let plan = plan(event)
        #expect(try use(plan).quantity == -2)
        #expect(plan.value == Money(cents: 10_000))
    }

    @Test("a dose that was not given is dismissed with the sender's reason, whatever else is wrong with it")
    func dismissesNothing() {
        var event = TestSite.use("UNKNOWN", nil, nil)
        event.action = .none
        event.note = "refused"
        guard case .dismissed("refused") = plan(event).decision else {
            Issue.record("\(plan(event).decision)")
            return
        }
        #expect(plan(event).value == .zero)
    }

    @Test("a whole message needs no plan")
    func passesMessagesOn() {
        guard case .ready(nil) = plan(CanonicalEvent(type: .messageReceived, line: 0)).decision else {
            Issue.record("a whole message was planned")
            return
        }
    }

    @Test("when the event doesn't say when it happened, the time of receipt stands in")
    func datesBookings() throws {
        var event = TestSite.use()
        #expect(try use(plan(event)).occurredAt == TestSite.start)
        event.occurredAt = UTCTime(milliseconds: 5000)
        #expect(try use(plan(event)).occurredAt == UTCTime(milliseconds: 5000))
    }

    @Test("the first alternate code that is mapped names the item")
    func triesAlternateCodes() throws {
        var event = TestSite.use("UNKNOWN", 50, "EA")
        event.alternateCodes = [CodedValue(code: ""), CodedValue(code: "NOPE"), CodedValue(code: "CATH")]
        #expect(try use(plan(event)).itemNumber == "100")
    }

    @Test("the mapping's default unit holds only where the sender names none", arguments: [nil, ""] as [UnitCode?])
    func assumesDefaultUnits(unit: UnitCode?) throws {
        #expect(try use(plan(TestSite.use("STAP", 4, unit))).unit == "EA")
        #expect(try fault(plan(TestSite.use("CATH", 4, unit))).code == .unitInvalid)
        #expect(try fault(plan(TestSite.use("STAP", 4, "BX"))).code == .conversionMissing)
    }

    @Test(
        "each thing that stops a line is a fault of its own, about what has to be mended",
        arguments: [
            (TestSite.use("NEW"), FaultCode.itemUnmapped, "item.unmapped ehr NEW"),
            (TestSite.use(nil), .itemUnmapped, "item.unmapped ehr "),
            (TestSite.use("LOST"), .itemUnmapped, "item.unmapped ehr LOST"),
            (TestSite.use("CATH", nil), .quantityOutOfRange, "quantity.out-of-range ehr CATH"),
            (TestSite.use("CATH", 0), .quantityOutOfRange, "quantity.out-of-range ehr CATH"),
            (TestSite.use("CATH", -1), .quantityOutOfRange, "quantity.out-of-range ehr CATH"),
            (TestSite.use("CATH", 501), .quantityOutOfRange, "quantity.out-of-range ehr CATH"),
            (TestSite.use("CATH", 2, nil), .unitInvalid, "unit.invalid ehr CATH (none)"),
            (TestSite.use("CATH", 2, "ZORK"), .unitInvalid, "unit.invalid ehr ZORK"),
            (TestSite.use("CATH", 2, "CS"), .conversionMissing, "unit.no-conversion ehr CATH CS BX"),
            (TestSite.use("STAP", ExactDecimal("0.5"), "EA"), .packSplit, "unit.pack-split ehr STAP EA EA"),
            (TestSite.use("CATH", 2, "EA", location: "MOON"), .locationUnknown, "location.unknown ehr MOON"),
            (TestSite.use("CATH", 2, "EA", location: nil), .locationUnknown, "location.unknown ehr (none)"),
            (TestSite.use("CATH", 2, "EA", location: "OR"), .costCenterMissing, "cost-center.missing ehr OR"),
        ])
    func faults(event: CanonicalEvent, code: FaultCode, cause: String) throws {
        let fault = try fault(plan(event))
        #expect(fault.code == code)
        #expect(fault.cause == cause)
        #expect(!fault.detail.isEmpty)
    }

    @Test("a quantity of exactly the maximum is believed, and any below it; without a maximum, every one")
    func believesUpToTheMaximum() throws {
        #expect(try use(plan(TestSite.use("CATH", 500))).quantity == 10)
        #expect(try use(plan(TestSite.use("CATH", 100_000), maximum: nil)).quantity == 2000)
    }

    @Test(
        "the maximum holds in the unit that stock is kept in too: a few boxes are many pieces",
        arguments: [
            (2, "BX", 50, "200 EA at once is more than the 50 that supply-usage believes."), (2, "BX", 200, nil),
            (2, "BX", 199, "200 EA at once is more than the 199 that supply-usage believes."),
            (51, "EA", 50, "51 at once is more than the 50 that supply-usage believes."), (50, "EA", 50, nil),
        ])
    func boundsStockUnits(count: Int, unit: String, most: Int, sentence: String?) throws {
        let (quantity, maximum) = (ExactDecimal(count), ExactDecimal(most))
        var tables = try TestSite.tables
        tables.items = [
            MasterItem(
                number: "300", description: "GLOVE", unit: "EA", unitCost: Money(cents: 10),
                packs: [try PackFactor(unit: "BX", contains: 100, of: "EA")])
        ]
        tables.itemMappings = [ItemMapping(source: TestSite.source, code: "GLOVE", itemNumber: "300")]
        var planner = Planner(flow: TestSite.flow(maximumQuantity: maximum), crosswalk: CrosswalkSnapshot(tables))
        let event = TestSite.use("GLOVE", quantity, UnitCode(rawValue: unit))
        let plan = planner.plan(event, from: TestSite.source, receivedAt: TestSite.start)
        if let sentence {
            let fault = try fault(plan)
            #expect(fault.cause == "quantity.out-of-range ehr GLOVE" && fault.detail == sentence)
            let pieces: ExactDecimal = unit == "BX" ? 200 : quantity
            #expect(plan.value == Money(cents: 10).times(pieces), "it is worth what it would be")
        } else {
            #expect(try use(plan).unit == "EA")
        }
        planner.trustsQuantity = true
        #expect(try use(planner.plan(event, from: TestSite.source, receivedAt: TestSite.start)).itemNumber == "300")
    }

    @Test("a quantity that a person has looked at is believed above the maximum, but never at or below zero")
    func believesPeople() throws {
        #expect(try use(plan(TestSite.use("CATH", 501), trusting: true)).quantity.description == "10.02")
        #expect(try fault(plan(TestSite.use("CATH", 0), trusting: true)).code == .quantityOutOfRange)
    }

    @Test("what is stopped is worth the sender's price, else what the item master says of the converted quantity")
    func valuesWhatIsStopped() {
        var event = TestSite.use("NEW", 3)
        #expect(plan(event).value == .zero)
        event.unitCost = Money(cents: 250)
        #expect(plan(event).value == Money(cents: 750))
        #expect(plan(TestSite.use("CATH", 100, "EA", location: "MOON")).value == Money(cents: 10_000))
        #expect(plan(TestSite.use("CATH", 2, "CS")).value == .zero)
    }
}
