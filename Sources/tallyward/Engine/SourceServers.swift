import Catalog
import Foundation
import Inbound
import Logging
import NIOPosix
import SyncEngine
import SyncModel

/// What brings in what a catalog's sources send: one server for each MLLP source, one for each address that HTTP
/// sources share, and one for each folder that files are dropped into.
struct SourceServers: Sendable {
    /// The ports that the sources listen on, by name.
    private(set) var ports: [SourceName: Int] = [:]
    private var mllp: [MLLPServer] = []
    private var http: [HTTPServer] = []
    private var folders: [FolderServer] = []

    /// Opens every port, or none: where one can't be opened, those before it are closed again.
    static func start(
        _ catalog: SiteCatalog, core: EngineCore, group: MultiThreadedEventLoopGroup, logger: Logger,
        fetch: @escaping DocumentFetch
    ) async throws(ListenError) -> SourceServers {
        var servers = SourceServers()
        do throws(ListenError) {
            try await servers.open(catalog, core: core, group: group, logger: logger, fetch: fetch)
            return servers
        } catch {
            await servers.drain(within: .zero)
            throw error
        }
    }

    private mutating func open(
        _ catalog: SiteCatalog, core: EngineCore, group: MultiThreadedEventLoopGroup, logger: Logger,
        fetch: @escaping DocumentFetch
    ) async throws(ListenError) {
        let sources = catalog.sources.values.sorted { $0.name < $1.name }
        for source in sources {
            guard let listener = source.listener else { continue }
            let server = MLLPServer(
                source: source, listener: listener, flows: catalog.flows, contracts: catalog.contracts, intake: core,
                group: group, logger: logger, now: { .systemNow })
            ports[source.name] = try await server.start()
            mllp.append(server)
        }
        let services = HTTPServer.Services(
            intake: core, isHealthy: { core.takesIn },
            reader: { source in try CatalogBodyReader(source: source, contracts: catalog.contracts) },
            fetch: fetch, environment: ProcessInfo.processInfo.environment, now: { .systemNow })
        for server in try HTTPServer.servers(
            for: sources, flows: catalog.flows, services: services, group: group, logger: logger)
        {
            let port = try await server.start()
            for source in server.sources { ports[source] = port }
            http.append(server)
        }
        for source in sources {
            let server: FolderServer?
            do {
                server = try FolderServer(
                    source: source, flows: catalog.flows, contracts: catalog.contracts, services: .init(core),
                    logger: logger)
            } catch { throw ListenError.extraField(reason: "\(error)") }
            if let server { folders.append(server) }
        }
        // Last: nothing is taken up where a port can't be opened.
        for server in folders { server.start() }
    }

    /// Stops listening: what was taken in is answered, within `limit` for all of them together.
    func drain(within limit: Duration) async {
        await withTaskGroup { group in
            for server in mllp { group.addTask { await server.drain(within: limit) } }
            for server in http { group.addTask { await server.drain(within: limit) } }
            for server in folders { group.addTask { await server.drain(within: limit) } }
        }
    }
}

extension FolderServer.Services {
    /// Those of an engine.
    fileprivate init(_ core: EngineCore) {
        self.init(
            intake: core, lastMessage: { try core.lastMessage() },
            tell: { source, obstacle in core.note(obstacle: obstacle, of: source) }, clock: .system)
    }
}
