public import Control
import Foundation
public import SyncModel
import SyncStore
public import Terminal

/// One console on one terminal, from its first frame to its last.
///
/// It reads the state through connections of its own, asks for changes through a port, and never touches the engine.
public struct ConsoleSession {
    private let statePath: String
    private let port: any ControlPort
    private let site: ConsoleSite
    private let user: String
    private let roles: Set<Role>
    private let themes: ThemeStore
    private let themeName: String?
    private let coach: ConsoleCoach?
    private let options: ConsoleOptions
    private let driver: any TerminalDriver

    /// Prepares a console.
    ///
    /// - Parameters:
    ///   - statePath: the state file; where it isn't there yet, the console says so and goes on as soon as it is.
    ///   - port: who answers commands: the engine in this process, or the socket of another.
    ///   - user: who looks, until the engine says whom it takes the caller for.
    ///   - roles: what they may do, until the engine says so.
    ///   - themeName: the theme to begin with, `nil` for the one that the user chose last; where it can't be used, the
    ///     console says why and takes `dark`.
    ///   - coach: what to say to a new user; `nil` outside of the demo.
    public init(
        statePath: String, port: any ControlPort, site: ConsoleSite, user: String, roles: Set<Role>,
        themes: ThemeStore, themeName: String?, coach: ConsoleCoach? = nil, options: ConsoleOptions = ConsoleOptions(),
        driver: any TerminalDriver
    ) {
        self.statePath = statePath
        self.port = options.isReadOnly ? ReadOnlyPort(port) : port
        self.site = site
        self.user = user
        self.roles = roles
        self.themes = themes
        self.themeName = themeName
        self.coach = coach
        self.options = options
        self.driver = driver
    }

    /// Owns the terminal and the calling thread until the user leaves, a signal arrives or the terminal is gone, and
    /// says which. Call it on a thread of its own.
    public func run() throws(TerminalError) -> ExitReason {
        let mailbox = Mailbox<ConsoleNews>()
        let path = statePath
        let post: @Sendable (ConsoleNews) -> Void = { mailbox.post($0) }
        let clock: @Sendable () -> WallTime = { Self.wallTime() }
        let open: @Sendable () throws(StateFileProblem) -> any ConsoleStore = {
            () throws(StateFileProblem) -> any ConsoleStore in try StateReader(path: path)
        }
        let feed = StateFeed(open: open, clock: { clock().now }, post: post)
        let finder = ItemFinder(open: open)
        let (view, problem) = options.view?.load() ?? (ViewState(), nil)
        let choice = themes.themeOrFallback(named: themeName ?? view.theme ?? "dark")
        let shown = ShownTheme(themes, name: choice.theme.name)
        let worker = ConsoleWorker(
            feed: feed, finder: finder, port: port, shown: shown, view: options.view, clock: { clock().now }, post: post
        )
        if let problem = choice.problem { mailbox.post(.themeProblem(problem.description)) }
        if let problem { mailbox.post(.trouble(problem)) }
        var model = ConsoleModel(site: site, user: user, roles: roles, now: clock().now, coach: coach)
        model.process = ProcessInfo.processInfo.processIdentifier
        model.take(options)
        (model.themes, model.themeName, model.hasThemeFile) = (themes.names, choice.theme.name, shown.isFile)
        if options.view != nil { model.restore(view) }
        if options.tour == .always || options.tour == .first && options.view != nil && !view.hasSeenTour {
            model.startTour()
        }
        var loop = TerminalLoop(
            ConsoleApplication(model, performer: worker, clock: clock), driver: driver, theme: choice.theme,
            mailbox: mailbox)
        feed.start()
        finder.prepare()
        defer {
            feed.stop()
            worker.finish()
        }
        return try loop.run()
    }

    static func wallTime() -> WallTime {
        let now = Date()
        return WallTime(
            now: UTCTime(milliseconds: Int64(now.timeIntervalSince1970 * 1000)),
            utcOffset: TimeZone.current.secondsFromGMT(for: now))
    }
}
