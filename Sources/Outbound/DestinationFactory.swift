import AsyncHTTPClient
public import Catalog
import NIOCore
public import SyncEngine
public import SyncModel

/// Makes a ``SyncEngine/Destination`` for each endpoint of a catalog. All of them share one HTTP client, its connections
/// and one event loop.
///
/// HTTP/1.1 only, no redirects, no decompression, answers of at most 256 KiB, no retries: what is tried again, when and
/// how often, is the engine's to decide. Call ``shutdown()`` once, after the last delivery was settled.
public final class DestinationFactory: Sendable {
    private let client: HTTPClient
    private let eventLoop: any EventLoop
    private let secrets: SecretResolution

    /// A factory for endpoints with up to `connections` requests in flight each: the largest `concurrency` of the catalog.
    public convenience init(connections: Int = 32) {
        self.init(connections: connections, secrets: .process)
    }

    /// A factory that looks secrets up in `secrets`.
    init(connections: Int, secrets: SecretResolution) {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow, timeout: .init(connect: .seconds(10)), decompression: .disabled)
        configuration.httpVersion = .http1Only
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = max(1, connections)
        // The engine backs off and counts; a client that hides failures would only spend the delivery's time.
        configuration.connectionPool.retryConnectionEstablishment = false
        // Below what servers and balancers allow, so that we seldom write to a connection they are closing.
        configuration.connectionPool.idleTimeout = .seconds(20)
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        eventLoop = client.eventLoopGroup.any()
        self.secrets = secrets
    }

    /// A destination for `endpoint`. Connects to nothing yet; reads no secret yet.
    public func make(_ endpoint: Endpoint) throws(DestinationError) -> any Destination {
        do {
            let exchange = HTTPExchange(client: client, eventLoop: eventLoop, timeout: endpoint.timeout)
            let signed = SignedExchange(exchange: exchange, tokens: try tokens(endpoint, exchange))
            switch endpoint.kind {
            case .oracleInventory(let site):
                return try OracleInventoryDestination(
                    url: endpoint.url, site: site, exchange: signed, now: { .systemNow })
            case .rest(let path):
                return try RESTDestination(url: endpoint.url + path, exchange: signed, now: { .systemNow })
            }
        } catch {
            throw DestinationError.invalidURL(endpoint: endpoint.name)
        }
    }

    /// Ends the client and its connections. Requests still in flight fail.
    public func shutdown() async {
        // What it could throw is that it was shut down before.
        try? await client.shutdown()
    }

    private func tokens(_ endpoint: Endpoint, _ exchange: HTTPExchange) throws -> OAuthTokens? {
        guard case .clientCredentials(let url, let clientID, let secret, let scope) = endpoint.authentication else {
            return nil
        }
        let credentials = try ClientCredentials(
            exchange: exchange, tokenURL: url, clientID: clientID, clientSecret: secret, scope: scope,
            secrets: secrets, now: { .systemNow })
        return OAuthTokens(fetch: credentials.fetch)
    }
}

/// Why there is no destination for an endpoint.
public enum DestinationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The URL of the endpoint or of its token endpoint isn't one of `http` or `https`.
    case invalidURL(endpoint: EndpointName)

    /// One sentence for the operator.
    public var description: String {
        switch self {
        case .invalidURL(let endpoint):
            "The url or token-url of endpoint \(endpoint) isn't a valid http or https URL: mend it in the catalog."
        }
    }
}
