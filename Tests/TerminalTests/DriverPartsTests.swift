import Glibc
import Testing

@testable import Terminal

@Suite struct DriverPartsTests {
    @Test(
        "an unknown terminal type is replaced by one that behaves alike",
        arguments: [
            ("xterm-ghostty", "xterm-256color"), ("alacritty", "xterm-256color"), ("tmux-direct", "screen-256color"),
            ("nonesuch", "vt100"),
        ])
    func terminalNames(_ name: String, _ expected: String) {
        #expect(Array(TerminalNames.candidates(for: name).prefix(2)) == [name, expected])
        #expect(TerminalNames.notice(for: name, used: expected)?.contains("TERM=\(name) is unknown") == true)
    }

    @Test("where the terminal says that it shows every colour, the type that has them is tried first")
    func everyColour() {
        #expect(TerminalNames.candidates(for: "xterm-256color", colorTerm: "truecolor").first == "xterm-direct")
        #expect(TerminalNames.candidates(for: "tmux-256color", colorTerm: "24bit").first == "tmux-direct")
        #expect(TerminalNames.candidates(for: "screen", colorTerm: "truecolor").first == "screen")
        #expect(TerminalNames.notice(for: "xterm", used: "xterm-direct", colorTerm: "truecolor") == nil)
    }

    @Test("a notice for the desktop is one command, wrapped for tmux where that stands between")
    func desktopNotice() {
        #expect(
            DesktopNotice.bytes("The ERP is down.", isInTmux: false)
                == Array("\u{1B}]9;Tallyward: The ERP is down.\u{07}".utf8))
        #expect(
            DesktopNotice.bytes("Down", isInTmux: true)
                == Array("\u{1B}Ptmux;\u{1B}\u{1B}]9;Tallyward: Down\u{07}\u{1B}\\".utf8))
    }

    @Test("no byte from outside ends a notice or begins a command", arguments: [false, true])
    func hostileNotice(isInTmux: Bool) {
        let hostile =
            "a\u{07}b\u{1B}\\c\u{9C}d\u{9D}52;c;eA==\u{1B}]0;x\n\r\u{202E}" + String(repeating: "y", count: 500)
        let bytes = DesktopNotice.bytes(hostile, isInTmux: isInTmux)
        let frame = DesktopNotice.bytes("", isInTmux: isInTmux)
        let controls = String(decoding: bytes, as: UTF8.self).unicodeScalars
            .filter { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }
        let expected = String(decoding: frame, as: UTF8.self).unicodeScalars.filter { $0.value < 0x20 }
        #expect(controls.map(\.value) == expected.map(\.value))
        #expect(bytes.count < 4 * DesktopNotice.longest + frame.count)
    }

    @Test("without TERM a vt100 is assumed, and said so")
    func noName() {
        #expect(TerminalNames.candidates(for: "").first == "vt100")
        #expect(TerminalNames.notice(for: "", used: "vt100")?.hasPrefix("TERM is not set") == true)
        #expect(TerminalNames.notice(for: "xterm", used: "xterm") == nil)
    }

    @Test("a thread that has the stop signal blocked, as dispatch queues' threads have, takes it to stop the program")
    func stopIsUnblocked() {
        func isBlocked() -> Bool {
            var mask = sigset_t()
            unsafe pthread_sigmask(SIG_BLOCK, nil, &mask)
            return unsafe sigismember(&mask, SIGTSTP) == 1
        }
        var stop = sigset_t()
        var before = sigset_t()
        unsafe sigemptyset(&stop)
        unsafe sigaddset(&stop, SIGTSTP)
        unsafe pthread_sigmask(SIG_BLOCK, &stop, &before)
        var wasBlocked: Bool?
        SignalRelay.letStop { wasBlocked = isBlocked() }
        #expect(wasBlocked == false)
        #expect(isBlocked())
        unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
    }

    @Test("the ASCII fallback of any scalar is one printable ASCII character")
    func asciiFallback() {
        for value in UInt32(0)...0x1FFFF {
            let ascii = AsciiFallback.ascii(value)
            if !(0x20..<0x7F).contains(ascii) { Issue.record("U+\(String(value, radix: 16)) gives \(ascii)") }
        }
        let text = "é─│╭█↓…日".unicodeScalars.compactMap { Unicode.Scalar(AsciiFallback.ascii($0.value)) }
        #expect(String(String.UnicodeScalarView(text)) == "e-|+#v~?")
    }

    @Test("base 64 as in RFC 4648 §10", arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foobar", "Zm9vYmFy")])
    func base64(_ text: String, _ expected: String) {
        #expect(Base64.encode(Array(text.utf8)) == expected)
    }

    @Test("a copied text goes to the clipboard as it is, and through GNU screen in pieces that it hands through")
    func clipboard() {
        let text = String(repeating: "4711 ", count: 200)
        let whole = Clipboard.bytes(of: text, throughScreen: false)
        #expect(String(decoding: whole, as: UTF8.self).hasPrefix("\u{1B}]52;c;NDcxMSA0"))
        let pieces = String(decoding: Clipboard.bytes(of: text, throughScreen: true), as: UTF8.self)
            .split(separator: "\u{1B}\\")
        #expect(pieces.count == 3)
        #expect(pieces.allSatisfy { $0.hasPrefix("\u{1B}P") && $0.utf8.count < 768 })
        #expect(pieces.map { $0.dropFirst(2) }.joined() == String(decoding: whole, as: UTF8.self))
    }

    @Test("output that a terminal does not take is kept and sent later, in order")
    func output() throws {
        var ends: [Int32] = [-1, -1]
        try #require(unsafe pipe(&ends) == 0)
        for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        var output = TerminalOutput(descriptor: ends[1])
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
        output.send(Array(bytes[..<150_000]))
        #expect(output.hasPending && !output.isReady)
        output.send(Array(bytes[150_000...]))
        var received: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while received.count < bytes.count {
            let count = unsafe read(ends[0], &chunk, chunk.count)
            try #require(count > 0)
            received += chunk[..<count]
            output.flush()
        }
        #expect(received == bytes)
        #expect(output.isReady)
        #expect(!output.isGone)
        output.close()
        close(ends[0])
    }

    @Test("eight colours show bright as bold, and black never as bold")
    func eightColors() {
        let bright = Rendition(foreground: .ansi(9)).fitted(to: .ansi8)
        #expect(bright == FittedLook(foreground: 1, background: nil, attributes: .bold))
        let black = Rendition(foreground: .ansi(0), background: .ansi(3), attributes: .bold).fitted(to: .ansi8)
        #expect(black == FittedLook(foreground: 0, background: 3, attributes: []))
    }
}
