import Control
import SyncModel
import SyncStore
import Terminal

/// The views that a user keeps.
struct SavedViewsReading: Reading {
    var user: String

    var staleness: Staleness { .change }

    func read(from store: any ConsoleStore, at now: UTCTime) throws(StateFileProblem) -> [SavedView] {
        try store.savedViews(of: user)
    }
}

/// The views of the queue that can be gone to, own ones first, in front of the screen.
struct SavedViewsScreen: Screen {
    /// A view in the list.
    struct Choice: Hashable, Sendable {
        var name: String
        var view: QueueSpecification
        /// Whether the user keeps it; else everybody of the role has it.
        var isOwn: Bool
    }

    private let present: QueueSpecification
    private var kept: Awaited<SavedViewsReading>
    private var selection = 0

    /// The views, with the one that can be kept now.
    init(_ present: QueueSpecification, user: String) {
        self.present = present
        kept = Awaited(SavedViewsReading(user: user))
    }

    var place: Place { .views }
    var isDialog: Bool { true }
    var readings: [any Reading] { [kept.reading] }

    func name(in context: ScreenContext) -> String { "views" }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        _ = kept.take(result)
        return []
    }

    /// What can be gone to: what isn't about the queue is another list's.
    func choices(in context: ScreenContext) -> [Choice] {
        let own = (kept.value ?? []).compactMap { saved in
            QueueSpecification(saved.specification).map { Choice(name: saved.name, view: $0, isOwn: true) }
        }
        let roles = QueueScreen.owners.filter(context.roles.contains)
        let usual = (roles.isEmpty ? QueueScreen.owners : roles).flatMap { role in
            QueueSpecification.usual(for: role).map {
                Choice(name: roles.count == 1 ? $0.name : "\($0.name), \(role.rawValue)", view: $0.view, isOwn: false)
            }
        }
        return own + usual
    }

    // MARK: Keys

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        let choices = choices(in: context)
        switch key {
        case .escape, .character("q"), .character("v"): return [.close]
        case .enter: return choices.indices.contains(selection) ? go(to: choices[selection], in: context) : []
        case .character("s"): return [.close, .open(naming)]
        case .character("d"): return drop(choices)
        case .character(let character):
            if let digit = character.wholeNumberValue, choices.indices.contains(digit - 1) {
                return go(to: choices[digit - 1], in: context)
            }
            if let move = ListMove(key) { step(move, of: choices.count) }
        default: if let move = ListMove(key) { step(move, of: choices.count) }
        }
        return []
    }

    private mutating func step(_ move: ListMove, of count: Int) {
        switch move {
        case .start: selection = 0
        case .end: selection = max(0, count - 1)
        default: selection = max(0, min(count - 1, selection + (move.step(page: 9) ?? 0)))
        }
    }

    private func go(to choice: Choice, in context: ScreenContext) -> [ScreenEffect] {
        [
            .close, .show(.queue, QueueScreen(choice.view, for: context.user)),
            .say("\(choice.name): \(choice.view.words)."),
        ]
    }

    /// Asks for a name and keeps what is on screen under it.
    private var naming: EntryScreen {
        let text = present.text
        return EntryScreen(
            "Keep this view", label: "name",
            explanation: "\(present.words).\nOne of that name is replaced.", limit: SavedView.longestName
        ) { name in
            [.command(.saveView(SavedView(name: name, specification: text)), deed: "Keep the view \(name)")]
        }
    }

    private func drop(_ choices: [Choice]) -> [ScreenEffect] {
        guard choices.indices.contains(selection) else { return [] }
        let choice = choices[selection]
        guard choice.isOwn else { return [.warn("\(choice.name) is everybody's of the role: it stays.")] }
        return [.command(.dropView(choice.name), deed: "Drop the view \(choice.name)")]
    }

    // MARK: Drawing

    func draw(into surface: inout Surface, in context: ScreenContext) {
        let choices = choices(in: context)
        let room = max(1, context.body.height - 7)
        let first = max(0, selection - room + 1)
        let width = min(27, choices.map(\.name.count).max() ?? 0)
        var lines = choices.enumerated().dropFirst(first).prefix(room).map { index, choice -> [Span] in
            let pointer = index == selection ? surface.glyphs.pointer : " "
            let name = choice.name + String(repeating: " ", count: max(0, width - choice.name.count) + 2)
            return [
                Span("\(pointer) ", .strong), Span(index < 9 ? "\(index + 1) " : "  ", .key),
                Span(name, index == selection ? .strong : .text),
                Span(choice.isOwn ? "mine  " : "role  ", .dim), Span(choice.view.words, .dim),
            ]
        }
        if let problem = kept.problem {
            lines.append([Span(problem, .statusWarning)])
        } else if kept.value == nil {
            lines.append([Span("Reading your views …", .dim)])
        } else if !choices.contains(where: \.isOwn) {
            lines.append([Span("You keep none yet: s keeps what is on screen under a name.", .dim)])
        }
        let hints = [
            KeyHint("Enter", "go"), KeyHint("s", "keep this one"), KeyHint("d", "drop"), KeyHint("Esc", "stay"),
        ]
        surface.draw(Dialog("Views of the queue", lines: lines, hints: hints, preferredWidth: 78), in: context.body)
    }
}

extension Place {
    fileprivate static let views = Place(
        name: "views", title: "Views", sentence: "What is shown of the queue, and how, under a name", actions: [])
}
