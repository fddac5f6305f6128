import Control
import SyncModel
import Terminal

extension ConsoleModel {
    /// Takes one key.
    mutating func press(_ key: Key) -> [ConsoleEffect] {
        isTouched = true
        // Esc and a key typed right behind it arrive as one, unless the user has bound just that.
        if case .alt(let character) = key, !keys.isBound(key) { return press(.escape) + press(.character(character)) }
        if keys.keys(of: .redraw).contains(key) { return [.terminal(.redraw)] }
        if FrameLayout(size, hasCoach: false).isTooSmall {
            return [.character("q"), .character("Q"), .control("c")].contains(key) ? [.terminal(.quit)] : []
        }
        if let effects = atTop({ $0.press(key, in: $1) }) { return effects }
        if let move = keys.move(key), let effects = atTop({ $0.move(move, in: $1) }) { return effects }
        let here = (place?.actions ?? []) + ConsoleAction.everywhere
        // Two dialogs may have the same key, each for faults of its own.
        let meant = here.filter { keys.keys(of: $0).contains(key) }
        let fitting = meant.first { stack[baseIndex].isWorthShowing($0, in: context) }
        guard let action = fitting ?? meant.first else {
            if let elsewhere = ConsoleAction.all.first(where: { keys.keys(of: $0).contains(key) && $0.right != nil }) {
                say("\(key) (\(elsewhere.label)) does nothing here. ? shows what can be done.")
            }
            return []
        }
        return perform(action)
    }

    /// Why an action can't be done now, in one sentence; `nil` where it can.
    func refusal(for action: ConsoleAction) -> String? {
        context.refusal(for: action.right) ?? stack[baseIndex].refusal(for: action, in: context)
    }

    /// Does an action, or says why not.
    mutating func perform(_ action: ConsoleAction) -> [ConsoleEffect] {
        tour?.note(action)
        if tour?.card == nil, tour != nil {
            tour = nil
            say("That was the tour. :tour shows it again, ? what can be done.", .statusOk)
        }
        if let root = RootScreen.led(by: action) { return go(to: root) }
        switch action {
        case .back: return back()
        case .quit: return [.terminal(.quit)]
        case .undo: return undo()
        case .help: stack.append(HelpScreen(help))
        case .prompt: stack.append(CommandScreen())
        case .places: stack.append(PlacesScreen())
        case .refresh: watchAnew()
        case .redraw: return [.terminal(.redraw)]
        case .lock: return lock()
        case .copy: return copy()
        default: return performHere(action)
        }
        return []
    }

    private mutating func performHere(_ action: ConsoleAction) -> [ConsoleEffect] {
        guard place?.actions.contains(action) == true else {
            say("\(action.label) can't be done here. ? shows what can be.", .statusWarning)
            return []
        }
        if let refusal = refusal(for: action) {
            say(refusal, .statusWarning)
            return []
        }
        return atTop { $0.perform(action, in: $1) } ?? []
    }

    /// Takes the last fix back: that of this console at once, since it was just seen; another is shown first.
    private mutating func undo() -> [ConsoleEffect] {
        if let refusal = context.refusal(for: ConsoleAction.undo.right) {
            say(refusal, .statusWarning)
            return []
        }
        guard let fix = lastFix else { return carry([.open(UndoScreen(of: user))]) }
        return carry([.command(.undo(command: fix.command), deed: "Take back \(fix.deed)")])
    }

    /// The help: where the user is, what can be done there, and what everywhere.
    private var help: HelpOverlay {
        guard let place else { return HelpOverlay("Help", []) }
        let moves = keys.moveHints
        return HelpOverlay(
            "Help: \(place.title)",
            [
                HelpOverlay.Group(place.sentence, place.actions.map(hint) + place.hints),
                HelpOverlay.Group("Moving", moves),
                HelpOverlay.Group("Everywhere", ConsoleAction.everywhere.map(hint)),
            ])
    }

    private func hint(_ action: ConsoleAction) -> KeyHint {
        let names = keys.names(of: action)
        // A right that is missing is said here; that another row is needed is said when the key is pressed.
        let isReadOnly = isReadOnly && action.right?.readOnlyRefusal != nil
        let isForbidden = action.right?.refusal(for: roles) != nil
        let why = isReadOnly ? " (not in a read-only console)" : isForbidden ? " (not with your role)" : ""
        return KeyHint(
            names, action.sentence + why, isEnabled: refusal(for: action) == nil)
    }
}
