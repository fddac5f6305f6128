internal import Measures
public import SyncModel

/// An invented ERP's item master: hospital supplies and drugs in its abbreviated style, every product once a maker.
public struct SimulatedItemMaster: Sendable, Hashable {
    /// The items, in the order of their numbers.
    public let items: [MasterItem]
    /// What the EHR needs to know of each item, in the same order.
    let products: [Product]

    /// One item as the clinical side sees it.
    struct Product: Sendable, Hashable {
        /// The ERP's item number.
        var itemNumber: String
        /// What the EHR calls it: whole words instead of abbreviations.
        var description: String
        /// Whether it is documented with an administration.
        var isDrug: Bool
        /// The sending units that use it.
        var units: [String]
        /// How many base units one line documents.
        var usage: ClosedRange<Int>
        /// The unit it is counted in at the bedside.
        var baseUnit: UnitCode
        /// The sender's price of one base unit.
        var price: Money
    }

    /// `count` items that are always the same for the same seed; at most 400,000.
    public init(seed: UInt64, count: Int) {
        var generator = SeededGenerator(seed: seed).stream("item master")
        var number = 100_234
        var items: [MasterItem] = []
        var products: [Product] = []
        for choice in ProductChoice.distinct(count: min(max(0, count), 400_000), using: &generator) {
            let (item, product) = choice.entry(number: number, sequence: items.count + 1, using: &generator)
            items.append(item)
            products.append(product)
            number += generator.number(in: 1...7)
        }
        self.items = items
        self.products = products
    }
}

/// Which product of which maker an item is.
struct ProductChoice: Hashable, Sendable {
    var family: Int
    var product: Int
    var manufacturer: Int
    /// Later models of the same product, from 1.
    var model: Int

    /// `count` choices that are all different. The first of them touch every family, so that small masters are varied.
    static func distinct(count: Int, using generator: inout SeededGenerator) -> [ProductChoice] {
        let families = ProductCatalogue.families
        var choices: [ProductChoice] = []
        var used: Set<ProductChoice> = []
        for index in 0..<min(count, families.count * 3) {
            let family = index % families.count
            let choice = ProductChoice(
                family: family, product: generator.below(families[family].variety),
                manufacturer: generator.below(ProductCatalogue.manufacturers.count), model: 1)
            if used.insert(choice).inserted { choices.append(choice) }
        }
        let shelf = families.indices.flatMap { family in
            (0..<families[family].variety).map { (family: family, product: $0) }
        }
        let variety = shelf.count * ProductCatalogue.manufacturers.count
        let step = Self.coprime(to: variety, from: variety / 3 + generator.below(variety / 3))
        let start = generator.below(variety)
        var index = 0
        while choices.count < count {
            let place = (start + index % variety * step) % variety
            let (family, product) = shelf[place % shelf.count]
            let choice = ProductChoice(
                family: family, product: product, manufacturer: place / shelf.count, model: 1 + index / variety)
            if used.insert(choice).inserted { choices.append(choice) }
            index += 1
        }
        return choices
    }

    /// A step that visits each of `count` places once.
    private static func coprime(to count: Int, from candidate: Int) -> Int {
        func divisor(_ left: Int, _ right: Int) -> Int { right == 0 ? left : divisor(right, left % right) }
        var step = max(1, candidate)
        while divisor(step, count) != 1 { step += 1 }
        return step
    }

    /// The item as the ERP and as the EHR know it.
    func entry(
        number: Int, sequence: Int, using generator: inout SeededGenerator
    ) -> (MasterItem, SimulatedItemMaster.Product) {
        let family = ProductCatalogue.families[family]
        let options = family.options(product)
        let maker = ProductCatalogue.manufacturers[manufacturer]
        let packaging = family.packagings[generator.below(family.packagings.count)]
        let price = generator.number(in: family.price)
        let mark = model > 1 ? " G\(model)" : ""
        let item = MasterItem(
            number: String(number),
            description: ([family.name.erp] + options.map(\.erp)).joined(separator: " ") + mark,
            unit: packaging.stockUnit,
            // A pack of supplies may be broken up in the store room, a single piece may not; a vial may be drawn twice.
            indivisible: !family.isDrug && packaging.factors.allSatisfy { $0.unit != packaging.stockUnit },
            unitCost: Money(cents: Int64(price * packaging.baseUnitsInStockUnit)),
            manufacturerNumber:
                "\(maker.letters)-\(padded(generator.below(100_000), to: 5))-\(padded(sequence, to: 3))",
            manufacturer: maker.name, gtin: GTIN.internalNumber(number), packs: packaging.factors)
        let product = SimulatedItemMaster.Product(
            itemNumber: item.number,
            description: ([family.name.ehr] + options.map(\.ehr)).joined(separator: " ")
                + (model > 1 ? " generation \(model)" : ""),
            isDrug: family.isDrug, units: family.units, usage: family.usage, baseUnit: packaging.base,
            price: Money(cents: Int64(price)))
        return (item, product)
    }
}
