public import Terminal

/// Which keys do what: the usual ones, and those that a user binds instead.
///
/// What can be bound are the actions by their names, and the moves in lists. Where text is typed or a question asks for
/// a key, keys are what they always are.
public struct KeyBindings: Hashable, Sendable {
    /// The keys of the names that are bound otherwise than usual.
    private var bound: [String: [Key]] = [:]

    /// The usual keys.
    public static let usual = KeyBindings()

    private init() {}

    /// The usual keys with those of a file instead.
    ///
    /// - Throws: every problem of the file at once, in the order of their places.
    public init(_ file: KeyFile) throws(KeyProblems) {
        var problems: [KeyFile.Problem] = []
        for binding in file.bindings {
            problems += Self.problems(of: binding, in: file)
            bound[binding.name] = binding.keys
        }
        if problems.isEmpty { problems = conflicts(in: file) }
        guard problems.isEmpty else { throw KeyProblems(problems: problems) }
    }

    // MARK: What is asked of it

    /// The keys of an action, the usual one first.
    func keys(of action: ConsoleAction) -> [Key] { bound[action.name] ?? action.keys }

    /// Whether the user has bound a key to anything.
    func isBound(_ key: Key) -> Bool { bound.values.contains { $0.contains(key) } }

    /// How the key of an action is written where there is little room; its command where it has no key.
    func footerName(of action: ConsoleAction) -> String {
        let name = bound[action.name].map { $0.first?.description ?? "" } ?? action.keyName
        return name.isEmpty && action.isCommand ? ":\(action.name)" : name
    }

    /// A sentence with the keys in it where it has the marks of actions.
    func filled(_ sentence: String) -> String {
        guard sentence.unicodeScalars.contains(KeyMark.start) else { return sentence }
        return ConsoleAction.all.reduce(sentence) { $0.replacing($1.mark, with: nameBesideText(of: $1)) }
    }

    /// How the key of an action is written where letters may be typed: one that is no letter, where it has one.
    func nameBesideText(of action: ConsoleAction) -> String {
        let key = keys(of: action).first { if case .character = $0 { false } else { true } }
        return key?.description ?? footerName(of: action)
    }

    /// How all keys of an action are written in the help.
    func names(of action: ConsoleAction) -> String {
        if let keys = bound[action.name], !keys.isEmpty { return keys.map(\.description).joined(separator: ", ") }
        if action == .back { return "Esc, q" }
        return footerName(of: action)
    }

    /// The keys that move, for the help.
    var moveHints: [KeyHint] {
        let changed = moves.filter { bound[$0.0.name] != nil }.map { move, keys in
            KeyHint(keys.map(\.description).joined(separator: ", "), move.sentence)
        }
        return [KeyHint("Up Down", "Move (k and j too); PgUp, PgDn, Home and End in larger steps")] + changed
    }

    /// The move a key makes in a list; `nil` for keys that make none.
    func move(_ key: Key) -> ListMove? {
        for (move, keys) in moves where keys.contains(key) { return move }
        return nil
    }

    /// The keys of each move.
    private var moves: [(ListMove, [Key])] { ListMove.all.map { ($0, bound[$0.name] ?? $0.keys) } }

    /// Every name with its keys, as a file that binds just those.
    public var yaml: String {
        var lines = ["# Which key does what. Change a line and keep the file as ~/.config/tallyward/keys.yaml."]
        lines += ["", "# Moving in lists"] + moves.map { Self.line($0.0.name, $0.1, $0.0.sentence) }
        lines += ["", "# Everywhere"] + ConsoleAction.everywhere.map { Self.line($0.name, keys(of: $0), $0.sentence) }
        let others = ConsoleAction.all.filter { !ConsoleAction.everywhere.contains($0) }
        lines +=
            ["", "# Where the footer shows them"]
            + others.map { Self.line($0.name, keys(of: $0), $0.sentence) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func line(_ name: String, _ keys: [Key], _ sentence: String) -> String {
        let words = keys.map { key in
            let name = key.description.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            return "\"\(name)\""
        }
        let binding = "\(name): [\(words.joined(separator: ", "))]"
        return binding + String(repeating: " ", count: max(2, 40 - binding.count)) + "# \(sentence)"
    }

    // MARK: What a file can have wrong

    /// Keys that the terminal or the frame takes itself.
    private static let reserved: [Key: String] = [
        .control("c"): "Ctrl-C always ends the console", .control("z"): "Ctrl-Z always stops the console",
        .control("\\"): "Ctrl-\\ always ends the console",
    ]
    /// Without these there is no way on.
    private static let needed = [ConsoleAction.prompt, .back].map(\.name)

    private static var names: [String] { ConsoleAction.all.map(\.name) + ListMove.all.map(\.name) }

    private static func problems(of binding: KeyFile.Binding, in file: KeyFile) -> [KeyFile.Problem] {
        func problem(_ place: KeyFile.Place, _ sentence: String) -> KeyFile.Problem {
            KeyFile.Problem(file: file.file, place: place, sentence: sentence)
        }
        guard names.contains(binding.name) else {
            let near = names.min { $0.distance(to: binding.name) < $1.distance(to: binding.name) } ?? ""
            return [
                problem(
                    binding.place,
                    "nothing is called `\(binding.name.prefix(40))`; is `\(near)` meant? `tallyward keys` lists all")
            ]
        }
        if binding.keys.isEmpty, needed.contains(binding.name) {
            return [problem(binding.place, "`\(binding.name)` needs a key: without it there is no way on")]
        }
        return zip(binding.keys, binding.keyPlaces).compactMap { key, place in
            guard usualKeys[binding.name]?.contains(key) != true else { return nil }
            return reserved[key].map { problem(place, "\($0); bind another key") }
        }
    }

    /// Keys that the file gives to two things that can be done at the same place.
    private func conflicts(in file: KeyFile) -> [KeyFile.Problem] {
        var problems: [KeyFile.Problem] = []
        for binding in file.bindings {
            for (key, place) in zip(binding.keys, binding.keyPlaces) {
                guard let other = rival(of: binding.name, for: key) else { continue }
                problems.append(
                    KeyFile.Problem(
                        file: file.file, place: place,
                        sentence: "\(key) already does `\(other)` there; bind one of the two to another key"))
            }
        }
        return problems
    }

    /// What else a key does at a place where it does this; `nil` where nothing.
    private func rival(of name: String, for key: Key) -> String? {
        let moving = moves.map { ($0.0.name, $0.1) }
        let everywhere = moving + ConsoleAction.everywhere.map { ($0.name, keys(of: $0)) }
        let places = Self.places.map { place in place.actions.map { ($0.name, keys(of: $0)) } }
        for actions in places + [[]] {
            let all = actions + everywhere
            guard all.contains(where: { $0.0 == name }) else { continue }
            // Enter and Tab mean what the place says they mean; a place's own key hides one that works everywhere
            // only where both are the usual ones.
            let rivals = all.filter { $0.0 != name && $0.1.contains(key) }
            let isUsual = Self.usualKeys[name]?.contains(key) == true
            if let rival = rivals.first(where: { !isUsual || Self.usualKeys[$0.0]?.contains(key) != true }) {
                return rival.0
            }
        }
        return nil
    }

    private static let places = RootScreen.all.flatMap(\.places)
    private static let usualKeys = Dictionary(
        ConsoleAction.all.map { ($0.name, Set($0.keys)) } + ListMove.all.map { ($0.name, Set($0.keys)) }
    ) { first, _ in first }
}

/// Everything that is wrong with a file of keys.
public struct KeyProblems: Error, Hashable, Sendable, CustomStringConvertible {
    /// The problems, in the order of their places.
    public var problems: [KeyFile.Problem]

    /// A line each.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}

extension ListMove {
    /// All moves, in the order of the help.
    static let all: [ListMove] = [.up, .down, .pageUp, .pageDown, .start, .end]

    /// What a file of keys calls it.
    var name: String {
        switch self {
        case .up: "move-up"
        case .down: "move-down"
        case .pageUp: "move-page-up"
        case .pageDown: "move-page-down"
        case .start: "move-to-start"
        case .end: "move-to-end"
        }
    }

    /// What it does, in a sentence.
    var sentence: String {
        switch self {
        case .up: "One row up"
        case .down: "One row down"
        case .pageUp: "A page up"
        case .pageDown: "A page down"
        case .start: "To the first row"
        case .end: "To the last row"
        }
    }

    /// The usual keys.
    var keys: [Key] {
        switch self {
        case .up: [.up, .character("k")]
        case .down: [.down, .character("j")]
        case .pageUp: [.pageUp, .function(7), .control("b")]
        case .pageDown: [.pageDown, .function(8), .control("f"), .space]
        case .start: [.home]
        case .end: [.end, .character("G")]
        }
    }
}

extension String {
    /// How many letters must change to make one word of the other.
    fileprivate func distance(to other: String) -> Int {
        let other = Array(other.prefix(64))
        var row = Array(0...other.count)
        for (i, letter) in prefix(64).enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, candidate) in other.enumerated() {
                let cost = Swift.min(row[j] + 1, row[j + 1] + 1, diagonal + (letter == candidate ? 0 : 1))
                diagonal = row[j + 1]
                row[j + 1] = cost
            }
        }
        return row[other.count]
    }
}

/// What stands around the name of an action in a sentence that is written where nobody knows the keys.
private enum KeyMark {
    // Of the private use area: a surface shows neither, so that a mark nobody filled is seen.
    static let start: Unicode.Scalar = "\u{E000}"
    static let end: Unicode.Scalar = "\u{E001}"
}

extension ConsoleAction {
    /// Stands in a sentence for its key, until ``KeyBindings/filled(_:)`` puts that there.
    var mark: String { "\(KeyMark.start)\(name)\(KeyMark.end)" }
}
