import Dispatch

/// A terminal that nobody sees: it presses keys at their times and keeps the last frame, for a picture of the program.
public final class PictureDriver: TerminalDriver {
    /// What it can do: everything.
    public let capabilities = TerminalCapabilities(name: "picture", depth: .palette256, isUnicode: true)
    /// Its extent.
    public let size: Size
    /// Why the program must leave: the picture is taken.
    public private(set) var exitReason: ExitReason?
    /// Frames are always taken.
    public let isWritable = true
    /// What was shown last.
    public private(set) var frame: Surface?
    /// The theme it was shown in.
    public private(set) var theme: Theme?

    private let start = ContinuousClock.now
    private let bell = DispatchSemaphore(value: 0)
    private var keys: ArraySlice<Key>
    private var next: Duration
    private let pause: Duration
    private var pending: [InputEvent] = []

    /// A terminal on which keys are pressed.
    ///
    /// - Parameters:
    ///   - after: when the first key is pressed, and without keys the picture is taken.
    ///   - pause: how long after each key the next one is pressed, and after the last the picture is taken.
    public init(size: Size, keys: [Key], after: Duration, pause: Duration = .seconds(1)) {
        self.size = size
        self.keys = keys[...]
        self.pause = pause
        next = after
    }

    /// The time since it was made.
    public var now: Duration { ContinuousClock.now - start }

    /// Ends a wait.
    public var waker: @Sendable () -> Void {
        let bell = bell
        return { bell.signal() }
    }

    /// Does nothing.
    public func open() throws(TerminalError) {}
    /// Does nothing.
    public func close() {}
    /// Does nothing.
    public func suspend() {}
    /// Does nothing.
    public func invalidate() {}
    /// Does nothing.
    public func perform(_ request: TerminalRequest) {}

    /// Waits for a key's time, another thread, or the end of the time.
    public func wait(atMost timeout: Duration?, orWritable: Bool) -> TerminalWake {
        let untilNext = max(.zero, next - now)
        if untilNext > .zero {
            let patience = min(timeout ?? untilNext, untilNext)
            let isRung = bell.wait(timeout: .now() + patience.seconds) == .success
            if now < next { return isRung ? .wake : [] }
        }
        if let key = keys.popFirst() {
            pending.append(.key(key))
        } else {
            exitReason = .quit
        }
        next = now + pause
        return .input
    }

    /// The keys whose time has come.
    public func readInput() -> [InputEvent] {
        defer { pending = [] }
        return pending
    }

    /// Keeps the frame.
    public func present(_ frame: Surface, theme: Theme) {
        self.frame = frame
        self.theme = theme
    }
}

extension Duration {
    fileprivate var seconds: Double {
        let (whole, parts) = components
        return Double(whole) + Double(parts) * 1e-18
    }
}
