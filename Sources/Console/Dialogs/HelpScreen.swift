import Terminal

/// The help, in front of the screen it is about.
struct HelpScreen: Screen {
    private var overlay: HelpOverlay

    init(_ overlay: HelpOverlay) { self.overlay = overlay }

    var place: Place { .help }
    var isDialog: Bool { true }

    func name(in context: ScreenContext) -> String { "help" }

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        guard let move = ListMove(key) else { return [.close] }
        let height = context.layout.keys.maxY
        var scrolled = ScrolledText(offset: overlay.offset)
        scrolled.apply(move, lines: overlay.lines.count, height: max(1, height - 2))
        overlay.offset = scrolled.offset
        return []
    }

    func draw(into surface: inout Surface, in context: ScreenContext) { surface.draw(overlay) }
}

extension Place {
    fileprivate static let help = Place(name: "help", title: "Help", sentence: "What can be done here", actions: [])
}
