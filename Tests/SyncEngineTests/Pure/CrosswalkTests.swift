import Measures
import SyncModel
import Testing

@testable import SyncEngine

@Suite("The crosswalk in memory")
struct CrosswalkTests {
    private let snapshot: CrosswalkSnapshot

    init() throws { snapshot = CrosswalkSnapshot(try TestSite.tables) }

    @Test("a fix changes what it names and nothing else, in a copy with a later version")
    func appliesItems() {
        let fixed = snapshot.applying(
            .mapItem(ItemMapping(source: TestSite.source, code: "NEW", itemNumber: "100")), at: TestSite.start)
        #expect(fixed.version == snapshot.version + 1)
        #expect(fixed.mapping("NEW", of: TestSite.source, at: TestSite.start)?.itemNumber == "100")
        #expect(snapshot.mapping("NEW", of: TestSite.source, at: TestSite.start) == nil)
        #expect(fixed.mapping("NEW", of: "other", at: TestSite.start) == nil)
        #expect(
            fixed.mapping("CATH", of: TestSite.source, at: TestSite.start)
                == snapshot.mapping("CATH", of: TestSite.source, at: TestSite.start))
    }

    @Test("mapping an item anew keeps its default unit unless the fix names another")
    func keepsDefaultUnits() {
        let other = snapshot.applying(
            .mapItem(ItemMapping(source: TestSite.source, code: "STAP", itemNumber: "100")), at: TestSite.start)
        #expect(other.mapping("STAP", of: TestSite.source, at: TestSite.start)?.defaultUnit == "EA")
        let boxes = snapshot.applying(
            .mapItem(ItemMapping(source: TestSite.source, code: "STAP", itemNumber: "100", defaultUnit: "BX")),
            at: TestSite.start)
        #expect(boxes.mapping("STAP", of: TestSite.source, at: TestSite.start)?.defaultUnit == "BX")
    }

    @Test("a unit of one item comes before a unit of all, and both before the word itself")
    func ranksUnits() throws {
        let item = try #require(snapshot.item("100"))
        let other = try #require(snapshot.item("200"))
        let all = snapshot.applying(
            .defineUnit(UnitMapping(source: TestSite.source, word: "EA", itemNumber: nil, unit: "CS"), factor: nil),
            at: TestSite.start)
        #expect(all.unit("EA", of: TestSite.source, item: item, at: TestSite.start)?.unit == "CS")
        let one = all.applying(
            .defineUnit(UnitMapping(source: TestSite.source, word: "EA", itemNumber: "100", unit: "BX"), factor: nil),
            at: TestSite.start)
        #expect(one.unit("EA", of: TestSite.source, item: item, at: TestSite.start)?.unit == "BX")
        #expect(one.unit("EA", of: TestSite.source, item: other, at: TestSite.start)?.unit == "CS")
        #expect(snapshot.unit("EA", of: TestSite.source, item: item, at: TestSite.start)?.unit == "EA")
        #expect(snapshot.unit("ZORK", of: TestSite.source, item: item, at: TestSite.start) == nil)
    }

    @Test("a pack factor replaces the item's old one of the same pack and leaves its others")
    func replacesPacks() throws {
        func define(_ unit: UnitCode, _ contains: ExactDecimal, in snapshot: CrosswalkSnapshot) throws -> [PackFactor] {
            let factor = try PackFactor(unit: unit, contains: contains, of: "EA")
            let mapping = UnitMapping(source: TestSite.source, word: unit.rawValue, itemNumber: "100", unit: unit)
            return snapshot.applying(.defineUnit(mapping, factor: factor), at: TestSite.start).item("100")?.packs ?? []
        }
        #expect(try define("BX", 40, in: snapshot).map(\.description) == ["1 BX = 40 EA"])
        #expect(try define("CS", 200, in: snapshot).map(\.description) == ["1 BX = 50 EA", "1 CS = 200 EA"])
    }

    @Test("a location is replaced as a whole")
    func appliesLocations() {
        let entry = LocationEntry(code: "OR", organization: "M2", subinventory: "S", costCenter: "5", account: nil)
        let fixed = snapshot.applying(.mapLocation(source: TestSite.source, entry), at: TestSite.start)
        #expect(fixed.location("OR", of: TestSite.source, at: TestSite.start) == entry)
        #expect(
            fixed.location("ICU", of: TestSite.source, at: TestSite.start)
                == snapshot.location("ICU", of: TestSite.source, at: TestSite.start))
    }

    @Test("a change that isn't committed is taken back, and plans made by it can be told")
    func rollsBack() {
        let book = CrosswalkBook(snapshot)
        let mapping = ItemMapping(source: TestSite.source, code: "NEW", itemNumber: "100")
        book.adopt(book.snapshot.applying(.mapItem(mapping), at: TestSite.start))
        let uncommitted = book.snapshot
        book.rollBack()
        #expect(book.snapshot.mapping("NEW", of: TestSite.source, at: TestSite.start) == nil)
        #expect(book.snapshot.version > uncommitted.version)
        book.adopt(book.snapshot.applying(.mapItem(mapping), at: TestSite.start))
        book.keep()
        let kept = book.snapshot
        book.rollBack()
        #expect(book.snapshot.mapping("NEW", of: TestSite.source, at: TestSite.start) == mapping)
        #expect(book.snapshot.version == kept.version)
    }
}
