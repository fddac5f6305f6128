import Catalog
import Foundation
import Logging
import SyncModel
import SyncStore
import Synchronization

/// Sends what is ready for one endpoint: in order within each lane, as many at once as the gate allows, and writes down
/// what came of it.
final class EndpointDispatcher: Sendable {
    private struct State {
        var lanes = Lanes()
        /// What was stored a moment ago and need not be read back.
        var fresh: [DeliveryID: OpenDelivery] = [:]
        var freshBytes = 0
        var gate = EndpointGate()
        var inFlight = 0
        /// Sent, but not yet written down.
        var unsettled = 0
        /// Of those, what couldn't be written and is tried again later.
        var unwritten = 0
        var isStopping = false
        var wakesAt: Duration?
        /// Since when sending waits for senders; until all that is ready has been sent.
        var postponedSince: Duration?
        var lastSuccessAt: UTCTime?

        /// Whether sending may still wait; notes when it began to.
        mutating func postpones(at uptime: Duration) -> Bool {
            let since = postponedSince ?? uptime
            postponedSince = since
            return uptime - since < EndpointDispatcher.postponement
        }
    }

    /// How long sending waits for senders, at most.
    private static let postponement: Duration = .seconds(3)
    /// The most bytes of fresh deliveries that are kept for an endpoint; what comes on top is read back.
    static let freshLimit = 32 << 20

    let endpoint: Endpoint
    private let destination: any Destination
    private let flows: [FlowName: Flow]
    private let committer: GroupCommitter
    private let reader: WorkReader
    private let metrics: MetricBook
    private let clock: EngineClock
    private let timers: Timers
    private let logger: Logger
    private let state = Mutex(State())

    init(
        endpoint: Endpoint, destination: any Destination, flows: [Flow], committer: GroupCommitter, reader: WorkReader,
        metrics: MetricBook, clock: EngineClock, timers: Timers, logger: Logger
    ) {
        self.endpoint = endpoint
        self.destination = destination
        self.flows = Dictionary(flows.map { ($0.name, $0) }) { $1 }
        self.committer = committer
        self.reader = reader
        self.metrics = metrics
        self.clock = clock
        self.timers = timers
        self.logger = logger
    }

    /// What it is busy with: requests in flight, and answers that are being written down.
    var load: (inFlight: Int, writing: Int) {
        state.withLock { ($0.inFlight, $0.unsettled - $0.unwritten) }
    }

    // MARK: What others tell it

    /// Takes on a delivery that was committed a moment ago.
    func add(_ delivery: OpenDelivery) {
        let isStopped = delivery.state == .faulted
        let entry = Lanes.Entry(id: delivery.id, lane: Lanes.key(delivery.lane), isStopped: isStopped)
        state.withLock { state in
            state.lanes.add(entry)
            guard !isStopped, state.freshBytes + delivery.size <= Self.freshLimit else { return }
            state.fresh[delivery.id] = delivery
            state.freshBytes += delivery.size
        }
        pump()
    }

    /// Takes on a delivery that an earlier engine left.
    func add(_ entry: Lanes.Entry) {
        state.withLock { $0.lanes.add(entry) }
        pump()
    }

    /// A person's fix lets a stopped delivery go.
    func release(_ entry: Lanes.Entry) {
        state.withLock { $0.lanes.release(entry) }
        pump()
    }

    /// A stopped delivery was taken out.
    func drop(_ entry: Lanes.Entry) {
        state.withLock { state in
            state.lanes.finish(entry)
            if let delivery = state.fresh.removeValue(forKey: entry.id) { state.freshBytes -= delivery.size }
        }
        pump()
    }

    /// Puts a delivery back after `delay`.
    func release(_ entry: Lanes.Entry, after delay: Duration) {
        guard delay > .zero else { return release(entry) }
        timers.after(delay) { self.release(entry) }
    }

    /// Stays paused, as the state says a person wanted before this engine started.
    func keepPaused(_ reason: String) { state.withLock { $0.gate.pause(reason) } }

    /// Stops sending; intake goes on.
    func pause(_ reason: String) {
        state.withLock { $0.gate.pause(reason) }
        writeStatus()
    }

    /// Goes on sending.
    func resume() {
        state.withLock { $0.gate.resume() }
        writeStatus()
        pump()
    }

    /// Sends nothing more; waits until what is in flight is written down, at most `bound`.
    func drain(within bound: Duration) async {
        state.withLock { $0.isStopping = true }
        let end = clock.uptime() + bound
        while clock.uptime() < end, state.withLock({ $0.inFlight + $0.unsettled > 0 }) {
            guard (try? await clock.sleep(.milliseconds(10))) != nil else { return }
        }
    }

    // MARK: Sending

    private func pump() {
        let uptime = clock.uptime()
        // A sender who waits comes first; what was taken in can be sent a little later, but not for long.
        let isIntakeUnderLoad = committer.isUnderLoad
        var stored: [Lanes.Entry] = []
        var fresh: [(Lanes.Entry, OpenDelivery)] = []
        let wake = state.withLock { state -> Duration? in
            guard !state.isStopping else { return nil }
            let isPostponed = isIntakeUnderLoad && state.postpones(at: uptime)
            let allowed = isPostponed ? 0 : state.gate.allowance(at: uptime, concurrency: endpoint.concurrency)
            while state.inFlight < allowed, state.unsettled < 8 * endpoint.concurrency, let entry = state.lanes.take() {
                state.inFlight += 1
                if let delivery = state.fresh.removeValue(forKey: entry.id) {
                    state.freshBytes -= delivery.size
                    fresh.append((entry, delivery))
                } else {
                    stored.append(entry)
                }
            }
            guard state.lanes.hasReady else {
                state.postponedSince = nil
                return nil
            }
            let opens = isPostponed ? uptime + Self.postponement / 256 : state.gate.opens(after: uptime)
            guard allowed == 0, let opens, state.wakesAt == nil || opens < state.wakesAt ?? .zero else { return nil }
            state.wakesAt = opens
            return opens - uptime
        }
        for (entry, delivery) in fresh { start(entry, delivery) }
        if !stored.isEmpty { Task { self.load(stored) } }
        if let wake {
            timers.after(wake) {
                self.state.withLock { $0.wakesAt = nil }
                self.pump()
            }
        }
    }

    /// Reads deliveries back and starts them.
    private func load(_ entries: [Lanes.Entry]) {
        do {
            let loaded = try reader.loadEach(entries.map(\.id))
            for entry in entries {
                switch loaded[entry.id] {
                case .whole(let delivery)?: start(entry, delivery)
                case .damaged(let outline)?:
                    logger.error("a stored delivery is damaged and isn't sent", metadata: ["delivery": "\(entry.id)"])
                    settle(entry, outline, Settlement(.damaged, attempt: outline.attempts, took: .zero))
                case .unreadable(let problem)?: putBack(entry, problem, for: .seconds(60))
                case nil: vanish(entry)
                }
            }
        } catch {
            for entry in entries { putBack(entry, error) }
        }
    }

    private func start(_ entry: Lanes.Entry, _ delivery: OpenDelivery) {
        Task(executorPreference: destination.executor) { await self.deliver(entry, delivery) }
    }

    private func deliver(_ entry: Lanes.Entry, _ delivery: OpenDelivery) async {
        if entry.isInDoubt { return await lookUp(entry, delivery) }
        var delivery = delivery
        if !endpoint.kind.honoursIdempotencyKey {
            do {
                try await committer.perform(urgent: false) { try $0.claim(entry.id) }
            } catch {
                return putBack(entry, error)
            }
            delivery.state = .sending
        }
        await send(entry, delivery)
    }

    /// Nothing was sent: it keeps its place and is tried again after a while.
    private func putBack(_ entry: Lanes.Entry, _ problem: StateFileProblem, for delay: Duration = .seconds(1)) {
        logger.tell("a delivery could not be read or claimed", problem, of: entry.id)
        state.withLock { $0.inFlight -= 1 }
        release(entry, after: delay)
    }

    private func send(_ entry: Lanes.Entry, _ delivery: OpenDelivery) async {
        let attempt = delivery.attempts + 1
        let start = clock.uptime()
        let outcome = await destination.send(work(delivery, attempt: attempt))
        observe(outcome)
        let now = clock.now()
        let decision = schedule(delivery).decide(
            outcome, attempt: attempt, age: delivery.age(at: now), now: now, random: clock.random)
        settle(entry, delivery, Settlement(decision, attempt: attempt, took: clock.uptime() - start))
    }

    private func lookUp(_ entry: Lanes.Entry, _ delivery: OpenDelivery) async {
        let attempt = max(delivery.attempts, 1)
        let start = clock.uptime()
        let outcome = await destination.lookUp(work(delivery, attempt: attempt))
        observe(outcome)
        let now = clock.now()
        let decision = schedule(delivery).decide(
            outcome, attempt: attempt, age: delivery.age(at: now), now: now, random: clock.random)
        settle(entry, delivery, Settlement(decision, attempt: attempt, took: clock.uptime() - start))
    }

    private func schedule(_ delivery: OpenDelivery) -> RetrySchedule {
        RetrySchedule(
            policy: flows[delivery.flow]?.retry ?? RetryPolicy(),
            honoursIdempotencyKey: endpoint.kind.honoursIdempotencyKey)
    }

    private func work(_ delivery: OpenDelivery, attempt: Int) -> DeliveryWork {
        DeliveryWork(
            id: delivery.id, flow: delivery.flow, idempotencyKey: IdempotencyKey.of(delivery), attempt: attempt,
            traceparent: TraceContext(state: reader.identity, message: delivery.message)
                .traceparent(delivery: delivery.id),
            message: delivery.message, line: delivery.line,
            resolved: delivery.resolved.flatMap { try? StateJSON.decode(ResolvedUse.self, from: $0) },
            payload: Array(delivery.payload))
    }

    // MARK: Writing down what came of it

    private func settle(_ entry: Lanes.Entry, _ delivery: OpenDelivery, _ settlement: Settlement) {
        state.withLock { state in
            state.inFlight -= 1
            state.unsettled += 1
        }
        write(entry, delivery, settlement)
        pump()
    }

    private func write(_ entry: Lanes.Entry, _ delivery: OpenDelivery, _ settlement: Settlement) {
        committer.enqueue(.lingering) { transaction in
            try transaction.settle(delivery, settlement)
            let settledAt = transaction.now
            return { [self] in settled(entry, delivery, settlement, at: settledAt) }
        } failed: { [self] problem in
            // The destination has answered: this must be written down, however long the disk takes to recover.
            logger.tell("a settlement could not be written", problem, of: entry.id)
            guard !committer.hasEnded else { return }
            state.withLock { $0.unwritten += 1 }
            timers.after(.seconds(1)) {
                self.state.withLock { $0.unwritten -= 1 }
                self.write(entry, delivery, settlement)
            }
        }
    }

    private func settled(_ entry: Lanes.Entry, _ delivery: OpenDelivery, _ settlement: Settlement, at now: UTCTime) {
        var entry = entry
        metrics.count(settlement, of: delivery, at: now)
        switch settlement.decision {
        case .delivered, .dead:
            return leave(entry)
        case .faulted:
            // Stopped: it keeps its lane until a person has decided.
            if entry.lane == nil { return leave(entry) }
        case .requeue:
            entry.isInDoubt = false
            release(entry)
        case .retry(let due, _):
            release(entry, after: due.elapsed(since: now))
        case .inDoubt:
            entry.isInDoubt = true
            // Asked soon at first, then ever more rarely.
            let age = delivery.age(at: now)
            release(entry, after: min(max(age / 4, .seconds(2)), .seconds(60)))
        }
        state.withLock { $0.unsettled -= 1 }
        pump()
    }

    private func leave(_ entry: Lanes.Entry) {
        state.withLock { state in
            state.lanes.finish(entry)
            state.unsettled -= 1
        }
        pump()
    }

    private func vanish(_ entry: Lanes.Entry) {
        state.withLock { state in
            state.lanes.finish(entry)
            state.inFlight -= 1
        }
        pump()
    }

    // MARK: Health

    private func observe(_ outcome: LookUpOutcome) {
        switch outcome {
        case .unavailable(let failure, let retryAfter): observe(.transient(failure, retryAfter: retryAfter))
        case .found, .absent, .refused, .pending:
            let changed = state.withLock { state -> Bool in
                let before = state.gate.condition
                state.gate.succeeded(at: clock.uptime())
                return before != state.gate.condition
            }
            if changed { writeStatus() }
        case .unsupported: break
        }
    }

    private func observe(_ outcome: DeliveryOutcome) {
        let uptime = clock.uptime()
        let changed = state.withLock { state -> Bool in
            let before = (state.gate.condition, state.gate.closedUntil)
            switch outcome {
            case .delivered:
                state.lastSuccessAt = clock.now()
                state.gate.succeeded(at: uptime)
            case .permanent:
                // The delivery was refused, the endpoint works.
                state.gate.succeeded(at: uptime)
            case .transient(let failure, let retryAfter):
                state.gate.failed(failure, retryAfter: retryAfter, at: uptime, random: clock.random())
            case .ambiguous(let failure):
                state.gate.failed(failure, retryAfter: nil, at: uptime, random: clock.random())
            }
            return before != (state.gate.condition, state.gate.closedUntil)
        }
        if changed { writeStatus() }
    }

    private func writeStatus() {
        committer.enqueue(.lingering) { [self] transaction in
            // Read only now, so that the last one written is the latest.
            try transaction.write(status(at: transaction.now))
            return {}
        } failed: { [logger] problem in
            logger.tell("an endpoint's state could not be written", problem)
        }
    }
    private func status(at now: UTCTime) -> EndpointStatus {
        let uptime = clock.uptime()
        return state.withLock { state in
            EndpointStatus(
                endpoint: endpoint.name, condition: state.gate.condition, detail: state.gate.detail,
                resumesAt: state.gate.closedUntil.map { now.advanced(by: max(.zero, $0 - uptime)) },
                changedAt: now, lastSuccessAt: state.lastSuccessAt)
        }
    }
}

extension OpenDelivery {
    /// About how many bytes it holds in memory.
    fileprivate var size: Int { 512 + payload.count + (resolved?.count ?? 0) }
}
