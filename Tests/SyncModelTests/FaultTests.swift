import Foundation
import Measures
import SyncModel
import Testing

@Suite("Faults and fixes")
struct FaultTests {
    @Test("every fault has an owner who mends, a title of its own that fits a list, and one sentence of advice")
    func taxonomy() {
        for code in FaultCode.allCases {
            // Approvers mend nothing: they decide.
            #expect([.materials, .finance, .integration].contains(code.owner) || code == .approvalNeeded)
            #expect(code.title.count <= 18 && code.title == code.title.uppercased())
            #expect(code.advice.hasSuffix(".") && !code.advice.contains("\n"))
            #expect(code.rawValue.contains(".") && code.rawValue == code.rawValue.lowercased())
        }
        #expect(Set(FaultCode.allCases.map(\.title)).count == FaultCode.allCases.count)
    }

    @Test("a fix is offered where a change of the crosswalk mends, to those who own the crosswalk")
    func fixes() {
        #expect(FaultCode.itemUnmapped.fix == .mapItem)
        #expect(FaultCode.packSplit.fix == .defineUnit)
        #expect(FaultCode.costCenterMissing.fix == .mapLocation)
        for code in FaultCode.allCases where code.fix != nil { #expect(code.owner != .integration, "\(code)") }
    }

    @Test("faults with one code about one thing share a cause, whatever their sentences say")
    func cause() {
        let subject = FaultSubject(source: "ehr", item: "4471-B", unit: "BX")
        let fault = Fault(.unitInvalid, subject, detail: "one")
        #expect(fault.cause == "unit.invalid ehr 4471-B BX")
        #expect(Fault(.unitInvalid, subject, detail: "two").cause == fault.cause)
        #expect(Fault(.conversionMissing, subject, detail: "one").cause != fault.cause)
        for other in [
            FaultSubject(source: "lab", item: "4471-B", unit: "BX"),
            FaultSubject(source: "ehr", item: "4471-C", unit: "BX"),
            FaultSubject(source: "ehr", item: "4471-B", unit: "CS"),
            FaultSubject(source: "ehr", item: "4471-B", unit: "BX", targetUnit: "EA"),
            FaultSubject(source: "ehr", item: "4471-B", unit: "BX", location: "ICU"),
            FaultSubject(source: "ehr", item: "4471-B", unit: "BX", other: "E1"),
        ] {
            #expect(Fault(.unitInvalid, other, detail: "one").cause != fault.cause)
        }
    }

    @Test("a fault survives JSON")
    func json() throws {
        let fault = Fault(.rejected, FaultSubject(source: "ehr", other: "E1"), detail: "Period closed.")
        #expect(try JSONDecoder().decode(Fault.self, from: JSONEncoder().encode(fault)) == fault)
    }

    @Test("a fix says in one line what it changes")
    func summaries() throws {
        let item = Fix.mapItem(ItemMapping(source: "ehr", code: "4471-B", itemNumber: "100234"))
        #expect(item.kind == .mapItem && item.summary == "4471-B → 100234")
        let factor = try PackFactor(unit: "BX", contains: 50, of: "EA")
        let unit = Fix.defineUnit(
            UnitMapping(source: "ehr", word: "", itemNumber: "100234", unit: "BX"), factor: factor)
        #expect(unit.kind == .defineUnit && unit.summary == "(no unit) → BX for 100234, \(factor)")
        let entry = LocationEntry(code: "ICU", organization: "M1", subinventory: "S1", costCenter: nil, account: nil)
        let location = Fix.mapLocation(source: "ehr", entry)
        #expect(location.kind == .mapLocation && location.summary == "ICU → S1, no cost center")
        for fix in [item, unit, location] {
            #expect(try JSONDecoder().decode(Fix.self, from: JSONEncoder().encode(fix)) == fix)
        }
    }
}
