internal import Catalog
internal import Logging
internal import NIOHTTP1
internal import Signatures
internal import SyncModel

/// Who may send to one source, and how they prove it.
struct SenderCheck: Sendable {
    /// What the head of a request proves.
    enum Verdict: Sendable {
        /// It may send.
        case known
        /// The body has to be read first: it is signed.
        case afterBody
        /// An issuer's keys have to be read first.
        case afterKeys(KeyRing)
        /// It may not, and why.
        case refused(Problem)
    }

    private let shared: SecretBook<SharedKey>?
    private let token: (expected: TokenExpectation, ring: KeyRing)?
    private let signature: (secrets: SecretBook<WebhookSignature>, window: Int64)?
    private let now: @Sendable () -> UTCTime

    private var seconds: Int64 { now().milliseconds / 1000 }

    /// Reads the secrets of `ways`; throws where one isn't at hand.
    init(
        _ ways: [HTTPListener.Authentication], environment: [String: String], fetch: @escaping DocumentFetch,
        logger: Logger, now: @escaping @Sendable () -> UTCTime
    ) throws(SecretProblem) {
        var shared: SecretBook<SharedKey>?
        var token: (TokenExpectation, KeyRing)?
        var signature: (SecretBook<WebhookSignature>, Int64)?
        let start = now().milliseconds / 1000
        for way in ways {
            switch way {
            case .key(let references):
                shared = try SecretBook(references, environment: environment, logger: logger, now: start) {
                    SharedKey($0)
                }
            case .token(let wanted):
                token = (
                    TokenExpectation(issuer: wanted.issuer, audience: wanted.audience, leeway: wanted.leeway),
                    KeyRing(wanted.keys, fetch: fetch, logger: logger)
                )
            case .signature(let references, let window):
                let secrets = try SecretBook(references, environment: environment, logger: logger, now: start) {
                    WebhookSignature(secret: $0)
                }
                signature = (secrets, window.components.seconds)
            }
        }
        self.shared = shared
        self.token = token
        self.signature = signature
        self.now = now
    }

    /// Whether anybody may send.
    private var isOpen: Bool { shared == nil && token == nil && signature == nil }

    /// What a request proves before its body.
    func check(_ headers: HTTPHeaders) -> Verdict {
        if isOpen { return .known }
        let given = headers["authorization"]
        let takesBearers = shared != nil || token != nil
        if given.isEmpty || !takesBearers, signature != nil, headers.contains(name: "webhook-signature") {
            return .afterBody
        }
        guard given.count == 1, let bearer = Self.bearer(given[0]) else {
            return .refused(refusal("Sign in to send: \(ways).", given: false))
        }
        if let shared, shared.keys(now: seconds).contains(where: { $0.matches(bearer) }) { return .known }
        guard let token else { return .refused(refusal("This key isn't accepted.", given: true)) }
        return check(bearer, token.expected, token.ring)
    }

    private func check(_ bearer: String, _ expected: TokenExpectation, _ ring: KeyRing) -> Verdict {
        let now = seconds
        do throws(TokenProblem) {
            let token = try JSONWebToken(bearer)
            guard let keys = ring.keys else {
                if ring.wantsRefresh(now: now, isUnknown: true) { return .afterKeys(ring) }
                return .refused(.unavailable("The issuer's keys can't be read just now; try again later."))
            }
            if ring.wantsRefresh(now: now, isUnknown: false) {
                // Old keys still do: they are read anew beside this request.
                Task { await ring.refresh(now: now) }
            }
            try token.check(keys, expected, now: now)
            return .known
        } catch {
            if error == .unknownKey, ring.wantsRefresh(now: now, isUnknown: true) { return .afterKeys(ring) }
            // What helps a sender in good faith, and tells no other what to try next.
            let sentence =
                switch error {
                case .expired: "The token has expired: get a new one."
                case .notYet: "The token isn't valid yet: compare the clocks."
                default: "This token isn't accepted."
                }
            return .refused(refusal(sentence, given: true))
        }
    }

    /// What a signed body proves. `nil` where it may be taken.
    func check(_ headers: HTTPHeaders, body: [UInt8]) -> Problem? {
        guard let signature else { return refusal("Sign in to send: \(ways).", given: false) }
        let fields = ["webhook-id", "webhook-timestamp", "webhook-signature"].map { headers[$0] }
        guard fields.allSatisfy({ $0.count == 1 && !$0[0].isEmpty }), fields[0][0].utf8.count <= 256,
            let time = Int64(fields[1][0]), fields[1][0].utf8.count <= 12
        else {
            return refusal("A signed request has one webhook-id, webhook-timestamp and webhook-signature.", given: true)
        }
        let now = seconds
        guard time <= now + signature.window, time >= now - signature.window else {
            return refusal("The signature is too old, or its time lies ahead: compare the clocks.", given: true)
        }
        let isSigned = signature.secrets.keys(now: now).contains { key in
            key.signed(fields[2][0], id: fields[0][0], timestamp: fields[1][0], body: body)
        }
        return isSigned ? nil : refusal("This signature isn't accepted.", given: true)
    }

    private static func bearer(_ field: String) -> String? {
        let parts = field.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        let token = parts[1].trimmedOfSpace
        return token.isEmpty || token.utf8.count > JSONWebToken.limit ? nil : token
    }

    private var ways: String {
        [shared != nil || token != nil ? "with a bearer token" : nil, signature != nil ? "with a signed body" : nil]
            .compactMap { $0 }.joined(separator: ", or ")
    }

    private func refusal(_ sentence: String, given: Bool) -> Problem {
        var problem = Problem(401, "sign-in", .login, sentence)
        if shared != nil || token != nil {
            let error = given ? ", error=\"invalid_token\"" : ""
            problem = problem.with("WWW-Authenticate", "Bearer realm=\"tallyward\"\(error)")
        }
        if signature != nil { problem = problem.with("WWW-Authenticate", "Webhook-Signature realm=\"tallyward\"") }
        return problem
    }
}
