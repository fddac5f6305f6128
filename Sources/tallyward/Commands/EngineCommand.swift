import ArgumentParser
import Logging
import ServiceLifecycle
import UnixSignals

/// `tallyward engine`: the worker without a screen.
struct EngineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "engine", abstract: "Runs the sync engine without a screen, until it is told to stop.")

    @OptionGroup var site: SiteOptions

    @Flag(name: .long, help: "Log more of what happens; never patient data.")
    var verbose = false

    @Flag(name: .long, help: "Where another engine runs, wait to take over from it.")
    var standby = false

    func run() async throws {
        try await reporting {
            var logger = Logger(label: "tallyward", factory: { StreamLogHandler.standardError(label: $0) })
            logger.logLevel = verbose ? .debug : .notice
            let catalog = try site.loadCatalog()
            let takeover = Takeover(statePath: site.statePath, catalog: catalog, logger: logger)
            // Either starts within the group, so that no moment is left in which a signal would end it uncleanly.
            let service: any Service =
                standby ? StandbyEngine(takeover: takeover) : OnlyEngine(takeover: takeover)
            let group = ServiceGroup(
                services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
            try await group.run()
        }
    }
}

/// An engine that works at once, or not at all.
private struct OnlyEngine: Service {
    let takeover: Takeover

    func run() async throws {
        try await EngineRuntime.start(
            statePath: takeover.statePath, catalog: takeover.catalog, logger: takeover.logger
        ).run()
    }
}

/// An engine that waits for its turn, and for the next one where it has lost the lease.
private struct StandbyEngine: Service {
    let takeover: Takeover

    func run() async throws {
        while true {
            let runtime: EngineRuntime
            do {
                runtime = try await cancelWhenGracefulShutdown { try await takeover.wait() }
            } catch is CancellationError {
                return
            }
            do { return try await runtime.run() } catch let fenced as EngineFenced {
                takeover.logger.error("\(fenced)")
            }
        }
    }
}
