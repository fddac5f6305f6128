extension Endpoint {
    /// How an endpoint wants us to sign in.
    public enum Authentication: Sendable, Hashable {
        /// Not at all.
        case none
        /// OAuth 2.0 client credentials (RFC 6749 §4.4).
        case clientCredentials(
            tokenURL: String, clientID: SecretReference, clientSecret: SecretReference, scope: String?)
        /// A login and its password: HTTP Basic (RFC 7617), or the endpoint's own way to begin a session.
        case password(login: SecretReference, password: SecretReference)
        /// Each request is signed as Standard Webhooks want it, once with each of the secrets.
        case webhookSignature(secrets: [SecretReference])
        /// SMART Backend Services: OAuth 2.0 client credentials with a signed assertion for a secret (RFC 7523).
        case smartBackend(SmartBackend)

        /// The login and the password, where it takes them.
        public var password: (login: SecretReference, password: SecretReference)? {
            guard case .password(let login, let password) = self else { return nil }
            return (login, password)
        }

        /// The secrets that it takes.
        public var secrets: [SecretReference] {
            switch self {
            case .none: []
            case .clientCredentials(_, let clientID, let clientSecret, _): [clientID, clientSecret]
            case .password(let login, let password): [login, password]
            case .webhookSignature(let secrets): secrets
            case .smartBackend(let client): [client.clientID, client.key]
            }
        }
    }

    /// A client that signs in with a private key.
    public struct SmartBackend: Sendable, Hashable {
        /// Who gives tokens out.
        public var tokenURL: String
        /// Under what the client is registered there.
        public var clientID: SecretReference
        /// Its private key in PEM: RSA for RS384, P-384 for ES384.
        public var key: SecretReference
        /// The id of its public key, as it is registered there.
        public var keyID: String
        /// What the token is to be good for.
        public var scope: String?

        /// Joins what a client needs.
        public init(
            tokenURL: String, clientID: SecretReference, key: SecretReference, keyID: String, scope: String? = nil
        ) {
            self.tokenURL = tokenURL
            self.clientID = clientID
            self.key = key
            self.keyID = keyID
            self.scope = scope
        }
    }
}
