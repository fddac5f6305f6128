import Testing

@Suite("The terminal of the tests")
struct VirtualTerminalTests {
    /// Controls are written as their pictures, so that the name of no test paints on a terminal.
    private func bytes(_ text: String) -> [UInt8] {
        let bytes = text.unicodeScalars.map { scalar in
            (0x2400..<0x2420).contains(scalar.value)
                ? String(Unicode.Scalar(UInt8(scalar.value - 0x2400))) : String(scalar)
        }
        return Array(bytes.joined().utf8)
    }

    private func shown(_ written: String, width: Int = 10, height: Int = 4) -> [String] {
        var terminal = VirtualTerminal(width: width, height: height)
        terminal.feed(bytes(written))
        return terminal.lines
    }

    @Test(
        "each sequence does what the terminal's manual says",
        arguments: [
            ("ab␛[2;3Hc", ["ab", "  c", "", ""]),
            ("abc␈X", ["abX", "", "", ""]),
            ("a␉b", ["a       b", "", "", ""]),
            ("abcdef␛[3D␛[K", ["abc", "", "", ""]),
            ("abcdef␛[1;3H␛[2P", ["abef", "", "", ""]),
            ("abcdef␛[1;3H␛[2@", ["ab  cdef", "", "", ""]),
            ("abcdef␛[1;3H␛[2X", ["ab  ef", "", "", ""]),
            ("abc␛[1;2H␛[4hX␛[4lY", ["aXYc", "", "", ""]),
            ("a␍␊b␍␊c␛[1;1H␛[L", ["", "a", "b", "c"]),
            ("a␍␊b␍␊c␛[1;1H␛[M", ["b", "c", "", ""]),
            ("a␍␊b␍␊c␍␊d␛[2;3r␛[3;1H␊", ["a", "c", "", "d"]),
            ("a␍␊b␍␊c␍␊d␛[2;3r␛[2;1H␛M", ["a", "", "b", "d"]),
            ("a␍␊b␍␊c␍␊d␍␊e", ["b", "c", "d", "e"]),
            ("-␛[4b", ["-----", "", "", ""]),
            ("abcdefghij", ["abcdefghij", "", "", ""]),
            ("abcdefghijk", ["abcdefghij", "k", "", ""]),
            ("␛[?7labcdefghijk", ["abcdefghij", "", "", ""]),
            ("␛(0lqk␛(B", ["┌─┐", "", "", ""]),
            ("␛)0a␎x␏x", ["a│x", "", "", ""]),
            ("␛]2;title␇a␛]52;c;eA==␛\\b", ["ab", "", "", ""]),
            ("␛]Ra␛]P0123456b", ["ab", "", "", ""]),
            ("日本e\u{301}", ["日本e\u{301}", "", "", ""]),
            ("日本␛[1;2Hx", [" x本", "", "", ""]),
            ("123456789日", ["123456789", "日", "", ""]),
            ("a␛7␛[4;4Hb␛8c", ["ac", "", "", "   b"]),
            ("a␛[?1049h␛[Hb␛[?1049lc", ["ac", "", "", ""]),
            ("a␛[2Jb", [" b", "", "", ""]),
            ("␛[3dz␛[5Gy", ["", "", "z   y", ""]),
        ])
    func sequences(written: String, lines: [String]) {
        #expect(shown(written) == lines)
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
        terminal.feed(bytes("␛[1;31ma␛[0;38;5;200mb␛[38:2::1:2:3mc␛[48;2;1;2;3md␛[7;39;49me␛[mf"))
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
            "␛[?1049h", "␛[?25l", "␛[?2004h", "␛[?1000h", "␛[1m", "␛[1;2r",
            "␎␛)0",
        ])
    func modes(written: String) {
        var terminal = VirtualTerminal(width: 10, height: 4)
        #expect(terminal.isGivenBack)
        terminal.feed(bytes(written))
        #expect(!terminal.isGivenBack)
    }
}
