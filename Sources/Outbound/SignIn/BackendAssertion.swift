import Catalog
import FoundationEssentials
import NIOHTTP1
import Signatures
import SyncModel

/// The request for an access token with a signed assertion (RFC 7523 §2.2, SMART Backend Services §5): good for four
/// minutes, for the token endpoint alone, and once.
struct BackendAssertion: Sendable {
    private let exchange: HTTPExchange
    private let template: OutgoingRequest
    private let client: Endpoint.SmartBackend
    private let environment: [String: String]
    private let now: @Sendable () -> UTCTime

    /// How long an assertion holds: at most five minutes (SMART Backend Services §5.1.4), less for clocks that differ.
    static let lifetime: Duration = .seconds(240)

    /// Asks the client's token endpoint; throws where that isn't a URL.
    init(
        exchange: HTTPExchange, client: Endpoint.SmartBackend, environment: [String: String],
        now: @escaping @Sendable () -> UTCTime
    ) throws {
        self.exchange = exchange
        template = try OutgoingRequest(
            .POST, client.tokenURL,
            headers: [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json")])
        self.client = client
        self.environment = environment
        self.now = now
    }

    /// Asks once. The key is read anew each time, so that one replaced in its file needs no restart.
    func fetch() async -> Result<AccessToken, SignInFailure> {
        var request = template
        do throws(SecretProblem) {
            guard let assertion = try assertion() else {
                return .failure(
                    .refused(
                        "The key \(client.key) is no private key in PEM (RSA of 2048 bits, or P-384): put it there."
                    ))
            }
            request.body = Array(form(assertion).utf8)
        } catch {
            return .failure(.refused(error.description))
        }
        switch await exchange.perform(request) {
        case .success(let answer): return AccessToken.read(answer, now: now(), asking: .assertion)
        case .failure(let missed):
            let failure = AttemptFailure(
                code: "token-\(missed.failure.code)", detail: "No access token: \(missed.failure.detail)")
            return .failure(.unavailable(failure, retryAfter: nil))
        }
    }

    private func form(_ assertion: String) -> String {
        let type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        let scope = client.scope.map { "&scope=\(PercentEncoding.encode($0))" } ?? ""
        return "grant_type=client_credentials\(scope)&client_assertion_type=\(PercentEncoding.encode(type))"
            + "&client_assertion=\(assertion)"
    }

    /// A new assertion; `nil` where the key is none.
    private func assertion() throws(SecretProblem) -> String? {
        let id = try client.clientID.resolve(environment: environment)
        let pem = try client.key.resolve(environment: environment)
        let seconds = now().milliseconds / 1000
        return try? SigningKey(pem: pem)?.token(
            keyID: client.keyID,
            claims: [
                ("iss", .text(id)), ("sub", .text(id)), ("aud", .text(client.tokenURL)),
                ("jti", .text(UUID().uuidString)), ("iat", .seconds(seconds)),
                ("exp", .seconds(seconds + Self.lifetime.components.seconds)),
            ])
    }
}
