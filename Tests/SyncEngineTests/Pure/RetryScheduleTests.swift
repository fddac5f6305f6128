import Catalog
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("The retry schedule")
struct RetryScheduleTests {
    private let failure = AttemptFailure(code: "http-503", status: 503, detail: "out of order")

    private func schedule(honours: Bool = true, attempts: Int = 50) -> RetrySchedule {
        RetrySchedule(
            policy: RetryPolicy(initial: .seconds(1), maximum: .seconds(60), attempts: attempts, age: .seconds(3600)),
            honoursIdempotencyKey: honours)
    }

    private func decide(
        _ outcome: DeliveryOutcome, attempt: Int = 1, age: Duration = .zero, random: Double = 0.5, honours: Bool = true
    ) -> Settlement.Decision {
        schedule(honours: honours)
            .decide(outcome, attempt: attempt, age: age, now: TestSite.start, random: { random })
    }

    @Test("the delay is jittered over the whole range from nothing to a ceiling that doubles up to the maximum")
    func delays() {
        for attempt in 1...2000 {
            let ceiling = attempt <= 6 ? Duration.seconds(1 << (attempt - 1)) : .seconds(60)
            #expect(schedule().delay(afterAttempt: attempt, random: 0) == .zero)
            #expect(schedule().delay(afterAttempt: attempt, random: 0.5) == ceiling / 2)
            #expect(schedule().delay(afterAttempt: attempt, random: 1) == ceiling)
        }
    }

    @Test("a transient failure is tried again after the delay, with Retry-After as its floor")
    func waits() {
        guard case .retry(let due, failure) = decide(.transient(failure, retryAfter: nil), attempt: 3) else {
            Issue.record("not tried again")
            return
        }
        #expect(due.elapsed(since: TestSite.start) == .seconds(2))
        guard case .retry(let later, _) = decide(.transient(failure, retryAfter: .seconds(30)), random: 0) else {
            Issue.record("not tried again")
            return
        }
        #expect(later.elapsed(since: TestSite.start) == .seconds(30))
    }

    @Test(
        "it is given up at the last attempt or when it is too old, and a person is asked",
        arguments: [
            (49, Duration.seconds(3599), false), (50, .zero, true), (51, .zero, true), (1, .seconds(3600), true),
        ])
    func givesUp(attempt: Int, age: Duration, isGivenUp: Bool) {
        let decisions = [
            decide(.transient(failure, retryAfter: nil), attempt: attempt, age: age),
            decide(.ambiguous(failure), attempt: attempt, age: age),
        ]
        for decision in decisions {
            if case .faulted(let fault) = decision {
                #expect(isGivenUp && fault.code == .attemptsExhausted)
            } else {
                #expect(!isGivenUp)
            }
        }
    }

    @Test("an answer that was lost is in doubt where the destination doesn't honour keys, else simply sent again")
    func doubts() {
        guard case .inDoubt(failure) = decide(.ambiguous(failure), attempt: 50, honours: false) else {
            Issue.record("it would be sent again without a look")
            return
        }
        guard case .retry = decide(.ambiguous(failure)) else {
            Issue.record("not tried again")
            return
        }
    }

    @Test("what the destination says of a delivery in doubt decides: booked, not booked, refused, or ask again")
    func looksUp() {
        func decide(
            _ outcome: LookUpOutcome, attempt: Int = 1, age: Duration = .zero
        ) -> String {
            switch schedule(honours: false).decide(
                outcome, attempt: attempt, age: age, now: TestSite.start, random: { 0.5 })
            {
            case .delivered(let document): "delivered \(document)"
            case .requeue: "send again"
            case .inDoubt: "ask again"
            case .faulted(let fault): fault.code.rawValue
            case .retry, .dead: "neither"
            }
        }
        let fault = Fault(.itemRejected, detail: "no such item")
        #expect(decide(.found(document: "7")) == "delivered 7")
        #expect(decide(.found(document: "7"), attempt: 99, age: .seconds(9999)) == "delivered 7")
        #expect(decide(.refused(fault)) == "erp.item-rejected")
        #expect(decide(.pending) == "ask again")
        #expect(decide(.unsupported) == "delivery.outcome-unknown")
        #expect(decide(.absent) == "send again")
        #expect(decide(.absent, attempt: 50) == "delivery.attempts-exhausted")
        #expect(decide(.absent, age: .seconds(3600)) == "delivery.attempts-exhausted")
        #expect(decide(.unavailable(failure, retryAfter: nil)) == "ask again")
        #expect(decide(.unavailable(failure, retryAfter: nil), age: .seconds(3600)) == "delivery.outcome-unknown")
    }
}
