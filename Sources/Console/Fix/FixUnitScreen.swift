import Control
import Measures
import SyncModel
import SyncStore
import Terminal

/// Choosing what a sender's unit means for an item.
struct FixUnitScreen: FixScreen {
    var work: FixWork
    /// The units it may be, likeliest first; `nil` until the case is read.
    private(set) var choices: [UnitChoice]?
    private(set) var selection = 0
    /// How many of the ERP's unit are in the chosen one.
    private(set) var factor = TextInput(limit: 12)
    private(set) var isEnteringFactor = false
    /// Whether the word means the unit for all items of the source, or for this one only.
    private(set) var isForAllItems: Bool

    init(_ target: FixTarget) {
        work = FixWork(target)
        isForAllItems = target.fault.subject.item == nil
    }

    var place: Place { .fixUnit }

    func name(in context: ScreenContext) -> String { "fix \(work.target.subject)" }

    var selected: UnitChoice? {
        guard let choices, choices.indices.contains(selection) else { return nil }
        return choices[selection]
    }

    /// The sender's word; empty where the sender names no unit.
    static func word(_ file: CaseFile, _ target: FixTarget) -> String {
        let word = target.fault.subject.unit ?? file.detail?.event?.unit?.rawValue ?? file.detail?.row.unit ?? ""
        return word == FaultSubject.absent ? "" : word.uppercased()
    }

    mutating func begin(with file: CaseFile) -> [ScreenEffect] {
        guard choices == nil else { return [] }
        let choices = UnitChoice.choices(word: Self.word(file, work.target), item: file.item)
        self.choices = choices
        if let proposed = choices.first?.proposedFactor { factor = TextInput(proposed.description, limit: 12) }
        return askPreview()
    }

    func obstacle(_ file: CaseFile) -> String? {
        guard let selected else { return "There is no unit to choose." }
        guard !isForAllItems, selected.needsFactor, let item = file.item else { return nil }
        guard !factor.isEmpty else {
            return
                "Enter how many \(item.unit) are in one \(selected.unit): "
                + "press \(ConsoleAction.factor.mark), then the number."
        }
        guard let number = ExactDecimal(factor.text) else { return "\(factor.text) is not a number." }
        do throws(PackFactorRefusal) {
            _ = try PackFactor(unit: selected.unit, contains: number, of: item.unit)
            return nil
        } catch { return error.sentence }
    }

    func fix(_ file: CaseFile) -> Fix? {
        guard obstacle(file) == nil, let selected, let source = file.source(work.target) else { return nil }
        let mapping = UnitMapping(
            source: source, word: Self.word(file, work.target), itemNumber: isForAllItems ? nil : file.item?.number,
            unit: selected.unit)
        guard !isForAllItems, selected.needsFactor, let item = file.item, let number = ExactDecimal(factor.text) else {
            return .defineUnit(mapping, factor: nil)
        }
        guard let pack = try? PackFactor(unit: selected.unit, contains: number, of: item.unit) else { return nil }
        return .defineUnit(mapping, factor: pack)
    }

    // MARK: Keys

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        // Any other key than Enter takes an Enter back that still waits.
        work.isArmed = false
        if isEnteringFactor { return pressInFactor(key) }
        switch key {
        case .enter:
            let isOpen = selected?.needsFactor == true && factor.isEmpty
            return isOpen && !isForAllItems ? enterFactor() : apply()
        case .escape: return [.close]
        case .tab:
            isForAllItems.toggle()
            return askPreview()
        case .character("n"): return enterFactor()
        case .up, .down, .pageUp, .pageDown, .character("k"), .character("j"):
            return choose(selection + (ListMove(key)?.step(page: 9) ?? 0))
        case .character(let character):
            guard character.isASCII, let digit = character.wholeNumberValue, digit > 0 else { return nil }
            return choose(digit - 1, exactly: true)
        default: return nil
        }
    }

    private mutating func pressInFactor(_ key: Key) -> [ScreenEffect] {
        switch key {
        case .enter, .escape, .tab, .up, .down:
            isEnteringFactor = false
            return []
        default: return type(.key(key))
        }
    }

    mutating func paste(_ text: String, in context: ScreenContext) -> [ScreenEffect] {
        isEnteringFactor ? type(.paste(text)) : []
    }

    private mutating func type(_ event: InputEvent) -> [ScreenEffect] {
        factor.handle(event) ? askPreview() : []
    }

    private mutating func choose(_ number: Int, exactly: Bool = false) -> [ScreenEffect] {
        guard let choices, !choices.isEmpty else { return [] }
        guard !exactly || number < choices.count else { return FixParts.refuseChoice(number, of: choices.count) }
        selection = max(0, min(number, choices.count - 1))
        factor = TextInput(selected?.proposedFactor?.description ?? "", limit: 12)
        return askPreview()
    }

    private mutating func enterFactor() -> [ScreenEffect] {
        guard let selected else { return [] }
        guard let item = work.openFile?.item else {
            return [
                .warn("A factor belongs to an ERP item, and the item of this row is not known: map it first.")
            ]
        }
        guard selected.unit != item.unit else {
            return [.warn("\(selected.unit) is the ERP's own unit: there is no factor to enter.")]
        }
        // A factor that is known already is entered anew.
        choices?[selection].needsFactor = true
        isEnteringFactor = true
        isForAllItems = false
        factor = TextInput(limit: 12)
        return askPreview()
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        surface.draw(FixUnitView(context: context, screen: self))
    }
}

extension ConsoleAction {
    static let unit = ConsoleAction(
        "unit", keys: [.character("u")], sentence: "Say which unit the sender means, and how many are in it",
        isCommand: true, right: .defineUnit)
    static let factor = ConsoleAction("factor", keys: [.character("n")], sentence: "Enter how many are in the unit")
    static let scope = ConsoleAction(
        "scope", keys: [.tab], sentence: "For all items of the source, or for this one only")
}

extension FixDialog {
    static let defineUnit = FixDialog(
        action: .unit, object: "a unit", deed: "fixes the unit",
        place: Place(
            name: "fixUnit", title: "Fix the unit", sentence: "Which unit is it, and how many are in it?",
            actions: [.apply, .choose, .factor, .scope, .back], coach: .fix),
        mends: { $0.fix == .defineUnit }, make: { FixUnitScreen($0) })
}

extension Place {
    static let fixUnit = FixDialog.defineUnit.place
}
