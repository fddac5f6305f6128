import AsyncHTTPClient
import Catalog
import HL7v2
import NIOHTTP1
import SyncEngine
import SyncModel

/// A REST service that takes one JSON body for each delivery and honours an `Idempotency-Key`.
///
/// A repeated request with the key has no second effect there, so a delivery in doubt needs no look-up: ``lookUp(_:)``
/// says `absent`, which here means "send it again, with the same key".
struct RESTDestination: Destination {
    private let exchange: SignedExchange
    private let posting: OutgoingRequest
    private let probing: OutgoingRequest
    private let now: @Sendable () -> UTCTime

    /// Posts to `url`; throws where that isn't one.
    init(url: String, exchange: SignedExchange, now: @escaping @Sendable () -> UTCTime) throws {
        posting = try OutgoingRequest(
            .POST, url, headers: [("Content-Type", "application/json"), ("Accept", "application/json")])
        probing = try OutgoingRequest(.OPTIONS, url)
        self.exchange = exchange
        self.now = now
    }

    var executor: (any TaskExecutor)? { exchange.exchange.executor }

    func send(_ work: DeliveryWork) async -> DeliveryOutcome {
        let body: [UInt8]
        do throws(MessageError) {
            body = try ChargeBody.json(of: work.payload)
        } catch {
            return .permanent(Fault(.messageMalformed, FaultSubject(other: error.code), detail: error.description))
        }
        var request = posting
        request.headers.add(name: "Idempotency-Key", value: work.idempotencyKey)
        request.headers.add(name: "traceparent", value: work.traceparent)
        request.body = body
        switch await exchange.perform(request) {
        case .success(let answer): return RESTAnswer.outcome(of: answer, key: work.idempotencyKey, now: now())
        case .failure(let missing): return missing.outcome
        }
    }

    func lookUp(_ work: DeliveryWork) async -> LookUpOutcome { .absent }

    /// Asks for the service's options (RFC 9110 §9.3.7). That it answers is enough, even that it doesn't know the
    /// method.
    func probe() async -> Result<Void, AttemptFailure> {
        switch await exchange.perform(probing) {
        case .failure(let missing): return .failure(missing.failure)
        case .success(let answer):
            switch StatusClass.of(answer.status) {
            case .success, .refused: return .success(())
            // That it has no options to tell of says nothing of what deliveries ask.
            case .misconfigured where ![401, 403, 407, 511].contains(answer.status): return .success(())
            case .misconfigured: return .failure(answer.refusal)
            case .busy, .unknown:
                return .failure(answer.failure("The endpoint answered \(answer.status) to a probe."))
            }
        }
    }
}
