import JSONText
import SyncModel

/// An access token and how long it lasts (RFC 6749 §5.1).
struct AccessToken: Sendable, Hashable {
    /// What stands behind `Bearer `.
    var secret: Secret
    /// How long it holds from the request for it.
    var lifetime: Duration

    /// Taken where the server doesn't say how long: a 401 ends it earlier, and one request more an interval is cheap.
    static let defaultLifetime = Duration.seconds(300)

    /// When a new one is asked for although this one still holds: a minute before its end, or a fifth of its life where
    /// that is less.
    var refreshAge: Duration { lifetime - min(.seconds(60), lifetime / 5) }

    /// Reads the token endpoint's answer; nothing of it but a known error code gets into a failure.
    static func read(
        _ answer: HTTPAnswer, now: UTCTime, asking way: Asking = .secret
    ) -> Result<AccessToken, SignInFailure> {
        switch answer.status {
        case 200..<300:
            guard let token = accepted(answer) else {
                let detail = "The token endpoint answered \(answer.status), but without a usable bearer token."
                return .failure(.unavailable(AttemptFailure(code: "token-unusable", detail: detail), retryAfter: nil))
            }
            return .success(token)
        case 408, 425, 429, 500...:
            let failure = AttemptFailure(
                code: "token-\(answer.code)", status: answer.status,
                detail: "The token endpoint answered \(answer.status): no sign-in just now.")
            return .failure(.unavailable(failure, retryAfter: answer.delay(now: now)))
        default:
            let reason = JSONReader.read(answer.body)?["error"]?.text.flatMap { Self.refusal($0, way) }
            let said = reason ?? "check the token URL and the client in the catalog"
            return .failure(.refused("The token endpoint refuses our sign-in (\(answer.status)): \(said)."))
        }
    }

    /// What a token was asked for with.
    enum Asking {
        /// A client's id and secret.
        case secret
        /// An assertion that the client's key has signed.
        case assertion
    }

    private static func refusal(_ code: String, _ way: Asking) -> String? {
        guard way == .assertion, code == "invalid_client" || code == "invalid_grant" else { return refusals[code] }
        return "\(code), it doesn't take what our key has signed: check client id, key and key id, and the clock"
    }

    /// The error codes of RFC 6749 §5.2, as an operator understands them.
    private static let refusals = [
        "invalid_request": "invalid_request, it doesn't take a request of this form",
        "invalid_client": "invalid_client, check the client id and secret",
        "invalid_grant": "invalid_grant, the credentials are expired or revoked",
        "unauthorized_client": "unauthorized_client, this client may not use client credentials",
        "unsupported_grant_type": "unsupported_grant_type, it doesn't offer client credentials",
        "invalid_scope": "invalid_scope, check the scope in the catalog",
    ]

    private static func accepted(_ answer: HTTPAnswer) -> AccessToken? {
        guard let body = JSONReader.read(answer.body), case .string(let token)? = body["access_token"], !token.isEmpty,
            token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            (body["token_type"]?.text ?? "Bearer").lowercased() == "bearer"
        else { return nil }
        let seconds = body["expires_in"]?.text.flatMap { Int64($0.prefix { $0 != "." }) }
        // A year is as good as for ever, and keeps the arithmetic far from its limits.
        let lifetime = seconds.map { Duration.seconds(min(max($0, 0), 31_536_000)) }
        return AccessToken(secret: Secret(token), lifetime: lifetime ?? defaultLifetime)
    }
}
