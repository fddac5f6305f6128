/// What a terminal can do, found out once when it is opened.
public struct TerminalCapabilities: Hashable, Sendable {
    /// The name it was opened under.
    public var name: String
    /// The colours to use, after `NO_COLOR`.
    public var depth: ColorDepth
    /// Whether characters beyond ASCII can be shown.
    public var isUnicode: Bool
    /// A sentence for the message line when something had to be assumed; nil if all is well.
    public var notice: String?

    /// The capabilities of a terminal.
    public init(name: String, depth: ColorDepth, isUnicode: Bool, notice: String? = nil) {
        self.name = name
        self.depth = depth
        self.isUnicode = isUnicode
        self.notice = notice
    }

    /// The shapes to draw with.
    public var glyphs: GlyphSet { isUnicode ? .unicode : .ascii }
}

/// Why a wait ended; several reasons may hold at once.
public struct TerminalWake: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: UInt8

    /// The reasons with these bits.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// There is input to read, or a new extent.
    public static let input = TerminalWake(rawValue: 1)
    /// Another thread asked for attention.
    public static let wake = TerminalWake(rawValue: 2)
    /// The terminal takes output again.
    public static let writable = TerminalWake(rawValue: 4)
    /// The user asked to suspend the program.
    public static let suspend = TerminalWake(rawValue: 8)
    /// The program goes on after something else than ``TerminalDriver/suspend()`` stopped it.
    public static let resumed = TerminalWake(rawValue: 16)
}

/// A terminal, as the loop sees it. All calls come from the one thread that opened it, except ``waker``.
public protocol TerminalDriver: AnyObject {
    /// What it can do; known after ``open()``.
    var capabilities: TerminalCapabilities { get }
    /// Its extent now.
    var size: Size { get }
    /// Why the program must leave, once that is so.
    var exitReason: ExitReason? { get }
    /// The time by the driver's clock, from any fixed moment.
    var now: Duration { get }
    /// Wakes a wait from any thread.
    var waker: @Sendable () -> Void { get }
    /// Whether a frame can be written without waiting.
    var isWritable: Bool { get }

    /// Takes the terminal.
    func open() throws(TerminalError)
    /// Gives the terminal back as it was. Does nothing if it isn't open.
    func close()
    /// Waits for at most `timeout` (nil: without end), and for output to be possible if that is asked for.
    func wait(atMost timeout: Duration?, orWritable: Bool) -> TerminalWake
    /// Takes the input that is there, without waiting.
    func readInput() -> [InputEvent]
    /// Shows a frame: sends what differs from the last one.
    func present(_ frame: Surface, theme: Theme)
    /// Forgets what is shown, so that the next frame is sent whole.
    func invalidate()
    /// Gives the terminal back, stops the program until it is continued, and takes the terminal again.
    func suspend()
    /// Performs an effect that concerns the terminal alone.
    func perform(_ request: TerminalRequest)
}

/// What an application may ask of the terminal besides frames. A terminal that can't leaves it undone.
public enum TerminalRequest: Hashable, Sendable {
    /// Sounds the bell.
    case bell
    /// Shows a notice on the user's desktop (OSC 9). The text must be fit to leave the program.
    case notice(String)
    /// Puts text on the user's clipboard (OSC 52). The text must be fit to leave the program.
    case copy(String)
    /// Starts or stops reporting the mouse.
    case mouse(Bool)
}
