import Measures
import SyncModel
import Terminal

extension ConsoleModel {
    /// Keys in the screens that fix a cause; `nil` for those that mean what they mean everywhere.
    mutating func pressInFix(_ key: Key) -> [ConsoleEffect]? {
        switch layers.last {
        case .mapItem(let screen): pressInMapItem(key, screen)
        case .fixUnit(let screen): pressInFixUnit(key, screen)
        case .mapLocation(let screen): pressInMapLocation(key, screen)
        default: nil
        }
    }

    /// Leaves a fix screen; what was begun in it is forgotten.
    private mutating func leaveFix() -> [ConsoleEffect] {
        layers.removeLast()
        return []
    }

    private mutating func pressInMapItem(_ key: Key, _ old: MapItemScreen) -> [ConsoleEffect]? {
        var screen = old
        // Any other key than Enter takes an Enter back that still waits.
        screen.isArmed = false
        setTop(.mapItem(screen))
        switch key {
        case .enter: return apply()
        case .escape:
            guard !screen.find.isEmpty else { return leaveFix() }
            screen.find = TextInput(limit: 60)
            screen.isFinding = false
            setTop(.mapItem(screen))
            return search()
        case .tab:
            screen.isFinding.toggle()
            setTop(.mapItem(screen))
            return []
        case .up, .down, .pageUp, .pageDown: return choose(screen.selection + (ListMove(key)?.step(page: 9) ?? 0))
        case .character(let character):
            if !screen.isFinding, let digit = character.wholeNumberValue, character.isASCII {
                guard digit > 0 else { return [] }
                return choose(digit - 1, exactly: true)
            }
            guard screen.isFinding || character.isLetter else { return nil }
            return type(.key(key))
        default:
            guard screen.isFinding else { return nil }
            let wasEmpty = screen.find.isEmpty
            let effects = type(.key(key))
            if case .mapItem(var emptied) = layers.last, emptied.find.isEmpty, !wasEmpty {
                emptied.isFinding = false
                setTop(.mapItem(emptied))
            }
            return effects
        }
    }

    /// Puts the cursor on a candidate or a unit.
    private mutating func choose(_ number: Int, exactly: Bool = false) -> [ConsoleEffect] {
        switch layers.last {
        case .mapItem(var screen):
            guard let count = screen.candidates?.count, count > 0 else { return [] }
            guard !exactly || number < count else { return refuseChoice(number, of: count) }
            screen.selection = max(0, min(number, count - 1))
            setTop(.mapItem(screen))
        case .fixUnit(var screen):
            guard let choices = screen.choices, !choices.isEmpty else { return [] }
            guard !exactly || number < choices.count else { return refuseChoice(number, of: choices.count) }
            screen.selection = max(0, min(number, choices.count - 1))
            screen.factor = TextInput(screen.selected?.proposedFactor?.description ?? "", limit: 12)
            setTop(.fixUnit(screen))
        default: return []
        }
        return previewFix()
    }

    private mutating func refuseChoice(_ number: Int, of count: Int) -> [ConsoleEffect] {
        say("There is no choice \(number + 1), only \(count).", .statusWarning)
        return []
    }

    private mutating func pressInFixUnit(_ key: Key, _ old: FixUnitScreen) -> [ConsoleEffect]? {
        var screen = old
        screen.isArmed = false
        setTop(.fixUnit(screen))
        if screen.isEnteringFactor {
            switch key {
            case .enter, .escape, .tab, .up, .down:
                screen.isEnteringFactor = false
                setTop(.fixUnit(screen))
                return []
            default: return type(.key(key))
            }
        }
        switch key {
        case .enter:
            let isOpen = screen.selected?.needsFactor == true && screen.factor.isEmpty
            return isOpen && !screen.isForAllItems ? enterFactor() : apply()
        case .escape: return leaveFix()
        case .tab:
            screen.isForAllItems.toggle()
            setTop(.fixUnit(screen))
            return previewFix()
        case .character("n"): return enterFactor()
        case .up, .down, .pageUp, .pageDown, .character("k"), .character("j"):
            return choose(screen.selection + (ListMove(key)?.step(page: 9) ?? 0))
        case .character(let character):
            guard character.isASCII, let digit = character.wholeNumberValue, digit > 0 else { return nil }
            return choose(digit - 1, exactly: true)
        default: return nil
        }
    }

    private mutating func enterFactor() -> [ConsoleEffect] {
        guard case .fixUnit(var screen) = layers.last, let selected = screen.selected else { return [] }
        guard let item = file(of: screen.key)?.item else {
            say("A factor belongs to an ERP item, and the item of this row is not known: map it first.", .statusWarning)
            return []
        }
        guard selected.unit != item.unit else {
            say("\(selected.unit) is the ERP's own unit: there is no factor to enter.", .statusWarning)
            return []
        }
        if var choices = screen.choices, !selected.needsFactor {
            // A factor that is known already is entered anew.
            choices[screen.selection].needsFactor = true
            screen.choices = choices
        }
        screen.isEnteringFactor = true
        screen.isForAllItems = false
        screen.factor = TextInput(limit: 12)
        setTop(.fixUnit(screen))
        return previewFix()
    }

    private mutating func pressInMapLocation(_ key: Key, _ old: MapLocationScreen) -> [ConsoleEffect]? {
        var screen = old
        screen.isArmed = false
        setTop(.mapLocation(screen))
        switch key {
        case .enter:
            guard let next = screen.next else { return apply() }
            // Enter goes from field to field until all are filled.
            if screen.text(screen.focus).isEmpty { say("Enter \(screen.focus.label): \(screen.focus.hint).") }
            screen.focus = next
            setTop(.mapLocation(screen))
            return []
        case .escape: return leaveFix()
        case .tab, .down, .up, .backTab:
            screen.moveFocus(by: key == .tab || key == .down ? 1 : -1)
            setTop(.mapLocation(screen))
            return []
        case .function: return nil
        default: return type(.key(key))
        }
    }
}
