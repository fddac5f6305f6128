/// Runs an application on a terminal, on the thread that calls ``run()``.
///
/// What the user does is drawn at once; messages and ticks are collected and drawn at most so often a second, and only
/// when the terminal takes output without waiting. Between events the thread sleeps.
public struct TerminalLoop<Application: TerminalApplication> {
    /// How the loop behaves.
    public struct Options: Hashable, Sendable {
        /// The least time between two frames that only messages or ticks ask for.
        public var dataFrameInterval: Duration
        /// How often ``TerminalEvent/tick`` is sent; nil for never.
        public var tick: Duration?

        /// The usual: four data frames a second, a tick a second.
        public init(dataFrameInterval: Duration = .milliseconds(250), tick: Duration? = .seconds(1)) {
            self.dataFrameInterval = dataFrameInterval
            self.tick = tick
        }
    }

    /// The application.
    public private(set) var application: Application
    /// Frames drawn, and data frames put off since the terminal took no output.
    public private(set) var statistics = FrameStatistics()

    private let driver: any TerminalDriver
    private let mailbox: Mailbox<Application.Message>
    private var theme: Theme
    private var schedule: FrameSchedule
    private var hasQuit = false

    /// A loop that shows `application` on `driver` in `theme` and delivers what is posted to `mailbox`.
    public init(
        _ application: Application, driver: any TerminalDriver, theme: Theme,
        mailbox: Mailbox<Application.Message> = Mailbox(), options: Options = Options()
    ) {
        self.application = application
        self.driver = driver
        self.theme = theme
        self.mailbox = mailbox
        schedule = FrameSchedule(interval: options.dataFrameInterval, tick: options.tick)
    }

    /// Takes the terminal, runs until the application quits, a signal arrives or the terminal is gone, and gives the
    /// terminal back.
    public mutating func run() throws(TerminalError) -> ExitReason {
        try driver.open()
        mailbox.connect(driver.waker)
        defer {
            mailbox.connect(nil)
            driver.close()
        }
        schedule.start(at: driver.now)
        deliver(.started(driver.size, driver.capabilities))
        while true {
            if let reason = driver.exitReason { return reason }
            if hasQuit { return .quit }
            draw()
            if let reason = driver.exitReason { return reason }
            let wake = driver.wait(atMost: schedule.timeout(at: driver.now), orWritable: schedule.isBlocked)
            react(to: wake)
        }
    }

    private mutating func react(to wake: TerminalWake) {
        if wake.contains(.suspend) {
            deliver(.stopAsked)
            schedule.needFrameNow()
        }
        if wake.contains(.resumed) { resumed() }
        for event in driver.readInput() where !hasQuit {
            deliver(.input(event))
            schedule.needFrameNow()
        }
        let messages = mailbox.take()
        for message in messages where !hasQuit {
            deliver(.message(message))
            schedule.needFrameSoon(at: driver.now)
        }
        let comesAlong = !messages.isEmpty && schedule.takeTickWithNews(at: driver.now)
        if schedule.takeTick(at: driver.now) || comesAlong, !hasQuit {
            deliver(.tick)
            schedule.needFrameSoon(at: driver.now)
        }
    }

    private mutating func draw() {
        guard schedule.isDue(at: driver.now) else { return }
        guard driver.isWritable else {
            statistics.deferred += 1
            if schedule.block(at: driver.now) { deliver(.slowLink(true)) }
            return
        }
        if schedule.unblock(at: driver.now) { deliver(.slowLink(false)) }
        var surface = Surface(size: driver.size, glyphs: driver.capabilities.glyphs)
        application.view(into: &surface)
        driver.present(surface, theme: theme)
        statistics.drawn += 1
        schedule.drawn(at: driver.now)
    }

    private mutating func suspend() {
        driver.suspend()
        resumed()
    }

    private mutating func resumed() {
        deliver(.resumed)
        drawWhole()
    }

    private mutating func drawWhole() {
        driver.invalidate()
        schedule.needFrameNow()
    }

    private mutating func deliver(_ event: TerminalEvent<Application.Message>) {
        for effect in application.update(event) { perform(effect) }
    }

    private mutating func perform(_ effect: TerminalEffect) {
        switch effect {
        case .quit: hasQuit = true
        case .suspend: suspend()
        case .redraw: drawWhole()
        case .theme(let theme):
            self.theme = theme
            drawWhole()
        case .tick(let interval): schedule.setTick(interval, at: driver.now)
        case .request(let request): driver.perform(request)
        }
    }
}

/// How many frames there were.
public struct FrameStatistics: Hashable, Sendable {
    /// Frames given to the driver.
    public internal(set) var drawn = 0
    /// Times a frame was due and the terminal took no output.
    public internal(set) var deferred = 0
}
