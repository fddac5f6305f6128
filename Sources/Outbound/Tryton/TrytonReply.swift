import JSONText
import SyncModel

/// What came of a call.
enum TrytonFailure: Error, Sendable, Hashable {
    /// There is no answer.
    case missing(SignedExchange.Missing)
    /// Not done, and likely to work later.
    case busy(AttemptFailure, retryAfter: Duration?)
    /// It isn't known whether it was done.
    case unknown(AttemptFailure)
    /// We aren't let in, or this isn't where it is done.
    case endpoint(AttemptFailure)
    /// Tryton says no to this call. Nothing of it was done.
    case refused(TrytonError)

    /// What the attempt of a delivery comes to.
    ///
    /// - Parameter changes: whether the call, or one before it in this attempt whose end isn't known, may have booked.
    func outcome(changes: Bool, _ use: ResolvedUse, days: ClockZone) -> DeliveryOutcome {
        switch self {
        case .missing(let missing):
            if case .exchange(let failure) = missing, !changes {
                return .transient(failure.failure, retryAfter: nil)
            }
            return missing.outcome
        case .busy(let failure, let delay): return .transient(failure, retryAfter: delay)
        case .unknown(let failure): return changes ? .ambiguous(failure) : .transient(failure, retryAfter: nil)
        case .endpoint(let failure): return .endpointRefuses(failure)
        case .refused(let error): return error.outcome(for: use, days: days)
        }
    }

    /// What a question comes to.
    func unavailable(_ use: ResolvedUse, days: ClockZone) -> LookUpOutcome {
        switch self {
        case .missing(let missing): return missing.unavailable
        case .busy(let failure, let delay): return .unavailable(failure, retryAfter: delay)
        case .unknown(let failure): return .unavailable(failure, retryAfter: nil)
        case .endpoint(let failure): return .endpointRefuses(failure)
        case .refused(let error):
            switch error.outcome(for: use, days: days) {
            case .endpointRefuses(let failure): return .endpointRefuses(failure)
            case .transient(let failure, let delay): return .unavailable(failure, retryAfter: delay)
            default:
                let failure = AttemptFailure(
                    code: "tryton-\(error.name)", detail: "Tryton doesn't answer whether it was booked.")
                return .unavailable(failure, retryAfter: nil)
            }
        }
    }
}

/// Reads answers of Tryton's JSON-RPC.
///
/// | answer | meaning |
/// | --- | --- |
/// | 2xx with `result` | done |
/// | 2xx with `error` | not done; ``TrytonErrorTable`` says why |
/// | 2xx with anything else | may be done |
/// | 429 | not now, for a minute where it doesn't say how long |
/// | 409, 423, 425, 503 | not now: a lock, as PostgreSQL has it on the numbers of shipments |
/// | 401, 403, 404, 405, 3xx | the endpoint refuses us |
/// | other 4xx | not done: our call is wrong |
/// | 408, 500, 502, 504, other 5xx | may be done |
enum TrytonReply {
    /// What `answer` says. Pure: the same answer means the same.
    static func read(_ answer: HTTPAnswer, now: UTCTime) -> Result<JSONValue, TrytonFailure> {
        switch StatusClass.of(answer.status) {
        case .success: return result(answer)
        case .busy:
            let said = page(answer.body)
            let reason = said.isEmpty ? "not now" : said
            return .failure(
                .busy(
                    answer.failure("Tryton answered \(answer.status): \(reason)."),
                    retryAfter: answer.delay(now: now) ?? (answer.status == 429 ? TrytonSignIn.restAfterLockout : nil)))
        case .misconfigured: return .failure(.endpoint(answer.refusal))
        case .unknown:
            return .failure(.unknown(answer.failure("Tryton answered \(answer.status): it may or may not be done.")))
        case .refused: return .failure(.refused(TrytonError(name: answer.code, text: page(answer.body))))
        }
    }

    private static func result(_ answer: HTTPAnswer) -> Result<JSONValue, TrytonFailure> {
        let body = JSONReader.read(answer.body)
        if let error = body?["error"], error != .null { return .failure(.refused(TrytonError(error))) }
        guard let result = body?["result"] else {
            return .failure(.unknown(answer.failure("Tryton answered \(answer.status), but not with a result.")))
        }
        return .success(result)
    }

    /// The sentence of an error page: its first paragraph.
    private static func page(_ body: [UInt8]) -> String {
        let text = String(decoding: body.prefix(4096), as: UTF8.self)
        guard let start = text.firstRange(of: "<p>") else { return "" }
        return RemoteText.clean(String(text[start.upperBound...].prefix(400)), limit: 160)
    }
}
