/// How a source is listened to over HTTP, and who may send.
///
/// Several sources may share an address (host and port) and differ by path; one server listens there for all of them.
public struct HTTPListener: Sendable, Hashable {
    /// Where the server binds to.
    public var address: HTTPAddress
    /// The path below which the source's requests lie, without a slash at the end: `/fhir`; empty for the root.
    public var path: String
    /// What its bodies are.
    public var content: Content
    /// The largest body, in bytes.
    public var maximumBodyBytes: Int
    /// How senders prove who they are; any one is enough. Empty where nobody has to, on a loopback address only.
    public var authentication: [Authentication]

    /// A listener with the usual bounds: bodies up to 4 MiB.
    public init(
        address: HTTPAddress, path: String, content: Content, maximumBodyBytes: Int = 4 << 20,
        authentication: [Authentication] = []
    ) {
        self.address = address
        self.path = path
        self.content = content
        self.maximumBodyBytes = maximumBodyBytes
        self.authentication = authentication
    }

    /// What the bodies of a source are.
    public enum Content: String, Sendable, Hashable, CaseIterable {
        /// Resources and Bundles over the REST interface of FHIR R4.
        case fhir
        /// CloudEvents 1.0 in JSON.
        case cloudEvents = "cloudevents"

        /// What a kind of message of such a source begins with, as flows name it: `fhir:SupplyDelivery`.
        public var typePrefix: String {
            switch self {
            case .fhir: "fhir:"
            case .cloudEvents: "event:"
            }
        }
    }

    /// A way to prove who sends.
    public enum Authentication: Sendable, Hashable {
        /// `Authorization: Bearer` with a key that both sides know. Several, so that one can be replaced by another.
        case key([SecretReference])
        /// `Authorization: Bearer` with a token that an issuer has signed (RFC 7519).
        case token(Token)
        /// Signed bodies in the form of Standard Webhooks. Several secrets, so that one can be replaced by another;
        /// what is signed longer ago than `window` isn't believed.
        case signature([SecretReference], window: Duration)
    }

    /// What a bearer token has to say, and whose keys it is checked with.
    public struct Token: Sendable, Hashable {
        /// `iss`, exactly.
        public var issuer: String
        /// One of `aud`, exactly.
        public var audience: String
        /// Where the issuer's public keys are.
        public var keys: Keys
        /// How far two clocks may differ.
        public var leeway: Duration

        /// Joins what a token has to say.
        public init(issuer: String, audience: String, keys: Keys, leeway: Duration = .seconds(30)) {
            self.issuer = issuer
            self.audience = audience
            self.keys = keys
            self.leeway = leeway
        }

        /// Where a JSON Web Key Set is.
        public enum Keys: Sendable, Hashable {
            /// In a file of that path.
            case file(String)
            /// Behind a URL.
            case url(String)
        }
    }
}

/// What an HTTP server binds to, and what bounds its connections.
public struct HTTPAddress: Sendable, Hashable {
    /// The address to listen on.
    public var host: String
    /// The TCP port; 0 lets the system choose.
    public var port: Int
    /// The certificate chain and key, and whether clients must show one; `nil` for plain HTTP.
    public var tls: MLLPListener.TLS?
    /// The most connections at once.
    public var maximumConnections: Int
    /// How long a request may take to arrive, from its first byte to its last.
    public var bodyTimeout: Duration
    /// How long a connection may stay silent between requests.
    public var idleTimeout: Duration

    /// An address with the usual bounds: 1,000 connections, 30 s for a request, 75 s of silence.
    public init(
        host: String, port: Int, tls: MLLPListener.TLS? = nil, maximumConnections: Int = 1000,
        bodyTimeout: Duration = .seconds(30), idleTimeout: Duration = .seconds(75)
    ) {
        self.host = host
        self.port = port
        self.tls = tls
        self.maximumConnections = maximumConnections
        self.bodyTimeout = bodyTimeout
        self.idleTimeout = idleTimeout
    }
}
