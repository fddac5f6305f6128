import Yams

/// Reads theme files.
///
/// ```yaml
/// name: dusk
/// summary: Soft colours on a dark terminal.
/// backgrounds: ["#000000", "#1e1e1e"]   # the terminals it is made for
/// foregrounds: ["#cccccc", "#d4d4d4"]
/// palette:                              # names for use below
///   sand: "#ffd75f bright-yellow"       # exact colour, then the one of sixteen to use instead
/// scopes:
///   dim: "#a8a8a8"                      # a colour alone is the foreground
///   status.warning: { fg: sand, attributes: [bold], mono: [bold, underline] }
/// ```
///
/// A colour is `#rrggbb`, one of the sixteen names, `terminal`, `#rrggbb` followed by one of these for terminals of
/// sixteen colours, or a name of the palette.
struct ThemeParser {
    private let file: String
    private var palette: [String: Color] = [:]

    /// The theme in a YAML text.
    static func parse(_ text: String, file: String) throws(ThemeError) -> Theme {
        var parser = ThemeParser(file: file)
        return try parser.theme(in: parser.compose(text))
    }

    private init(file: String) {
        self.file = file
    }

    private func compose(_ text: String) throws(ThemeError) -> Node {
        do {
            if let node = try Yams.compose(yaml: text) { return node }
        } catch let error as YamlError {
            throw syntax(error)
        } catch {
            throw ThemeError(fault: .syntax, file: file, sentence: "is no YAML; compare it with an embedded theme")
        }
        throw ThemeError(fault: .content, file: file, line: 1, sentence: "is empty; a theme has at least a name")
    }

    private func syntax(_ error: YamlError) -> ThemeError {
        let fix = "correct the line, or choose another theme"
        return switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            ThemeError(fault: .syntax, file: file, line: mark.line, sentence: "\(problem); \(fix)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            ThemeError(
                fault: .syntax, file: file, line: context.mark.line,
                sentence: "\(duplicates.sorted().joined(separator: ", ")) is given twice; \(fix)")
        default:
            ThemeError(fault: .syntax, file: file, sentence: "is no YAML in UTF-8; \(fix)")
        }
    }

    private mutating func theme(in node: Node) throws(ThemeError) -> Theme {
        var theme = Theme(name: "")
        let known = ["name", "summary", "backgrounds", "foregrounds", "palette", "scopes"]
        let fields = try mapping(node, what: "a theme")
        // Scopes use the palette, wherever it stands.
        for (key, value) in fields where key.text == "palette" { try readPalette(value) }
        for (key, value) in fields {
            switch key.text {
            case "name": theme.name = try string(value, what: "the name")
            case "summary": theme.summary = try string(value, what: "the summary")
            case "backgrounds": theme.backgrounds = try exactColors(value)
            case "foregrounds": theme.foregrounds = try exactColors(value)
            case "palette": break
            case "scopes": theme.entries = try entries(value)
            default:
                throw content(
                    key.node, "`\(key.text)` is no part of a theme; there are \(known.joined(separator: ", "))")
            }
        }
        guard !theme.name.isEmpty else { throw content(node, "a theme needs a name") }
        guard theme.backgrounds.count == theme.foregrounds.count, !theme.backgrounds.isEmpty else {
            throw content(node, "backgrounds and foregrounds must be lists of the same length")
        }
        return theme
    }

    private mutating func readPalette(_ node: Node) throws(ThemeError) {
        for (key, value) in try mapping(node, what: "the palette") {
            palette[key.text] = try color(value)
        }
    }

    private func entries(_ node: Node) throws(ThemeError) -> [Scope: Theme.Entry] {
        var entries: [Scope: Theme.Entry] = [:]
        for (key, value) in try mapping(node, what: "scopes") {
            guard let scope = Scope(name: key.text) else {
                let near = Scope.allCases.map(\.name).min { distance($0, key.text) < distance($1, key.text) }
                throw content(key.node, "there is no scope `\(key.text)`; is `\(near ?? "text")` meant?")
            }
            entries[scope] = try entry(value)
        }
        return entries
    }

    private func entry(_ node: Node) throws(ThemeError) -> Theme.Entry {
        if node.scalar != nil { return Theme.Entry(foreground: try color(node)) }
        var entry = Theme.Entry()
        for (key, value) in try mapping(node, what: "a scope") {
            switch key.text {
            case "fg": entry.foreground = try color(value)
            case "bg": entry.background = try color(value)
            case "attributes": entry.attributes = try attributes(value)
            case "mono": entry.mono = try attributes(value)
            default: throw content(key.node, "`\(key.text)` is no part of a scope; there are fg, bg, attributes, mono")
            }
        }
        return entry
    }

    private func color(_ node: Node) throws(ThemeError) -> Color {
        let text = try string(node, what: "a colour")
        if let named = palette[text] { return named }
        if text == "terminal" { return .terminal }
        let parts = text.split(separator: " ").map(String.init)
        let basic = parts.last.flatMap(basicColor)
        if parts.count == 1, case .ansi(let index) = basic { return .ansi(index) }
        if parts.count <= 2, let first = parts.first, let rgb = RGB(hex: first) {
            if parts.count == 1 { return .rgb(rgb) }
            if let basic { return .rgb(rgb, basic: basic) }
        }
        throw content(
            node, "`\(text)` is no colour; write \"#rrggbb\", a name such as bright-red, or a name of the palette")
    }

    private func basicColor(_ word: String) -> Color.Basic? {
        if word == "terminal" { return .terminal }
        return Color.ansiNames.firstIndex(of: word).map { .ansi(UInt8($0)) }
    }

    private func attributes(_ node: Node) throws(ThemeError) -> Attributes {
        var attributes: Attributes = []
        for item in try sequence(node, what: "attributes") {
            let name = try string(item, what: "an attribute")
            guard let attribute = Attributes.names.first(where: { $0.0 == name }) else {
                let names = Attributes.names.map(\.0).joined(separator: ", ")
                throw content(item, "`\(name)` is no attribute; there are \(names)")
            }
            attributes.insert(attribute.1)
        }
        return attributes
    }

    private func exactColors(_ node: Node) throws(ThemeError) -> [RGB] {
        var colors: [RGB] = []
        for item in try sequence(node, what: "a list of colours") {
            let text = try string(item, what: "a colour")
            guard let rgb = RGB(hex: text) else { throw content(item, "`\(text)` is no colour; write \"#rrggbb\"") }
            colors.append(rgb)
        }
        return colors
    }
}

/// Access to nodes, with faults that say where.
extension ThemeParser {
    private struct Key {
        var text: String
        var node: Node
    }

    private func mapping(_ node: Node, what: String) throws(ThemeError) -> [(key: Key, value: Node)] {
        guard let mapping = node.mapping else { throw content(node, "\(what) must be written as `key: value` lines") }
        var pairs: [(key: Key, value: Node)] = []
        for (key, value) in mapping {
            pairs.append((Key(text: try string(key, what: "a key"), node: key), value))
        }
        return pairs
    }

    private func sequence(_ node: Node, what: String) throws(ThemeError) -> [Node] {
        guard let sequence = node.sequence else { throw content(node, "\(what) must be a list, as in [a, b]") }
        return Array(sequence)
    }

    private func string(_ node: Node, what: String) throws(ThemeError) -> String {
        guard let scalar = node.scalar else { throw content(node, "\(what) must be a word or a text in quotes") }
        return scalar.string
    }

    private func content(_ node: Node, _ sentence: String) -> ThemeError {
        ThemeError(fault: .content, file: file, line: node.mark?.line, sentence: sentence)
    }

    /// How many letters must change to make one word of the other.
    private func distance(_ one: String, _ other: String) -> Int {
        let other = Array(other.prefix(64))
        var row = Array(0...other.count)
        for (i, letter) in one.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, candidate) in other.enumerated() {
                let cost = min(row[j] + 1, row[j + 1] + 1, diagonal + (letter == candidate ? 0 : 1))
                diagonal = row[j + 1]
                row[j + 1] = cost
            }
        }
        return row[other.count]
    }
}
