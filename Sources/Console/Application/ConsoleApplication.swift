import SyncModel
import Terminal

/// The console as an application of a terminal: hands effects on that are not the terminal's.
struct ConsoleApplication: TerminalApplication {
    private(set) var model: ConsoleModel
    private let performer: any ConsolePerformer
    private let clock: @Sendable () -> WallTime

    init(_ model: ConsoleModel, performer: any ConsolePerformer, clock: @escaping @Sendable () -> WallTime) {
        self.model = model
        self.performer = performer
        self.clock = clock
    }

    mutating func update(_ event: TerminalEvent<ConsoleNews>) -> [TerminalEffect] {
        let time = clock()
        var own: [TerminalEffect] = []
        for effect in model.update(event, now: time.now, utcOffset: time.utcOffset) {
            if case .terminal(let effect) = effect { own.append(effect) } else { performer.perform(effect) }
        }
        return own
    }

    func view(into surface: inout Surface) {
        surface.draw(FrameView(model: model))
    }
}

/// The time on the wall: now, and how far the local clock is from UTC.
struct WallTime: Hashable, Sendable {
    var now: UTCTime
    /// Seconds east of UTC.
    var utcOffset: Int
}
