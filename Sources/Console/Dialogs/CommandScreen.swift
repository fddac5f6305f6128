import Terminal

/// The `:` prompt, on the message line, with what can be typed above it.
struct CommandScreen: Screen {
    private var prompt = CommandPrompt()

    var place: Place { .prompt }
    var isDialog: Bool { true }

    func name(in context: ScreenContext) -> String { "command" }

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        switch key {
        case .escape: return [.close]
        case .backspace where prompt.input.isEmpty: return [.close]
        case .tab: prompt.complete()
        case .enter: return [.close] + run(in: context)
        default: _ = prompt.input.handle(.key(key))
        }
        return []
    }

    private func run(in context: ScreenContext) -> [ScreenEffect] {
        switch prompt.command() {
        case .success(.action(let action)): [.perform(action)]
        case .success(.words(let command, let words)): command.run(words, context)
        case .failure(let refusal): [.warn(refusal.sentence)]
        }
    }

    mutating func paste(_ text: String, in context: ScreenContext) -> [ScreenEffect] {
        _ = prompt.input.handle(.paste(text))
        return []
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        let message = context.layout.message
        drawCompletions(above: message, into: &surface)
        surface.fill(message, style: .input)
        surface.draw(TextField(prompt.input, label: " :", placeholder: "command, Tab completes"), in: message)
    }
}

extension CommandScreen {
    /// The most completions that are shown with what they do.
    private static let most = 8

    /// What can be typed, each with what it does, the nearest to the prompt last; what there is no room for is counted.
    private func drawCompletions(above message: Rect, into surface: inout Surface) {
        let names = prompt.completions
        var lines = names.prefix(Self.most).map { name in
            [
                Span(" \(name)" + String(repeating: " ", count: max(1, 16 - name.count)), Style(.key, on: .dialog)),
                Span(CommandPrompt.sentence(of: name), Style(.dim, on: .dialog)),
            ]
        }
        if names.count > Self.most {
            lines.append([Span(" and \(names.count - Self.most) more: type on", Style(.dim, on: .dialog))])
        }
        if names.isEmpty { lines = [[Span(" no command begins like this", Style(.dim, on: .dialog))]] }
        for (number, line) in lines.suffix(max(0, message.y - 2)).reversed().enumerated() {
            let row = message.moved(dy: -1 - number)
            surface.fill(row, style: .dialog)
            surface.put(line, at: row.origin, limit: row.width)
        }
    }
}

extension Place {
    fileprivate static let prompt = Place(
        name: "prompt", title: "Command", sentence: "What can be done, by name", actions: [])
}
