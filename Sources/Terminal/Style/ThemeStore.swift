/// Where themes are found: files in directories, first hit first, then those built into the program.
public struct ThemeStore: Hashable, Sendable {
    /// The directories, in the order they are looked through.
    public let directories: [String]

    /// A store that looks through these directories before it takes an embedded theme.
    public init(directories: [String] = []) {
        self.directories = directories
    }

    /// The usual store: the directory given, `TALLYWARD_THEMES`, `./Themes`, and `Themes` beside the executable.
    ///
    /// - Parameters:
    ///   - directory: what the user named, before all others.
    ///   - environment: the environment to take the variable from; nil for that of the process.
    public static func standard(directory: String? = nil, environment: [String: String]? = nil) -> ThemeStore {
        let executable = readLink("/proc/self/exe")
        let beside = executable.flatMap { path in
            path.lastIndex(of: "/").map { String(path[..<$0]) + "/Themes" }
        }
        let variable = "TALLYWARD_THEMES"
        let named = environment.map { $0[variable] } ?? Environment.value(variable)
        let candidates = [directory, named, "Themes", beside]
        return ThemeStore(directories: candidates.compactMap(\.self).filter { !$0.isEmpty })
    }

    /// The names of all themes that can be chosen, sorted; a file of a name hides the embedded one.
    public var names: [String] {
        var names = Set(EmbeddedThemes.sources.map(\.name))
        for directory in directories {
            for file in FileText.entries(of: directory) where file.hasSuffix(".yaml") {
                names.insert(String(file.dropLast(5)))
            }
        }
        return names.sorted()
    }

    /// The theme with this name.
    ///
    /// - Throws: ``ThemeError`` with file and line when the theme is broken or there is none of the name.
    public func theme(named name: String) throws(ThemeError) -> Theme {
        guard !name.isEmpty, !name.contains("/") else { throw notFound(name) }
        for directory in directories {
            let path = "\(directory)/\(name).yaml"
            guard let text = try FileText.read(path) else { continue }
            return try ThemeParser.parse(text, file: path)
        }
        guard let source = EmbeddedThemes.sources.first(where: { $0.name == name }) else { throw notFound(name) }
        return try ThemeParser.parse(source.text, file: "embedded theme \(name)")
    }

    /// What tells one state of a theme's file from another; `nil` where the theme is built in, or its file gone.
    public func stamp(of name: String) -> Stamp? {
        guard !name.isEmpty, !name.contains("/") else { return nil }
        for directory in directories {
            if let stamp = FileText.stamp("\(directory)/\(name).yaml") { return stamp }
        }
        return nil
    }

    /// A state of a file: which it is, how large, and when it was written.
    public struct Stamp: Hashable, Sendable {
        /// The numbers that the system has of it.
        let numbers: [Int64]
    }

    /// A theme to go on with, and what was wrong with the one that was asked for.
    public struct Choice: Hashable, Sendable {
        /// The theme.
        public var theme: Theme
        /// Why it is not the one asked for; nil if it is.
        public var problem: ThemeError?
    }

    /// The theme with this name, or the embedded `dark` and the reason why it had to be that.
    public func themeOrFallback(named name: String) -> Choice {
        do {
            return Choice(theme: try theme(named: name), problem: nil)
        } catch {
            let dark = try? ThemeStore().theme(named: "dark")
            return Choice(theme: dark ?? Theme(name: "plain"), problem: error)
        }
    }

    private func notFound(_ name: String) -> ThemeError {
        ThemeError(
            fault: .notFound, file: name, line: nil,
            sentence: "there is no theme of this name; choose one of \(names.joined(separator: ", "))")
    }
}

/// The themes built into the program.
enum EmbeddedThemes {
    static let sources: [(name: String, text: String)] = [
        ("dark", String(decoding: PackageResources.dark_yaml, as: UTF8.self)),
        ("light", String(decoding: PackageResources.light_yaml, as: UTF8.self)),
        ("high-contrast", String(decoding: PackageResources.high_contrast_yaml, as: UTF8.self)),
        ("color-blind", String(decoding: PackageResources.color_blind_yaml, as: UTF8.self)),
        ("monochrome", String(decoding: PackageResources.monochrome_yaml, as: UTF8.self)),
        ("green-screen", String(decoding: PackageResources.green_screen_yaml, as: UTF8.self)),
    ]
}
