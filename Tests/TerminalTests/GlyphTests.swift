import CNCurses
import Testing

@testable import Terminal

@Suite struct GlyphTests {
    private func drawn(_ text: String) -> String {
        var surface = Surface(width: DisplayWidth.of(text), height: 1)
        surface.put(text, at: Point(0, 0))
        return surface.text
    }

    @Test(
        "what could command a terminal or hide in a text is shown instead",
        arguments: [
            ("a\u{1B}[31mb", "a␛[31mb"), ("a\r\n\tb", "a␍␊␉b"), ("\u{0}\u{7F}", "␀␡"),
            ("a\u{9B}31mb", "a\u{FFFD}31mb"), ("\u{202E}abc\u{2066}", "\u{FFFD}abc\u{FFFD}"),
            ("74211\u{200D}-A", "74211\u{FFFD}-A"), ("74211\u{200B}-A", "74211\u{FFFD}-A"),
            ("\u{FEFF}x\u{2060}", "\u{FFFD}x\u{FFFD}"), ("\u{E000}\u{F0000}", "\u{FFFD}\u{FFFD}"),
            ("\u{E0041}", "\u{FFFD}"), ("a\u{AD}b", "a-b"), ("a\u{3164}b", "a\u{FFFD}b"), ("\u{2028}", "\u{FFFD}"),
            ("a\u{A0}b\u{3000}c", "a b  c"),
        ])
    func hostile(_ text: String, _ expected: String) {
        #expect(drawn(text) == expected)
    }

    @Test("no scalar reaches a cell that a terminal could take for a command")
    func noControls() {
        for value in Array(UInt32(0)...0x1FFFF) + Array(0xE0000...0xE01FF) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            var reader = GlyphReader(CollectionOfOne(scalar))
            while case .glyph(let glyph)? = reader.next() {
                let isControl = glyph.scalar < 0x20 || (0x7F..<0xA0).contains(glyph.scalar)
                let isBidi = (0x200B...0x200F).contains(glyph.scalar) || (0x202A...0x202E).contains(glyph.scalar)
                if isControl || isBidi { Issue.record("U+\(String(value, radix: 16))") }
            }
        }
    }

    @Test("each scalar takes the columns that ncurses gives it, as far as it knows it")
    func widths() {
        guard nc_use_locale() != 0 else { return }
        var wrong: [String] = []
        for value in UInt32(0x20)...0x1FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            var reader = GlyphReader(CollectionOfOne(scalar))
            guard case .glyph(let glyph)? = reader.next(), glyph.scalar == value else { continue }
            let known = nc_width(value)
            if known >= 0 && known != Int32(glyph.width) { wrong.append("\(String(value, radix: 16)): \(known)") }
        }
        // Versions of the C library disagree on a handful; the driver replaces those rather than lose a column.
        #expect(wrong.count < 40, "\(wrong)")
    }

    @Test("marks go onto the character before them, two at most")
    func marks() {
        #expect(drawn("e\u{301}") == "e\u{301}")
        #expect(DisplayWidth.of("e\u{301}\u{323}x") == 2)
        #expect(drawn("e\u{301}\u{323}\u{308}\u{30A}x") == "e\u{301}\u{323}\u{FFFD}x")
        #expect(drawn("\u{301}x") == "\u{FFFD}x")
        #expect(drawn(" \u{301}x") == " \u{FFFD}x")
    }

    @Test("pictures are drawn without their joiners, selectors and skin tones")
    func pictures() {
        #expect(drawn("👩‍⚕️!") == "👩⚕!")
        #expect(DisplayWidth.of("👍🏽") == 2)
        #expect(drawn("❤️") == "❤")
    }

    @Test("flags are shown as the letters of the region")
    func flags() {
        #expect(drawn("🇸🇪") == "SE")
    }

    @Test("letters of joining scripts keep their width with joiners between them")
    func joiners() {
        #expect(DisplayWidth.of("क्‍ष") == 2)
    }

    @Test("Hangul in parts is as wide as in one")
    func hangul() {
        #expect(DisplayWidth.of("\u{1112}\u{1161}\u{11AB}") == 2)
        #expect(DisplayWidth.of("한") == 2)
    }

    @Test("measuring stops where it is told to")
    func boundedWidth() {
        #expect(DisplayWidth.of(repeatElement("日", count: 1000).joined(), upTo: 5) == 6)
        #expect(DisplayWidth.of("日本", upTo: 5) == 4)
    }
}
