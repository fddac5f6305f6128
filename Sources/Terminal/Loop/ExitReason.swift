/// Why the loop ended. The terminal has been given back by then, as far as it still exists.
public enum ExitReason: Hashable, Sendable {
    /// The application asked for it.
    case quit
    /// This signal arrived.
    case signal(Int32)
    /// The terminal went away: closed window, broken connection.
    case terminalGone

    /// The exit status by shell custom: 0, 128 and the signal's number, and 0 for a terminal that is gone, since
    /// nobody is left to tell.
    public var exitStatus: Int32 {
        switch self {
        case .quit, .terminalGone: 0
        case .signal(let number): 128 + number
        }
    }
}
