import Terminal

/// Lines made of pieces in several styles, broken between words.
enum SpanLines {
    /// Breaks pieces into lines.
    ///
    /// - Parameter first: what stands before the first line; the others are indented by as much.
    static func wrapped(_ spans: [Span], width: Int, first: Span? = nil) -> [[Span]] {
        let indent = first?.width ?? 0
        let room = max(4, width - indent)
        var lines: [[Span]] = []
        var line: [Span] = []
        var used = 0
        var isGlued = true
        func begin() -> [Span] {
            guard let first else { return [] }
            return [lines.isEmpty ? first : Span(String(repeating: " ", count: indent))]
        }
        line = begin()
        for span in spans {
            let words = span.text.split(separator: " ", omittingEmptySubsequences: false)
            for (number, word) in words.enumerated() {
                if number > 0 { isGlued = false }
                guard !word.isEmpty else { continue }
                for piece in Self.pieces(of: String(word), room: room) {
                    let needed = DisplayWidth.of(piece)
                    let gap = used > 0 && !isGlued ? 1 : 0
                    if used > 0, used + gap + needed > room {
                        lines.append(line)
                        line = begin()
                        used = 0
                    } else if gap > 0 {
                        line.append(Span(" "))
                        used += 1
                    }
                    line.append(Span(piece, span.style))
                    used += needed
                    isGlued = true
                }
            }
        }
        lines.append(line)
        return lines
    }

    /// A word longer than a line is cut.
    private static func pieces(of word: String, room: Int) -> [String] {
        guard DisplayWidth.of(word) > room else { return [word] }
        var pieces: [String] = []
        var current = ""
        for character in word {
            if !current.isEmpty, DisplayWidth.of(current + String(character)) > room {
                pieces.append(current)
                current = ""
            }
            current.append(character)
        }
        return pieces + [current]
    }
}
