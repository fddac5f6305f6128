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
            honoursIdempotencyKey: honours, timeout: .seconds(30))
    }

    private func decide(
        _ outcome: DeliveryOutcome, attempt: Int = 1, age: Duration = .zero, isOwnRefusal: Bool = false,
        random: Double = 0.5, honours: Bool = true
    ) -> Settlement.Decision {
        schedule(honours: honours)
            .decide(
                outcome, attempt: attempt, age: age, isOwnRefusal: isOwnRefusal, now: TestSite.start,
                random: { random })
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
        // After an answer that was lost a person has to look whether it was booked.
        let outcomes: [(DeliveryOutcome, FaultCode)] = [
            (.transient(failure, retryAfter: nil), .attemptsExhausted), (.ambiguous(failure), .outcomeUnknown),
        ]
        for (outcome, code) in outcomes {
            if case .faulted(let fault) = decide(outcome, attempt: attempt, age: age) {
                #expect(isGivenUp && fault.code == code)
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
            switch schedule(honours: false).decide(outcome, attempt: attempt, age: age, doubted: .seconds(30)) {
            case .delivered(let document): "delivered \(document)"
            case .requeue: "send again"
            case .inDoubt: "ask again"
            case .faulted(let fault): fault.code.rawValue
            case .retry, .dead, .dismissed: "neither"
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
        #expect(decide(.endpointRefuses(failure)) == "ask again")
        #expect(decide(.unavailable(failure, retryAfter: nil)) == "ask again")
        #expect(decide(.unavailable(failure, retryAfter: nil), age: .seconds(3600)) == "delivery.outcome-unknown")
    }

    @Test("what isn't booked yet may still be: it is asked again until the endpoint has had its whole time once more")
    func distrustsAbsence() {
        func isSentAgain(_ doubted: Duration, attempt: Int = 1, honours: Bool = false) -> Bool {
            let schedule = schedule(honours: honours)
            if case .requeue = schedule.decide(.absent, attempt: attempt, age: .zero, doubted: doubted) { return true }
            return false
        }
        #expect(!isSentAgain(.zero))
        #expect(!isSentAgain(.milliseconds(29_999)))
        #expect(isSentAgain(.seconds(30)))
        // A repeat with the key is safe at any time.
        #expect(isSentAgain(.zero, honours: true))
        guard case .inDoubt = schedule(honours: false).decide(.absent, attempt: 50, age: .zero, doubted: .zero) else {
            Issue.record("given up while it may be booked")
            return
        }
    }

    @Test("it is looked up soon at first, then ever more rarely, and once just when absence is to be believed")
    func looksUpEverMoreRarely() {
        var moments: [Double] = []
        var doubted = Duration.zero
        while doubted < .seconds(400) {
            doubted += schedule().lookUpDelay(doubted: doubted)
            moments.append(doubted.inSeconds)
        }
        #expect(moments == [2, 4, 8, 16, 30, 60, 120, 180, 240, 300, 360, 420])
    }

    @Test("what the whole endpoint refuses waits, however long and often: the delivery isn't at fault")
    func waitsForTheEndpoint() {
        let refusal = AttemptFailure(code: "http-401", status: 401, detail: "It refuses our credentials.")
        guard case .retry(_, refusal) = decide(.endpointRefuses(refusal), attempt: 99, age: .seconds(99_999)) else {
            Issue.record("an exception for each delivery")
            return
        }
    }

    @Test(
        "what only this delivery is refused, in the same words, is for a person",
        arguments: [(401, FaultCode.unauthorized), (403, .unauthorized), (404, .rejected), (nil, .unauthorized)]
            as [(Int?, FaultCode)])
    func refusedForItself(status: Int?, code: FaultCode) {
        let refusal = AttemptFailure(code: "refusal", status: status, detail: "No.")
        guard case .faulted(let fault) = decide(.endpointRefuses(refusal), isOwnRefusal: true) else {
            Issue.record("tried for ever")
            return
        }
        #expect(fault.code == code)
    }
}
