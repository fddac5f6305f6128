import SyncModel
import Terminal

/// The `:` prompt.
struct CommandPrompt: Sendable {
    var input = TextInput(limit: 60)

    /// A command as typed: its name, in full where it is begun unmistakably, and what follows.
    enum Command: Hashable, Sendable {
        case action(ConsoleAction)
        case theme(String)
        case role(String)
        case show(String)
        case coach
    }

    private static let others = ["theme", "role", "show", "coach"]

    /// All names that can be typed.
    static var names: [String] {
        (ConsoleAction.allCases.compactMap(\.command) + others).sorted()
    }

    /// The names that go on from what is typed.
    var completions: [String] {
        let words = input.text.split(separator: " ", omittingEmptySubsequences: false)
        if words.count > 1 {
            guard let first = words.first, first == "role" else { return [] }
            let begun = words.dropFirst().joined(separator: " ")
            return (["all"] + Role.allCases.map(\.rawValue)).filter { $0.hasPrefix(begun) }.map { "role \($0)" }
        }
        return Self.names.filter { $0.hasPrefix(input.text) }
    }

    /// Goes on as far as all completions agree.
    mutating func complete() {
        let found = completions
        guard var common = found.first else { return }
        for name in found { common = String(zip(common, name).prefix { $0 == $1 }.map(\.0)) }
        if found.count == 1, Self.others.contains(common), common != "coach" { common += " " }
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
        let rest = words.dropFirst().joined(separator: " ")
        switch name {
        case "theme": return .success(.theme(rest))
        case "role": return .success(.role(rest))
        case "show": return .success(.show(rest))
        case "coach": return .success(.coach)
        default:
            let action = ConsoleAction.allCases.first { $0.command == name }
            return action.map { .success(.action($0)) } ?? .failure(Refusal(":\(name) can't be done."))
        }
    }

    /// Why something typed can't be done.
    struct Refusal: Error, Hashable, Sendable {
        var sentence: String
        init(_ sentence: String) { self.sentence = sentence }
    }
}
