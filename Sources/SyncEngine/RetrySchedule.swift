import Catalog
import SyncModel
import SyncStore

/// When a delivery is tried again, and when it is given up. Pure: randomness and age are given.
struct RetrySchedule: Sendable {
    let policy: RetryPolicy
    /// Whether the destination applies a repeated request with the same key once.
    let honoursIdempotencyKey: Bool

    /// How long to wait after attempt number `attempt`, from 1: exponential, with full jitter.
    ///
    /// - Parameter random: uniform in 0..<1.
    func delay(afterAttempt attempt: Int, random: Double) -> Duration {
        let doublings = min(max(attempt - 1, 0), 30)
        let ceiling = min(policy.initial * (1 << doublings), policy.maximum)
        return ceiling * random
    }

    /// What becomes of a delivery after an attempt.
    func decide(
        _ outcome: DeliveryOutcome, attempt: Int, age: Duration, now: UTCTime, random: Double
    ) -> Settlement.Decision {
        switch outcome {
        case .delivered(let document): return .delivered(document: document)
        case .permanent(let fault): return .faulted(fault)
        case .ambiguous(let failure):
            guard honoursIdempotencyKey else { return .inDoubt(failure) }
            return again(failure, after: .zero, attempt: attempt, age: age, now: now, random: random)
        case .transient(let failure, let retryAfter):
            return again(failure, after: retryAfter ?? .zero, attempt: attempt, age: age, now: now, random: random)
        }
    }

    /// What becomes of a delivery in doubt after a look-up.
    func decide(
        _ outcome: LookUpOutcome, attempt: Int, age: Duration, now: UTCTime, random: Double
    ) -> Settlement.Decision {
        switch outcome {
        case .found(let document): return .delivered(document: document)
        case .refused(let fault): return .faulted(fault)
        case .absent:
            return .requeue(AttemptFailure(code: "not-booked", detail: "looked up: it was not booked"))
        case .pending:
            return .inDoubt(AttemptFailure(code: "pending", detail: "looked up: it is not finished yet"))
        case .unavailable(let failure, _): return .inDoubt(failure)
        case .unsupported:
            return .faulted(
                Fault(
                    .outcomeUnknown,
                    detail: "A request left and no answer came; this destination can't be asked whether it arrived."))
        }
    }

    private func again(
        _ failure: AttemptFailure, after floor: Duration, attempt: Int, age: Duration, now: UTCTime, random: Double
    ) -> Settlement.Decision {
        if attempt >= policy.attempts || age >= policy.age {
            return .faulted(
                Fault(
                    .attemptsExhausted, FaultSubject(other: failure.code),
                    detail: "Given up after \(attempt) attempts in \(age.spoken); the last: \(failure.detail)"))
        }
        return .retry(due: now.advanced(by: floor + delay(afterAttempt: attempt, random: random)), failure)
    }
}
