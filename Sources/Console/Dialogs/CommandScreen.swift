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
        let above = message.moved(dy: -1)
        let names = prompt.completions.joined(separator: "  ")
        surface.fill(above, style: .dialog)
        surface.put(
            [Span(names.isEmpty ? " no command begins like this" : " \(names)", Style(.dim, on: .dialog))],
            at: above.origin, limit: above.width)
        surface.fill(message, style: .input)
        surface.draw(TextField(prompt.input, label: " :", placeholder: "command, Tab completes"), in: message)
    }
}

extension Place {
    fileprivate static let prompt = Place(
        name: "prompt", title: "Command", sentence: "What can be done, by name", actions: [])
}
