import Control
import SyncModel
import Terminal

extension ConsoleModel {
    /// Keys while something stands in front of the screen.
    mutating func pressInOverlay(_ key: Key) -> [ConsoleEffect] {
        switch overlay {
        case .help(let offset): pressInHelp(key, offset)
        case .prompt(let prompt): return pressInPrompt(key, prompt)
        case .dismiss(let panel): return pressInDismiss(key, panel)
        case .entry(let panel): return pressInEntry(key, panel)
        case nil: break
        }
        return []
    }

    /// Text pasted while something stands in front of the screen.
    mutating func typeInOverlay(_ event: InputEvent) -> [ConsoleEffect] {
        switch overlay {
        case .prompt(var prompt):
            _ = prompt.input.handle(event)
            overlay = .prompt(prompt)
        case .dismiss(var panel):
            guard var typed = panel.typed else { break }
            _ = typed.handle(event)
            panel.typed = typed
            overlay = .dismiss(panel)
        case .entry(var panel):
            _ = panel.input.handle(event)
            overlay = .entry(panel)
        default: break
        }
        return []
    }

    private mutating func pressInHelp(_ key: Key, _ offset: Int) {
        let lines = HelpContent.overlay(for: self, offset: 0).lines.count
        let last = max(0, lines - max(1, size.height - 2))
        switch ListMove(key) {
        case .start: overlay = .help(offset: 0)
        case .end: overlay = .help(offset: last)
        case let move?: overlay = .help(offset: max(0, min(last, offset + (move.step(page: size.height) ?? 0))))
        case nil: overlay = nil
        }
    }

    private mutating func pressInPrompt(_ key: Key, _ old: CommandPrompt) -> [ConsoleEffect] {
        var prompt = old
        switch key {
        case .escape: overlay = nil
        case .backspace where prompt.input.isEmpty: overlay = nil
        case .tab:
            prompt.complete()
            overlay = .prompt(prompt)
        case .enter:
            overlay = nil
            switch prompt.command() {
            case .success(let command): return run(command)
            case .failure(let refusal): say(refusal.sentence, .statusWarning)
            }
        default:
            _ = prompt.input.handle(.key(key))
            overlay = .prompt(prompt)
        }
        return []
    }

    private mutating func run(_ command: CommandPrompt.Command) -> [ConsoleEffect] {
        switch command {
        case .action(let action): return perform(action)
        case .theme(let name):
            if name.isEmpty { say("Which theme? For instance :theme light.") } else { return [.theme(name)] }
        case .role(let name):
            go(to: .queue)
            if name == "all" || name.isEmpty {
                setOwner(nil)
            } else if let role = Role(rawValue: name) {
                setOwner(role)
            } else {
                say("There is no role \(name); there are \(Role.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
        case .show(let number):
            guard let id = Int64(number) else {
                say("Which message? For instance :show 4711.")
                break
            }
            layers.append(.message(MessageScreen(id: MessageID(rawValue: id))))
        case .coach: coach = coach == nil ? .usual : nil
        }
        return []
    }

    private mutating func pressInDismiss(_ key: Key, _ old: DismissPanel) -> [ConsoleEffect] {
        var panel = old
        if key == .escape {
            overlay = nil
            return []
        }
        if let reason = panel.chosen {
            if key == .enter { return dismiss(panel, reason: reason) }
            panel.chosen = nil
            overlay = .dismiss(panel)
            return []
        }
        if var typed = panel.typed {
            if key == .enter {
                let reason = typed.text.split(separator: " ").joined(separator: " ")
                guard reason.count >= 3 else {
                    say("A reason needs a few words: it is kept in the audit.", .statusWarning)
                    return []
                }
                return choose(reason, panel)
            }
            _ = typed.handle(.key(key))
            panel.typed = typed
            overlay = .dismiss(panel)
            return []
        }
        guard case .character(let character) = key else { return [] }
        if character == "t" {
            panel.typed = TextInput(limit: 120)
            overlay = .dismiss(panel)
        } else if character == "q" {
            overlay = nil
        } else if let digit = character.wholeNumberValue, DismissPanel.reasons.indices.contains(digit - 1) {
            return choose(DismissPanel.reasons[digit - 1], panel)
        }
        return []
    }

    /// One row goes at once; more than one has to be confirmed with the number on screen.
    private mutating func choose(_ reason: String, _ old: DismissPanel) -> [ConsoleEffect] {
        guard old.count > 1 else { return dismiss(old, reason: reason) }
        var panel = old
        panel.chosen = reason
        overlay = .dismiss(panel)
        return []
    }

    private mutating func dismiss(_ panel: DismissPanel, reason: String) -> [ConsoleEffect] {
        overlay = nil
        let deed = "Dismiss \(panel.target.subject)"
        if case .exception = layers.last { layers = [] }
        if !panel.isWholeCause, let id = panel.target.exception {
            return run(.request(.dismiss([id], reason: reason)), deed: deed)
        }
        return run(.ofCause(panel.target.cause, .dismiss(reason: reason)), deed: deed)
    }

    private mutating func pressInEntry(_ key: Key, _ old: EntryPanel) -> [ConsoleEffect] {
        var panel = old
        switch key {
        case .escape: overlay = nil
        case .enter:
            let text = panel.input.text.split(separator: " ").joined(separator: " ")
            guard !text.isEmpty else {
                say("Enter the \(panel.label), or Esc.", .statusWarning)
                return []
            }
            overlay = nil
            switch panel.purpose {
            case .confirm(let id):
                return run(.request(.confirmDelivered(id, document: text)), deed: "Mark as delivered")
            case .pause(let endpoint):
                return run(.request(.pause(endpoint, reason: text)), deed: "Pause \(endpoint)")
            }
        default:
            _ = panel.input.handle(.key(key))
            overlay = .entry(panel)
        }
        return []
    }
}
