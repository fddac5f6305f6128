import Catalog
import Foundation
import Logging
import SyncModel
import SyncStore
import Synchronization

/// Sends what is ready for one endpoint: in order within each lane, as many at once as the gate allows, and writes down
/// what came of it.
final class EndpointDispatcher: Sendable {
    struct State {
        var lanes = Lanes()
        /// What a fix let go, until its window has ended.
        var lingering: Set<DeliveryID> = []
        /// What an undo holds while it is being written.
        var held: Set<DeliveryID> = []
        /// The flows that are held, each with the last delivery that goes all the same.
        var closed: [UInt32: DeliveryID] = [:]
        /// What would be ready if its flow weren't held.
        var parked: [Lanes.Entry] = []
        /// What was stored a moment ago and need not be read back.
        var fresh: [DeliveryID: OpenDelivery] = [:]
        var freshBytes = 0
        var gate: EndpointGate
        var refusals = OwnRefusals()
        /// Since when deliveries have been in doubt, in uptime; those of an earlier engine since this one started.
        var doubtedSince: [DeliveryID: Duration] = [:]
        var inFlight = 0
        var isProbing = false
        /// Sent, but not yet written down.
        var unsettled = 0
        /// Of those, what couldn't be written and is tried again later.
        var unwritten = 0
        var isStopping = false
        var wakesAt: Duration?
        /// Since when sending waits for senders; until all that is ready has been sent.
        var postponedSince: Duration?
        var lastSuccessAt: UTCTime?
        var answers = AnswerLog()
        /// The condition that was written last, and since when it is so.
        var written: (condition: EndpointCondition, since: UTCTime)?

        init(_ endpoint: Endpoint) { gate = EndpointGate(limit: endpoint.limit) }

        mutating func land(_ entry: Lanes.Entry) {
            inFlight -= 1
            lanes.land(entry)
        }

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
    let destination: any Destination
    let flows: [FlowName: Flow]
    /// The flows whose events are about things, so that one can take another back.
    private let tiedFlows: Set<FlowName>
    let committer: GroupCommitter
    private let reader: WorkReader
    let metrics: MetricBook
    let clock: EngineClock
    let timers: Timers
    let logger: Logger
    let state: Mutex<State>

    init(
        endpoint: Endpoint, destination: any Destination, flows: [Flow], tiedFlows: Set<FlowName>,
        committer: GroupCommitter, reader: WorkReader, metrics: MetricBook, clock: EngineClock, timers: Timers,
        logger: Logger
    ) {
        self.endpoint = endpoint
        self.destination = destination
        self.flows = Dictionary(flows.map { ($0.name, $0) }) { $1 }
        self.tiedFlows = tiedFlows
        self.committer = committer
        self.reader = reader
        self.metrics = metrics
        self.clock = clock
        self.timers = timers
        self.logger = logger
        state = Mutex(State(endpoint))
    }

    /// What it is busy with: requests in flight, and answers that are being written down.
    var load: (inFlight: Int, writing: Int) {
        state.withLock { ($0.inFlight + ($0.isProbing ? 1 : 0), $0.unsettled - $0.unwritten) }
    }

    /// How the endpoint does.
    var condition: EndpointCondition { state.withLock { $0.gate.condition } }

    /// When what is ready will about be sent, if nothing comes to it; `nil` where nobody can know.
    var timeToDrain: Duration? {
        let uptime = clock.uptime()
        return state.withLock { state in
            state.gate.timeToDrain(
                ready: state.lanes.readyCount, concurrency: endpoint.concurrency, at: uptime)
        }
    }

    /// How many replays aren't done yet.
    var replayCount: Int { state.withLock { $0.lanes.replayCount } }

    // MARK: What others tell it

    /// Takes on a delivery that was committed a moment ago.
    func add(_ delivery: OpenDelivery) {
        let isStopped = delivery.state == .faulted
        let entry = Lanes.Entry(
            id: delivery.id, lane: Lanes.key(delivery.lane), isStopped: isStopped, flow: Lanes.flowKey(delivery.flow))
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
            state.refusals.forget(entry.id)
            if let delivery = state.fresh.removeValue(forKey: entry.id) { state.freshBytes -= delivery.size }
        }
        pump()
    }

    /// Puts a delivery back after `delay`.
    func release(_ entry: Lanes.Entry, after delay: Duration) {
        guard delay > .zero else { return release(entry) }
        state.withLock { $0.lanes.rest(entry) }
        timers.after(delay) { self.release(entry) }
        pump()
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

    func pump() {
        let uptime = clock.uptime()
        // A sender who waits comes first; what was taken in can be sent a little later, but not for long.
        let isIntakeUnderLoad = committer.isUnderLoad
        var stored: [Departure] = []
        var fresh: [(Departure, OpenDelivery)] = []
        let (probes, wake) = state.withLock { state -> (Bool, Duration?) in
            guard !state.isStopping else { return (false, nil) }
            let probes = !state.isProbing && state.gate.startProbe(at: uptime)
            if probes { state.isProbing = true }
            let isPostponed = isIntakeUnderLoad && state.postpones(at: uptime)
            while !isPostponed, let departure = state.depart(of: endpoint, at: uptime) {
                if let delivery = state.fresh.removeValue(forKey: departure.entry.id) {
                    state.freshBytes -= delivery.size
                    fresh.append((departure, delivery))
                } else {
                    stored.append(departure)
                }
            }
            // A replay that has its share in flight isn't ready: each that lands looks again.
            let hasReady = state.lanes.next(replayShare: endpoint.replayShare) != nil
            if !state.lanes.hasLive { state.postponedSince = nil }
            var opens = state.gate.opens(after: uptime, hasReady: hasReady)
            if hasReady, isPostponed { opens = uptime + Self.postponement / 256 }
            guard let opens, state.wakesAt.map({ opens < $0 }) ?? true else { return (probes, nil) }
            state.wakesAt = opens
            return (probes, opens)
        }
        for (departure, delivery) in fresh { start(departure, delivery) }
        if !stored.isEmpty { Task { self.load(stored) } }
        if probes { Task(executorPreference: destination.executor) { await self.probe() } }
        if let wake { self.wake(at: wake, from: uptime) }
    }

    private func wake(at moment: Duration, from uptime: Duration) {
        timers.after(max(moment - uptime, .zero)) {
            self.state.withLock { if $0.wakesAt == moment { $0.wakesAt = nil } }
            self.pump()
        }
    }

    /// Reads deliveries back and starts them.
    private func load(_ departures: [Departure]) {
        do {
            let loaded = try reader.loadEach(departures.map(\.entry.id))
            for departure in departures {
                let entry = departure.entry
                switch loaded[entry.id] {
                case .whole(let delivery)?: start(departure, delivery)
                case .damaged(let outline)?:
                    logger.error("a stored delivery is damaged and isn't sent", metadata: ["delivery": "\(entry.id)"])
                    withdraw(departure)
                    settle(entry, outline, Settlement(.damaged, attempt: outline.attempts, took: .zero))
                case .unreadable(let problem)?: putBack(departure, problem, for: .seconds(60))
                case nil: vanish(departure)
                }
            }
        } catch {
            for departure in departures { putBack(departure, error) }
        }
    }

    private func start(_ departure: Departure, _ delivery: OpenDelivery) {
        Task(executorPreference: destination.executor) { await self.deliver(departure, delivery) }
    }

    private func deliver(_ departure: Departure, _ delivery: OpenDelivery) async {
        if departure.entry.isInDoubt { return await lookUp(departure, delivery) }
        var delivery = delivery
        if tiedFlows.contains(delivery.flow) { return await deliverTied(departure, delivery) }
        if !endpoint.kind.honoursIdempotencyKey {
            do {
                try await committer.perform(urgent: false) { try $0.claim(departure.entry.id) }
            } catch {
                return putBack(departure, error)
            }
            delivery.state = .sending
        }
        await send(departure, delivery)
    }

    /// Sends what may be taken back, or takes something back: whether that is still so is known as it leaves.
    private func deliverTied(_ departure: Departure, _ delivery: OpenDelivery) async {
        let answer: ClaimAnswer
        do throws(StateFileProblem) {
            answer = try await committer.perform(urgent: false) { try $0.claimTied(departure.entry.id) }
        } catch { return putBack(departure, error) }
        switch answer {
        case .claimed(let takenBack):
            var delivery = delivery
            delivery.state = .sending
            await send(departure, delivery, takingBack: takenBack)
        case .notYet: putAside(departure, for: .seconds(5))
        case .decided(let decision):
            withdraw(departure)
            settle(departure.entry, delivery, Settlement(decision, attempt: delivery.attempts, took: .zero))
        }
    }

    /// Nothing was sent: it keeps its place and is tried again after a while.
    private func putBack(_ departure: Departure, _ problem: StateFileProblem, for delay: Duration = .seconds(1)) {
        logger.tell("a delivery could not be read or claimed", problem, of: departure.entry.id)
        putAside(departure, for: delay)
    }

    private func putAside(_ departure: Departure, for delay: Duration) {
        withdraw(departure)
        state.withLock { $0.land(departure.entry) }
        release(departure.entry, after: delay)
    }

    private func send(
        _ departure: Departure, _ delivery: OpenDelivery, takingBack original: TakenBack? = nil
    ) async {
        var attempt = delivery.attempts + 1
        let start = clock.uptime()
        var work = DeliveryWork(delivery, attempt: attempt, of: reader.identity)
        work.takenBack = original.map {
            DeliveryWork.Original(idempotencyKey: IdempotencyKey.of($0.delivery), document: $0.document)
        }
        let outcome = await destination.send(work)
        let isOwnRefusal = observe(outcome, departure)
        // What the whole endpoint refuses uses up none of the delivery's attempts.
        if case .endpointRefuses = outcome, !isOwnRefusal { attempt = max(delivery.attempts, 1) }
        let now = clock.now()
        let decision = schedule(delivery).decide(
            outcome, attempt: attempt, age: delivery.age(at: now), isOwnRefusal: isOwnRefusal, now: now,
            random: clock.random)
        var settlement = Settlement(decision, attempt: attempt, took: clock.uptime() - start)
        settlement.takenBack = original?.delivery.id
        if case .ambiguous = outcome { settlement.mayBeBooked = true }
        settle(departure.entry, delivery, settlement)
    }

    private func lookUp(_ departure: Departure, _ delivery: OpenDelivery) async {
        let attempt = max(delivery.attempts, 1)
        let start = clock.uptime()
        let outcome = await destination.lookUp(DeliveryWork(delivery, attempt: attempt, of: reader.identity))
        observe(outcome, departure)
        let doubtedSince = state.withLock { $0.doubtedSince[departure.entry.id] ?? .zero }
        // A replay that is asked after has no attempt yet: that it isn't there uses none up.
        let decision = schedule(delivery).decide(
            outcome, attempt: delivery.attempts, age: delivery.age(at: clock.now()), doubted: start - doubtedSince)
        var settlement = Settlement(decision, attempt: attempt, took: clock.uptime() - start)
        // There it is sent again because that does no harm, not because it isn't there.
        settlement.mayBeBooked = endpoint.kind.honoursIdempotencyKey && !endpoint.kind.answersLookUps
        settle(departure.entry, delivery, settlement)
    }

    func schedule(_ delivery: OpenDelivery) -> RetrySchedule {
        RetrySchedule(
            policy: flows[delivery.flow]?.retry ?? RetryPolicy(),
            honoursIdempotencyKey: endpoint.kind.honoursIdempotencyKey, timeout: endpoint.timeout)
    }
}
