import Control
import SyncModel
import SyncStore
import Terminal

/// What the undo reads.
protocol UndoStore: Sendable {
    func lastFix(of author: String) throws(StateFileProblem) -> UndoableFix?
}

extension StateReader: UndoStore {}

/// Somebody's last fix that was not taken back; `nil` where there is none.
struct LastFixReading: Reading {
    typealias Store = any UndoStore

    var user: String

    var staleness: Staleness { .change }

    func read(from store: any UndoStore, at now: UTCTime) throws(StateFileProblem) -> UndoableFix? {
        try store.lastFix(of: user)
    }
}

/// Taking a fix back that was not made in this console: what it was is shown first.
struct UndoScreen: Screen {
    private var fix: Awaited<LastFixReading>
    /// What is shown, and taken back: another one that comes to be the last doesn't take its place.
    private var shown: UndoableFix?

    init(of user: String) { fix = Awaited(LastFixReading(user: user)) }

    var place: Place { .undo }
    var isDialog: Bool { true }
    var readings: [any Reading] { [fix.reading] }

    func name(in context: ScreenContext) -> String { "undo" }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        if fix.take(result), shown == nil { shown = fix.value.flatMap(\.self) }
        return []
    }

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        switch key {
        case .escape, .character("q"): return [.close]
        case .enter:
            guard let shown else { return fix.value == nil ? [.say("It is still being looked for.")] : [.close] }
            return [.close, .command(.undo(command: shown.command), deed: "Take back \(shown.change.key.words)")]
        default: return []
        }
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        var hints = [KeyHint("Esc", "leave it")]
        let lines: [[Span]]
        if let shown {
            hints.insert(KeyHint("Enter", "take it back"), at: 0)
            lines = Self.lines(shown, in: context)
        } else if let problem = context.stateProblem ?? fix.problem {
            lines = [[Span(problem, .statusWarning)]]
        } else {
            let none = "You have made no fix lately that could be taken back."
            lines = [[Span(fix.value == nil ? "Looking for your last fix …" : none, .dim)]]
        }
        surface.draw(
            Dialog("Take back your last fix", lines: lines, hints: hints, preferredWidth: 72), in: context.body)
    }

    private static func lines(_ fix: UndoableFix, in context: ScreenContext) -> [[Span]] {
        let change = fix.change
        var lines = [
            [Span(change.key.words, .strong), Span(", \(context.age(change.at)) ago", .dim)],
            [Span("- \(change.after.words ?? "(nothing)")", .diffRemoved)],
            [Span("+ \(change.before.words ?? "(nothing)")", .diffAdded)],
        ]
        if fix.count > 1 {
            let others = Wording.count(fix.count - 1, "other entry", "other entries")
            lines.append([Span("and \(others) of the same import; items that it loaded stay", .statusWarning)])
        }
        let sentence = "What it let go waits again. Refused once the first has left."
        return lines + [[], [Span(sentence, .dim)]]
    }
}

extension ConsoleAction {
    static let undo = ConsoleAction(
        "undo", keys: [.character("U")], sentence: "Take your last fix back, as long as nothing of it has left",
        isCommand: true, right: .undo)
}

extension Place {
    fileprivate static let undo = Place(
        name: "undo", title: "Undo", sentence: "Your last fix, and what is so again without it", actions: [])
}
