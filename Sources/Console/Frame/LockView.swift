import Catalog
import SyncModel
import Terminal

/// What stands on the screen while it is locked: where this is, who looks, and how to go on; nothing of the work.
struct LockView: Widget {
    let note: LockNote
    let site: ConsoleSite
    let user: String
    let utcOffset: Int
    let keys: KeyBindings

    func draw(into surface: inout Surface) {
        let (word, chrome) = site.chrome
        let why = note.idle.map { " after \($0.spoken) without a key" } ?? ""
        var lines: [[Span]] = [
            [Span(" \(word) ", chrome), Span("  \(site.name)", .strong)],
            [],
            [Span("Locked at \(Wording.time(note.at, offset: utcOffset))\(why).")],
            [
                Span("Enter", .key), Span(" goes on as \(user).  "), Span(keys.footerName(of: .quit), .key),
                Span(" leaves the console."),
            ],
        ]
        let honest = "This hides the screen and asks for no password: whoever is in this session is \(user)."
        let words = [honest] + (note.warning.map { [$0] } ?? [])
        let width = max(1, min(64, surface.width - 4))
        for sentence in words {
            lines.append([])
            lines += Paragraph(sentence).lines(width: width).map { [Span($0, .dim)] }
        }
        let top = max(0, (surface.height - lines.count) / 3)
        let left = max(0, (surface.width - width) / 2)
        for (row, line) in lines.enumerated() where top + row < surface.height {
            surface.put(line, at: Point(left, top + row), limit: max(0, surface.width - left))
        }
    }
}

extension ConsoleSite {
    /// The environment in a word, and how that looks.
    var chrome: (word: String, style: Style) {
        switch environment {
        case .production: ("PROD", .chromeProd)
        case .test: ("TEST", .chromeTest)
        case .demo: ("DEMO", .chromeDemo)
        }
    }
}
