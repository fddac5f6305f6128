import SyncModel

/// Why there is no access token.
enum SignInFailure: Error, Sendable, Hashable {
    /// The token endpoint refuses us, or a secret is missing: a person has to mend it. The sentence is for them.
    case refused(String)
    /// The token endpoint can't be asked just now.
    case unavailable(AttemptFailure, retryAfter: Duration?)

    /// What a delivery's attempt comes to. Nothing was sent to the destination in either case.
    var outcome: DeliveryOutcome {
        switch self {
        case .refused: .endpointRefuses(failure)
        case .unavailable(let failure, let retryAfter): .transient(failure, retryAfter: retryAfter)
        }
    }

    /// The same as a failure to ask.
    var failure: AttemptFailure {
        switch self {
        case .refused(let sentence): AttemptFailure(code: "sign-in", detail: sentence)
        case .unavailable(let failure, _): failure
        }
    }
}
