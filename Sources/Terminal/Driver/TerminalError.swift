/// Why a terminal can't be opened.
public enum TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Standard input or output is no terminal.
    case notATerminal
    /// The terminal can't place the cursor.
    case cannotPlaceCursor(name: String)
    /// There is no description of this terminal, nor of any that would do instead.
    case noDescription(name: String)
    /// A system call failed.
    case system(call: String, code: Int32)

    /// A code for metrics and runbooks.
    public var code: String {
        switch self {
        case .notATerminal: "not-a-terminal"
        case .cannotPlaceCursor: "terminal-cannot-place-cursor"
        case .noDescription: "terminal-unknown"
        case .system: "terminal-system-call"
        }
    }

    /// One sentence that says what to do.
    public var description: String {
        switch self {
        case .notATerminal:
            "The console needs a terminal on standard input and output; in pipes and jobs use `tallyward status`, "
                + "`queue`, `show` and `fix`."
        case .cannotPlaceCursor(let name):
            "The terminal type TERM=\(name) can't place the cursor; set TERM to what your terminal is "
                + "(often xterm-256color), or use `tallyward console --plain`, which prints lines instead of painting."
        case .noDescription(let name):
            "There is no description of the terminal type TERM=\(name) here, nor of vt100; install ncurses-base "
                + "or point TERMINFO to a terminfo directory."
        case .system(let call, let code):
            "The terminal can't be used: \(call) failed with error \(code); open a new session and try again."
        }
    }
}
