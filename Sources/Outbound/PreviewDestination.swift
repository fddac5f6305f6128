public import Catalog
public import SyncEngine
public import SyncModel
import Synchronization

/// Stands for an endpoint in a trial: it keeps what the endpoint would be sent, and books it.
///
/// Nothing is booked before its gate lets it. What is sent says `KEY`, `TRACE` and message 1 wherever it would name the
/// delivery, so that it is the same each time.
public final class PreviewDestination: Destination {
    private let endpoint: Endpoint
    private let flows: [FlowName: Flow]
    private let now: UTCTime
    private let document: @Sendable (DeliveryWork) -> String
    private let gate: Gate
    private let kept = Mutex<[DeliveryID: RequestPreview]>([:])

    /// A stand-in for `endpoint`.
    ///
    /// - Parameters:
    ///   - now: when requests are made.
    ///   - gate: what lets deliveries be booked.
    ///   - document: the number that a delivery is booked under.
    public init(
        _ endpoint: Endpoint, flows: [Flow], now: UTCTime, gate: Gate,
        document: @escaping @Sendable (DeliveryWork) -> String
    ) {
        self.gate = gate
        self.endpoint = endpoint
        self.flows = Dictionary(flows.map { ($0.name, $0) }) { first, _ in first }
        self.now = now
        self.document = document
    }

    /// What it was sent of a delivery; `nil` where it wasn't sent, or there is nothing to show of it.
    public func request(of delivery: DeliveryID) -> RequestPreview? { kept.withLock { $0[delivery] } }

    /// Books it, or says what is wrong with what would be sent.
    public func send(_ work: DeliveryWork) async -> DeliveryOutcome {
        await gate.wait(work.id)
        let document = document(work)
        guard let flow = flows[work.flow] else { return .delivered(document: document) }
        var shown = work
        shown.idempotencyKey = "KEY"
        shown.traceparent = "TRACE"
        shown.message = MessageID(rawValue: 1)
        shown.takenBack = work.takenBack.map {
            DeliveryWork.Original(idempotencyKey: "KEY of \($0.document)", document: $0.document)
        }
        do throws(Fault) {
            let request = try RequestPreview.of(shown, in: flow, to: endpoint, now: now)
            kept.withLock { $0[work.id] = request }
            return .delivered(document: document)
        } catch {
            return .permanent(error)
        }
    }

    /// Whatever it was sent is booked.
    public func lookUp(_ work: DeliveryWork) async -> LookUpOutcome { .found(document: document(work)) }

    /// It always answers.
    public func probe() async -> Result<Void, AttemptFailure> { .success(()) }

    /// Lets deliveries be booked one at a time, so that a trial goes the same way each time. Several destinations share
    /// one.
    public final class Gate: Sendable {
        private let waiting = Mutex<[DeliveryID: CheckedContinuation<Void, Never>]>([:])

        /// A gate that holds whatever comes.
        public init() {}

        /// How many wait.
        public var count: Int { waiting.withLock { $0.count } }

        /// Lets the first of those that wait be booked, by their numbers. Whether there was one.
        public func letOne() -> Bool {
            let first = waiting.withLock { waiting in
                waiting.keys.min().flatMap { waiting.removeValue(forKey: $0) }
            }
            first?.resume()
            return first != nil
        }

        fileprivate func wait(_ delivery: DeliveryID) async {
            await withCheckedContinuation { continuation in waiting.withLock { $0[delivery] = continuation } }
        }
    }
}
