import Catalog
import Foundation
import Logging
import Measures
import SyncModel
import SyncStore
import Synchronization

/// What the engine says of itself for screens: flows as it runs them, endpoints as it sees them, and how far it has
/// checked the audit chain. Written about once a second, with a commit that happens anyway, and only what has changed.
final class EngineBulletin: Sendable {
    private struct State {
        /// What was last written, by subject.
        var said: [String: Data] = [:]
        var hasTakenStock = false
        var isWriting = false
        var chain = ChainRound()
    }

    private let catalog: SiteCatalog
    private let dispatchers: [EndpointName: EndpointDispatcher]
    private let committer: GroupCommitter
    private let reader: WorkReader
    private let clock: EngineClock
    private let logger: Logger
    private let state = Mutex(State())

    /// A bulletin of an engine's flows and endpoints.
    init(
        catalog: SiteCatalog, dispatchers: [EndpointName: EndpointDispatcher], committer: GroupCommitter,
        reader: WorkReader, clock: EngineClock, logger: Logger
    ) {
        self.catalog = catalog
        self.dispatchers = dispatchers
        self.committer = committer
        self.reader = reader
        self.clock = clock
        self.logger = logger
    }

    /// Says what is new. Returns at once; while a bulletin is being written, the next one waits for its turn.
    func beat() {
        let isFree = state.withLock { state in
            guard !state.isWriting else { return false }
            state.isWriting = true
            return true
        }
        guard isFree else { return }
        let now = current()
        let (news, stock) = state.withLock { state in
            (now.filter { state.said[$0.key] != $0.value }, state.hasTakenStock ? nil : Set(now.keys))
        }
        let mark = checkChain()
        guard !news.isEmpty || stock != nil || mark != nil else {
            return state.withLock { $0.isWriting = false }
        }
        committer.enqueue(.lingering) { transaction in
            if let stock {
                for prefix in ["flow:", "endpoint:"] { try transaction.unpublish(prefix: prefix, except: stock) }
            }
            for (subject, body) in news { try transaction.publish(body, of: subject) }
            if let mark { try transaction.write(mark) }
            return { [self] in
                state.withLock { state in
                    state.said.merge(news) { $1 }
                    state.hasTakenStock = true
                    state.isWriting = false
                }
            }
        } failed: { [self] problem in
            state.withLock { $0.isWriting = false }
            logger.tell("figures for screens could not be written", problem)
        }
    }

    private func current() -> [String: Data] {
        var current: [String: Data] = [:]
        func say(_ subject: String, _ value: some Encodable) {
            do { current[subject] = try StateJSON.encode(value) } catch {
                logger.error("figures can't be written down", metadata: ["subject": "\(subject)"])
            }
        }
        for flow in catalog.flows { say("flow:\(flow.name)", flow.profile(manualWork: catalog.manualWork)) }
        for (name, dispatcher) in dispatchers { say("endpoint:\(name)", dispatcher.figures()) }
        return current
    }

    /// Goes on through the audit chain, where nobody waits for the processor.
    private func checkChain() -> ChainMark? {
        guard !committer.isUnderLoad else { return nil }
        let uptime = clock.uptime()
        var round = state.withLock { $0.chain }
        guard round.isDue(at: uptime) else { return nil }
        do {
            let mark = try round.goOn(with: reader, at: uptime, now: clock.now())
            if let finding = mark?.finding, finding != state.withLock({ $0.chain.mark?.finding }) {
                logger.error("the audit chain isn't whole", metadata: ["finding": "\(finding)"])
            }
            let next = round
            state.withLock { $0.chain = next }
            return mark
        } catch {
            logger.error("the audit chain can't be read", metadata: ["reason": "\(error)"])
            return nil
        }
    }
}

/// One round through the audit chain after the other, a stretch at a time.
struct ChainRound: Sendable {
    /// How many records are checked at a time: a few milliseconds' work.
    static let stretch = 4000
    /// How long a round waits at the chain's end before it goes on with what came meanwhile.
    private static let rest: Duration = .seconds(10)
    /// After so long a new round begins at the first record, so that what is changed behind the mark is found too.
    private static let length: Duration = .seconds(86_400)

    /// Where it stands; `nil` before anything was read.
    private(set) var mark: ChainMark?
    private var nextAt: Duration = .zero

    /// Whether it is time to go on.
    func isDue(at uptime: Duration) -> Bool { uptime >= nextAt }

    /// Checks the next stretch; the mark, where it has moved.
    mutating func goOn(
        with reader: WorkReader, at uptime: Duration, now: UTCTime
    ) throws(StateFileProblem) -> ChainMark? {
        var mark: ChainMark
        if let current = self.mark { mark = current } else { mark = try reader.chainMark() ?? ChainMark(beganAt: now) }
        let isOver = now.elapsed(since: mark.beganAt) >= Self.length || now < mark.beganAt
        let (checked, isAtEnd) = try reader.checkChain(from: mark, limit: Self.stretch)
        let before = self.mark
        if isAtEnd || checked.finding != nil {
            nextAt = uptime + Self.rest
            // What was found stays on the screens for a day, and is then looked for again.
            self.mark = isOver ? ChainMark(beganAt: now) : checked
        } else {
            self.mark = checked
        }
        return checked == before ? nil : checked
    }
}

extension Flow {
    /// The flow as screens show it.
    func profile(manualWork: ManualWork) -> FlowProfile {
        FlowProfile(
            name: name, purpose: purpose, owner: owner, criticality: criticality, sensitivity: sensitivity.rawValue,
            source: source, messages: messages, event: event, endpoints: [endpoint], ordering: ordering.words,
            objectivePercent: Double(objective.percent.description) ?? 100, objectiveWithin: objective.within,
            payloadVersion: payloadVersion, fields: fields, retention: retention,
            runbooks: Dictionary(uniqueKeysWithValues: runbooks.map { ($0.key.rawValue, $0.value) }),
            manualWork: manualWork)
    }
}

extension Flow.OrderingKey {
    /// What leaves in its order.
    fileprivate var words: String {
        switch self {
        case .none: "none"
        case .encounter: "by visit"
        case .encounterPrefix(let characters): "by visit, its first \(characters) characters"
        case .itemAndLocation: "by item and location"
        }
    }
}
