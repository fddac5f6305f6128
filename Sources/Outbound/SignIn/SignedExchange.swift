import AsyncHTTPClient
import Catalog
import NIOHTTP1
import SyncModel

/// Requests that carry what the endpoint lets us in for. A 401 costs one new token and one repeat: nothing was done for
/// the first request, so repeating it is safe.
struct SignedExchange: Sendable {
    /// Sends and receives.
    let exchange: HTTPExchange
    /// What lets us in.
    let signIn: SignIn

    /// Why there is no answer.
    enum Missing: Error, Sendable, Hashable {
        /// No token: nothing was sent to the endpoint.
        case signIn(SignInFailure)
        /// The transport failed.
        case exchange(ExchangeFailure)

        /// What the attempt of a delivery comes to.
        var outcome: DeliveryOutcome {
            switch self {
            case .signIn(let failure): failure.outcome
            case .exchange(let failure): failure.outcome
            }
        }

        /// What a question that books nothing comes to.
        var unavailable: LookUpOutcome {
            if case .signIn(.refused) = self { return .endpointRefuses(failure) }
            return .unavailable(failure, retryAfter: delay)
        }

        /// The failure alone.
        var failure: AttemptFailure {
            switch self {
            case .signIn(let failure): failure.failure
            case .exchange(let failure): failure.failure
            }
        }

        private var delay: Duration? {
            guard case .signIn(.unavailable(_, let delay)) = self else { return nil }
            return delay
        }
    }

    /// Sends `request`, signed; once more with a new token where the first is refused.
    func perform(_ request: OutgoingRequest) async -> Result<HTTPAnswer, Missing> {
        switch signIn {
        case .none: return await exchange.perform(request).mapError(Missing.exchange)
        case .basic(let credentials):
            var signed = request
            do throws(SecretProblem) {
                signed.headers.add(name: "Authorization", value: try credentials.authorization())
            } catch {
                return .failure(.signIn(.refused(error.description)))
            }
            return await exchange.perform(signed).mapError(Missing.exchange)
        case .signature(let signer):
            var signed = request
            do throws(SecretProblem) { try signer.sign(&signed) } catch {
                return .failure(.signIn(.refused(error.description)))
            }
            return await exchange.perform(signed).mapError(Missing.exchange)
        case .tokens(let tokens, let scheme):
            switch await attempt(request, tokens, scheme) {
            case .success((let answer, let refused)) where answer.status == 401:
                tokens.forget(refused)
                return await attempt(request, tokens, scheme).map(\.answer)
            case let result: return result.map(\.answer)
            }
        }
    }

    private func attempt(
        _ request: OutgoingRequest, _ tokens: OAuthTokens, _ scheme: String
    ) async -> Result<(answer: HTTPAnswer, token: Secret), Missing> {
        switch await tokens.token() {
        case .failure(let failure): return .failure(.signIn(failure))
        case .success(let token):
            var signed = request
            signed.headers.add(name: "Authorization", value: "\(scheme) \(token.exposed)")
            return await exchange.perform(signed).map { ($0, token) }.mapError(Missing.exchange)
        }
    }
}
