import Dispatch
import Terminal

/// A terminal without a terminal that presses keys and notes how long each took to be painted.
///
/// Painted means: the frame was handed to the driver. What a real terminal and its line add isn't in it.
final class StopwatchDriver: TerminalDriver {
    /// A step of the script.
    enum Step {
        /// Presses a key and waits for the next frame; its time is kept under the label.
        case press(Key, label: String)
        /// Waits for a frame with this text; the time since the start is kept under the label.
        case await(text: String, label: String)
        /// Does nothing for so long and looks what the process takes of a core meanwhile; begins once what the keys
        /// before it asked for has been read.
        case rest(nanoseconds: Int64)
    }

    /// What a script measured.
    struct Seen: Sendable {
        /// The time from each key to its frame.
        var keys: [String: Samples] = [:]
        /// When each text was painted first, since the start, in milliseconds.
        var sightings: [String: Double] = [:]
        /// When the first frame was painted, since the start, in milliseconds.
        var firstFrame: Double?
        /// What the process took of a core while nothing was pressed.
        var restingShare = 0.0
    }

    let capabilities = TerminalCapabilities(name: "bench", depth: .palette256, isUnicode: true)
    let size = Size(width: 120, height: 40)
    private(set) var exitReason: ExitReason?
    let waker: @Sendable () -> Void
    let isWritable = true

    /// What was measured.
    private(set) var seen = Seen()

    private let signal = DispatchSemaphore(value: 0)
    private let start = Stopwatch.now
    private var steps: ArraySlice<Step>
    private var pressed: (key: Key, label: String, at: Int64)?
    private var pending: [InputEvent] = []
    private var frame: Surface?
    private var resting: (since: Int64, cpu: Int64)?
    private var paintedAt: Int64 = 0
    private var restingFrom: Int64?
    private static let patience: Int64 = 60_000_000_000
    /// How long the answers to the last keys may take before a rest is one.
    private static let settling: Int64 = 1_500_000_000

    /// A terminal that plays a script and then is gone. The clock starts here.
    init(_ steps: [Step]) {
        self.steps = steps[...]
        waker = { [signal] in signal.signal() }
    }

    /// Whether all of the script was played.
    var isFinished: Bool { steps.isEmpty && pressed == nil }

    var now: Duration { .nanoseconds(Stopwatch.now - start) }

    func open() throws(TerminalError) {}
    func close() {}
    func invalidate() {}
    func suspend() {}
    func perform(_ request: TerminalRequest) {}

    func wait(atMost timeout: Duration?, orWritable: Bool) -> TerminalWake {
        see()
        rest()
        if case .press(let key, let label) = steps.first, pressed == nil {
            steps.removeFirst()
            pressed = (key, label, Stopwatch.now)
            pending = [.key(key)]
            return .input
        }
        if steps.isEmpty || Stopwatch.now - start > Self.patience {
            exitReason = .terminalGone
            return .input
        }
        let limit = min(timeout ?? .seconds(1), .seconds(1))
        let nanoseconds = Int(limit.components.seconds * 1_000_000_000 + limit.components.attoseconds / 1_000_000_000)
        return signal.wait(timeout: .now() + .nanoseconds(nanoseconds)) == .success ? .wake : []
    }

    func readInput() -> [InputEvent] {
        defer { pending = [] }
        return pending
    }

    func present(_ frame: Surface, theme: Theme) {
        let now = Stopwatch.now
        if seen.firstFrame == nil { seen.firstFrame = Double(now - start) / 1e6 }
        if let pressed {
            seen.keys[pressed.label, default: Samples()].add(now - pressed.at)
            self.pressed = nil
        }
        self.frame = frame
        paintedAt = now
    }

    /// Starts or ends a rest.
    private func rest() {
        guard case .rest(let length) = steps.first else { return }
        guard let resting else {
            let from = restingFrom ?? Stopwatch.now + Self.settling
            restingFrom = from
            if Stopwatch.now >= from { resting = (Stopwatch.now, Stopwatch.processCPU) }
            return
        }
        let passed = Stopwatch.now - resting.since
        guard passed >= length else { return }
        seen.restingShare = Double(Stopwatch.processCPU - resting.cpu) / Double(passed)
        self.resting = nil
        restingFrom = nil
        steps.removeFirst()
    }

    /// Looks whether the text that is waited for is on the last frame.
    private func see() {
        while case .await(let text, let label) = steps.first, let frame, frame.text.contains(text) {
            seen.sightings[label] = Double(paintedAt - start) / 1e6
            steps.removeFirst()
        }
    }
}
