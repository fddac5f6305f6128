import Foundation

/// What a user chose of how things look, kept from one console to the next. Nothing of the work is in it.
public struct ViewState: Codable, Hashable, Sendable {
    /// The theme chosen at the prompt.
    public var theme: String?
    /// The screen that was shown last, by the name of the home screen of the roles in which it was: who works in
    /// another role begins at home.
    public var roots: [String: String] = [:]
    /// Whether the tour was shown.
    public var hasSeenTour = false
    /// How each screen was set: its sorting, its span of time.
    public var screens: [String: [String: String]] = [:]

    /// Nothing was chosen yet.
    public init() {}

    /// Reads what is there; what an older or newer version doesn't know stays as usual.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        theme = try values.decodeIfPresent(String.self, forKey: .theme)
        roots = try values.decodeIfPresent([String: String].self, forKey: .roots) ?? [:]
        hasSeenTour = try values.decodeIfPresent(Bool.self, forKey: .hasSeenTour) ?? false
        screens = try values.decodeIfPresent([String: [String: String]].self, forKey: .screens) ?? [:]
    }
}

/// The file in which a user's view is kept: `$XDG_STATE_HOME/tallyward/console.json`.
public struct ViewStateFile: Hashable, Sendable {
    /// Where it is.
    public let path: String

    /// The most bytes that are read of it.
    private static let limit = 1 << 16

    /// A file of a path.
    public init(path: String) { self.path = path }

    /// The usual file (XDG Base Directory Specification); `nil` where there is no home.
    public static func usual(_ environment: [String: String]) -> ViewStateFile? {
        if let folder = environment["XDG_STATE_HOME"], folder.hasPrefix("/") {
            return ViewStateFile(path: folder + "/tallyward/console.json")
        }
        guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
        return ViewStateFile(path: home + "/.local/state/tallyward/console.json")
    }

    /// What is kept, and why that is not what was kept, in one sentence.
    public func load() -> (state: ViewState, problem: String?) {
        guard FileManager.default.fileExists(atPath: path) else { return (ViewState(), nil) }
        guard let data = FileManager.default.contents(atPath: path), data.count <= Self.limit,
            let state = try? JSONDecoder().decode(ViewState.self, from: data)
        else {
            return (
                ViewState(),
                "How you like to see things can't be read from \(path): everything looks as usual, and is kept anew."
            )
        }
        return (state, nil)
    }

    /// Keeps a view: the file is the old one or the new one, never a part of it.
    public func save(_ state: ViewState) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try encoder.encode(state).write(to: URL(fileURLWithPath: path), options: .atomic)
    }
}
