import Measures
import SyncModel
import SyncStore
import Terminal

/// Choosing what a sender's unit means for an item.
struct FixUnitScreen: Sendable {
    var target: FixTarget
    var key: CaseKey
    /// The units it may be, likeliest first; `nil` until the case is read.
    var choices: [UnitChoice]?
    var selection = 0
    /// How many of the ERP's unit are in the chosen one.
    var factor = TextInput(limit: 12)
    var isEnteringFactor = false
    var preview = FixPreviewState.none
    var isArmed = false

    init(_ target: FixTarget) {
        self.target = target
        key = target.key
    }

    var selected: UnitChoice? {
        guard let choices, choices.indices.contains(selection) else { return nil }
        return choices[selection]
    }

    /// The sender's word; empty where the sender names no unit.
    static func word(_ file: CaseFile, _ target: FixTarget) -> String {
        let word = target.fault.subject.unit ?? file.detail?.event?.unit?.rawValue ?? file.detail?.row.unit ?? ""
        return word == FaultSubject.absent ? "" : word.uppercased()
    }

    /// Takes the case once it is read.
    mutating func adopt(_ file: CaseFile) {
        guard choices == nil, file.detail != nil else { return }
        let choices = UnitChoice.choices(word: Self.word(file, target), item: file.item)
        self.choices = choices
        if let proposed = choices.first?.proposedFactor { factor = TextInput(proposed.description, limit: 12) }
    }

    /// Why the chosen unit and factor make no fix yet, in one sentence; `nil` where they do.
    func obstacle(_ file: CaseFile) -> String? {
        guard let selected else { return "There is no unit to choose." }
        guard selected.needsFactor, let item = file.item else { return nil }
        guard !factor.isEmpty else {
            return "Enter how many \(item.unit) are in one \(selected.unit): press n, then the number."
        }
        guard let number = ExactDecimal(factor.text) else { return "\(factor.text) is not a number." }
        do throws(PackFactorRefusal) {
            _ = try PackFactor(unit: selected.unit, contains: number, of: item.unit)
            return nil
        } catch { return error.sentence }
    }

    /// The change as it is chosen now.
    func fix(_ file: CaseFile) -> Fix? {
        guard obstacle(file) == nil, let selected, let source = file.source(target) else { return nil }
        let mapping = UnitMapping(
            source: source, word: Self.word(file, target), itemNumber: file.item?.number, unit: selected.unit)
        guard selected.needsFactor, let item = file.item, let number = ExactDecimal(factor.text) else {
            return .defineUnit(mapping, factor: nil)
        }
        guard let pack = try? PackFactor(unit: selected.unit, contains: number, of: item.unit) else { return nil }
        return .defineUnit(mapping, factor: pack)
    }
}

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
        let named = KnownUnits.all.first { $0.name.uppercased() == word || $0.name.uppercased() + "S" == word }?.code
        units += [named].compactMap(\.self)
        if !letters.isEmpty, KnownUnits.entry(for: letters) != nil { units.append(letters) }
        if let begun = KnownUnits.all.first(where: {
            letters.rawValue.count >= 2 && $0.name.uppercased().hasPrefix(letters.rawValue)
        }) {
            units.append(begun.code)
        }
        if let item { units += [item.unit] + item.packs.map(\.unit) }
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
