import SyncModel
import Terminal

/// A screen that stands by itself and is gone to by its key or its name.
///
/// Each is declared in the folder of its screen. ``all`` is the one list of them: keys, footer, help, the prompt and
/// the menu of places are made of it.
struct RootScreen: Sendable {
    /// Its command name and its word in the footer: `queue`.
    let name: String
    /// What it is for, in one sentence.
    let sentence: String
    /// The digit that goes to it; `nil` for those that only have a name.
    let key: Character?
    /// The places in its folder, details and dialogs too.
    let places: [Place]
    /// What can be typed at the prompt besides its name and its actions.
    var commands: [PromptCommand] = []
    /// The screen as it is at first.
    let make: @Sendable (ScreenContext) -> any Screen

    /// All of them: by their digits, then by their names.
    static let all: [RootScreen] = [
        .overview,
        .queue,
        .messages,
        .endpoints,
        .deadLetters,
        .approvals,
        .crosswalks,
        .flows,
        .audit,
        .reports,
        .runbooks,
    ]

    /// Where the console begins for somebody, and where back leads in the end: at what most of their work is.
    ///
    /// Whoever looks after the endpoints too sees how everything stands; so does everybody with no such work.
    static func home(of roles: Set<Role>) -> RootScreen {
        if !roles.isDisjoint(with: [.integration, .administrator]) { return .overview }
        if roles.contains(.materials) { return .queue }
        return roles.contains(.supervisor) ? .approvals : .overview
    }

    /// What goes to it.
    var action: ConsoleAction {
        ConsoleAction(name, keys: key.map { [.character($0)] } ?? [], sentence: sentence, isCommand: true)
    }

    /// The root that an action goes to; `nil` for other actions.
    static func led(by action: ConsoleAction) -> RootScreen? { all.first { $0.name == action.name } }
}

extension RootScreen: Hashable {
    static func == (left: RootScreen, right: RootScreen) -> Bool { left.name == right.name }

    func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// A command at the prompt that takes words.
struct PromptCommand: Sendable {
    /// What is typed.
    let name: String
    /// What it does, in one sentence.
    let sentence: String
    /// What can follow, where that is a choice of a few.
    var choices: [String] = []
    /// Whether something can follow.
    var takesWords = true
    /// Does it.
    let run: @Sendable (String, ScreenContext) -> [ScreenEffect]
}
