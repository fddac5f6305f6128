import AsyncHTTPClient
public import Catalog
import FoundationEssentials
import NIOCore
import NIOHTTP1
public import SyncEngine
public import SyncModel
import Synchronization

/// Makes a ``SyncEngine/Destination`` for each endpoint of a catalog. All of them share one HTTP client and one event
/// loop; a REST endpoint over plain HTTP has connections of its own, without the client between.
///
/// HTTP/1.1 only, no redirects, no decompression, answers of at most 256 KiB, no retries: what is tried again, when and
/// how often, is the engine's to decide. Call ``shutdown()`` once, after the last delivery was settled.
public final class DestinationFactory: Sendable {
    private let client: HTTPClient
    private let eventLoop: any EventLoop
    private let connections: Int
    let environment: [String: String]
    private let directClients = Mutex<[DirectClient]>([])
    private let receivers = Mutex<[MLLPDestination]>([])
    private let exports = Mutex<[FileDestination]>([])

    /// A factory for endpoints with up to `connections` requests in flight each: the largest `concurrency` of the
    /// catalog.
    public convenience init(connections: Int = 32) {
        self.init(connections: connections, environment: ProcessInfo.processInfo.environment)
    }

    /// A factory that looks up secrets of the environment in `environment`.
    init(connections: Int, environment: [String: String]) {
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
        self.connections = max(1, connections)
        self.environment = environment
    }

    /// What carries webhooks: the shared client, within ten seconds.
    var webhookExchange: HTTPExchange { HTTPExchange(transport: .shared(client, eventLoop), timeout: .seconds(10)) }

    /// A destination for `endpoint`. Connects to nothing yet; reads no secret yet. From now on the files of a folder
    /// are closed when it is time to.
    public func make(_ endpoint: Endpoint, flows: [Flow] = []) throws(DestinationError) -> any Destination {
        do {
            let exchange = HTTPExchange(transport: .shared(client, eventLoop), timeout: endpoint.timeout)
            let signIn = try signIn(endpoint, exchange)
            let signed = SignedExchange(exchange: exchange, signIn: signIn)
            let clock: @Sendable () -> UTCTime = { .systemNow }
            switch endpoint.kind {
            case .file(let export):
                let files = FileDestination(endpoint, export, flows: flows, now: clock)
                exports.withLock { $0.append(files) }
                files.start()
                return files
            case .oracleInventory(let site):
                return try OracleInventoryDestination(
                    url: endpoint.url, site: site, exchange: signed, now: clock)
            case .mllp(let site):
                let receiver = try MLLPDestination(
                    url: endpoint.url, site: site, days: endpoint.days,
                    flows: flows.filter { $0.endpoint == endpoint.name },
                    timeout: endpoint.timeout, group: client.eventLoopGroup, now: clock)
                receivers.withLock { $0.append(receiver) }
                return receiver
            case .trytonStock(let site):
                return try TrytonStockDestination(
                    url: endpoint.url, site: site, days: endpoint.days, exchange: signed, now: clock)
            case .sapMaterialDocument(let site):
                return try SAPDestination(
                    url: endpoint.url, site: site, days: endpoint.days, exchange: signed, now: clock)
            case .rest(let path):
                let posting = try OutgoingRequest(.POST, endpoint.url + path)
                let carried = HTTPExchange(transport: transport(for: posting), timeout: endpoint.timeout)
                return try RESTDestination(
                    base: endpoint.url, path: path, flows: flows.filter { $0.endpoint == endpoint.name },
                    putBy: endpoint.putBy, envelope: endpoint.envelope, days: endpoint.days,
                    exchange: SignedExchange(exchange: carried, signIn: signIn),
                    now: clock)
            }
        } catch {
            throw DestinationError.invalidURL(endpoint: endpoint.name)
        }
    }

    /// Ends the client and its connections. Requests still in flight fail.
    public func shutdown() async {
        for receiver in receivers.withLock({ $0 }) { receiver.close() }
        for files in exports.withLock({ $0 }) { files.close() }
        for direct in directClients.withLock({ $0 }) { await direct.shutdown() }
        // What it could throw is that it was shut down before.
        try? await client.shutdown()
    }

    /// The document behind a URL, such as an issuer's public keys: 256 KiB at most, within ten seconds.
    public func document(at url: String) async throws(DocumentProblem) -> [UInt8] {
        let request: OutgoingRequest
        do { request = try OutgoingRequest(.GET, url, headers: [("Accept", "application/json")]) } catch {
            throw .unreachable(code: "url")
        }
        switch await webhookExchange.perform(request) {
        case .failure(let missed): throw .unreachable(code: missed.failure.code)
        case .success(let answer):
            guard answer.status == 200 else { throw .status(answer.status) }
            return answer.body
        }
    }

    /// Connections of its own for an endpoint that takes every message and is inside the house; else the shared client.
    private func transport(for request: OutgoingRequest) -> HTTPExchange.Transport {
        guard request.template.scheme == "http" else { return .shared(client, eventLoop) }
        let direct = DirectClient(
            host: request.template.host, port: request.template.port, connections: connections, eventLoop: eventLoop)
        directClients.withLock { $0.append(direct) }
        return .direct(direct)
    }

    private func signIn(_ endpoint: Endpoint, _ exchange: HTTPExchange) throws -> SignIn {
        switch endpoint.authentication {
        case .none: return .none
        case .clientCredentials(let url, let clientID, let secret, let scope):
            let credentials = try ClientCredentials(
                exchange: exchange, tokenURL: url, clientID: clientID, clientSecret: secret, scope: scope,
                environment: environment, now: { .systemNow })
            return .tokens(OAuthTokens(fetch: credentials.fetch), scheme: "Bearer")
        case .webhookSignature(let secrets):
            return .signature(WebhookSigner(secrets: secrets, environment: environment, now: { .systemNow }))
        case .smartBackend(let client):
            let assertion = try BackendAssertion(
                exchange: exchange, client: client, environment: environment, now: { .systemNow })
            return .tokens(OAuthTokens(fetch: assertion.fetch), scheme: "Bearer")
        case .password(let login, let password):
            let credentials = BasicCredentials(login: login, password: password, environment: environment)
            guard case .trytonStock(let site) = endpoint.kind else { return .basic(credentials) }
            let session = try TrytonSignIn(
                exchange: exchange, url: endpoint.url, database: site.database, credentials: credentials)
            return .tokens(OAuthTokens(fetch: session.begin), scheme: "Session")
        }
    }
}

/// Why a document isn't at hand.
public enum DocumentProblem: Error, Sendable, Hashable {
    /// No answer came, for a reason with a bounded name.
    case unreachable(code: String)
    /// The answer was no.
    case status(Int)
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
