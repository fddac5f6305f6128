/// Text in lines, broken between words.
public struct Paragraph: Widget, Hashable, Sendable {
    /// The text; newlines begin new lines.
    public var text: String
    /// Its style.
    public var style: Style

    /// A text to be broken into lines.
    public init(_ text: String, style: Style = .text) {
        self.text = text
        self.style = style
    }

    /// The lines at a width. A word longer than a line is cut.
    public func lines(width: Int) -> [String] {
        guard width > 0 else { return [] }
        return text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { wrap($0, width: width) }
    }

    private func wrap(_ line: Substring, width: Int) -> [String] {
        var lines: [String] = []
        var current = ""
        var used = 0
        for word in line.split(separator: " ") {
            for piece in pieces(of: word, width: width) {
                let needed = DisplayWidth.of(piece)
                if used > 0, used + 1 + needed > width {
                    lines.append(current)
                    (current, used) = ("", 0)
                }
                current += used > 0 ? " \(piece)" : piece
                used += needed + (used > 0 ? 1 : 0)
            }
        }
        return lines + [current]
    }

    private func pieces(of word: Substring, width: Int) -> [String] {
        guard DisplayWidth.of(word) > width else { return [String(word)] }
        var pieces: [String] = []
        var current = ""
        for character in word {
            if !current.isEmpty, DisplayWidth.of(current + String(character)) > width {
                pieces.append(current)
                current = ""
            }
            current.append(character)
        }
        return pieces + [current]
    }

    /// Draws as many lines as there is room for.
    public func draw(into surface: inout Surface) {
        for (y, line) in lines(width: surface.width).prefix(surface.height).enumerated() {
            surface.put(line, at: Point(0, y), style: style)
        }
    }
}
