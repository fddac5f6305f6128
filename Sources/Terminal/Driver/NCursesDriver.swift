import CNCurses
import Glibc

/// The terminal on standard input and output, through ncurses.
///
/// Together with the files of its aspects this is the only code that knows curses. All calls must come from one
/// thread. ncurses draws into memory; the bytes of a frame go to the terminal in one write that never waits for it.
public final class NCursesDriver: TerminalDriver {
    /// What exists while the terminal is open.
    struct Session {
        var output: TerminalOutput
        let relay: SignalRelay
        /// The terminal's modes before it was taken.
        let modes: termios
        /// Whether it knows the private modes of xterm: paste, title, clipboard.
        let isXtermLike: Bool
    }

    /// What the terminal can do.
    public internal(set) var capabilities = TerminalCapabilities(name: "", depth: .mono, isUnicode: false)
    /// Its extent.
    public internal(set) var size = Size(width: 80, height: 24)
    /// Why the program must leave.
    public internal(set) var exitReason: ExitReason?
    /// Bytes and writes sent so far.
    public internal(set) var traffic = TerminalTraffic()

    let terminalType: String
    var session: Session?
    var assembler = InputAssembler()
    var isResized = false
    var suspiciousWakes = 0
    var usesMouse = false
    var frame = ShownFrame()
    private(set) var isSuspended = false
    private var resumedAt: Duration?

    /// A driver for the terminal type of `TERM`, or for another.
    public init(terminalType: String? = nil) {
        self.terminalType = terminalType ?? Environment.value("TERM") ?? ""
    }

    /// Time by the system's monotonic clock.
    public var now: Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// Wakes a wait; of no effect unless the terminal is open.
    public var waker: @Sendable () -> Void {
        if let session { session.relay.waker } else { {} }
    }

    /// Whether a frame can be sent.
    public var isWritable: Bool {
        !isSuspended && session?.output.isReady == true
    }

    /// Takes the terminal.
    public func open() throws(TerminalError) {
        guard session == nil else { return }
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { throw .notATerminal }
        let isUnicode = nc_use_locale() != 0
        var modes = termios()
        guard unsafe tcgetattr(STDIN_FILENO, &modes) == 0 else { throw .system(call: "tcgetattr", code: errno) }
        let output = try TerminalOutput(standard: STDOUT_FILENO)
        let (relay, name) = try openScreen(output)
        let isXtermLike = terminfo("smcup").contains(sequence: Array("?1049h".utf8))
        session = Session(output: output, relay: relay, modes: modes, isXtermLike: isXtermLike)
        relay.arm(terminal: output.descriptor, modes: modes, bytes: farewell(isXtermLike: isXtermLike))
        capabilities = TerminalCapabilities(
            name: name, depth: prepareColors(), isUnicode: isUnicode,
            notice: TerminalNames.notice(for: terminalType, used: name, colorTerm: Environment.value("COLORTERM")))
        takeModes()
        readSize()
    }

    /// Gives the terminal back as it was.
    public func close() {
        guard var session = self.session else { return }
        if exitReason != .terminalGone, !session.output.isGone {
            giveBack()
            session = self.session ?? session
            // A terminal that takes no output still gets its modes back.
            var modes = session.modes
            unsafe tcsetattr(STDIN_FILENO, TCSANOW, &modes)
        }
        session.relay.disarm()
        session.relay.remove(isGone: exitReason == .terminalGone || session.output.isGone)
        nc_free()
        session.output.close()
        self.session = nil
        frame = ShownFrame()
    }

    /// Gives the terminal back, stops the program, and takes the terminal again when it goes on.
    public func suspend() {
        guard let session, !isSuspended else { return }
        isSuspended = true
        giveBack()
        var modes = session.modes
        unsafe tcsetattr(STDIN_FILENO, TCSANOW, &modes)
        session.relay.disarm()
        session.relay.stopProgram()
        resume()
    }

    /// Takes the terminal again after the program was stopped.
    func resume() {
        guard let session else { return }
        isSuspended = false
        resumedAt = now
        relayArm(session)
        takeModes()
        readSize()
        frame.isInvalid = true
        frame.title = nil
    }

    /// Takes what a signal asks for.
    func take(signal number: Int32) -> TerminalWake {
        switch number {
        case SIGWINCH:
            isResized = true
            return .input
        case SIGTSTP:
            return .suspend
        case SIGCONT:
            // The stop of `suspend` is over by then; any other one has left the terminal to somebody else.
            if let resumedAt, now - resumedAt < .milliseconds(200) { return [] }
            resume()
            return .resumed
        case SIGHUP where isHungUp:
            exitReason = .terminalGone
            return .input
        default:
            exitReason = exitReason ?? .signal(number)
            return .input
        }
    }

    /// Takes over the signals and opens a screen for the first terminal type that would do. Returns its name.
    private func openScreen(_ output: TerminalOutput) throws(TerminalError) -> (SignalRelay, String) {
        do throws(TerminalError) {
            let relay = try SignalRelay()
            do throws(TerminalError) {
                let name = try openScreen()
                // ncurses leaves handlers alone that are there before it, but not in all versions.
                relay.reinstall()
                return (relay, name)
            } catch {
                relay.remove()
                throw error
            }
        } catch {
            output.close()
            throw error
        }
    }

    private func openScreen() throws(TerminalError) -> String {
        guard terminalType != "dumb" else { throw .cannotPlaceCursor(name: terminalType) }
        for name in TerminalNames.candidates(for: terminalType, colorTerm: Environment.value("COLORTERM")) {
            guard unsafe nc_open(name, STDIN_FILENO) == 0 else { continue }
            guard terminfo("cup").isEmpty else { return name }
            nc_free()
            throw .cannotPlaceCursor(name: name)
        }
        throw .noDescription(name: terminalType)
    }

    private func relayArm(_ session: Session) {
        session.relay.arm(
            terminal: session.output.descriptor, modes: session.modes,
            bytes: farewell(isXtermLike: session.isXtermLike))
    }
}

/// What went to the terminal so far.
public struct TerminalTraffic: Hashable, Sendable {
    /// Bytes of all frames and modes.
    public internal(set) var bytes = 0
    /// Frames sent.
    public internal(set) var frames = 0
}

/// The environment of the process.
enum Environment {
    /// The value of a variable; nil when it is not set.
    static func value(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }
}

extension [UInt8] {
    func contains(sequence: [UInt8]) -> Bool {
        guard count >= sequence.count else { return false }
        return (0...(count - sequence.count)).contains { self[$0..<($0 + sequence.count)].elementsEqual(sequence) }
    }
}
