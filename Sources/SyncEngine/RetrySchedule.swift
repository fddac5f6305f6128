import Catalog
import SyncModel
import SyncStore

/// When a delivery is tried again, and when it is given up. Pure: randomness and age are given.
struct RetrySchedule: Sendable {
    let policy: RetryPolicy
    /// Whether the destination applies a repeated request with the same key once.
    let honoursIdempotencyKey: Bool
    /// How long the endpoint may be at work on a request.
    let timeout: Duration

    /// How long to wait after attempt number `attempt`, from 1: exponential, with full jitter.
    ///
    /// - Parameter random: uniform in 0..<1.
    func delay(afterAttempt attempt: Int, random: Double) -> Duration {
        let doublings = min(max(attempt - 1, 0), 30)
        let ceiling = min(policy.initial * (1 << doublings), policy.maximum)
        return ceiling * random
    }

    /// What becomes of a delivery after an attempt.
    ///
    /// One that the whole endpoint refuses waits as long as that lasts: it is not at fault, and an exception for each
    /// would bury the one cause.
    ///
    /// - Parameter isOwnRefusal: whether the endpoint takes others, and so refuses this one for its own sake.
    func decide(
        _ outcome: DeliveryOutcome, attempt: Int, age: Duration, isOwnRefusal: Bool = false, now: UTCTime,
        random: () -> Double
    ) -> Settlement.Decision {
        switch outcome {
        case .delivered(let document): return .delivered(document: document)
        case .permanent(let fault): return .faulted(fault)
        case .endpointRefuses(let failure):
            if isOwnRefusal { return .faulted(Self.ownFault(failure)) }
            return .retry(due: now.advanced(by: delay(afterAttempt: attempt, random: random())), failure)
        case .ambiguous(let failure):
            guard honoursIdempotencyKey else { return .inDoubt(failure) }
            guard !isSpent(attempt: attempt, age: age) else {
                return unknown("given up after \(attempt) attempts in \(age.spoken): \(failure.detail)")
            }
            return again(failure, after: .zero, attempt: attempt, age: age, now: now, random: random)
        case .transient(let failure, let retryAfter):
            return again(failure, after: retryAfter ?? .zero, attempt: attempt, age: age, now: now, random: random)
        }
    }

    /// What becomes of a delivery in doubt after a look-up.
    ///
    /// What isn't there yet may still be at work there: "absent" is believed only once the endpoint has had its whole
    /// time again since we stopped waiting for its answer.
    ///
    /// - Parameter doubted: for how long it has been in doubt since its last request.
    func decide(
        _ outcome: LookUpOutcome, attempt: Int, age: Duration, doubted: Duration
    ) -> Settlement.Decision {
        switch outcome {
        case .found(let document): return .delivered(document: document)
        case .refused(let fault): return .faulted(fault)
        case .absent where !honoursIdempotencyKey && doubted < timeout:
            return .inDoubt(
                AttemptFailure(
                    code: "not-yet-booked", detail: "looked up: not booked yet, but the request may still be at work"))
        case .absent:
            if isSpent(attempt: attempt, age: age) {
                return givenUp(
                    AttemptFailure(code: "not-booked", detail: "no answer, and not booked when looked up"),
                    attempt: attempt, age: age)
            }
            return .requeue(AttemptFailure(code: "not-booked", detail: "looked up: it was not booked"))
        case .pending:
            return .inDoubt(AttemptFailure(code: "pending", detail: "looked up: it is not finished yet"))
        case .unavailable(let failure, _), .endpointRefuses(let failure):
            guard age < policy.age else {
                return unknown("this destination couldn't be asked for \(age.spoken): \(failure.detail)")
            }
            return .inDoubt(failure)
        case .unsupported: return unknown("this destination can't be asked whether it arrived.")
        }
    }

    /// How long after a look-up that settled nothing the next one is: soon at first, then ever more rarely, and once
    /// when "absent" is first to be believed.
    ///
    /// - Parameter doubted: for how long the delivery has been in doubt since its last request.
    func lookUpDelay(doubted: Duration) -> Duration {
        let delay = min(max(doubted, .seconds(2)), .seconds(60))
        return doubted < timeout ? min(delay, timeout - doubted) : delay
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

    /// What a delivery is told that the endpoint refuses in words that usually concern us all.
    private static func ownFault(_ failure: AttemptFailure) -> Fault {
        let code: FaultCode = failure.status.map { [401, 403, 407].contains($0) } ?? true ? .unauthorized : .rejected
        return Fault(
            code, FaultSubject(other: failure.code),
            detail: "\(failure.detail) It takes other deliveries: this one is refused for its own sake.")
    }
}
