/// What happens to an application.
public enum TerminalEvent<Message: Sendable>: Sendable {
    /// The terminal is open; first of all events.
    case started(Size, TerminalCapabilities)
    /// Something came from the terminal.
    case input(InputEvent)
    /// Another thread posted a message.
    case message(Message)
    /// The tick's time came.
    case tick
    /// The user wants the program to stop, with Ctrl-Z; it does where the answer is ``TerminalEffect/suspend``.
    case stopAsked
    /// The program goes on after it was suspended.
    case resumed
    /// The connection can't keep up with data frames, or can again.
    case slowLink(Bool)
}

/// What an application wants done, as a value.
public enum TerminalEffect: Hashable, Sendable {
    /// Leave the loop.
    case quit
    /// Suspend the program, as Ctrl-Z does.
    case suspend
    /// Send the whole frame again.
    case redraw
    /// Show everything in this theme from now on.
    case theme(Theme)
    /// Send ``TerminalEvent/tick`` this often from now on; nil for never.
    case tick(every: Duration?)
    /// Ask the terminal for something.
    case request(TerminalRequest)
}

/// An application on a terminal: state that events change and that a surface shows.
///
/// Neither function may wait for anything: reading and writing happen elsewhere, and their results are posted to the
/// ``Mailbox``.
public protocol TerminalApplication {
    /// What other threads post.
    associatedtype Message: Sendable

    /// Takes in one event. What the user typed is drawn at once afterwards, all else soon.
    mutating func update(_ event: TerminalEvent<Message>) -> [TerminalEffect]
    /// Draws the whole screen. The surface is blank at first.
    func view(into surface: inout Surface)
}
