public import SyncModel

/// Somebody outside of the console who is told of notices.
public struct NotificationTarget: Sendable, Hashable {
    /// Its name in the catalog.
    public var name: String
    /// How it is told.
    public var channel: Channel
    /// From which level on it is told.
    public var level: Notice.Level
    /// Of what it is told.
    public var kinds: Set<Notice.Kind>

    /// Joins what the catalog says of one target.
    public init(
        name: String, channel: Channel, level: Notice.Level = .warning,
        kinds: Set<Notice.Kind> = Set(Notice.Kind.allCases)
    ) {
        self.name = name
        self.channel = channel
        self.level = level
        self.kinds = kinds
    }

    /// Whether it is told of a notice. A level never falls, so whoever is told of a start is told of the end.
    public func wants(_ notice: Notice) -> Bool { kinds.contains(notice.cause.kind) && notice.level >= level }

    /// How a target is told.
    public enum Channel: Sendable, Hashable {
        /// A POST of JSON in the form of Standard Webhooks; signed where there is a secret.
        case webhook(url: String, secret: SecretReference?)
        /// A mail.
        case smtp(MailServer)
    }

    /// Where mail is handed in, and from whom to whom it goes.
    public struct MailServer: Sendable, Hashable {
        /// The host's name or address.
        public var host: String
        /// The TCP port.
        public var port: Int
        /// How the connection is encrypted.
        public var tls: TLS
        /// Whom to sign in as; `nil` for a server that takes mail from us without.
        public var signIn: SignIn?
        /// The sender's address.
        public var from: String
        /// The recipients' addresses.
        public var to: [String]

        /// Joins what the catalog says of one server.
        public init(host: String, port: Int, tls: TLS, signIn: SignIn? = nil, from: String, to: [String]) {
            self.host = host
            self.port = port
            self.tls = tls
            self.signIn = signIn
            self.from = from
            self.to = to
        }

        /// How a connection is encrypted.
        public enum TLS: String, Sendable, Hashable, CaseIterable {
            /// Not at all.
            case none
            /// From the STARTTLS command on (RFC 3207), or not used.
            case starttls
            /// From its first byte on (RFC 8314).
            case implicit

            /// The port that usually goes with it.
            public var usualPort: Int {
                switch self {
                case .none: 25
                case .starttls: 587
                case .implicit: 465
                }
            }
        }

        /// A user and where the password is kept.
        public struct SignIn: Sendable, Hashable {
            /// The user.
            public var user: String
            /// Where the password is kept.
            public var password: SecretReference

            /// Joins a user with a password.
            public init(user: String, password: SecretReference) {
                self.user = user
                self.password = password
            }
        }
    }
}
