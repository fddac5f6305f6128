public import Catalog
public import Logging
public import NIOCore
internal import NIOHTTP1
internal import NIOPosix
public import SyncEngine
public import SyncModel

/// Listens on one address for the sources that share it, hands in what they send, and answers once it is stored.
///
/// `start()` returns when the port is open; `drain(within:)` ends it. A request whose sender is gone by the time it is
/// stored is stored all the same.
public final class HTTPServer: Sendable {
    /// What the sources of an address are served with.
    public struct Services: Sendable {
        /// Where messages go, and what decides the answers.
        public var intake: any Intake
        /// Whether what is handed in now is likely to be stored.
        public var isHealthy: @Sendable () -> Bool
        /// Says what a source's bodies mean.
        public var reader: @Sendable (Source) throws -> any BodyReader
        /// Fetches an issuer's keys.
        public var fetch: DocumentFetch
        /// Where `env:` secrets are looked up.
        public var environment: [String: String]
        /// The clock of tokens, signatures and answers.
        public var now: @Sendable () -> UTCTime

        /// Joins what an address needs.
        public init(
            intake: any Intake, isHealthy: @escaping @Sendable () -> Bool,
            reader: @escaping @Sendable (Source) throws -> any BodyReader, fetch: @escaping DocumentFetch,
            environment: [String: String], now: @escaping @Sendable () -> UTCTime
        ) {
            self.intake = intake
            self.isHealthy = isHealthy
            self.reader = reader
            self.fetch = fetch
            self.environment = environment
            self.now = now
        }
    }

    /// The sources that are listened to here.
    public let sources: [SourceName]
    private let address: HTTPAddress
    private let site: HTTPSite
    private let services: Services
    private let logger: Logger
    private let board = CounterBoard<HTTPCounters>()
    private let port: ListeningPort

    /// One server for each address that `sources` listen on, in the order of the addresses; sources that aren't
    /// listened to over HTTP are left aside.
    ///
    /// - Throws: where a source's secrets aren't at hand.
    public static func servers(
        for sources: [Source], flows: [Flow], services: Services, group: any EventLoopGroup, logger: Logger
    ) throws(ListenError) -> [HTTPServer] {
        var addresses: [(address: HTTPAddress, sources: [(Source, HTTPListener)])] = []
        for source in sources.sorted(by: { $0.name < $1.name }) {
            guard let listener = source.http else { continue }
            let known = addresses.firstIndex {
                $0.address.host == listener.address.host && $0.address.port == listener.address.port
            }
            if let known {
                addresses[known].sources.append((source, listener))
            } else {
                addresses.append((listener.address, [(source, listener)]))
            }
        }
        var servers: [HTTPServer] = []
        for (address, sources) in addresses {
            servers.append(
                try HTTPServer(
                    address, sources: sources, flows: flows, services: services, group: group, logger: logger))
        }
        return servers
    }

    private init(
        _ address: HTTPAddress, sources: [(source: Source, listener: HTTPListener)], flows: [Flow],
        services: Services, group: any EventLoopGroup, logger: Logger
    ) throws(ListenError) {
        self.address = address
        self.services = services
        self.logger = logger
        self.sources = sources.map(\.source.name)
        var doors: [HTTPSite.Door] = []
        for (source, listener) in sources {
            doors.append(try Self.door(source, listener, flows, services, logger))
        }
        site = HTTPSite(doors: doors, isHealthy: services.isHealthy)
        port = ListeningPort(
            host: address.host, number: address.port, purpose: "HTTP",
            registry: ConnectionRegistry(limit: address.maximumConnections, counters: board), group: group,
            logger: logger)
    }

    private static func door(
        _ source: Source, _ listener: HTTPListener, _ flows: [Flow], _ services: Services, _ logger: Logger
    ) throws(ListenError) -> HTTPSite.Door {
        let check: SenderCheck
        do {
            check = try SenderCheck(
                listener.authentication, environment: services.environment, fetch: services.fetch, logger: logger,
                now: services.now)
        } catch { throw .proof(source: source.name.rawValue, reason: "\(error)") }
        let routes = TypeRoutes(flows, source: source.name)
        let reader: any BodyReader
        do { reader = try services.reader(source) } catch { throw .extraField(reason: "\(error)") }
        let desk: any RequestDesk =
            switch listener.content {
            case .fhir:
                FHIRDesk(
                    source: source.name, base: listener.path, routes: routes, reader: reader, now: services.now)
            case .cloudEvents: CloudEventsDesk(source: source.name, routes: routes, reader: reader)
            }
        return HTTPSite.Door(
            source: source.name, path: listener.path.split(separator: "/").map(String.init),
            bodyLimit: listener.maximumBodyBytes, check: check, desk: desk)
    }

    /// What happened since the start.
    public var counters: HTTPCounters { board.snapshot }

    /// Opens the port and answers with its number, which the system chose where the catalog says 0.
    public func start() async throws(ListenError) -> Int { try await port.open(bootstrap) }

    /// Stops: no new connections, no new requests; what was taken in is answered, then connections close. What isn't
    /// done after `limit` is cut off. Returns when every connection is closed.
    public func drain(within limit: Duration) async { await port.drain(within: limit) }

    private func bootstrap() throws(ListenError) -> ServerBootstrap {
        let tls = try ListenerTLS.context(address.tls)
        let shared = HTTPConnectionHandler.Shared(
            site: site, intake: services.intake, counters: board, logger: logger,
            bodyTimeout: .nanoseconds(address.bodyTimeout.nanoseconds),
            idleTimeout: .nanoseconds(address.idleTimeout.nanoseconds), hasTLS: tls != nil, registry: port.registry,
            budget: BodyBudget(), date: DateField(now: services.now),
            now: { [now = services.now] in now().milliseconds / 1000 })
        return port.bootstrap(tls: tls) { try HTTPConnectionHandler.build($0.pipeline.syncOperations, shared) }
    }
}

extension HTTPConnectionHandler {
    /// The longest header fields of a request, all together.
    static let headerLimit = 32 << 10

    /// Puts a connection together, behind TLS where there is any.
    static func build(_ pipeline: ChannelPipeline.SynchronousOperations, _ shared: Shared) throws {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 16 << 10
        limits.maxHeaderListSize = headerLimit
        limits.maxHeaderFieldCount = 100
        let bytes = ByteWatch()
        try pipeline.addHandler(bytes)
        try pipeline.addHandler(HTTPResponseEncoder())
        try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: limits)))
        try pipeline.addHandler(HTTPConnectionHandler(shared, bytes: bytes))
    }
}
