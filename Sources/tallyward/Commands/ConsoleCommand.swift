import ArgumentParser
import Catalog
import Console
import Control
import Foundation
import Glibc
import Logging
import SyncEngine
import SyncModel
import SyncStore
import Terminal

/// `tallyward console`: the screen. Runs the engine in this process where nobody else does.
struct ConsoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "console",
        abstract: "Opens the console; runs the engine in this process where nobody else does.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var screen: ScreenOptions

    @Flag(
        name: .long,
        help: "Lines of text instead of a painted screen, and commands by name: for screen readers and pipes.")
    var plain = false

    func run() async throws {
        try await reporting {
            // Nothing can be painted there; lines work everywhere.
            let isDumb = PlainTerminal.isDumb
            let plain = plain || isDumb
            if !plain { try ScreenOptions.requireTerminal() }
            try screen.requireThemes()
            let catalog = try site.loadCatalog()
            let options = try screen.options(for: catalog)
            let logger =
                screen.readOnly
                ? Logger(label: "tallyward", factory: { _ in SwiftLogNoOpLogHandler() })
                : try FileLog.logger(path: site.statePath + ".log")
            let engine = SharedEngine(statePath: site.statePath, catalog: catalog, logger: logger)
            // Who may change nothing doesn't run the engine either: its log and its state are changes.
            if !screen.readOnly { try await engine.startOrAttach() }
            let roles = catalog.roles(of: UserName.own)
            if isDumb, !self.plain {
                _ = PlainTerminal.write("TERM=dumb can't be painted on: this is `tallyward console --plain`.")
            }
            let reason =
                plain
                ? await PlainTerminal.run(
                    PlainSession(
                        statePath: site.statePath, port: engine, site: ConsoleSite(catalog), user: UserName.own,
                        roles: roles, options: options, read: PlainTerminal.read, write: PlainTerminal.write))
                : try await screen.run(
                    ConsoleSite(catalog), statePath: site.statePath, port: engine, roles: roles, options: options)
            await engine.stop()
            throw ExitCode(reason.exitStatus)
        }
    }
}

/// How the screen looks.
struct ScreenOptions: ParsableArguments {
    @Option(
        name: .long,
        help: """
            The theme: dark, light, high-contrast, color-blind, monochrome, green-screen, or one of your own; \
            $TALLYWARD_THEME, else the one you chose last, else dark.
            """)
    var theme: String?

    @Option(name: .long, help: "A folder with themes of your own.")
    var themes: String?

    @Flag(name: .long, help: "Only look: every change is refused, and no engine is started for it.")
    var readOnly = false

    @OptionGroup var keyFile: KeyFileOption

    @Flag(name: .long, help: "Sound the bell when something critical comes up.")
    var bell = false

    @Flag(
        name: .long,
        help: """
            Have the terminal show a notice on the desktop when something critical comes up (OSC 9); tmux hands it on \
            with `allow-passthrough on`.
            """)
    var desktopNotices = false

    @Flag(
        name: .long, inversion: .prefixedNo,
        help: "Show the first steps; otherwise only at a user's first run, and never where $CI is set.")
    var tour: Bool?

    /// How the console behaves with these options and by the catalog.
    func options(for catalog: SiteCatalog) throws -> ConsoleOptions {
        let environment = ProcessInfo.processInfo.environment
        let isJob = environment["CI"].map { !["", "0", "false"].contains($0) } ?? false
        return ConsoleOptions(
            isReadOnly: readOnly, lockAfter: catalog.lockAfter, keys: try keyFile.bindings(),
            view: ViewStateFile.usual(environment),
            tour: tour.map { $0 ? .always : .never } ?? (isJob ? .never : .first), ringsBell: bell,
            tellsDesktop: desktopNotices)
    }

    /// Refuses to paint where there is no terminal.
    static func requireTerminal() throws {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
            throw Failure(
                "The console needs a terminal. Without one: `tallyward console --plain`, which prints lines.",
                code: .usage)
        }
    }

    /// Refuses a folder of themes that isn't there: without it, a theme of one's own would just be unknown.
    func requireThemes() throws {
        guard let themes else { return }
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: themes, isDirectory: &isFolder), isFolder.boolValue else {
            throw Failure("There is no folder of themes at \(themes). Name another with --themes.", code: .usage)
        }
    }

    /// Owns the terminal on a thread of its own until the user leaves.
    func run(
        _ site: ConsoleSite, statePath: String, port: any ControlPort, roles: Set<Role>, options: ConsoleOptions,
        coach: ConsoleCoach? = nil, picture: PictureOptions.Plan? = nil
    ) async throws -> ExitReason {
        let store = ThemeStore.standard(directory: themes)
        let name = theme ?? ProcessInfo.processInfo.environment["TALLYWARD_THEME"]
        let result: Result<(ExitReason, String?), TerminalError> = await withCheckedContinuation { continuation in
            let thread = Thread {
                let camera = picture?.driver()
                let session = ConsoleSession(
                    statePath: statePath, port: port, site: site, user: UserName.own, roles: roles, themes: store,
                    themeName: name, coach: coach, options: options, driver: camera ?? NCursesDriver())
                let result = Result { () throws(TerminalError) in try session.run() }
                continuation.resume(
                    returning: result.map { ($0, camera.flatMap { picture?.picture(on: $0) }) })
            }
            thread.name = "tallyward.screen"
            thread.stackSize = 8 << 20
            thread.start()
        }
        switch result {
        case .success(let (reason, taken)):
            if let taken { try picture?.write(taken) }
            return reason
        case .failure(let error): throw Failure("\(error)", code: .unavailable)
        }
    }
}

/// The engine as a console has it: in this process, or in another until that one goes away.
final class SharedEngine: ControlPort {
    private let statePath: String
    private let catalog: SiteCatalog
    private let logger: Logger
    private let state = EngineSeat()

    init(statePath: String, catalog: SiteCatalog, logger: Logger) {
        self.statePath = statePath
        self.catalog = catalog
        self.logger = logger
    }

    /// Runs the engine here, or, where another process does, waits in the background for the seat to become free.
    func startOrAttach() async throws {
        let takeover = Takeover(
            statePath: statePath, catalog: catalog, logger: logger, interval: .seconds(10),
            courtesy: .seconds(2))
        let first = try await takeover.tryOnce()
        if let first {
            await state.take(first)
        } else {
            logger.notice("another process runs the engine; attached to it")
        }
        await state.keep(
            Task { [state, logger] in
                var runtime = first
                while !Task.isCancelled {
                    if runtime == nil { runtime = try await takeover.wait() }
                    guard let running = runtime else { continue }
                    await state.take(running)
                    do { return try await running.run() } catch let fenced as EngineFenced {
                        logger.error("\(fenced)")
                        await state.lose()
                        runtime = nil
                    }
                }
            })
    }

    /// Asks the engine here, or the one in another process.
    func perform(_ command: Command) async throws(ControlUnavailable) -> Reply {
        if let core = await state.core {
            return try await CommandDesk(core, caller: Caller(user: UserName.own)).perform(command)
        }
        return try await ControlSocketClient(statePath: statePath).perform(command)
    }

    /// Drains and stops the engine, where it runs here.
    func stop() async { await state.leave() }
}

/// Who runs the engine, as far as this process is concerned.
private actor EngineSeat {
    private var runtime: EngineRuntime?
    private var task: Task<Void, any Error>?

    var core: EngineCore? { runtime?.core }

    func take(_ runtime: EngineRuntime) { self.runtime = runtime }

    func lose() { runtime = nil }

    func keep(_ task: Task<Void, any Error>) { self.task = task }

    func leave() async {
        task?.cancel()
        _ = await task?.result
    }
}
