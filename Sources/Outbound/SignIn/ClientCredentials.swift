import AsyncHTTPClient
import Catalog
import FoundationEssentials
import NIOHTTP1
import SyncModel

/// The request for an access token with client credentials (RFC 6749 §4.4.2): the client signs in with HTTP Basic
/// (§2.3.1), the form names grant and scope.
struct ClientCredentials: Sendable {
    private let exchange: HTTPExchange
    private let template: OutgoingRequest
    private let clientID: SecretReference
    private let clientSecret: SecretReference
    private let form: [UInt8]
    private let environment: [String: String]
    private let now: @Sendable () -> UTCTime

    /// Asks `tokenURL`; throws where that isn't a URL.
    init(
        exchange: HTTPExchange, tokenURL: String, clientID: SecretReference, clientSecret: SecretReference,
        scope: String?, environment: [String: String], now: @escaping @Sendable () -> UTCTime
    ) throws {
        self.exchange = exchange
        template = try OutgoingRequest(
            .POST, tokenURL,
            headers: [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json")])
        self.clientID = clientID
        self.clientSecret = clientSecret
        let scopeParameter = scope.map { "&scope=\(PercentEncoding.encode($0))" } ?? ""
        form = Array("grant_type=client_credentials\(scopeParameter)".utf8)
        self.environment = environment
        self.now = now
    }

    /// Asks once. The secrets are read anew each time, so that one replaced in its file needs no restart.
    func fetch() async -> Result<AccessToken, SignInFailure> {
        var request = template
        do throws(SecretProblem) {
            request.headers.add(name: "Authorization", value: try basicAuthorization())
        } catch {
            return .failure(.refused(error.description))
        }
        request.body = form
        switch await exchange.perform(request) {
        case .success(let answer): return AccessToken.read(answer, now: now())
        case .failure(let missed):
            let failure = AttemptFailure(
                code: "token-\(missed.failure.code)", detail: "No access token: \(missed.failure.detail)")
            return .failure(.unavailable(failure, retryAfter: nil))
        }
    }

    private func basicAuthorization() throws(SecretProblem) -> String {
        let identity = PercentEncoding.encode(try clientID.resolve(environment: environment))
        let password = PercentEncoding.encode(try clientSecret.resolve(environment: environment))
        return "Basic " + Data("\(identity):\(password)".utf8).base64EncodedString()
    }
}
