internal import Measures
internal import SyncModel

/// Chooses which items a hospital uses, gives them its own codes, and spoils some of them in known ways.
struct Formulary: Sendable {
    /// The codes in use, the most used ones first.
    var entries: [FormularyEntry]
    /// Closed items and what took their place.
    var replacements: [String: String]

    /// Picks six in ten of the items. Marks some of `items` as issued in whole packs only.
    init(master: SimulatedItemMaster, items: inout [MasterItem], seed: UInt64) {
        var generator = SeededGenerator(seed: seed).stream("formulary")
        var order = Array(master.items.indices)
        Self.shuffle(&order, using: &generator)
        let used = Array(order.prefix(max(1, order.count * 6 / 10)))
        let spare = Array(order.dropFirst(used.count))
        let firstNumber = generator.below(9000)
        entries = []
        replacements = [:]
        for (place, index) in used.enumerated() {
            entries.append(
                Self.entry(
                    of: master.products[index], item: items[index], place: place, firstNumber: firstNumber,
                    using: &generator))
        }
        spoilCodes(indices: used, spare: spare, items: &items, using: &generator)
        showcase()
    }

    private static func shuffle(_ order: inout [Int], using generator: inout SeededGenerator) {
        for place in order.indices.reversed() where place > 0 { order.swapAt(place, generator.below(place + 1)) }
    }

    private static func entry(
        of product: SimulatedItemMaster.Product, item: MasterItem, place: Int, firstNumber: Int,
        using generator: inout SeededGenerator
    ) -> FormularyEntry {
        // 7919 is a prime that divides neither 9000 nor 90000: every place gets a number of its own.
        let number =
            place < 9000
            ? 1000 + (firstNumber + place * 7919) % 9000 : 10_000 + (firstNumber + place * 7919) % 90_000
        let letter = generator.pick(["A", "B", "C", "D", "E"]) ?? "A"
        return FormularyEntry(
            code: product.isDrug ? "RX\(20_000 + number)" : "\(number)-\(letter)", itemNumber: item.number,
            description: product.description, isDrug: product.isDrug, units: product.units, usage: product.usage,
            baseUnit: product.baseUnit, price: product.price,
            manufacturerNumber: generator.chance(0.4) ? item.manufacturerNumber : nil, standing: .sound)
    }

    /// One in twelve is unmapped; one in a hundred each has another flaw.
    private mutating func spoilCodes(
        indices: [Int], spare: [Int], items: inout [MasterItem], using generator: inout SeededGenerator
    ) {
        let few = max(1, entries.count / 100)
        var left: [FormularyEntry.Standing: Int] = [
            .closed: few, .wholePacksOnly: few, .boxUnknown: few, .oddBox: max(2, few),
            .unmapped: max(1, entries.count * 8 / 100),
        ]
        var spare = spare
        for place in entries.indices {
            let item = items[indices[place]]
            let standings = Self.possibleStandings(of: item, isDrug: entries[place].isDrug)
            guard let standing = standings.first(where: { left[$0, default: 0] > 0 }), generator.chance(0.35) else {
                continue
            }
            left[standing, default: 0] -= 1
            entries[place].standing = standing
            switch standing {
            case .unmapped:
                // Every other one can be found by its maker's number, the rest by what they are called.
                entries[place].manufacturerNumber =
                    left[.unmapped, default: 0].isMultiple(of: 2) ? item.manufacturerNumber : nil
            case .closed:
                // What takes its place is packed the same way, so that what was documented still converts.
                if let place = spare.firstIndex(where: { items[$0].unit == item.unit && items[$0].packs == item.packs })
                {
                    replacements[item.number] = items[spare.remove(at: place)].number
                }
            case .wholePacksOnly: items[indices[place]].indivisible = true
            case .sound, .boxUnknown, .oddBox: break
            }
        }
        // A closed item needs something in its place; without spare items it isn't closed after all.
        for place in entries.indices
        where entries[place].standing == .closed && replacements[entries[place].itemNumber] == nil {
            entries[place].standing = .sound
        }
    }

    private static func possibleStandings(of item: MasterItem, isDrug: Bool) -> [FormularyEntry.Standing] {
        if isDrug { return [.unmapped] }
        if item.unit == "EA", item.packs.isEmpty { return [.oddBox, .boxUnknown, .unmapped] }
        if !item.indivisible, item.unit == "BX" { return [.wholePacksOnly, .unmapped] }
        return [.closed, .unmapped]
    }

    /// Lets the first unmapped supply have the code that examples use, and puts it where it is used often.
    private mutating func showcase() {
        let code = "4471-B"
        guard let place = entries.firstIndex(where: { $0.standing == .unmapped && !$0.isDrug }) else { return }
        if let other = entries.firstIndex(where: { $0.code == code }) { entries[other].code = entries[place].code }
        entries[place].code = code
        entries.insert(entries.remove(at: place), at: 0)
    }
}
