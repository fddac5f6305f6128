/// Why a theme can't be used: where, what, and what to do about it.
public struct ThemeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, without its place.
    public enum Fault: String, Hashable, Sendable {
        /// No theme of that name anywhere.
        case notFound = "theme-not-found"
        /// The file can't be read.
        case unreadable = "theme-unreadable"
        /// The file is no YAML.
        case syntax = "theme-syntax"
        /// The file is YAML but no theme.
        case content = "theme-content"
    }

    /// What kind of fault it is; a bounded code.
    public var fault: Fault
    /// The file, or the name of an embedded theme.
    public var file: String
    /// The line in the file, from 1.
    public var line: Int?
    /// One sentence that says what is wrong and what to do.
    public var sentence: String

    /// `file:line: sentence`.
    public var description: String {
        line.map { "\(file):\($0): \(sentence)" } ?? "\(file): \(sentence)"
    }
}
