import Terminal

/// What a line means that was typed in the plain console.
enum PlainRequest: Sendable {
    /// Print the whole screen.
    case show
    /// Print what can be done.
    case help
    /// Nothing can be done; this is why.
    case say(String)
    /// Press these keys.
    case keys([Key])
    /// Type this where text is entered.
    case text(String)
    case action(ConsoleAction)
    case words(PromptCommand, String)
    /// Print what stands for the thing under the cursor.
    case copy

    /// What is only for a screen that is painted.
    static let painted: Set = ["theme", "tour", "mouse", "coach", "redraw"]

    /// The words of its own, for the help.
    static let commands = [
        "show: Print the whole screen; so does an empty line",
        "up, down, page-up, page-down, top, bottom: Move; a number behind says how often",
        "type TEXT: Type into a field or a filter",
        "enter, esc, tab, or any key by its name: Press that key, as in dialogs that ask for one",
        "filter TEXT: Show only rows with this text",
    ]

    private static let moves: [String: Key] = [
        "up": .up, "down": .down, "page-up": .pageUp, "page-down": .pageDown, "top": .home, "bottom": .end,
    ]

    /// What the line means where the model is.
    init(_ line: String, in model: ConsoleModel) {
        let line = String(line.prefix(400))
        let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
        guard let first = words.first else {
            self = model.locked == nil ? .show : .keys([.enter])
            return
        }
        let rest = words.dropFirst().joined(separator: " ")
        if model.locked != nil {
            self = ["quit", "q", "Q"].contains(first) ? .keys([.character("Q")]) : .keys([.enter])
        } else if let key = Self.moves[first.lowercased()] {
            self = .keys(Array(repeating: key, count: max(1, min(1000, Int(rest) ?? 1))))
        } else if first == "show" && rest.isEmpty {
            self = .show
        } else if first == "help" || first == "?" {
            self = .help
        } else if first == "copy" && rest.isEmpty {
            self = .copy
        } else if Self.painted.contains(first) {
            self = .say("\(first) is for the painted console; lines have none of it.")
        } else if first == "type" {
            self = .text(rest)
        } else if words.count == 1, let key = Key(name: first) {
            self = .keys([key])
        } else if model.baseIndex != model.stack.count - 1 {
            self = .say("A question is open: answer it with a key, type TEXT, enter or esc. show prints it.")
        } else {
            self = Self.command(first, rest, in: model)
        }
    }

    private static func command(_ first: String, _ rest: String, in model: ConsoleModel) -> PlainRequest {
        if first == "filter", !rest.isEmpty, let filter = model.place?.actions.first(where: { $0 == .filter }),
            let key = filter.keys.first
        {
            return .keys([key] + rest.map { .character($0) } + [.enter])
        }
        let here = (model.place?.actions ?? []) + ConsoleAction.everywhere
        if let action = here.first(where: { $0.name == first }) { return .action(action) }
        let begun = here.filter { $0.name.hasPrefix(first) }
        var prompt = CommandPrompt()
        prompt.input = TextInput(rest.isEmpty ? first : "\(first) \(rest)", limit: 400)
        switch prompt.command() {
        case .success(.action(let action)): return .action(action)
        case .success(.words(let command, let words)): return .words(command, words)
        case .failure(let refusal):
            return begun.count == 1 ? .action(begun[0]) : .say("\(refusal.sentence) help lists all.")
        }
    }
}
