import Terminal

/// The menu of all screens that are gone to by name.
struct PlacesScreen: Screen {
    private var selection = 0

    var place: Place { .places }
    var isDialog: Bool { true }

    func name(in context: ScreenContext) -> String { "go to" }

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        let roots = RootScreen.all
        switch key {
        case .enter: return roots.indices.contains(selection) ? go(to: roots[selection]) : [.close]
        case .up, .down, .pageUp, .pageDown, .home, .end:
            switch ListMove(key) {
            case .start: selection = 0
            case .end: selection = roots.count - 1
            case let move?: selection = max(0, min(roots.count - 1, selection + (move.step(page: 9) ?? 0)))
            case nil: break
            }
        case .character(let character):
            if let root = roots.first(where: { $0.key == character }) { return go(to: root) }
            if character == "0" || character == "q" { return [.close] }
            // A letter goes to the next screen whose name begins with it.
            let turn = roots.indices.map { (selection + 1 + $0) % roots.count }
            if let found = turn.first(where: { roots[$0].name.first == character }) { selection = found }
        default: return [.close]
        }
        return []
    }

    private func go(to root: RootScreen) -> [ScreenEffect] { [.close, .go(root)] }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        let width = RootScreen.all.map(\.name.count).max() ?? 0
        let height = max(1, context.body.height - 4)
        let first = max(0, selection - height + 1)
        let lines = RootScreen.all.enumerated().map { index, root -> [Span] in
            let pointer = index == selection ? surface.glyphs.pointer : " "
            let name = root.name + String(repeating: " ", count: width - root.name.count + 2)
            return [
                Span("\(pointer) ", .strong), Span("\(root.key ?? " ") ", .key),
                Span(name, index == selection ? .strong : .text), Span(root.sentence, .dim),
            ]
        }
        let hints = [KeyHint("Enter", "go"), KeyHint("a-z", "by name"), KeyHint("Esc", "stay")]
        let shown = Array(lines.dropFirst(first).prefix(height))
        surface.draw(Dialog("Go to", lines: shown, hints: hints, preferredWidth: 76), in: context.body)
    }
}

extension Place {
    fileprivate static let places = Place(
        name: "places", title: "Go to", sentence: "All screens that stand by themselves", actions: [])
}
