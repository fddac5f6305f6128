public import Catalog
import Foundation
public import Logging
import Dispatch
import ServiceLifecycle
public import SyncModel
public import SyncStore
import Synchronization

/// The sync engine: takes messages in, runs them through the pipeline, delivers them, and answers operators.
///
/// Values in, decisions out; what is decided is written by one thread in groups, and nothing is acknowledged or released
/// before its group has been fsynced.
public final class EngineCore: Sendable {
    let store: EngineStore
    let catalog: SiteCatalog
    let reader: WorkReader
    let committer: GroupCommitter
    let metrics = MetricBook()
    let clock: EngineClock
    let logger: Logger
    let dispatchers: [EndpointName: EndpointDispatcher]
    private let crosswalk: Mutex<CrosswalkSnapshot>

    /// An engine on a state whose lease it holds.
    ///
    /// - Parameter destinations: one for each endpoint that a flow delivers to.
    public init(
        store: EngineStore, catalog: SiteCatalog, destinations: [EndpointName: any Destination],
        clock: EngineClock = .system, logger: Logger
    ) throws(StateFileProblem) {
        self.store = store
        self.catalog = catalog
        self.clock = clock
        self.logger = logger
        reader = try WorkReader(path: store.path)
        committer = GroupCommitter(store: store, now: clock.now)
        crosswalk = Mutex(CrosswalkSnapshot(try reader.crosswalk()))
        var dispatchers: [EndpointName: EndpointDispatcher] = [:]
        for (name, destination) in destinations {
            guard let endpoint = catalog.endpoints[name] else { continue }
            dispatchers[name] = EndpointDispatcher(
                endpoint: endpoint, destination: destination, flows: catalog.flows, committer: committer,
                reader: reader, metrics: metrics, clock: clock, logger: logger)
        }
        self.dispatchers = dispatchers
    }

    /// The crosswalk as the last commit left it.
    var snapshot: CrosswalkSnapshot { crosswalk.withLock { $0 } }

    /// Takes over a crosswalk that was committed.
    func adopt(_ snapshot: CrosswalkSnapshot) { crosswalk.withLock { $0 = snapshot } }

    /// Goes back to the crosswalk of the state, after a change of it could not be committed.
    func reloadCrosswalk() {
        do { adopt(CrosswalkSnapshot(try reader.crosswalk())) } catch {
            logger.error("the crosswalk could not be read", metadata: ["reason": "\(error)"])
        }
    }

    /// Starts the writing thread and takes up what an earlier engine left open. Call before any intake.
    public func start() throws(StateFileProblem) {
        committer.start()
        var after = DeliveryID(rawValue: 0)
        let now = clock.now()
        while true {
            let open = try reader.open(after: after, limit: 5000)
            guard let last = open.last else { break }
            after = last.0.id
            for (delivery, state, dueAt) in open { takeUp(delivery, state, dueAt: dueAt, now: now) }
        }
    }

    private func takeUp(_ delivery: ReadyDelivery, _ state: DeliveryState, dueAt: UTCTime?, now: UTCTime) {
        guard let dispatcher = dispatchers[delivery.endpoint] else { return }
        var entry = Lanes.Entry(id: delivery.id, lane: Lanes.key(delivery.lane))
        // A request may have left before the crash: asked after before anything is sent again.
        entry.isInDoubt = state == .sending || state == .inDoubt
        entry.isStopped = state == .faulted || state == .waiting
        dispatcher.add([entry])
        if state == .waiting {
            entry.isStopped = false
            dispatcher.release(entry, after: dueAt.map { $0.elapsed(since: now) } ?? .zero)
        }
    }

    /// Writes the heartbeat and the metrics until a graceful shutdown or a cancellation. ``stop(drainingWithin:)`` comes
    /// next.
    public func waitForShutdown() async {
        await cancelWhenGracefulShutdown { [self] in
            while (try? await clock.sleep(Lease.heartbeat / 2)) != nil { beat() }
        }
    }

    private func beat() {
        committer.enqueue(urgent: false) { [metrics] transaction in
            try transaction.beat()
            try metrics.flush(into: transaction)
            return {}
        } failed: { [logger] problem in
            logger.error("the heartbeat could not be written", metadata: ["reason": "\(problem)"])
        }
    }

    /// Lets what is in flight finish, writes everything down, and gives the lease back.
    public func stop(drainingWithin bound: Duration = .seconds(10)) async {
        for dispatcher in dispatchers.values { await dispatcher.drain(within: bound) }
        beat()
        let committer = committer
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                committer.stop()
                continuation.resume()
            }
        }
        do { try store.release(now: clock.now()) } catch {
            logger.error("the lease could not be given back", metadata: ["reason": "\(error)"])
        }
    }
}
