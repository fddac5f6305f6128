import NIOHTTP1
import SyncModel
import Synchronization

/// The token against forged requests and the cookies it belongs to. SAP's gateway takes no change without both.
struct SAPPass: Sendable, Hashable {
    /// `X-CSRF-Token`.
    var token: Secret
    /// `Cookie`; empty where no cookie was set.
    var cookies: Secret
}

/// Fetches the pass and keeps it: one request for it in flight, whoever waits.
final class SAPSession: Sendable {
    typealias Answer = Result<SAPPass, SAPFailure>

    private struct State {
        var held: SAPPass?
        var flight: Task<Answer, Never>?
    }

    private let exchange: SignedExchange
    private let template: OutgoingRequest
    private let now: @Sendable () -> UTCTime
    private let state = Mutex(State())

    /// Asks the service at `url`; throws where that isn't a URL.
    init(url: String, exchange: SignedExchange, now: @escaping @Sendable () -> UTCTime) throws {
        self.exchange = exchange
        template = try OutgoingRequest(
            .GET, url, headers: [("Accept", "application/json"), ("X-CSRF-Token", "Fetch")])
        self.now = now
    }

    /// A pass that holds as far as is known.
    func pass() async -> Answer {
        let flight = state.withLock { state -> Task<Answer, Never> in
            if let held = state.held { return Task { .success(held) } }
            if let flight = state.flight { return flight }
            // A task of its own: a caller that gives up doesn't end it for the others.
            let flight = Task { [self] in
                let answer = await fetch()
                self.state.withLock { state in
                    state.flight = nil
                    if case .success(let pass) = answer { state.held = pass }
                }
                return answer
            }
            state.flight = flight
            return flight
        }
        return await flight.value
    }

    /// Forgets a pass that was refused. Another one that came meanwhile stays.
    func forget(_ refused: SAPPass) {
        state.withLock { state in
            if state.held == refused { state.held = nil }
        }
    }

    private func fetch() async -> Answer {
        switch await exchange.perform(template) {
        case .failure(let missing): return .failure(.missing(missing))
        case .success(let answer):
            guard StatusClass.of(answer.status) == .success else {
                return .failure(SAPFailure(answer, to: "the service", now: now()))
            }
            guard let token = answer.csrfToken, token.lowercased() != "required", !token.isEmpty else {
                return .failure(
                    .unavailable(
                        AttemptFailure(
                            code: "sap-no-token", status: answer.status,
                            detail: "SAP's service answered, but without a token: nothing can be booked with it."),
                        retryAfter: nil))
            }
            let cookies = answer.cookies.joined(separator: "; ")
            return .success(SAPPass(token: Secret(token), cookies: Secret(cookies)))
        }
    }
}

/// Why a question that books nothing has no answer.
enum SAPFailure: Error, Sendable, Hashable {
    /// There is none at all.
    case missing(SignedExchange.Missing)
    /// Not just now.
    case unavailable(AttemptFailure, retryAfter: Duration?)
    /// The endpoint doesn't take us, or isn't the service.
    case endpoint(AttemptFailure)

    /// Classes an answer other than success to a question about `subject`.
    init(_ answer: HTTPAnswer, to subject: String, now: UTCTime) {
        switch StatusClass.of(answer.status) {
        case .misconfigured: self = .endpoint(SAPError.inBody(answer.body).map(answer.refusal(by:)) ?? answer.refusal)
        case .refused:
            self = .endpoint(
                answer.failure("SAP answered \(answer.status) about \(subject): check the endpoint's url."))
        case .success, .busy, .unknown:
            self = .unavailable(
                answer.failure("SAP answered \(answer.status) about \(subject)."), retryAfter: answer.delay(now: now))
        }
    }

    /// What the attempt of a delivery comes to: nothing was sent for it.
    var outcome: DeliveryOutcome {
        switch self {
        case .missing(.signIn(let failure)): failure.outcome
        case .missing(.exchange(let failure)): .transient(failure.failure, retryAfter: nil)
        case .unavailable(let failure, let delay): .transient(failure, retryAfter: delay)
        case .endpoint(let failure): .endpointRefuses(failure)
        }
    }

    /// What a look-up comes to.
    var unavailable: LookUpOutcome {
        switch self {
        case .missing(let missing): missing.unavailable
        case .unavailable(let failure, let delay): .unavailable(failure, retryAfter: delay)
        case .endpoint(let failure): .endpointRefuses(failure)
        }
    }

    /// The failure alone.
    var failure: AttemptFailure {
        switch self {
        case .missing(let missing): missing.failure
        case .unavailable(let failure, _), .endpoint(let failure): failure
        }
    }
}

extension HTTPAnswer {
    /// That the whole endpoint refuses us, with SAP's reason where the table knows it.
    func refusal(by error: SAPError) -> AttemptFailure {
        guard error.meaning == .configuration else { return refusal }
        return failure(
            "SAP answered \(status) (\(error.code)): the service isn't active there. Have it activated, or check the "
                + "endpoint's url.")
    }
}
