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
            .mapItem(ItemMapping(source: TestSite.source, code: "NEW", itemNumber: "100")))
        #expect(fixed.version == snapshot.version + 1)
        #expect(fixed.mapping("NEW", of: TestSite.source)?.itemNumber == "100")
        #expect(snapshot.mapping("NEW", of: TestSite.source) == nil)
        #expect(fixed.mapping("NEW", of: "other") == nil)
        #expect(fixed.mapping("CATH", of: TestSite.source) == snapshot.mapping("CATH", of: TestSite.source))
    }

    @Test("mapping an item anew keeps its default unit unless the fix names another")
    func keepsDefaultUnits() {
        let other = snapshot.applying(
            .mapItem(ItemMapping(source: TestSite.source, code: "STAP", itemNumber: "100")))
        #expect(other.mapping("STAP", of: TestSite.source)?.defaultUnit == "EA")
        let boxes = snapshot.applying(
            .mapItem(ItemMapping(source: TestSite.source, code: "STAP", itemNumber: "100", defaultUnit: "BX")))
        #expect(boxes.mapping("STAP", of: TestSite.source)?.defaultUnit == "BX")
    }

    @Test("a unit of one item comes before a unit of all, and both before the word itself")
    func ranksUnits() throws {
        let item = try #require(snapshot.item("100"))
        let other = try #require(snapshot.item("200"))
        let all = snapshot.applying(
            .defineUnit(UnitMapping(source: TestSite.source, word: "EA", itemNumber: nil, unit: "CS"), factor: nil))
        #expect(all.unit("EA", of: TestSite.source, item: item) == "CS")
        let one = all.applying(
            .defineUnit(UnitMapping(source: TestSite.source, word: "EA", itemNumber: "100", unit: "BX"), factor: nil))
        #expect(one.unit("EA", of: TestSite.source, item: item) == "BX")
        #expect(one.unit("EA", of: TestSite.source, item: other) == "CS")
        #expect(snapshot.unit("EA", of: TestSite.source, item: item) == "EA")
        #expect(snapshot.unit("ZORK", of: TestSite.source, item: item) == nil)
    }

    @Test("a pack factor replaces the item's old one of the same pack and leaves its others")
    func replacesPacks() throws {
        func define(_ unit: UnitCode, _ contains: ExactDecimal, in snapshot: CrosswalkSnapshot) throws -> [PackFactor] {
            let factor = try PackFactor(unit: unit, contains: contains, of: "EA")
            let mapping = UnitMapping(source: TestSite.source, word: unit.rawValue, itemNumber: "100", unit: unit)
            return snapshot.applying(.defineUnit(mapping, factor: factor)).item("100")?.packs ?? []
        }
        #expect(try define("BX", 40, in: snapshot).map(\.description) == ["1 BX = 40 EA"])
        #expect(try define("CS", 200, in: snapshot).map(\.description) == ["1 BX = 50 EA", "1 CS = 200 EA"])
    }

    @Test("a location is replaced as a whole")
    func appliesLocations() {
        let entry = LocationEntry(code: "OR", organization: "M2", subinventory: "S", costCenter: "5", account: nil)
        let fixed = snapshot.applying(.mapLocation(source: TestSite.source, entry))
        #expect(fixed.location("OR", of: TestSite.source) == entry)
        #expect(fixed.location("ICU", of: TestSite.source) == snapshot.location("ICU", of: TestSite.source))
    }

    @Test("a change that isn't committed is taken back, and plans made by it can be told")
    func rollsBack() {
        let book = CrosswalkBook(snapshot)
        let mapping = ItemMapping(source: TestSite.source, code: "NEW", itemNumber: "100")
        book.adopt(book.snapshot.applying(.mapItem(mapping)))
        let uncommitted = book.snapshot
        book.rollBack()
        #expect(book.snapshot.mapping("NEW", of: TestSite.source) == nil)
        #expect(book.snapshot.version > uncommitted.version)
        book.adopt(book.snapshot.applying(.mapItem(mapping)))
        book.keep()
        let kept = book.snapshot
        book.rollBack()
        #expect(book.snapshot.mapping("NEW", of: TestSite.source) == mapping)
        #expect(book.snapshot.version == kept.version)
    }
}
