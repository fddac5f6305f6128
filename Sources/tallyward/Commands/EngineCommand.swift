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

    func run() async throws {
        try await reporting {
            var logger = Logger(label: "tallyward", factory: { StreamLogHandler.standardError(label: $0) })
            logger.logLevel = verbose ? .debug : .notice
            let catalog = try site.loadCatalog()
            let runtime = try await EngineRuntime.start(
                statePath: site.statePath, catalog: catalog, logger: logger)
            let group = ServiceGroup(
                services: [runtime], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
            try await group.run()
        }
    }
}
