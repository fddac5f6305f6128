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
    private let recipes: [FlowName: Recipe]
    private let probing: OutgoingRequest
    private let putBy: String?
    private let envelopes: [FlowName: CloudEventEnvelope]
    private let days: ClockZone
    private let now: @Sendable () -> UTCTime

    /// Posts to `base` and `path`; throws where that isn't one.
    ///
    /// - Parameters:
    ///   - putBy: puts FHIR resources in place of those with the same identifier of this system instead.
    ///   - envelope: what stands around each body.
    ///   - days: where the day of a moment is.
    init(
        base: String, path: String, flows: [Flow] = [], putBy: String? = nil, envelope: Endpoint.Envelope? = nil,
        days: ClockZone = .utc, exchange: SignedExchange,
        now: @escaping @Sendable () -> UTCTime
    ) throws {
        let url = base + path
        let isEnveloped = envelope == .cloudEvents
        posting = try Self.posting(to: url, isEnveloped: isEnveloped)
        envelopes = Dictionary(
            isEnveloped ? flows.map { ($0.name, CloudEventEnvelope(type: $0.event)) } : []
        ) { first, _ in first }
        var recipes: [FlowName: Recipe] = [:]
        for flow in flows {
            guard let body = flow.body else { continue }
            let url = base + (flow.path ?? path)
            recipes[flow.name] = Recipe(
                body: body, url: url, posting: try Self.posting(to: url, isEnveloped: isEnveloped))
        }
        self.days = days
        self.putBy = putBy
        self.recipes = recipes
        probing = try OutgoingRequest(.OPTIONS, url)
        self.exchange = exchange
        self.now = now
    }

    var executor: (any TaskExecutor)? { exchange.exchange.executor }

    private static func posting(to url: String, isEnveloped: Bool) throws -> OutgoingRequest {
        try OutgoingRequest(
            .POST, url,
            headers: [
                ("Content-Type", isEnveloped ? "application/cloudevents+json" : "application/json"),
                ("Accept", "application/json"),
            ])
    }

    func send(_ work: DeliveryWork) async -> DeliveryOutcome {
        var request: OutgoingRequest
        let body: [UInt8]
        do throws(Fault) {
            (request, body) = try asked(by: work)
        } catch {
            return .permanent(error)
        }
        request.headers.add(name: "Idempotency-Key", value: work.idempotencyKey)
        request.headers.add(name: "traceparent", value: work.traceparent)
        request.body = envelopes[work.flow]?.json(around: body, of: work) ?? body
        switch await exchange.perform(request) {
        case .success(let answer): return RESTAnswer.outcome(of: answer, key: work.idempotencyKey, now: now())
        case .failure(let missing): return missing.outcome
        }
    }

    /// What is asked for an event of a contract, by the tree of its flow; or for a whole message.
    private func asked(by work: DeliveryWork) throws(Fault) -> (OutgoingRequest, [UInt8]) {
        guard let record = work.record else {
            do throws(MessageError) {
                return (posting, try ChargeBody.json(of: work.payload))
            } catch {
                throw Fault(.messageMalformed, FaultSubject(other: error.code), detail: error.description)
            }
        }
        guard let recipe = recipes[work.flow] else {
            throw Fault(
                .messageUnsupported, FaultSubject(other: work.flow.rawValue),
                detail: "The catalog doesn't say any more what \(work.flow) sends.")
        }
        let body = BodyWriter.json(recipe.body, of: record.with(delivered: work), days: days)
        guard let putBy else { return (recipe.posting, body) }
        return (try ConditionalUpdate.request(to: recipe.url, by: putBy, body), body)
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

/// What one flow sends to a REST endpoint, and where to.
private struct Recipe {
    let body: BodyTree
    let url: String
    let posting: OutgoingRequest
}

extension Fields {
    /// The fields with ``BodyTree/ownPlaces`` beside them.
    func with(delivered work: DeliveryWork) -> Fields {
        var fields = self
        fields.values["delivered"] = .record(
            Fields([
                "key": .text(work.idempotencyKey), "control-id": .text(MLLPDestination.controlID(of: work)),
                "trace": .text(work.traceparent),
                "source": .text(work.source.rawValue),
            ]))
        if let original = work.takenBack {
            fields.values["taken-back"] = .record(
                Fields(["key": .text(original.idempotencyKey), "document": .text(original.document)]))
        }
        return fields
    }
}
