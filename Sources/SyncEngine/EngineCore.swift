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
/// Values in, decisions out; what is decided is written by one thread in groups, and nothing is acknowledged or
/// released before its group has been fsynced.
public final class EngineCore: Sendable {
    let store: EngineStore
    let catalog: SiteCatalog
    let reader: WorkReader
    let committer: GroupCommitter
    let metrics = MetricBook()
    let uses = UseBook()
    let clock: EngineClock
    let timers: Timers
    let logger: Logger
    let dispatchers: [EndpointName: EndpointDispatcher]
    let crosswalk: CrosswalkBook
    let replays = ReplayBook()
    let presence = PresenceBook()
    let flows = FlowBook()
    let notices: NoticeDesk
    let bulletin: EngineBulletin
    let pruning: PruneDuty
    private let fence: Fence
    /// The flows whose events some reconciliation adds up.
    let countedFlows: Set<FlowName>
    let storage: StorageHealth

    /// An engine on a state whose lease it holds.
    ///
    /// - Parameters:
    ///   - destinations: one for each endpoint that a flow delivers to.
    ///   - notifiers: one for each of the catalog's notification targets.
    public convenience init(
        store: EngineStore, catalog: SiteCatalog, destinations: [EndpointName: any Destination],
        notifiers: [String: any Notifier] = [:], clock: EngineClock = .system, logger: Logger
    ) throws(StateFileProblem) {
        try self.init(
            store: store, writingTo: store, catalog: catalog, destinations: destinations, notifiers: notifiers,
            clock: clock, logger: logger)
    }

    /// An engine that commits its groups to `writer`, which stands before the state.
    init(
        store: EngineStore, writingTo writer: any GroupStore, catalog: SiteCatalog,
        destinations: [EndpointName: any Destination], notifiers: [String: any Notifier] = [:], clock: EngineClock,
        logger: Logger
    ) throws(StateFileProblem) {
        self.store = store
        self.catalog = catalog
        countedFlows = catalog.countedFlows
        self.clock = clock
        timers = Timers(clock: clock)
        self.logger = logger
        reader = try WorkReader(path: store.path)
        let crosswalk = CrosswalkBook(
            CrosswalkSnapshot(try reader.crosswalk(), definitions: catalog.tables))
        self.crosswalk = crosswalk
        let fence = Fence()
        self.fence = fence
        let storage = StorageHealth(
            board: TroubleBoard(state: store.path), clock: clock, logger: logger,
            checkpointFault: { store.checkpointFault })
        self.storage = storage
        committer = GroupCommitter(
            store: writer, now: clock.now, rolledBack: { crosswalk.rollBack() }, observe: { storage.committed($0) },
            fenced: { fence.fall() })
        var dispatchers: [EndpointName: EndpointDispatcher] = [:]
        let tied = catalog.flows.filter { catalog.contract($0.event, version: $0.payloadVersion)?.key.isEmpty == false }
        for (name, destination) in destinations {
            guard let endpoint = catalog.endpoints[name] else { continue }
            dispatchers[name] = EndpointDispatcher(
                endpoint: endpoint, destination: destination, flows: catalog.flows,
                tiedFlows: Set(tied.map(\.name)), committer: committer,
                reader: reader, metrics: metrics, clock: clock, timers: timers, logger: logger)
        }
        self.dispatchers = dispatchers
        bulletin = EngineBulletin(
            catalog: catalog, dispatchers: dispatchers, committer: committer, reader: reader, clock: clock,
            logger: logger)
        pruning = PruneDuty(
            policy: RetentionPolicy(catalog), committer: committer, reader: reader, clock: clock, timers: timers,
            logger: logger)
        notices = try NoticeDesk(
            catalog: catalog, dispatchers: dispatchers, notifiers: notifiers, committer: committer, reader: reader,
            clock: clock, logger: logger)
    }

    /// The crosswalk that plans are made by.
    var snapshot: CrosswalkSnapshot { crosswalk.snapshot }

    /// Starts the writing thread and takes up what an earlier engine left open. Call before any intake.
    public func start() throws(StateFileProblem) {
        let now = clock.now()
        storage.start()
        if store.missesLog { storage.found(Self.missingLog) }
        if store.followsCrash { StartCheck(path: store.path, storage: storage, logger: logger).run() }
        try keepPauses(now: now)
        for hold in try StateReader(path: store.path).heldFlows() { keep(hold) }
        replays.takeUp(try reader.openReplays())
        metrics.catchUp(try reader.unaddedMinutes(now: now))
        committer.start()
        var after = DeliveryID(rawValue: 0)
        var homeless: [EndpointName: Int] = [:]
        while true {
            let open = try reader.open(after: after, limit: 5000)
            guard let last = open.last else { break }
            after = last.0.id
            for (delivery, state, dueAt) in open {
                if !takeUp(delivery, state, dueAt: dueAt, now: now) { homeless[delivery.endpoint, default: 0] += 1 }
            }
        }
        for (endpoint, count) in homeless {
            logger.error(
                "deliveries wait for an endpoint that the catalog doesn't have",
                metadata: ["endpoint": "\(endpoint)", "count": "\(count)"])
        }
        // A fix that an earlier engine didn't get to the end of is carried on.
        sweep()
        lookAtAllMatches()
        carryOnReplays()
        for resubmission in try reader.openResubmissions() { carryOn(resubmission) }
    }

    private static let missingLog =
        "The log beside the state (-wal) was taken away after the last engine ended uncleanly: what it had "
        + "acknowledged last may be missing. Put the log back, or ask the senders for their last messages again; what "
        + "is here already is not taken twice."

    /// An endpoint that a person paused stays paused until a person resumes it.
    private func keepPauses(now: UTCTime) throws(StateFileProblem) {
        for status in try StateReader(path: store.path).overview(now: now).endpoints where status.condition == .paused {
            dispatchers[status.endpoint]?.keepPaused(status.detail)
        }
    }

    /// - Returns: whether there is an endpoint for it.
    private func takeUp(_ delivery: ReadyDelivery, _ state: DeliveryState, dueAt: UTCTime?, now: UTCTime) -> Bool {
        guard let dispatcher = dispatchers[delivery.endpoint] else { return false }
        var entry = delivery.entry
        // A request may have left before the crash: asked after before anything is sent again.
        entry.isInDoubt = state == .sending || state == .inDoubt
        entry.isStopped = state == .faulted || state == .waiting
        entry.isReplayed = state != .faulted && replays.hasReplayed(delivery.id)
        dispatcher.add(entry)
        if state == .waiting {
            entry.isStopped = false
            dispatcher.release(entry, after: dueAt.map { $0.elapsed(since: now) } ?? .zero)
        }
        return true
    }

    /// Whether another engine has taken the lease over: nothing of this one is written any more.
    public var isFenced: Bool { fence.hasFallen }

    /// Whether what is handed in now is likely to be stored: the lease is held, and the last commit succeeded.
    public var takesIn: Bool { !isFenced && storage.trouble == nil }

    /// Writes the heartbeat and the metrics until a graceful shutdown, a cancellation, or until another engine has
    /// taken the lease over. ``stop(drainingWithin:)`` comes next.
    public func waitForShutdown() async {
        await cancelWhenGracefulShutdown { [self] in
            while !isFenced, (try? await clock.sleep(Lease.heartbeat / 2)) != nil {
                beat()
                notices.beat()
                bulletin.beat()
                pruning.beat()
            }
        }
    }

    func beat() {
        lookAtMatches()
        committer.enqueue(.lingering) { [metrics, uses, notices, storage] transaction in
            try transaction.beat()
            try transaction.expireApprovals()
            try metrics.flush(into: transaction)
            try uses.flush(into: transaction)
            // What can be written may still be damaged elsewhere.
            return { notices.storage(storage.damage.map { .damaged($0) }) }
        } failed: { [storage, notices] problem in
            if case .fenced = problem {} else { notices.storage(.unwritable) }
            storage.log(problem, "the heartbeat could not be written")
        }
    }

    /// Lets what is in flight finish, writes everything down, and gives the lease back.
    public func stop(drainingWithin bound: Duration = .seconds(10)) async {
        let bound = isFenced ? .zero : bound
        await withTaskGroup { group in
            for dispatcher in dispatchers.values { group.addTask { await dispatcher.drain(within: bound) } }
        }
        beat()
        let committer = committer
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                committer.stop()
                continuation.resume()
            }
        }
        guard !isFenced else { return store.abandon() }
        do { try store.release(now: clock.now()) } catch {
            logger.error("the lease could not be given back", metadata: ["reason": "\(error)"])
        }
    }
}

/// Falls once, when another engine has taken the lease over.
private final class Fence: Sendable {
    private let state = Mutex(false)

    var hasFallen: Bool { state.withLock { $0 } }

    func fall() { state.withLock { $0 = true } }
}
