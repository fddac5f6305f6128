/// A terminal without a terminal, for tests: its input is a script, its frames are kept, its clock is virtual.
public final class InMemoryDriver: TerminalDriver {
    /// A step of the script. Each wait of the loop takes one.
    public enum Step: Sendable {
        /// This input arrives.
        case input([InputEvent])
        /// Time passes: at most this long, or until the loop wants to act.
        case pass(Duration)
        /// Another thread does this: posts a message.
        case act(@Sendable () -> Void)
        /// The terminal stops or starts to take output.
        case writable(Bool)
        /// The user presses Ctrl-Z.
        case stop
        /// The program is told to leave.
        case exit(ExitReason)
    }

    /// What it can do.
    public let capabilities: TerminalCapabilities
    /// Its extent.
    public private(set) var size: Size
    /// Why the program must leave; `terminalGone` when the script has ended.
    public private(set) var exitReason: ExitReason?
    /// The virtual time.
    public private(set) var now: Duration = .zero
    /// Whether frames are taken.
    public private(set) var isWritable = true
    /// All frames shown.
    public private(set) var frames: [Surface] = []
    /// The virtual time of each frame.
    public private(set) var frameTimes: [Duration] = []
    /// The themes the frames were shown in.
    public private(set) var themes: [Theme] = []
    /// What the application asked of the terminal.
    public private(set) var requests: [TerminalRequest] = []
    /// How often it was opened, closed, suspended and told to forget what it shows.
    public private(set) var calls: (open: Int, close: Int, suspend: Int, invalidate: Int) = (0, 0, 0, 0)
    /// How often the loop woke up.
    public private(set) var wakes = 0

    private var script: ArraySlice<Step>
    private var pending: [InputEvent] = []

    /// A terminal of an extent that plays a script and then is gone.
    public init(
        size: Size = Size(width: 80, height: 24), script: [Step] = [],
        capabilities: TerminalCapabilities = TerminalCapabilities(
            name: "memory", depth: .palette256, isUnicode: true)
    ) {
        self.size = size
        self.script = script[...]
        self.capabilities = capabilities
    }

    /// A terminal on which keys are pressed one after the other.
    public convenience init(size: Size = Size(width: 80, height: 24), keys: [Key]) {
        self.init(size: size, script: keys.map { .input([.key($0)]) })
    }

    /// Wakes nothing: the script says when to act.
    public var waker: @Sendable () -> Void { {} }

    /// Counts.
    public func open() throws(TerminalError) { calls.open += 1 }
    /// Counts.
    public func close() { calls.close += 1 }
    /// Counts.
    public func suspend() { calls.suspend += 1 }
    /// Counts.
    public func invalidate() { calls.invalidate += 1 }

    /// Plays steps until something happens or the time is over.
    public func wait(atMost timeout: Duration?, orWritable: Bool) -> TerminalWake {
        wakes += 1
        if timeout == .zero { return [] }
        guard let step = script.popFirst() else {
            exitReason = .terminalGone
            return .input
        }
        switch step {
        case .input(let events):
            for event in events {
                if case .resize(let size) = event { self.size = size }
            }
            pending += events
            return .input
        case .pass(let duration):
            guard let timeout, timeout < duration else {
                now += duration
                return []
            }
            now += timeout
            script = [.pass(duration - timeout)] + script
            return []
        case .act(let act):
            act()
            return .wake
        case .writable(let isWritable):
            self.isWritable = isWritable
            return isWritable && orWritable ? .writable : []
        case .stop: return .suspend
        case .exit(let reason):
            exitReason = reason
            return .input
        }
    }

    /// The input of the steps played.
    public func readInput() -> [InputEvent] {
        defer { pending = [] }
        return pending
    }

    /// Keeps the frame.
    public func present(_ frame: Surface, theme: Theme) {
        frames.append(frame)
        frameTimes.append(now)
        themes.append(theme)
    }

    /// Keeps the request.
    public func perform(_ request: TerminalRequest) {
        requests.append(request)
    }
}
