import Control
import Terminal

/// Something that can be done with a key: feeds keys, footer, help and the prompt.
///
/// The general ones are declared here; what only one screen can do is declared in its folder.
struct ConsoleAction: Hashable, Sendable {
    /// Its name, and at the prompt its command.
    let name: String
    /// The keys that do it, the usual one first.
    let keys: [Key]
    /// How the keys are written in the footer and the help.
    let keyName: String
    /// A word or two for the footer.
    let label: String
    /// One sentence for the help.
    let sentence: String
    /// Whether it can be done by name at the prompt.
    let isCommand: Bool
    /// The right it takes; `nil` where everybody may.
    let right: RequestKind?

    init(
        _ name: String, keys: [Key], keyName: String? = nil, label: String? = nil, sentence: String,
        isCommand: Bool = false, right: RequestKind? = nil
    ) {
        self.name = name
        self.keys = keys
        self.keyName = keyName ?? keys.first?.description ?? ""
        self.label = label ?? name
        self.sentence = sentence
        self.isCommand = isCommand
        self.right = right
    }
}

// MARK: What can be done everywhere

extension ConsoleAction {
    static let back = ConsoleAction(
        "back", keys: [.escape, .character("q"), .function(3), .function(12)], keyName: "q",
        sentence: "Back to where you came from")
    static let quit = ConsoleAction(
        "quit", keys: [.character("Q"), .control("c"), .function(10)],
        sentence: "Leave the console; the engine goes on where it runs by itself", isCommand: true)
    static let help = ConsoleAction(
        "help", keys: [.character("?"), .function(1)], sentence: "What can be done here", isCommand: true)
    static let prompt = ConsoleAction(
        "prompt", keys: [.character(":")], label: "command",
        sentence: "Type a command by name; Tab completes it")
    static let places = ConsoleAction(
        "places", keys: [.character("0"), .function(2)], sentence: "All screens to go to, by name", isCommand: true)
    static let redraw = ConsoleAction(
        "redraw", keys: [.control("l")], sentence: "Draw the whole screen again", isCommand: true)
    static let refresh = ConsoleAction("refresh", keys: [.function(5)], sentence: "Read the state again now")

    static let lock = ConsoleAction(
        "lock", keys: [], sentence: "Hide everything until Enter is pressed", isCommand: true)

    static let copy = ConsoleAction(
        "copy", keys: [.character("y")], sentence: "Copy what stands for the thing under the cursor (OSC 52)",
        isCommand: true)

    /// What can be done everywhere.
    static let everywhere: [ConsoleAction] =
        RootScreen.all.map(\.action) + [.places, .back, .undo, .prompt, .refresh, .copy, .redraw, .lock, .help, .quit]

    /// Everything that can be done anywhere.
    static let all: [ConsoleAction] = {
        var seen: Set<String> = []
        return (everywhere + RootScreen.all.flatMap(\.places).flatMap(\.actions))
            .filter { seen.insert($0.name).inserted }
    }()
}

// MARK: What many screens can do

extension ConsoleAction {
    static let open = ConsoleAction("open", keys: [.enter], sentence: "Open the row under the cursor")
    static let filter = ConsoleAction(
        "filter", keys: [.character("/")], sentence: "Show only rows with this text")
    static let sort = ConsoleAction(
        "sort", keys: [.character("s")], sentence: "Sort by the next column; after the last one, as it was",
        isCommand: true)
    static let reverse = ConsoleAction(
        "reverse", keys: [.character("S")], sentence: "Sort the other way round", isCommand: true)
    static let acknowledge = ConsoleAction(
        "acknowledge", keys: [.character(".")], label: "seen", sentence: "Take the marks of new rows off")
    static let next = ConsoleAction(
        "next", keys: [.character("n"), .right], keyName: "n/N",
        sentence: "The next of the same cause (N: the one before)")
    static let previous = ConsoleAction(
        "previous", keys: [.character("N"), .left], keyName: "n/N", sentence: "The one before of the same cause")
    static let apply = ConsoleAction("apply", keys: [.enter], sentence: "Do it, and go on with the next row")
    static let choose = ConsoleAction("choose", keys: [], keyName: "1-9", sentence: "Choose by number")
}
