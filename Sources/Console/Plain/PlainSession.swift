public import Control
import Foundation
public import SyncModel
import SyncStore
import Synchronization
public import Terminal

/// One console as lines of text, from its first line to its last.
///
/// It prints what a screen says instead of painting it, takes commands by name, and sends no escape sequences: for
/// screen readers, terminals that can't place a cursor, and pipes.
public struct PlainSession: Sendable {
    private let statePath: String
    private let port: any ControlPort
    private let site: ConsoleSite
    private let user: String
    private let roles: Set<Role>
    private let options: ConsoleOptions
    private let read: @Sendable () -> String?
    private let write: @Sendable (String) -> Bool

    /// How long a command may take until the next one is looked at.
    static let patience: Duration = .seconds(5)

    /// Prepares a console of lines.
    ///
    /// - Parameters:
    ///   - read: waits for the next line without its end; `nil` after the last. Called on a thread of its own.
    ///   - write: prints a line; `false` where nobody reads them any more.
    public init(
        statePath: String, port: any ControlPort, site: ConsoleSite, user: String, roles: Set<Role>,
        options: ConsoleOptions = ConsoleOptions(), read: @escaping @Sendable () -> String?,
        write: @escaping @Sendable (String) -> Bool
    ) {
        self.statePath = statePath
        self.port = options.isReadOnly ? ReadOnlyPort(port) : port
        self.site = site
        self.user = user
        self.roles = roles
        self.options = options
        self.read = read
        self.write = write
    }

    /// Owns the calling thread until the user leaves or the lines end.
    public func run() -> ExitReason {
        let inbox = PlainInbox()
        let clock: @Sendable () -> WallTime = { ConsoleSession.wallTime() }
        let path = statePath
        let open: @Sendable () throws(StateFileProblem) -> any ConsoleStore = {
            () throws(StateFileProblem) -> any ConsoleStore in try StateReader(path: path)
        }
        let post: @Sendable (ConsoleNews) -> Void = { inbox.put(.news($0)) }
        let feed = StateFeed(open: open, clock: { clock().now }, post: post)
        let finder = ItemFinder(open: open)
        let worker = ConsoleWorker(
            feed: feed, finder: finder, port: port, shown: ShownTheme(ThemeStore(), name: "dark"),
            clock: { clock().now }, post: post)
        var model = ConsoleModel(site: site, user: user, roles: roles, now: clock().now)
        model.process = ProcessInfo.processInfo.processIdentifier
        model.take(options)
        feed.start()
        finder.prepare()
        defer { feed.stop() }
        startReading(into: inbox)
        return loop(PlainConsole(model), inbox, worker, clock)
    }

    private func startReading(into inbox: PlainInbox) {
        let read = read
        let thread = Thread {
            while let line = read() { inbox.put(.line(line)) }
            inbox.put(.end)
        }
        thread.name = "tallyward.lines"
        thread.start()
    }

    private func loop(
        _ console: PlainConsole, _ inbox: PlainInbox, _ worker: ConsoleWorker, _ clock: @Sendable () -> WallTime
    ) -> ExitReason {
        var console = console
        var waitingSince: ContinuousClock.Instant? = .now
        var hasQuit = perform(console.start(clock()), worker)
        while !hasQuit {
            let isWaiting = waitingSince != nil
            let item = inbox.take(
                within: console.model.locked != nil && !isWaiting ? nil : .seconds(1), withLines: !isWaiting)
            switch item {
            case .news(let news): hasQuit = perform(console.take(news, clock()), worker)
            case .line(let line):
                let (effects, reply) = console.enter(line, clock())
                hasQuit = perform(effects, worker)
                if !put(reply) { return .terminalGone }
                waitingSince = .now
            case .end: hasQuit = true
            case nil: hasQuit = perform(console.tick(clock()), worker)
            }
            if hasQuit { break }
            if let since = waitingSince {
                let isLate = ContinuousClock.now - since > Self.patience
                guard console.isSettled || isLate else { continue }
                waitingSince = nil
                if !put(console.report() + (console.isSettled ? [] : ["Still waiting for an answer."])) {
                    return .terminalGone
                }
            } else if !put(console.model.locked == nil ? console.news() : console.report()) {
                return .terminalGone
            }
        }
        return .quit
    }

    private func put(_ lines: [String]) -> Bool { lines.allSatisfy { write($0) } }

    /// Does what is left to do outside; says whether the user leaves.
    private func perform(_ effects: [ConsoleEffect], _ worker: ConsoleWorker) -> Bool {
        var isLeaving = false
        for effect in effects {
            switch effect {
            case .terminal(.quit): isLeaving = true
            case .terminal: continue
            default: worker.perform(effect)
            }
        }
        return isLeaving
    }
}

/// What comes to a console of lines, in order; lines wait while the last one is still worked on.
private final class PlainInbox: Sendable {
    enum Item: Sendable {
        case line(String)
        case end
        case news(ConsoleNews)
    }

    private struct State {
        var lines: [Item] = []
        var news: [Item] = []
    }

    private let state = Mutex(State())
    private let signal = DispatchSemaphore(value: 0)

    func put(_ item: Item) {
        state.withLock { state in
            if case .news = item { state.news.append(item) } else { state.lines.append(item) }
        }
        signal.signal()
    }

    /// The next item; `nil` once the time is over. `nil` as time waits without end.
    func take(within time: Duration?, withLines: Bool) -> Item? {
        let deadline = time.map { DispatchTime.now() + .milliseconds(Int($0.milliseconds)) }
        while true {
            let item = state.withLock { state -> Item? in
                if !state.news.isEmpty { return state.news.removeFirst() }
                return withLines && !state.lines.isEmpty ? state.lines.removeFirst() : nil
            }
            if let item { return item }
            guard let deadline else {
                signal.wait()
                continue
            }
            if signal.wait(timeout: deadline) == .timedOut { return nil }
        }
    }
}
