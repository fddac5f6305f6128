import Yams

/// Reads theme files.
enum ThemeParser {
    /// The theme in a YAML text.
    static func parse(_ text: String, file: String) throws(ThemeError) -> Theme {
        Theme(name: file)
    }
}
