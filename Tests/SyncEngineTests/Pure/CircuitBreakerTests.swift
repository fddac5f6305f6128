import Testing

@testable import SyncEngine

@Suite("The circuit breaker")
struct CircuitBreakerTests {
    private let rules = CircuitBreakerRules()
    private var breaker = CircuitBreaker()

    /// Sends one request and answers it at once; whether it might leave.
    @discardableResult
    private mutating func send(
        _ answer: CircuitBreaker.Answer, _ times: Int = 1, at uptime: Duration = .zero, random: Double = 1
    ) -> Bool {
        for _ in 0..<times {
            guard let pass = breaker.admit() else { return false }
            breaker.answered(answer, to: pass, at: uptime, random: { random })
        }
        return true
    }

    private mutating func admit() -> CircuitBreaker.Pass? { breaker.admit() }

    private mutating func startsProbe(at uptime: Duration) -> Bool { breaker.startProbe(at: uptime) }

    /// Lets the pause end and asks whether the endpoint works.
    private mutating func probe(failed: Bool = false, hasStatus: Bool = false, random: Double = 1) throws -> Duration {
        let uptime = try #require(breaker.opensAt)
        #expect(!startsProbe(at: uptime - .nanoseconds(1)))
        #expect(startsProbe(at: uptime))
        breaker.probed(failed: failed, hasStatus: hasStatus, at: uptime, random: { random })
        return uptime
    }

    @Test("closed, it lets everything through; the fifth failure in a row opens it, and then nothing may leave")
    mutating func opens() {
        #expect(send(.failed, 4))
        #expect(breaker.state == .closed)
        send(.accepted)
        #expect(send(.failed, 4) && breaker.state == .closed)
        send(.failed)
        #expect(breaker.opensAt == .milliseconds(500))
        #expect(!send(.accepted))
    }

    @Test("half of the last answers failing opens it too, though none fail in a row; a third doesn't")
    mutating func opensByShare() {
        for _ in 0..<100 {
            send(.accepted, 2)
            #expect(send(.failed))
        }
        var sent = 0
        while breaker.state == .closed, sent < 64 {
            send(.failed)
            if breaker.state == .closed { send(.accepted) }
            sent += 2
        }
        #expect(breaker.opensAt != nil)
    }

    @Test("answers of before a minute of silence don't count into the share")
    mutating func forgetsOldAnswers() {
        for _ in 0..<9 {
            send(.failed)
            send(.accepted)
        }
        for minute in 2..<20 {
            send(.failed, at: .seconds(61 * minute))
            send(.accepted, at: .seconds(61 * minute))
        }
        #expect(breaker.state == .closed)
    }

    @Test("what is refused for its own sake is a success of the endpoint, and a request for fewer says nothing")
    mutating func forgives() {
        send(.failed, 4)
        send(.neutral, 9)
        #expect(breaker.state == .closed)
        send(.accepted)
        send(.failed, 4)
        #expect(breaker.state == .closed)
    }

    @Test("three refusals of us in a row open it for longer: a person has to mend that; one alone may be a delivery's")
    mutating func opensOnRefusal() {
        send(.refused, 2)
        send(.accepted)
        send(.refused, 2)
        #expect(breaker.state == .closed)
        send(.refused)
        #expect(breaker.isRefused && breaker.opensAt == rules.shortestRefusalPause)
    }

    @Test("while the endpoint doesn't answer the pause doubles up to a cap, jittered between half and all of it")
    mutating func doubles() throws {
        send(.failed, 5, random: 0)
        #expect(breaker.opensAt == .milliseconds(250))
        var pauses: [Duration] = []
        for _ in 0..<10 {
            let uptime = try probe(failed: true)
            pauses.append(try #require(breaker.opensAt) - uptime)
        }
        #expect(pauses.map { $0.inSeconds } == [1, 2, 4, 8, 16, 30, 30, 30, 30, 30])
    }

    @Test(
        "after its pause a question that books nothing goes first; then deliveries one at a time, until two passed"
    )
    mutating func halfOpens() throws {
        send(.failed, 5)
        let uptime = try probe()
        #expect(breaker.state == .halfOpen(accepted: 0))
        let single = try #require(admit())
        #expect(admit() == nil)
        breaker.answered(.accepted, to: single, at: uptime, random: { 1 })
        #expect(breaker.state == .halfOpen(accepted: 1))
        send(.accepted, at: uptime)
        #expect(breaker.state == .closed)
        let passes = (0..<9).compactMap { _ in breaker.admit() }
        #expect(passes.count == 9)
    }

    @Test("half-open, one failure opens it again, for longer than before")
    mutating func reopens() throws {
        send(.failed, 5)
        let uptime = try probe()
        send(.accepted, at: uptime)
        send(.failed, at: uptime)
        #expect(breaker.opensAt == uptime + .seconds(1))
    }

    @Test("half-open, a single that came to nothing lets the next one try")
    mutating func singleWithdrawn() throws {
        send(.failed, 5)
        _ = try probe()
        #expect(send(.neutral, 5))
        #expect(breaker.state == .halfOpen(accepted: 0))
    }

    @Test("what was in flight when it opened neither closes nor, however late, opens it again")
    mutating func ignoresEarlierRounds() throws {
        let early = (0..<20).compactMap { _ in breaker.admit() }
        send(.failed, 5)
        let opensAt = breaker.opensAt
        breaker.answered(.accepted, to: early[0], at: .zero, random: { 1 })
        breaker.answered(.failed, to: early[1], at: .zero, random: { 1 })
        #expect(breaker.opensAt == opensAt)
        let uptime = try probe()
        breaker.answered(.accepted, to: early[2], at: uptime, random: { 1 })
        breaker.answered(.accepted, to: early[3], at: uptime, random: { 1 })
        #expect(breaker.state == .halfOpen(accepted: 0))
        send(.accepted, 2, at: uptime)
        for pass in early[4...] { breaker.answered(.failed, to: pass, at: uptime + .seconds(30), random: { 1 }) }
        #expect(breaker.state == .closed)
    }

    @Test("an endpoint that flaps waits longer each time; one that held for a while begins anew")
    mutating func flaps() throws {
        send(.failed, 5)
        var uptime = try probe()
        send(.accepted, 2, at: uptime)
        send(.failed, 5, at: uptime)
        #expect(breaker.opensAt == uptime + .seconds(1))
        uptime = try probe()
        send(.accepted, 2, at: uptime)
        uptime += .seconds(3600)
        send(.failed, 5, at: uptime)
        #expect(breaker.opensAt == uptime + .milliseconds(500))
    }

    @Test("where questions are answered with an error, each second time a delivery tries for itself")
    mutating func trustsDeliveriesMore() throws {
        send(.failed, 5)
        _ = try probe(failed: true, hasStatus: true)
        #expect(breaker.opensAt != nil)
        _ = try probe(failed: true, hasStatus: true)
        #expect(breaker.state == .halfOpen(accepted: 0))
    }

    @Test("one that gets no answer at all is never sent a delivery")
    mutating func probesForEver() throws {
        send(.failed, 5)
        for _ in 0..<1000 { _ = try probe(failed: true) }
        #expect(!send(.accepted))
    }

    @Test("a person who says so has it tried at once")
    mutating func retries() {
        send(.refused, 3)
        breaker.retry()
        #expect(send(.accepted, 2))
        #expect(breaker.state == .closed && !breaker.isRefused)
    }

    @Test(
        "whatever is told in whatever order, at most one is in flight while half-open and none while open",
        arguments: 1...50)
    mutating func holds(seed: UInt64) {
        var chance = SeededChance(seed: seed)
        var uptime = Duration.zero
        var inFlight: [(pass: CircuitBreaker.Pass, state: CircuitBreaker.State)] = []
        var singles = 0
        for _ in 0..<2000 {
            uptime += .milliseconds(chance.number(in: 0...400))
            switch chance.number(in: 0...9) {
            case 0...4:
                let state = breaker.state
                guard let pass = breaker.admit() else { continue }
                if case .open = state { Issue.record("sent while open") }
                if case .halfOpen = state {
                    singles += 1
                    #expect(singles == 1)
                }
                inFlight.append((pass, state))
            case 5...7:
                guard !inFlight.isEmpty else { continue }
                let (pass, sentIn) = inFlight.remove(at: chance.number(in: 0...inFlight.count - 1))
                let answers: [CircuitBreaker.Answer] = [.accepted, .failed, .failed, .refused, .neutral]
                breaker.answered(chance.pick(answers) ?? .failed, to: pass, at: uptime, random: { 0.5 })
                if case .halfOpen = sentIn { singles -= 1 }
            default:
                guard breaker.startProbe(at: uptime) else { continue }
                breaker.probed(
                    failed: chance.number(in: 0...1) == 0, hasStatus: chance.number(in: 0...1) == 0, at: uptime,
                    random: { 0.5 })
            }
        }
    }
}
