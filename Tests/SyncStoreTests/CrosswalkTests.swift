import Foundation
import Measures
import SyncModel
import Testing

@testable import SyncStore

@Suite("The crosswalk in the state")
struct CrosswalkTests {
    let state: TemporaryState
    let store: EngineStore

    init() throws {
        state = try TemporaryState()
        store = try state.store()
    }

    private func write(_ fix: Fix, by author: String = "ann") throws {
        try store.commit(now: Sample.start) { try $0.write(fix, author: author) }
    }

    private func box(of count: Int) throws -> PackFactor {
        try PackFactor(unit: UnitCode(rawValue: "BX"), contains: ExactDecimal(count), of: UnitCode(rawValue: "EA"))
    }

    @Test("an item mapping takes the place of the one before, and its version and author tell")
    func itemMapping() throws {
        let unit = UnitCode(rawValue: "EA")
        try write(.mapItem(ItemMapping(source: "ehr", code: "A", itemNumber: "1", defaultUnit: unit)))
        try write(.mapItem(ItemMapping(source: "ehr", code: "A", itemNumber: "2")), by: "bob")
        try write(.mapItem(ItemMapping(source: "other", code: "A", itemNumber: "3")))
        let tables = try state.work().crosswalk()
        #expect(try state.reader().mappedItem(source: "ehr", code: "A") == "2")
        #expect(try state.reader().mappedItem(source: "ehr", code: "B") == nil)
        // Mapping the item anew says nothing about its unit: that stays.
        #expect(
            Set(tables.itemMappings) == [
                ItemMapping(source: "ehr", code: "A", itemNumber: "2", defaultUnit: unit),
                ItemMapping(source: "other", code: "A", itemNumber: "3"),
            ])
        #expect(try state.ask("SELECT version || author FROM item_mapping WHERE source = 'ehr'") == "2bob")
    }

    @Test("a location is read by its source and code, with what it has and what it lacks")
    func oneLocation() throws {
        let entry = LocationEntry(
            code: "OR-4", organization: "HOSP-03", subinventory: "OR-CORE", costCenter: nil, account: nil)
        try write(.mapLocation(source: "ehr", entry))
        #expect(try state.reader().location(source: "ehr", code: "OR-4") == entry)
        #expect(try state.reader().location(source: "other", code: "OR-4") == nil)
        var complete = entry
        complete.costCenter = "4410"
        try write(.mapLocation(source: "ehr", complete))
        #expect(try state.reader().location(source: "ehr", code: "OR-4") == complete)
    }

    @Test("a unit word holds for one item or for all, and brings its pack factor")
    func unitMapping() throws {
        let all = UnitMapping(source: "ehr", word: "BOX", itemNumber: nil, unit: UnitCode(rawValue: "BX"))
        let one = UnitMapping(source: "ehr", word: "BOX", itemNumber: "1", unit: UnitCode(rawValue: "CS"))
        try store.commit(now: Sample.start) { try $0.write(Self.item, author: "erp") }
        try write(.defineUnit(all, factor: nil))
        try write(.defineUnit(one, factor: try box(of: 12)))
        try write(.defineUnit(one, factor: try box(of: 10)), by: "bob")
        let tables = try state.work().crosswalk()
        #expect(Set(tables.unitMappings) == [all, one])
        #expect(tables.items.first?.packs == [try box(of: 10)])
        #expect(try state.ask("SELECT version || author FROM unit_mapping WHERE item = '1'") == "2bob")
    }

    @Test("a location takes the place of the one before")
    func locations() throws {
        let bare = LocationEntry(code: "ICU", organization: "M1", subinventory: "S1", costCenter: nil, account: nil)
        var full = bare
        full.costCenter = "4410"
        full.account = "01-4410"
        try write(.mapLocation(source: "ehr", bare))
        try write(.mapLocation(source: "ehr", full), by: "bob")
        let tables = try state.work().crosswalk()
        #expect(tables.locations.map(\.entry) == [full])
        #expect(tables.locations.map(\.source) == ["ehr"])
        #expect(try state.ask("SELECT version || author FROM location_mapping") == "2bob")
    }

    @Test("an item of the item master comes back with its packs, alone and among all")
    func masterItems() throws {
        var item = Self.item
        item.packs = [try box(of: 50)]
        var changed = item
        changed.description = "catheter 20G"
        changed.gtin = nil
        try store.commit(now: Sample.start) { transaction in
            try transaction.write(
                MasterItem(number: "0", description: "x", unit: item.unit, unitCost: .zero), author: "erp")
            try transaction.write(item, author: "erp")
            try transaction.write(changed, author: "erp")
        }
        let reader = try state.reader()
        #expect(try reader.items().map(\.number) == ["0", "1"])
        #expect(try reader.items().last == changed)
        #expect(try reader.item("1") == changed)
        #expect(try reader.item("2") == nil)
    }

    private static let item = MasterItem(
        number: "1", description: "catheter", unit: UnitCode(rawValue: "EA"), indivisible: true,
        unitCost: Money(cents: 450), manufacturerNumber: "M-1", manufacturer: "Acme", gtin: "00012345678905")
}
