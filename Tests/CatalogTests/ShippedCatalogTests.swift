import Catalog
import SyncModel
import Testing

@Suite("Shipped catalogs")
struct ShippedCatalogTests {
    @Test("the demo catalog loads without a word to say", arguments: ShippedCatalog.all.map(\.name))
    func loads(name: String) throws {
        let shipped = try #require(ShippedCatalog.all.first { $0.name == name })
        let reading = CatalogLoader(tree: shipped.tree, settings: [:]).read()
        #expect(reading.problems.map(\.description) == [])
        #expect(reading.catalog?.flows.isEmpty == false)
    }
}
