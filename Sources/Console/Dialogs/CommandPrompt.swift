import Terminal

/// What is typed at the `:` prompt.
struct CommandPrompt: Sendable {
    var input = TextInput(limit: 60)

    /// A command as typed: its name, in full where it is begun unmistakably, and what follows.
    enum Command: Sendable {
        case action(ConsoleAction)
        case words(PromptCommand, String)
    }

    /// The commands that belong to no screen.
    private static let general: [PromptCommand] = [
        PromptCommand(name: "theme", sentence: "Show everything in another theme; alone, choose it from a list") {
            name, _ in
            name.isEmpty ? [.chooseTheme] : [.theme(name)]
        },
        PromptCommand(name: "export", sentence: "Write the list that is shown to FILE.csv or FILE.json") { name, _ in
            name.isEmpty ? [.say("To which file? For instance :export queue.csv.")] : [.exportList(name)]
        },
        PromptCommand(name: "tour", sentence: "The first steps, a key a card", takesWords: false) { _, _ in
            [.startTour]
        },
        PromptCommand(
            name: "mouse", sentence: "Let the mouse point here, or leave it to the terminal", choices: ["on", "off"]
        ) { word, _ in
            guard ["on", "off"].contains(word) else { return [.say("On or off? With :mouse off you select text.")] }
            return [.terminal(.request(.mouse(word == "on"))), .say("The mouse is \(word) here.")]
        },
        PromptCommand(name: "coach", sentence: "Turn the hints on or off", takesWords: false) { _, _ in
            [.toggleCoach]
        },
    ]

    /// All that take words, or do something that no key does.
    static let commands: [PromptCommand] = general + RootScreen.all.flatMap(\.commands)
    private static let actions = ConsoleAction.all.filter(\.isCommand)

    /// All names that can be typed.
    static let names = (actions.map(\.name) + commands.map(\.name)).sorted()

    /// The names that go on from what is typed.
    var completions: [String] {
        let words = input.text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count > 1 else { return Self.names.filter { $0.hasPrefix(input.text) } }
        guard let command = Self.commands.first(where: { $0.name == words[0] }) else { return [] }
        let begun = words.dropFirst().joined(separator: " ")
        return command.choices.filter { $0.hasPrefix(begun) }.map { "\(command.name) \($0)" }
    }

    /// What a completion does, in one sentence; that of its command where it goes on with a word.
    static func sentence(of completion: String) -> String {
        let name = completion.split(separator: " ").first.map(String.init) ?? completion
        return commands.first { $0.name == name }?.sentence ?? actions.first { $0.name == name }?.sentence ?? ""
    }

    /// What the command typed so far does; `nil` where it is none yet.
    var sentence: String? {
        switch command() {
        case .success(.action(let action)): action.sentence
        case .success(.words(let command, _)): command.sentence
        case .failure: nil
        }
    }

    /// Goes on as far as all completions agree.
    mutating func complete() {
        let found = completions
        guard var common = found.first else { return }
        for name in found { common = String(zip(common, name).prefix { $0 == $1 }.map(\.0)) }
        if found.count == 1, Self.commands.contains(where: { $0.name == common && $0.takesWords }) { common += " " }
        if common.count > input.text.count { input = TextInput(common, limit: 60) }
    }

    /// What was typed, or why it is none, in one sentence.
    func command() -> Result<Command, Refusal> {
        let words = input.text.split(separator: " ").map(String.init)
        guard let first = words.first else { return .failure(Refusal("Type a command; Tab shows which there are.")) }
        let names = Self.names.filter { $0.hasPrefix(first) }
        guard let name = names.first(where: { $0 == first }) ?? (names.count == 1 ? names.first : nil) else {
            let known = names.isEmpty ? "no command of this name" : "several: \(names.joined(separator: ", "))"
            return .failure(Refusal(":\(first) is \(known)."))
        }
        if let command = Self.commands.first(where: { $0.name == name }) {
            return .success(.words(command, words.dropFirst().joined(separator: " ")))
        }
        let action = Self.actions.first { $0.name == name }
        return action.map { .success(.action($0)) } ?? .failure(Refusal(":\(name) can't be done."))
    }

    /// Why something typed can't be done.
    struct Refusal: Error, Hashable, Sendable {
        var sentence: String
        init(_ sentence: String) { self.sentence = sentence }
    }
}
