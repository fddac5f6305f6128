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
        _ outcome: DeliveryOutcome, attempt: Int, age: Duration, now: UTCTime, random: () -> Double
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
        _ outcome: LookUpOutcome, attempt: Int, age: Duration, now: UTCTime, random: () -> Double
    ) -> Settlement.Decision {
        switch outcome {
        case .found(let document): return .delivered(document: document)
        case .refused(let fault): return .faulted(fault)
        case .absent:
            if isSpent(attempt: attempt, age: age) {
                return givenUp(
                    AttemptFailure(code: "not-booked", detail: "no answer, and not booked when looked up"),
                    attempt: attempt, age: age)
            }
            return .requeue(AttemptFailure(code: "not-booked", detail: "looked up: it was not booked"))
        case .pending:
            return .inDoubt(AttemptFailure(code: "pending", detail: "looked up: it is not finished yet"))
        case .unavailable(let failure, _):
            guard age < policy.age else {
                return unknown("this destination couldn't be asked for \(age.spoken): \(failure.detail)")
            }
            return .inDoubt(failure)
        case .unsupported: return unknown("this destination can't be asked whether it arrived.")
        }
    }

    private func unknown(_ why: String) -> Settlement.Decision {
        .faulted(Fault(.outcomeUnknown, detail: "A request left and no answer came; \(why)"))
    }

    private func again(
        _ failure: AttemptFailure, after floor: Duration, attempt: Int, age: Duration, now: UTCTime,
        random: () -> Double
    ) -> Settlement.Decision {
        if isSpent(attempt: attempt, age: age) { return givenUp(failure, attempt: attempt, age: age) }
        return .retry(due: now.advanced(by: floor + delay(afterAttempt: attempt, random: random())), failure)
    }
    private func isSpent(attempt: Int, age: Duration) -> Bool { attempt >= policy.attempts || age >= policy.age }

    private func givenUp(_ failure: AttemptFailure, attempt: Int, age: Duration) -> Settlement.Decision {
        .faulted(
            Fault(
                .attemptsExhausted, FaultSubject(other: failure.code),
                detail: "Given up after \(attempt) attempts in \(age.spoken); the last: \(failure.detail)"))
    }
}
