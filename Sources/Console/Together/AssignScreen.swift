import Catalog
import Control
import SyncModel
import Terminal

/// Choosing whom to give exceptions to, by typing a part of the name, in front of the screen.
struct AssignScreen: Screen {
    private let words: String
    private let given: @Sendable (String) -> [ScreenEffect]
    private var input = TextInput(limit: 40)
    private var selection = 0

    /// How many names are shown at once.
    private static let most = 8

    init(_ words: String, given: @escaping @Sendable (String) -> [ScreenEffect]) {
        self.words = words
        self.given = given
    }

    var place: Place { .assign }
    var isDialog: Bool { true }

    func name(in context: ScreenContext) -> String { "give to" }

    /// The people of the catalog who may work on exceptions and whose name or role has what is typed.
    private func people(in context: ScreenContext) -> [(name: String, roles: Set<Role>)] {
        let typed = input.text.lowercased()
        let known = (context.site.catalog?.roles ?? [:]).filter { name, roles in
            name != "*" && RequestKind.claim.refusal(for: roles) == nil
        }
        return known.map { (name: $0.key, roles: $0.value) }
            .filter { person in
                typed.isEmpty || person.name.lowercased().contains(typed)
                    || person.roles.contains { $0.title.contains(typed) }
            }
            .sorted { left, right in
                // Whose name begins so comes before whose role has it.
                let (isLeft, isRight) = (
                    left.name.lowercased().hasPrefix(typed), right.name.lowercased().hasPrefix(typed)
                )
                return isLeft == isRight ? left.name < right.name : isLeft
            }
    }

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        switch key {
        case .escape: return [.close]
        case .up: selection = max(0, selection - 1)
        case .down: selection = max(0, min(people(in: context).count - 1, selection + 1))
        case .enter:
            let people = people(in: context)
            // A name that the list doesn't have is tried as it is: the engine knows who may.
            let name = people.indices.contains(selection) ? people[selection].name : input.text.asNote
            return name.isEmpty ? [.warn("Type a part of the name.")] : [.close] + given(name)
        default:
            if input.handle(.key(key)) { selection = 0 }
        }
        return []
    }

    mutating func paste(_ text: String, in context: ScreenContext) -> [ScreenEffect] {
        if input.handle(.paste(text)) { selection = 0 }
        return []
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        let people = people(in: context)
        var lines: [[Span]] = [
            [Span(words, .strong)], [Span("Others see who works on it; nothing is booked or sent.", .dim)], [],
            [Span("name: "), Span(input.text + "_", .input)],
        ]
        let first = max(0, selection - Self.most + 1)
        for (index, person) in people.enumerated().dropFirst(first).prefix(Self.most) {
            let pointer = index == selection ? surface.glyphs.pointer : " "
            let padding = String(repeating: " ", count: max(1, 16 - person.name.count))
            let roles = person.roles.map(\.title).sorted().joined(separator: ", ")
            lines.append([
                Span("\(pointer) ", .strong), Span(person.name + padding, index == selection ? .strong : .text),
                Span(roles, .dim),
            ])
        }
        if people.isEmpty {
            let isKnown = context.site.catalog?.roles.keys.contains { $0 != "*" } ?? false
            lines.append([
                Span(
                    isKnown ? "The catalog's roles.yaml names nobody like this." : "roles.yaml names nobody: type it.",
                    .dim)
            ])
        }
        let hints = [KeyHint("Enter", "give"), KeyHint("Up Down", "another"), KeyHint("Esc", "leave it")]
        surface.draw(Dialog("Give to somebody", lines: lines, hints: hints, preferredWidth: 72), in: context.body)
    }
}

extension ConsoleAction {
    static let claim = ConsoleAction(
        "claim", keys: [.character("a")], label: "take on", sentence: "Say that you work on it, or give it back",
        isCommand: true, right: .claim)
    static let release = ConsoleAction(
        "release", keys: [], label: "give back", sentence: "Say that nobody works on it", isCommand: true,
        right: .claim)
    static let assign = ConsoleAction(
        "assign", keys: [.character("A")], label: "give to", sentence: "Give it to somebody to work on",
        isCommand: true, right: .assign)
}

extension Place {
    fileprivate static let assign = Place(
        name: "assign", title: "Give to somebody", sentence: "Who works on it from now on", actions: [])
}
