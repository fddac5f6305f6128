import Terminal

/// Choosing a theme from a list: everything is shown in it as the cursor comes to it.
struct ThemeScreen: Screen {
    private let names: [String]
    /// What was shown before.
    private let before: String
    private var selection: Int

    init(_ names: [String], shown: String) {
        self.names = names
        before = shown
        selection = names.firstIndex(of: shown) ?? 0
    }

    var place: Place { .themes }
    var isDialog: Bool { true }

    func name(in context: ScreenContext) -> String { "theme" }

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        switch key {
        case .enter:
            guard names.indices.contains(selection) else { return [.close] }
            return [.close, .theme(names[selection]), .say("The theme is \(names[selection]) from now on.")]
        case .escape, .character("q"): return [.close, .previewTheme(before)]
        case .character(let character):
            if let digit = character.wholeNumberValue, names.indices.contains(digit - 1) { return show(digit - 1) }
            fallthrough
        default:
            guard let move = context.keys.move(key) else { return [] }
            switch move {
            case .start: return show(0)
            case .end: return show(names.count - 1)
            default: return show(selection + (move.step(page: 5) ?? 0))
            }
        }
    }

    private mutating func show(_ number: Int) -> [ScreenEffect] {
        let next = max(0, min(names.count - 1, number))
        guard next != selection, names.indices.contains(next) else { return [] }
        selection = next
        return [.previewTheme(names[next])]
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        let height = max(1, context.body.height - 4)
        let first = max(0, selection - height + 1)
        let lines = names.enumerated().map { index, name -> [Span] in
            let isHere = index == selection
            return [
                Span(isHere ? "\(surface.glyphs.pointer) " : "  ", .strong),
                Span(index < 9 ? "\(index + 1) " : "  ", .key), Span(name, isHere ? .strong : .text),
                Span(name == before ? "  as it was" : "", .dim),
            ]
        }
        let hints = [KeyHint("Up Down", "show it"), KeyHint("Enter", "keep it"), KeyHint("Esc", "as it was")]
        // At the side, so that the screen behind shows what the theme is like.
        let (_, side) = context.body.splitRight(min(54, context.body.width))
        surface.draw(
            Dialog("Theme", lines: Array(lines.dropFirst(first).prefix(height)), hints: hints, preferredWidth: 50),
            in: side)
    }
}

extension Place {
    fileprivate static let themes = Place(
        name: "themes", title: "Theme", sentence: "Which theme everything is shown in", actions: [])
}
