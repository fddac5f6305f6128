import SyncEngine
import SyncModel
import Synchronization

/// A destination that a test is the master of. It keeps a ledger of what it booked, in order, whatever it answered.
final class FakeERP: Sendable {
    /// What it does with one request.
    enum Behaviour: Sendable {
        case accept
        /// Books it; the answer is lost.
        case acceptThenTimeout
        /// The request is lost; so is the answer.
        case timeout
        /// The answer is lost; it books when ``finishLate()`` says so.
        case bookLate
        case limited(Duration?)
        case failing
        case refuse(Fault)
        /// It doesn't take us, whatever we send.
        case refuseAll
        /// Nobody listens.
        case unreachable
    }

    /// What a delivery is at the destination, whatever the request says: the message and its line.
    struct Business: Hashable, Comparable, Sendable {
        var message: Int64
        var line: Int

        static func < (left: Self, right: Self) -> Bool { (left.message, left.line) < (right.message, right.line) }
    }

    enum Call: Hashable, Sendable {
        case send(Business, attempt: Int)
        case lookUp(Business)
    }

    private struct Held {
        var work: DeliveryWork
        var isLookUp: Bool
        var proceed: CheckedContinuation<Behaviour, Never>
    }

    private struct State {
        var script: [Behaviour] = []
        var lookUpScript: [LookUpOutcome] = []
        var documentsByKey: [String: String] = [:]
        var booked: [(business: Business, work: DeliveryWork)] = []
        var calls: [Call] = []
        var keys: [Business: Set<String>] = [:]
        var sent: [DeliveryWork] = []
        var held: [DeliveryID: Held] = [:]
        var holds = false
        var mostHeld = 0
        var standing: Behaviour?
        var refused: Set<Business> = []
        var late: [DeliveryWork] = []
        var probes = 0
    }

    let honoursKeys: Bool
    private let state = Mutex(State())

    init(honoursKeys: Bool) { self.honoursKeys = honoursKeys }

    /// What it does with the requests to come, in their order; then it accepts.
    func script(_ behaviours: Behaviour...) { state.withLock { $0.script += behaviours } }

    /// What it does with all requests and questions where nothing is scripted, until it is told otherwise; `nil` for
    /// its usual ways.
    func always(_ behaviour: Behaviour?) { state.withLock { $0.standing = behaviour } }

    /// It answers 403 to this one, and takes others.
    func refuseAlways(_ business: Business) { state.withLock { _ = $0.refused.insert(business) } }

    /// Books what it was still at work on.
    func finishLate() {
        state.withLock { state in
            for work in state.late { _ = book(work, &state) }
            state.late = []
        }
    }

    /// How often it was asked whether it works.
    var probes: Int { state.withLock { $0.probes } }

    /// What it answers to look-ups to come; then the truth.
    func scriptLookUps(_ outcomes: LookUpOutcome...) { state.withLock { $0.lookUpScript += outcomes } }

    /// Holds each request until ``answer(_:_:)``.
    func hold(_ holds: Bool = true) { state.withLock { $0.holds = holds } }

    /// The deliveries whose requests are held.
    var held: [DeliveryID] { state.withLock { $0.held.keys.sorted() } }

    var mostHeld: Int { state.withLock { $0.mostHeld } }

    /// What was booked, in order.
    var booked: [Business] { state.withLock { $0.booked.map(\.business) } }

    /// What was asked for with each booking, in order.
    var works: [DeliveryWork] { state.withLock { $0.booked.map(\.work) } }

    /// What was booked of items, in order.
    var uses: [ResolvedUse] { state.withLock { $0.booked.compactMap(\.work.resolved) } }

    /// Every request, in order.
    var calls: [Call] { state.withLock { $0.calls } }

    /// The keys that each delivery was sent with.
    var keys: [Business: Set<String>] { state.withLock { $0.keys } }

    /// The key of each request, in order.
    var sentKeys: [String] { state.withLock { $0.sent.map(\.idempotencyKey) } }

    /// The account that each request asked for, in order.
    var sentAccounts: [String] { state.withLock { $0.sent.map { $0.record?["account"]?.words ?? "" } } }

    /// Lets a held request go on.
    func answer(_ id: DeliveryID, _ behaviour: Behaviour) {
        state.withLock { $0.held.removeValue(forKey: id) }?.proceed.resume(returning: behaviour)
    }

    /// Lets all held requests go on.
    func answerAll(_ behaviour: Behaviour) { for id in held { answer(id, behaviour) } }

    /// Books what a held request asks for, without answering it.
    func bookHeld(_ id: DeliveryID) {
        state.withLock { state in
            guard let held = state.held[id], !held.isLookUp else { return }
            _ = book(held.work, &state)
        }
    }
}

extension FakeERP: Destination {
    func send(_ work: DeliveryWork) async -> DeliveryOutcome {
        let business = Business(work)
        state.withLock { state in
            state.calls.append(.send(business, attempt: work.attempt))
            state.keys[business, default: []].insert(work.idempotencyKey)
            state.sent.append(work)
        }
        if state.withLock({ $0.refused.contains(business) }) {
            return .endpointRefuses(AttemptFailure(code: "http-403", status: 403, detail: "Not you."))
        }
        switch await behaviour(work, isLookUp: false) {
        case .accept: return .delivered(document: state.withLock { book(work, &$0) })
        case .acceptThenTimeout:
            _ = state.withLock { book(work, &$0) }
            return .ambiguous(Self.noAnswer)
        case .timeout: return .ambiguous(Self.noAnswer)
        case .bookLate:
            state.withLock { $0.late.append(work) }
            return .ambiguous(Self.noAnswer)
        case .limited(let delay):
            return .transient(AttemptFailure(code: "http-429", status: 429, detail: "too many"), retryAfter: delay)
        case .failing: return .transient(Self.broken, retryAfter: nil)
        case .refuse(let fault): return .permanent(fault)
        case .refuseAll: return .endpointRefuses(Self.notUs)
        case .unreachable: return .transient(Self.nobody, retryAfter: nil)
        }
    }

    func lookUp(_ work: DeliveryWork) async -> LookUpOutcome {
        let business = Business(work)
        let scripted = state.withLock { state -> LookUpOutcome? in
            state.calls.append(.lookUp(business))
            return state.lookUpScript.isEmpty ? nil : state.lookUpScript.removeFirst()
        }
        if let scripted { return scripted }
        switch await behaviour(work, isLookUp: true) {
        case .accept, .refuse:
            return state.withLock { state in
                let document = state.booked.firstIndex { $0.business == business }.map { "D\($0 + 1)" }
                return document.map { .found(document: $0) } ?? .absent
            }
        case .acceptThenTimeout, .timeout, .bookLate: return .unavailable(Self.noAnswer, retryAfter: nil)
        case .limited(let delay): return .unavailable(Self.broken, retryAfter: delay)
        case .failing: return .unavailable(Self.broken, retryAfter: nil)
        case .refuseAll: return .endpointRefuses(Self.notUs)
        case .unreachable: return .unavailable(Self.nobody, retryAfter: nil)
        }
    }

    func probe() async -> Result<Void, AttemptFailure> {
        state.withLock { state in
            state.probes += 1
            switch state.standing {
            case .failing: return .failure(Self.broken)
            case .refuseAll: return .failure(Self.notUs)
            case .unreachable: return .failure(Self.nobody)
            default: return .success(())
            }
        }
    }

    private static let notUs = AttemptFailure(code: "http-401", status: 401, detail: "It refuses our credentials.")
    private static let nobody = AttemptFailure(code: "connect", detail: "Nobody listens.")

    private static let noAnswer = AttemptFailure(code: "timeout", detail: "no answer in time")
    private static let broken = AttemptFailure(code: "http-503", status: 503, detail: "out of order")

    private func behaviour(_ work: DeliveryWork, isLookUp: Bool) async -> Behaviour {
        let holds = state.withLock { $0.holds }
        guard holds else {
            return state.withLock { state in
                guard isLookUp || state.script.isEmpty else { return state.script.removeFirst() }
                return state.standing ?? .accept
            }
        }
        return await withCheckedContinuation { continuation in
            let isLate = state.withLock { state -> Bool in
                guard state.holds else { return true }
                state.held[work.id] = Held(work: work, isLookUp: isLookUp, proceed: continuation)
                state.mostHeld = max(state.mostHeld, state.held.count)
                return false
            }
            if isLate { continuation.resume(returning: .failing) }
        }
    }

    private func book(_ work: DeliveryWork, _ state: inout State) -> String {
        if honoursKeys, let document = state.documentsByKey[work.idempotencyKey] { return document }
        state.booked.append((Business(work), work))
        let document = "D\(state.booked.count)"
        state.documentsByKey[work.idempotencyKey] = document
        return document
    }
}

extension FakeERP.Business {
    init(_ work: DeliveryWork) { self.init(message: work.message.rawValue, line: work.line) }

    init(_ message: Int64, _ line: Int = 1) { self.init(message: message, line: line) }
}
