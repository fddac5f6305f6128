import Testing

@Suite("The terminal of the tests")
struct VirtualTerminalTests {
    private func shown(_ bytes: String, width: Int = 10, height: Int = 4) -> [String] {
        var terminal = VirtualTerminal(width: width, height: height)
        terminal.feed(bytes.utf8)
        return terminal.lines
    }

    @Test(
        "each sequence does what the terminal's manual says",
        arguments: [
            ("ab\u{1B}[2;3Hc", ["ab", "  c", "", ""]),
            ("abc\u{8}X", ["abX", "", "", ""]),
            ("a\tb", ["a       b", "", "", ""]),
            ("abcdef\u{1B}[3D\u{1B}[K", ["abc", "", "", ""]),
            ("abcdef\u{1B}[1;3H\u{1B}[2P", ["abef", "", "", ""]),
            ("abcdef\u{1B}[1;3H\u{1B}[2@", ["ab  cdef", "", "", ""]),
            ("abcdef\u{1B}[1;3H\u{1B}[2X", ["ab  ef", "", "", ""]),
            ("abc\u{1B}[1;2H\u{1B}[4hX\u{1B}[4lY", ["aXYc", "", "", ""]),
            ("a\r\nb\r\nc\u{1B}[1;1H\u{1B}[L", ["", "a", "b", "c"]),
            ("a\r\nb\r\nc\u{1B}[1;1H\u{1B}[M", ["b", "c", "", ""]),
            ("a\r\nb\r\nc\r\nd\u{1B}[2;3r\u{1B}[3;1H\n", ["a", "c", "", "d"]),
            ("a\r\nb\r\nc\r\nd\u{1B}[2;3r\u{1B}[2;1H\u{1B}M", ["a", "", "b", "d"]),
            ("a\r\nb\r\nc\r\nd\r\ne", ["b", "c", "d", "e"]),
            ("-\u{1B}[4b", ["-----", "", "", ""]),
            ("abcdefghij", ["abcdefghij", "", "", ""]),
            ("abcdefghijk", ["abcdefghij", "k", "", ""]),
            ("\u{1B}[?7labcdefghijk", ["abcdefghij", "", "", ""]),
            ("\u{1B}(0lqk\u{1B}(B", ["┌─┐", "", "", ""]),
            ("\u{1B})0a\u{E}x\u{F}x", ["a│x", "", "", ""]),
            ("\u{1B}]2;title\u{7}a\u{1B}]52;c;eA==\u{1B}\\b", ["ab", "", "", ""]),
            ("\u{1B}]Ra\u{1B}]P0123456b", ["ab", "", "", ""]),
            ("日本e\u{301}", ["日本e\u{301}", "", "", ""]),
            ("日本\u{1B}[1;2Hx", [" x本", "", "", ""]),
            ("123456789日", ["123456789", "日", "", ""]),
            ("a\u{1B}7\u{1B}[4;4Hb\u{1B}8c", ["ac", "", "", "   b"]),
            ("a\u{1B}[?1049h\u{1B}[Hb\u{1B}[?1049lc", ["ac", "", "", ""]),
            ("a\u{1B}[2Jb", [" b", "", "", ""]),
            ("\u{1B}[3dz\u{1B}[5Gy", ["", "", "z   y", ""]),
        ])
    func sequences(bytes: String, lines: [String]) {
        #expect(shown(bytes) == lines)
    }

    @Test("characters that arrive byte by byte are whole, and a broken one is shown as such")
    func broken() {
        var terminal = VirtualTerminal(width: 10, height: 1)
        for byte in "é▸日".utf8 { terminal.feed([byte]) }
        terminal.feed([0xE2, 0x96, 0x41])
        #expect(terminal.lines == ["é▸日\u{FFFD}A"])
    }

    @Test("colours are those of the palette, direct ones with semicolons or colons, and what was there before")
    func colors() {
        var terminal = VirtualTerminal(width: 10, height: 1)
        terminal.feed(
            "\u{1B}[1;31ma\u{1B}[0;38;5;200mb\u{1B}[38:2::1:2:3mc\u{1B}[48;2;1;2;3md\u{1B}[7;39;49me\u{1B}[mf".utf8)
        var bold = CellStyle()
        (bold.isBold, bold.foreground) = (true, .palette(1))
        #expect(terminal.cells[0][0].style == bold)
        #expect(terminal.cells[0][1].style == CellStyle(foreground: .palette(200)))
        #expect(terminal.cells[0][2].style == CellStyle(foreground: .direct(0x010203)))
        #expect(terminal.cells[0][3].style == CellStyle(foreground: .direct(0x010203), background: .direct(0x010203)))
        #expect(terminal.cells[0][4].style == CellStyle(isReverse: true))
        #expect(terminal.cells[0][5].style == CellStyle())
    }

    @Test(
        "what a program leaves on is seen",
        arguments: [
            "\u{1B}[?1049h", "\u{1B}[?25l", "\u{1B}[?2004h", "\u{1B}[?1000h", "\u{1B}[1m", "\u{1B}[1;2r",
            "\u{E}\u{1B})0",
        ])
    func modes(bytes: String) {
        var terminal = VirtualTerminal(width: 10, height: 4)
        #expect(terminal.isGivenBack)
        terminal.feed(bytes.utf8)
        #expect(!terminal.isGivenBack)
    }
}
