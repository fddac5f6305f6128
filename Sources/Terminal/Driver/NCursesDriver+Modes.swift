import CNCurses
import Glibc

/// Taking the terminal and giving it back.
extension NCursesDriver {
    /// Keeps the window's title aside, and has pastes marked.
    private static let xtermModesOn = "\u{1B}[22;2t\u{1B}[?2004h"
    private static let xtermModesOff =
        "\u{1B}[23;2t\u{1B}[?2026l\u{1B}[?1000l\u{1B}[?1002l\u{1B}[?1003l\u{1B}[?1006l\u{1B}[?1004l\u{1B}[?2004l"

    /// A capability of the terminal's description as bytes, without delays.
    func terminfo(_ name: String) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = unsafe bytes.withUnsafeMutableBytes { raw in
            guard let start = raw.baseAddress else { return 0 }
            return unsafe nc_string(name, start.assumingMemoryBound(to: CChar.self), raw.count)
        }
        return Array(bytes[..<count])
    }

    /// What gives the terminal back when nothing but a write is possible.
    func farewell(isXtermLike: Bool) -> [UInt8] {
        var bytes = isXtermLike ? Array(NCursesDriver.xtermModesOff.utf8) : []
        for name in ["rmkx", "cnorm", "op", "sgr0", "rmcup"] { bytes += terminfo(name) }
        return bytes + Array("\r\n".utf8)
    }

    /// Sets the terminal's modes: characters as they are typed, signals from keys, bytes out as they are.
    func takeModes() {
        guard let session else { return }
        var modes = session.modes
        modes.c_iflag &= ~tcflag_t(ICRNL | INLCR | IGNCR | IXON | ISTRIP)
        modes.c_oflag &= ~tcflag_t(OPOST)
        modes.c_lflag &= ~tcflag_t(ECHO | ECHONL | ICANON | IEXTEN)
        modes.c_lflag |= tcflag_t(ISIG)
        unsafe withUnsafeMutableBytes(of: &modes.c_cc) { keys in
            unsafe keys[Int(VMIN)] = 1
            unsafe keys[Int(VTIME)] = 0
        }
        unsafe tcsetattr(STDIN_FILENO, TCSANOW, &modes)
        if session.isXtermLike { sendBytes(Array(NCursesDriver.xtermModesOn.utf8)) }
        nc_use_mouse(usesMouse ? 1 : 0)
    }

    /// Sends what gives the terminal back, if it takes output at all.
    func giveBack() {
        guard let session else { return }
        if session.isXtermLike { sendBytes(Array(NCursesDriver.xtermModesOff.utf8)) }
        nc_use_mouse(0)
        nc_show_cursor(1)
        nc_leave()
        sendDrawn()
        _ = self.session?.output.drain(within: 300)
    }

    /// Finds out how many colours to use and turns them on.
    func prepareColors() -> ColorDepth {
        let isPlain = Environment.value("NO_COLOR").map { !$0.isEmpty } ?? false
        let colors = unsafe nc_number("colors")
        guard !isPlain, colors >= 8 else { return .mono }
        frame.pairs = PairTable(limit: Int(nc_use_color()))
        guard frame.pairs.limit > 1 else { return .mono }
        if unsafe colors > 256 || nc_flag("RGB") { return .direct }
        return colors >= 256 ? .palette256 : colors >= 16 ? .ansi16 : .ansi8
    }

    /// Takes the terminal's extent from the system, or from its description when the system knows none.
    func readSize() {
        guard let session else { return }
        var (rows, columns): (Int32, Int32) = (0, 0)
        unsafe nc_terminal_extent(session.output.descriptor, &rows, &columns)
        if rows <= 0 || columns <= 0 {
            (rows, columns) = unsafe (max(1, nc_number("lines")), max(1, nc_number("cols")))
        }
        // A terminal can claim any extent; no screen is larger than this.
        rows = min(rows, 1000)
        columns = min(columns, 1000)
        nc_resize(rows, columns)
        unsafe nc_extent(&rows, &columns)
        size = Size(width: Int(columns), height: Int(rows))
        frame.isInvalid = true
    }

    /// Performs what the application asks of the terminal.
    public func perform(_ request: TerminalRequest) {
        guard let session else { return }
        switch request {
        case .bell: sendBytes([7])
        case .notice(let text):
            let isInTmux = Environment.value("TMUX").map { !$0.isEmpty } ?? false
            if session.isXtermLike { sendBytes(DesktopNotice.bytes(text, isInTmux: isInTmux)) }
        case .copy(let text):
            guard session.isXtermLike else { return }
            let isScreen = Environment.value("STY") != nil && capabilities.name.hasPrefix("screen")
            sendBytes(Clipboard.bytes(of: text, throughScreen: isScreen))
        case .mouse(let isOn):
            usesMouse = isOn
            nc_use_mouse(isOn ? 1 : 0)
            sendDrawn()
        }
    }
}

/// What puts a text on the clipboard of whoever sits at the terminal (OSC 52 of xterm).
enum Clipboard {
    /// GNU screen keeps no string that is longer than 768 bytes.
    private static let room = 512

    /// The bytes to send.
    ///
    /// - Parameter throughScreen: GNU screen knows no clipboard; it hands through what comes as a device control
    ///   string, each a piece of the whole.
    static func bytes(of text: String, throughScreen: Bool) -> [UInt8] {
        let bytes = Array("\u{1B}]52;c;\(Base64.encode(Array(text.utf8)))\u{07}".utf8)
        guard throughScreen else { return bytes }
        return stride(from: 0, to: bytes.count, by: room).flatMap { start in
            Array("\u{1B}P".utf8) + bytes[start..<min(start + room, bytes.count)] + Array("\u{1B}\\".utf8)
        }
    }
}

/// Base 64 as RFC 4648 §4 has it.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The text of some bytes.
    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let value = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 {
                text.append(place <= group.count ? alphabet[value >> (18 - 6 * place) & 63] : 0x3D)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
