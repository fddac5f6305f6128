import Catalog
import Control
import Inbound
import Logging
import NIOPosix
import Outbound
import SyncEngine
import SyncModel
import SyncStore

/// The engine as `tallyward engine --catalog bench` runs it, in this process, on a state of its own.
final class BenchEngine {
    /// Where deliveries go.
    enum Receiver {
        /// Nowhere: the endpoint is paused.
        case paused
        /// Into nothing, which accepts everything at once.
        case instant
        /// By HTTP to a port of this machine.
        case http(port: Int)
    }

    /// The port of its source.
    let port: Int
    /// Its state.
    let path: String
    private let core: EngineCore
    private let server: MLLPServer
    private let factory: DestinationFactory
    private let beating: Task<Void, Never>

    /// Starts an engine on a new state at `path`.
    init(path: String, receiver: Receiver) async throws {
        self.path = path
        var settings = ["TALLYWARD_MLLP_PORT": "0"]
        if case .http(let port) = receiver { settings["TALLYWARD_ERP_URL"] = "http://127.0.0.1:\(port)" }
        let catalog = try ShippedCatalog.bench.load(settings: settings)
        var logger = Logger(label: "bench", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = .error
        factory = DestinationFactory(connections: catalog.endpoints.values.map(\.concurrency).max() ?? 8)
        var destinations: [EndpointName: any Destination] = [:]
        for (name, endpoint) in catalog.endpoints {
            if case .http = receiver {
                destinations[name] = try factory.make(endpoint)
            } else {
                destinations[name] = InstantDestination()
            }
        }
        let store = try EngineStore(path: path, holder: "bench", now: .systemNow)
        let core = try EngineCore(store: store, catalog: catalog, destinations: destinations, logger: logger)
        try core.start()
        if case .paused = receiver { try await Self.pause(core, catalog) }
        guard let source = catalog.sources.values.first, let listener = source.listener else {
            throw Untrustworthy("The bench catalog has no source.")
        }
        server = MLLPServer(
            source: source, listener: listener, flows: catalog.flows, intake: core,
            group: MultiThreadedEventLoopGroup.singleton, logger: logger, now: { .systemNow })
        port = try await server.start()
        self.core = core
        beating = Task { await core.waitForShutdown() }
    }

    /// Stops as an engine does: what is in flight is finished and written down, the lease goes back.
    func stop() async {
        beating.cancel()
        await beating.value
        await server.drain(within: .seconds(5))
        await core.stop()
        await factory.shutdown()
    }

    private static func pause(_ core: EngineCore, _ catalog: SiteCatalog) async throws {
        let desk = CommandDesk(core, caller: Caller(user: "bench", demoRoles: Set(Role.allCases)))
        for name in catalog.endpoints.keys {
            let reply = try await desk.perform(Command(id: "pause \(name)", request: .pause(name, reason: "measuring")))
            guard case .done = reply else { throw Untrustworthy("The endpoint could not be paused: \(reply)") }
        }
    }
}

/// Accepts everything at once, without a network.
private struct InstantDestination: Destination {
    func send(_ work: DeliveryWork) async -> DeliveryOutcome { .delivered(document: "1234567") }

    func lookUp(_ work: DeliveryWork) async -> LookUpOutcome { .absent }

    func probe() async -> Result<Void, AttemptFailure> { .success(()) }
}
