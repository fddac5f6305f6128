import CAllocator
import Catalog
import Control
import Foundation
import Inbound
import Logging
import NIOCore
import NIOPosix
import Outbound
import ServiceLifecycle
import SyncEngine
import SyncModel
import SyncStore

/// An engine with its sources, destinations and control socket, from the lease to its release.
struct EngineRuntime: Service {
    let store: EngineStore
    let core: EngineCore
    let catalog: SiteCatalog
    private let factory: DestinationFactory
    /// The ports that the sources listen on, by name.
    let ports: [SourceName: Int]
    private let servers: SourceServers
    /// The sources have loops of their own: a loop that commits a message can't serve requests to an endpoint.
    private let loops = MultiThreadedEventLoopGroup(numberOfThreads: 2)
    private let demoRoles: Set<Role>?

    /// Takes the lease on the state and starts everything; when this returns, the sources are listening.
    ///
    /// - Parameters:
    ///   - demoRoles: the roles of whoever asks over the socket, in the demo only.
    ///   - expired: the last heartbeat of a holder whose lease has run out: the lease is taken from it.
    ///   - lock: the lock on the state, where it was waited for.
    ///   - prepare: what to do with the state before the engine reads it.
    static func start(
        statePath: String, catalog: SiteCatalog, logger: Logger, demoRoles: Set<Role>? = nil,
        takingFrom expired: Lease.Sighting? = nil, with lock: LockFile? = nil, namesHolder: Bool = true,
        prepare: (EngineStore) throws -> Void = { _ in }
    ) async throws -> EngineRuntime {
        tallyward_keep_freed_memory(32 << 20)
        do {
            let now = UTCTime.systemNow
            let store = try EngineStore(
                path: statePath, holder: "\(UserName.own)@\(hostName())", now: now, takingFrom: expired,
                with: lock, namesHolder: namesHolder)
            try prepare(store)
            let width = catalog.endpoints.values.map(\.concurrency).max() ?? 8
            let factory = DestinationFactory(connections: width)
            do {
                let core = try core(of: store, catalog, factory, logger)
                return try await EngineRuntime(
                    store: store, core: core, catalog: catalog, factory: factory, logger: logger, demoRoles: demoRoles)
            } catch {
                // Connections and the folders of exports are let go, whatever the start failed at.
                await factory.shutdown()
                throw error
            }
        } catch let problem as StateFileProblem {
            if case .held = problem { throw EngineHeld(description: "\(problem)") }
            throw Failure("\(problem)", code: .unavailable)
        } catch let problem as DestinationError {
            throw Failure("\(problem)", code: .badCatalog)
        } catch let problem as NotifierError {
            throw Failure("\(problem)", code: .badCatalog)
        }
    }

    /// The engine on a state, started.
    private static func core(
        of store: EngineStore, _ catalog: SiteCatalog, _ factory: DestinationFactory, _ logger: Logger
    ) throws -> EngineCore {
        var destinations: [EndpointName: any Destination] = [:]
        for (name, endpoint) in catalog.endpoints {
            destinations[name] = try factory.make(endpoint, flows: catalog.flows)
        }
        let core = try EngineCore(
            store: store, catalog: catalog, destinations: destinations,
            notifiers: try factory.notifiers(for: catalog.notifications), logger: logger)
        try core.start()
        return core
    }

    private init(
        store: EngineStore, core: EngineCore, catalog: SiteCatalog, factory: DestinationFactory, logger: Logger,
        demoRoles: Set<Role>?
    ) async throws {
        self.store = store
        self.core = core
        self.catalog = catalog
        self.factory = factory
        self.demoRoles = demoRoles
        do {
            servers = try await SourceServers.start(
                catalog, core: core, group: loops, logger: logger, fetch: { try await factory.document(at: $0) })
        } catch {
            await core.stop(drainingWithin: .zero)
            try? await loops.shutdownGracefully()
            throw Failure("\(error)", code: .unavailable)
        }
        ports = servers.ports
    }

    /// Answers until the engine is told to stop, then drains: no new messages, what is in flight is finished and
    /// written.
    ///
    /// - Throws: ``EngineFenced`` where another engine has taken the lease over; then nothing is written any more.
    func run() async throws { try await run(drainingWithin: .seconds(10)) }

    /// As ``run()``, with a bound for how long is waited at the end for what is in flight. What was not settled by then
    /// is asked after by the next engine.
    func run(drainingWithin bound: Duration) async throws {
        let socket = try await ControlSocketServer.start(
            statePath: store.path, group: MultiThreadedEventLoopGroup.singleton
        ) { [core, demoRoles] caller in
            CommandDesk(core, caller: Caller(user: caller.user, demoRoles: demoRoles))
        }
        await core.waitForShutdown()
        // A task that was cancelled can't wait for anything any more: the end runs in one of its own.
        await Task { [self] in
            await socket.stop()
            await servers.drain(within: core.isFenced ? .zero : min(bound, .seconds(5)))
            await core.stop(drainingWithin: bound)
            await factory.shutdown()
            try? await loops.shutdownGracefully()
        }.value
        if core.isFenced { throw EngineFenced(statePath: store.path) }
    }

    private static func hostName() -> String { ProcessInfo.processInfo.hostName }
}

/// Another engine has taken the lease over from this one.
struct EngineFenced: Error, CustomStringConvertible {
    let statePath: String

    var description: String { "\(StateFileProblem.fenced(path: statePath))" }
}

/// Another process runs the engine on this state.
struct EngineHeld: Error, CustomStringConvertible {
    var description: String
}
