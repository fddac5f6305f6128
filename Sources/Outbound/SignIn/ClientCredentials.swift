import AsyncHTTPClient
import Catalog
import FoundationEssentials
import NIOHTTP1
import SyncModel

/// The request for an access token with client credentials (RFC 6749 §4.4.2): the client signs in with HTTP Basic
/// (§2.3.1), the form names grant and scope.
struct ClientCredentials: Sendable {
    private let exchange: HTTPExchange
    private let template: HTTPClient.Request
    private let clientID: SecretReference
    private let clientSecret: SecretReference
    private let form: String
    private let secrets: SecretResolution
    private let now: @Sendable () -> UTCTime

    /// Asks `tokenURL`; throws where that isn't a URL.
    init(
        exchange: HTTPExchange, tokenURL: String, clientID: SecretReference, clientSecret: SecretReference,
        scope: String?, secrets: SecretResolution, now: @escaping @Sendable () -> UTCTime
    ) throws {
        self.exchange = exchange
        template = try HTTPExchange.template(
            .POST, tokenURL,
            headers: [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json")])
        self.clientID = clientID
        self.clientSecret = clientSecret
        form = "grant_type=client_credentials" + (scope.map { "&scope=\(PercentEncoding.encode($0))" } ?? "")
        self.secrets = secrets
        self.now = now
    }

    /// Asks once.
    func fetch() async -> Result<AccessToken, SignInFailure> {
        var request = template
        do throws(SecretError) {
            request.headers.add(name: "Authorization", value: try basicAuthorization())
        } catch {
            return .failure(.refused(error.sentence))
        }
        request.body = .string(form)
        switch await exchange.perform(request) {
        case .success(let answer): return AccessToken.read(answer, now: now())
        case .failure(let missed):
            let failure = AttemptFailure(
                code: "token-\(missed.failure.code)", detail: "No access token: \(missed.failure.detail)")
            return .failure(.unavailable(failure, retryAfter: nil))
        }
    }

    private func basicAuthorization() throws(SecretError) -> String {
        let identity = PercentEncoding.encode(try secrets.resolve(clientID).exposed)
        let password = PercentEncoding.encode(try secrets.resolve(clientSecret).exposed)
        return "Basic " + Data("\(identity):\(password)".utf8).base64EncodedString()
    }
}
