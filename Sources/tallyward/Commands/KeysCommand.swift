import ArgumentParser
import Console
import Foundation
import Terminal

/// `tallyward keys`: which key does what, as a file to change.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Prints which key does what in the console, as a file that binds just that.",
        discussion: """
            Keep it as ~/.config/tallyward/keys.yaml and change it there; a line that is left out keeps its usual keys. \
            What is wrong with the file is told with its line and column.
            """)

    @OptionGroup var keyFile: KeyFileOption

    func run() async throws {
        try await reporting { print(try keyFile.bindings().yaml, terminator: "") }
    }
}

/// Where keys are bound.
struct KeyFileOption: ParsableArguments {
    @Option(name: .long, help: "A file of keys; $TALLYWARD_KEYS, else ~/.config/tallyward/keys.yaml where it is there.")
    var keys: String?

    /// The keys of the file; the usual ones where nobody names a file and there is none at the usual place.
    func bindings() throws -> KeyBindings {
        let environment = ProcessInfo.processInfo.environment
        let named = keys ?? environment["TALLYWARD_KEYS"].flatMap { $0.isEmpty ? nil : $0 }
        let path = named ?? Self.usualPath(environment)
        guard named != nil || FileManager.default.fileExists(atPath: path) else { return .usual }
        let text: String
        do { text = try String(contentsOfFile: path, encoding: .utf8) } catch {
            throw Failure("The file of keys \(path) can't be read: name another with --keys.", code: .usage)
        }
        do { return try KeyBindings(try KeyFile(text, file: path)) } catch {
            throw Failure("The file of keys can't be used:\n\(error)", code: .badData)
        }
    }

    /// Where it is looked for when nobody names one (XDG Base Directory Specification).
    static func usualPath(_ environment: [String: String]) -> String {
        let home = environment["HOME"] ?? NSHomeDirectory()
        let folder = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.config"
        return folder + "/tallyward/keys.yaml"
    }
}
