import CNCurses
import Glibc

/// Waiting and reading.
extension NCursesDriver {
    private static let gone = Int16(POLLHUP | POLLERR | POLLNVAL)

    /// Whether the terminal is no longer there.
    var isHungUp: Bool {
        var entry = pollfd(fd: STDIN_FILENO, events: 0, revents: 0)
        return unsafe poll(&entry, 1, 0) > 0 && entry.revents & NCursesDriver.gone != 0
    }

    /// Sleeps until there is something to do. Output that waits is sent meanwhile.
    public func wait(atMost timeout: Duration?, orWritable: Bool) -> TerminalWake {
        guard let session else { return [] }
        let needsOutput = orWritable || session.output.hasPending
        var entries = [
            pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
            pollfd(fd: session.relay.reading, events: Int16(POLLIN), revents: 0),
            pollfd(fd: session.output.descriptor, events: needsOutput ? Int16(POLLOUT) : 0, revents: 0),
        ]
        let count = unsafe poll(&entries, nfds_t(entries.count), milliseconds(timeout))
        if count < 0 { return [] }
        var wake: TerminalWake = []
        if entries[1].revents != 0 {
            let (signals, isWoken) = session.relay.take()
            if isWoken { wake.insert(.wake) }
            for signal in signals { wake.formUnion(take(signal: signal)) }
        }
        if (entries[0].revents | entries[2].revents) & NCursesDriver.gone != 0 { exitReason = .terminalGone }
        if entries[0].revents & Int16(POLLIN) != 0 {
            wake.insert(.input)
            noticeEndOfInput()
        }
        if entries[2].revents & Int16(POLLOUT) != 0 {
            self.session?.output.flush()
            wake.insert(.writable)
        }
        if self.session?.output.isGone == true { exitReason = .terminalGone }
        return wake
    }

    /// Takes the input that is there.
    public func readInput() -> [InputEvent] {
        guard session != nil, exitReason != .terminalGone else { return [] }
        var symbols: [InputSymbol] = []
        // No more than this at once, so that a flood of input can't keep the screen from being drawn.
        while symbols.count < 4096, let symbol = readSymbol() { symbols.append(symbol) }
        var events = assembler.events(from: symbols, at: now)
        if isResized {
            isResized = false
            readSize()
            events.append(.resize(size))
        }
        return events
    }

    /// A readable terminal without a byte to read is one at its end; ncurses would never say so.
    private func noticeEndOfInput() {
        guard nc_readable(STDIN_FILENO) <= 0 else {
            suspiciousWakes = 0
            return
        }
        suspiciousWakes += 1
        var modes = termios()
        let isDead = unsafe tcgetattr(STDIN_FILENO, &modes) != 0
        if isDead || suspiciousWakes > 2 { exitReason = .terminalGone }
    }

    private func milliseconds(_ timeout: Duration?) -> Int32 {
        guard let timeout else { return -1 }
        let (seconds, attoseconds) = timeout.components
        guard seconds < 86_400 else { return 86_400_000 }
        // Rounded up, so that a wake is never just before its time.
        return Int32(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }

    private func readSymbol() -> InputSymbol? {
        while true {
            var value: Int32 = 0
            switch unsafe nc_key(&value) {
            case NC_CHARACTER: return .character(UInt32(bitPattern: value))
            case NC_KEY:
                if let symbol = symbol(of: value) { return symbol }
            default: return nil
            }
        }
    }

    private func symbol(of code: Int32) -> InputSymbol? {
        switch UInt32(bitPattern: code) {
        case NC_PASTE_BEGIN.rawValue: return .pasteBegin
        case NC_PASTE_END.rawValue: return .pasteEnd
        case NC_FOCUS_IN.rawValue: return .focus(true)
        case NC_FOCUS_OUT.rawValue: return .focus(false)
        default: break
        }
        if code == KEY_MOUSE { return mouse() }
        let first = nc_first_function_key()
        if (first..<(first + 24)).contains(code) { return .key(.function(Int(code - first) + 1)) }
        return NCursesDriver.keys[code].map { .key($0) }
    }

    private func mouse() -> InputSymbol? {
        var (row, column): (Int32, Int32) = (0, 0)
        let actions: [Int32: MouseEvent.Action] = [1: .press, 4: .wheelUp, 5: .wheelDown]
        guard let action = actions[unsafe nc_mouse(&row, &column)] else { return nil }
        return .mouse(MouseEvent(action, at: Point(Int(column), Int(row))))
    }

    private static let keys: [Int32: Key] = [
        KEY_UP: .up, KEY_DOWN: .down, KEY_LEFT: .left, KEY_RIGHT: .right, KEY_HOME: .home, KEY_END: .end,
        KEY_PPAGE: .pageUp, KEY_NPAGE: .pageDown, KEY_BACKSPACE: .backspace, KEY_DC: .delete, KEY_IC: .insert,
        KEY_BTAB: .backTab, KEY_ENTER: .enter, KEY_SR: .shiftUp, KEY_SF: .shiftDown, KEY_SLEFT: .shiftLeft,
        KEY_SRIGHT: .shiftRight, KEY_A1: .home, KEY_A3: .pageUp, KEY_C1: .end, KEY_C3: .pageDown,
    ]
}
