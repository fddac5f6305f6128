import Measures
import SyncModel
import SyncStore

/// A unit that a sender's word may mean.
struct UnitChoice: Hashable, Sendable {
    var unit: UnitCode
    /// What is known of it: `each`, `1 BX = 50 EA`.
    var meaning: String
    /// Whether nothing says yet how many of the ERP's unit are in it.
    var needsFactor: Bool
    /// A number in the word itself: 10 for `BX10`.
    var proposedFactor: ExactDecimal?

    /// The units a word may mean for an item, likeliest first: what the word says, the item's own units, then the usual
    /// ones of the trade.
    static func choices(word: String, item: MasterItem?) -> [UnitChoice] {
        var units: [UnitCode] = []
        let letters = UnitCode(rawValue: String(word.prefix { $0.isLetter }))
        let number = ExactDecimal(String(word.drop { $0.isLetter }))
        let named = KnownUnits.all.first {
            $0.name.uppercased() == word || [$0.name + "s", $0.name + "es"].contains(word.lowercased())
        }?.code
        units += [named].compactMap(\.self)
        if !letters.isEmpty, KnownUnits.entry(for: letters) != nil { units.append(letters) }
        if let begun = KnownUnits.all.first(where: {
            letters.rawValue.count >= 2 && $0.name.uppercased().hasPrefix(letters.rawValue)
        }) {
            units.append(begun.code)
        }
        // A word that says nothing is more likely a pack; no word at all is the piece.
        if let item {
            units += word.isEmpty ? [item.unit] + item.packs.map(\.unit) : item.packs.map(\.unit) + [item.unit]
        }
        units += ["EA", "BX", "CS", "PK", "BG", "DZ", "PR", "BT"]
        var seen: Set<UnitCode> = []
        let packaging = PackagingTable(item?.packs ?? [], defaults: KnownUnits.fixedRatios)
        return units.filter { seen.insert($0).inserted }.prefix(9).map { unit in
            choice(unit, item: item, packaging, number: unit == letters ? number : nil)
        }
    }

    private static func choice(
        _ unit: UnitCode, item: MasterItem?, _ packaging: PackagingTable, number: ExactDecimal?
    ) -> UnitChoice {
        let name = KnownUnits.name(of: unit) ?? ""
        guard let item else { return UnitChoice(unit: unit, meaning: name, needsFactor: false) }
        if unit == item.unit {
            return UnitChoice(unit: unit, meaning: "\(name), the ERP's own unit", needsFactor: false)
        }
        guard case .success(let known) = packaging.convert(.one, from: unit, to: item.unit, indivisible: false) else {
            return UnitChoice(
                unit: unit, meaning: "\(name): how many \(item.unit) are in it is not known", needsFactor: true,
                proposedFactor: number)
        }
        return UnitChoice(
            unit: unit, meaning: "\(name), 1 \(unit) = \(known.result) \(item.unit)", needsFactor: false)
    }
}
