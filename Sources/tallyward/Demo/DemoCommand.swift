import ArgumentParser
import Catalog
import Console
import Control
import Foundation
import Glibc
import Logging
import Simulator
import SyncEngine
import SyncModel
import SyncStore
import Terminal

/// `tallyward demo`: a simulated hospital and ERP, the engine, and the console on top.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Shows the main job with a simulated hospital and ERP; nothing leaves this machine.",
        discussion: """
            With a terminal: the console. Without one: a bounded run that prints what happens and ends with the balance; \
            exit code 0 only if it balances and the ERP's own ledger agrees.
            """)

    @Option(name: .long, help: "The same seed makes the same hospital.")
    var seed: UInt64 = 7

    @Option(name: .long, help: "Where to keep the state; a temporary folder where left out.")
    var state: String?

    @Option(name: .long, help: "Messages a second.")
    var rate: Double?

    @Option(name: .long, help: "How many messages the bounded run sends.")
    var messages = 400

    @Option(name: .long, help: "Show this flow of the shipped network instead, on its samples; 'list' names them.")
    var flow: String?

    @Flag(name: .long, help: "The bounded run, even with a terminal.")
    var plain = false

    @OptionGroup var screen: ScreenOptions
    @OptionGroup var picture: PictureOptions

    @Option(name: .customLong("as"), help: "See the console as this role only; every role where left out.")
    var role: String?

    func run() async throws {
        try await reporting {
            try screen.requireThemes()
            _ = try screen.keyFile.bindings()
            if flow == "list" { return try FlowDemo.list() }
            let hasTerminal = isatty(STDOUT_FILENO) == 1 && isatty(STDIN_FILENO) == 1
            // Nothing can be painted there; a run that prints works everywhere.
            let isDumb = hasTerminal && !plain && picture.file == nil && PlainTerminal.isDumb
            if isDumb { _ = PlainTerminal.write("TERM=dumb can't be painted on: this is `tallyward demo --plain`.") }
            let isBounded = plain || isDumb || (!hasTerminal && picture.file == nil)
            let folder = FileManager.default.temporaryDirectory
                .appendingPathComponent("tallyward-demo-\(getpid())", isDirectory: true)
            if state == nil {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            }
            let played: Result<Bool, any Error>
            do {
                let path = state ?? folder.appendingPathComponent("state.db").path
                played = .success(
                    try await flow == nil
                        ? play(path, isBounded: isBounded)
                        : show(flow ?? "", path, folder, isBounded: isBounded))
            } catch { played = .failure(error) }
            if state == nil { try FileManager.default.removeItem(at: folder) }
            guard try played.get() else { throw ExitCode(Failure.Code.failed.rawValue) }
        }
    }

    /// The demo on a state, from its beginning to its end. Returns whether all was as it should be.
    private func play(_ path: String, isBounded: Bool) async throws -> Bool {
        var logger = Logger(label: "tallyward", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = .critical
        let roles = try roles()
        var plan = DemoWorld.Plan(
            statePath: path, seed: seed, messageCount: isBounded ? messages : nil,
            messagesPerSecond: rate ?? (isBounded ? 80 : 3))
        // A supervisor waits for nobody: what has to be approved comes sooner than in life.
        if roles == [.supervisor], !isBounded { plan.rates.flaws[.absurdQuantity] = 0.03 }
        let world = try await DemoWorld.start(plan, logger: logger)
        return isBounded ? try await BoundedDemo(world: world).run() : try await watch(world, as: roles)
    }

    /// One flow of the shipped network on its samples. Returns whether the books balance.
    private func show(_ flow: String, _ path: String, _ folder: URL, isBounded: Bool) async throws -> Bool {
        var logger = Logger(label: "tallyward", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = .critical
        let world = try await NetworkWorld.start(statePath: path, folder: folder, logger: logger)
        let demo = try FlowDemo(flow, in: world)
        if isBounded { return try await demo.run() }
        let engine = Task { try await world.runtime.run(drainingWithin: .milliseconds(300)) }
        let sending = Task { try await demo.play { _, _ in } }
        let reason = try await console(over: world.runtime, as: try roles())
        sending.cancel()
        if reason == .terminalGone { return true }
        engine.cancel()
        _ = await engine.result
        await world.stop()
        guard reason == .quit else { throw ExitCode(reason.exitStatus) }
        return true
    }

    /// What the user may do: everything, where no role was named.
    private func roles() throws -> Set<Role> {
        guard let role else { return Set(Role.allCases) }
        guard let only = Role(rawValue: role) else { throw Failure("There is no role \(role).", code: .usage) }
        return [only]
    }

    /// The console over the world, until the user leaves.
    private func watch(_ world: DemoWorld, as roles: Set<Role>) async throws -> Bool {
        // Its ERP may be made to hang: nobody waits for that at the end of a demo.
        let engine = Task { try await world.runtime.run(drainingWithin: .milliseconds(300)) }
        let weather = Task { try await world.erp.follow(.demo) }
        let sending = Task { await world.hospital.run() }
        let colleagues = Task { try await DemoColleagues(world: world, roles: roles).run() }
        let reason = try await console(over: world.runtime, as: roles)
        colleagues.cancel()
        world.hospital.stop()
        // With nobody there any more, a world that was made up need not end in order.
        if reason == .terminalGone { return true }
        await sending.value
        weather.cancel()
        engine.cancel()
        _ = await engine.result
        await world.erp.stop()
        print(
            "The demo is over. The hospital sent \(world.hospital.counts.documented) messages; the ERP booked "
                + "\(world.erp.bookingCount) lines, \(world.erp.doubleBookings.count) twice.")
        guard reason == .quit else { throw ExitCode(reason.exitStatus) }
        return true
    }

    /// The console, until the user leaves.
    private func console(over runtime: EngineRuntime, as roles: Set<Role>) async throws -> ExitReason {
        // A role of its own is somebody else: who asked as one may be approved by another.
        let user = role.map { "\(UserName.own)-as-\($0)" } ?? UserName.own
        var options = try screen.options(for: runtime.catalog)
        // A picture shows what everybody sees at first, and leaves nothing behind.
        if picture.file != nil { (options.view, options.tour) = (nil, .never) }
        return try await screen.run(
            ConsoleSite(runtime.catalog), statePath: runtime.store.path,
            port: CommandDesk(runtime.core, caller: Caller(user: user, demoRoles: roles)), roles: roles,
            options: options, coach: picture.file == nil ? .usual : nil, picture: try picture.plan())
    }
}
