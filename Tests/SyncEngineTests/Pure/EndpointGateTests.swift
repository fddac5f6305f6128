import Catalog
import SyncModel
import Testing

@testable import SyncEngine

@Suite("The gate of an endpoint")
struct EndpointGateTests {
    private let broken = AttemptFailure(code: "http-500", status: 500, detail: "It failed.")
    private let tooMany = AttemptFailure(code: "http-429", status: 429, detail: "Too many.")
    private let refusal = AttemptFailure(code: "http-401", status: 401, detail: "It refuses our credentials.")
    private var gate = EndpointGate()

    private mutating func admit(_ inFlight: Int = 0, at uptime: Duration) -> EndpointGate.Ticket? {
        gate.admit(inFlight: inFlight, concurrency: 8, at: uptime)
    }

    private mutating func startsProbe(at uptime: Duration) -> Bool { gate.startProbe(at: uptime) }

    /// How many may be in flight at once.
    private func allowance(at uptime: Duration) -> Int {
        var copy = gate
        return (0..<20).prefix { copy.admit(inFlight: $0, concurrency: 8, at: uptime) != nil }.count
    }

    private mutating func fail(
        _ times: Int = 1, with failure: AttemptFailure? = nil, retryAfter: Duration? = nil,
        at uptime: Duration = .zero
    ) throws {
        for _ in 0..<times {
            let ticket = try #require(admit(at: uptime))
            gate.failed(ticket, failure ?? broken, retryAfter: retryAfter, at: uptime, random: { 1 })
        }
    }

    private mutating func succeed(_ times: Int = 1, at uptime: Duration) throws {
        for _ in 0..<times {
            let ticket = try #require(admit(at: uptime))
            gate.succeeded(ticket, concurrency: 8, at: uptime)
        }
    }

    @Test("a new gate lets all through that may be in flight, and says that it knows nothing yet")
    func opensNew() {
        #expect(allowance(at: .zero) == 8)
        #expect(gate.condition == .unknown && gate.opens(after: .zero, hasReady: true) == nil)
    }

    @Test("Retry-After closes it for everything until then; then one goes first, then two, four, eight")
    mutating func honoursRetryAfter() throws {
        try fail(with: tooMany, retryAfter: .seconds(30))
        #expect(gate.condition == .limited && gate.closedUntil == .seconds(30))
        #expect(allowance(at: .zero) == 0)
        #expect(allowance(at: .milliseconds(29_999)) == 0)
        #expect(gate.opens(after: .seconds(1), hasReady: true) == .seconds(30))
        #expect(gate.opens(after: .seconds(1), hasReady: false) == nil)
        gate = EndpointGate()
        try fail(with: AttemptFailure(code: "http-503", status: 503, detail: "Busy."), retryAfter: .seconds(30))
        for width in [1, 2, 4, 8] {
            #expect(allowance(at: .seconds(31)) == width)
            try succeed(width, at: .seconds(31))
        }
        #expect(gate.condition == .up && gate.closedUntil == nil)
    }

    @Test("what was in flight when Retry-After came doesn't open it before its time, nor widen it after")
    mutating func staysClosed() throws {
        let early = (0..<8).compactMap { _ in gate.admit(inFlight: 0, concurrency: 8, at: .zero) }
        gate.failed(early[0], broken, retryAfter: .seconds(30), at: .seconds(1), random: { 1 })
        for ticket in early[1...4] { gate.succeeded(ticket, concurrency: 8, at: .seconds(1)) }
        #expect(allowance(at: .seconds(2)) == 0 && gate.condition == .limited)
        for ticket in early[5...] { gate.succeeded(ticket, concurrency: 8, at: .seconds(31)) }
        #expect(allowance(at: .seconds(31)) == 1)
    }

    @Test("429 without Retry-After lowers the rate, and people are told; it isn't down")
    mutating func slowsDown() throws {
        for second in 0..<9 { try fail(with: tooMany, at: .seconds(second * 60)) }
        #expect(gate.condition == .limited)
        #expect(gate.opens(after: .seconds(480), hasReady: true) != nil)
    }

    @Test("a failing endpoint is down until a question is answered; one delivery goes then, and the rest by twos")
    mutating func breaksAndRecovers() throws {
        try fail(5)
        #expect(gate.condition == .down && gate.detail == "It failed." && allowance(at: .seconds(9)) == 0)
        #expect(gate.opens(after: .zero, hasReady: false) == .milliseconds(500))
        #expect(!startsProbe(at: .milliseconds(499)))
        #expect(startsProbe(at: .milliseconds(500)))
        #expect(gate.opens(after: .milliseconds(501), hasReady: true) == nil)
        gate.probed(.success(()), at: .seconds(1), random: { 1 })
        #expect(gate.condition == .unknown && gate.detail.hasPrefix("answers again"))
        for _ in 1...2 {
            #expect(allowance(at: .seconds(2)) == 1)
            try succeed(at: .seconds(2))
        }
        for width in [1, 2, 4, 8] {
            #expect(allowance(at: .seconds(2)) == width)
            try succeed(width, at: .seconds(2))
        }
        #expect(gate.condition == .up)
    }

    @Test("a question goes unasked while Retry-After holds")
    mutating func probesNotBeforeRetryAfter() throws {
        let early = (0..<6).compactMap { _ in gate.admit(inFlight: 0, concurrency: 8, at: .zero) }
        gate.failed(early[0], broken, retryAfter: .seconds(60), at: .zero, random: { 1 })
        for ticket in early[1...] { gate.failed(ticket, broken, retryAfter: nil, at: .zero, random: { 1 }) }
        #expect(!startsProbe(at: .seconds(59)))
        #expect(gate.opens(after: .seconds(1), hasReady: false) == .seconds(60))
        #expect(startsProbe(at: .seconds(60)))
    }

    @Test("an endpoint that refuses us is down with the reason, after three deliveries and not one for each")
    mutating func isRefused() throws {
        for _ in 0..<3 {
            let ticket = try #require(admit(at: .zero))
            gate.refused(ticket, refusal, at: .zero, random: { 1 })
        }
        #expect(gate.condition == .down && gate.detail == refusal.detail && allowance(at: .zero) == 0)
        #expect(startsProbe(at: .seconds(5)))
        gate.probed(.failure(refusal), at: .seconds(5), random: { 1 })
        #expect(gate.closedUntil == .seconds(15))
    }

    @Test("a pause holds, whatever comes of what is in flight, and shows the person's reason until it is resumed")
    mutating func pauses() throws {
        let early = (0..<8).compactMap { _ in gate.admit(inFlight: 0, concurrency: 8, at: .zero) }
        gate.pause("stock-taking")
        #expect(allowance(at: .zero) == 0 && gate.opens(after: .zero, hasReady: true) == nil)
        gate.succeeded(early[0], concurrency: 8, at: .zero)
        #expect(gate.condition == .paused && gate.detail == "stock-taking")
        for ticket in early[1...] { gate.failed(ticket, broken, retryAfter: nil, at: .zero, random: { 1 }) }
        #expect(gate.condition == .paused && gate.detail == "stock-taking")
        #expect(!startsProbe(at: .seconds(1000)) && allowance(at: .seconds(1000)) == 0)
        gate.resume()
        #expect(allowance(at: .seconds(1000)) == 1)
        try succeed(9, at: .seconds(1000))
        #expect(allowance(at: .seconds(1000)) == 8 && gate.condition == .up)
    }

    @Test("a limit of the catalog holds whatever the concurrency, and its next token is known")
    mutating func governs() throws {
        gate = EndpointGate(limit: Endpoint.Limit(requests: 60, per: .seconds(60), burst: 2))
        try succeed(2, at: .seconds(10))
        #expect(allowance(at: .seconds(10)) == 0)
        let opens = try #require(gate.opens(after: .seconds(10), hasReady: true))
        #expect((10.99...11.01).contains(opens.inSeconds) && gate.condition == .up)
    }

    @Test("retries wait for their turn only while the endpoint is in trouble")
    mutating func budgets() throws {
        try succeed(40, at: .zero)
        #expect((0..<100).allSatisfy { _ in gate.retryWait(at: .zero) == .zero })
        try fail(at: .zero)
        #expect(!(0..<100).allSatisfy { _ in gate.retryWait(at: .zero) == .zero })
    }

    @Test("a backlog's end is told where it can be known")
    mutating func estimates() throws {
        #expect(gate.timeToDrain(ready: 80, concurrency: 8, at: .zero) == nil)
        let ticket = try #require(admit(at: .zero))
        gate.succeeded(ticket, concurrency: 8, at: .milliseconds(800))
        #expect(gate.timeToDrain(ready: 8, concurrency: 8, at: .seconds(1)) == .milliseconds(800))
        try fail(5, at: .seconds(1))
        #expect(gate.timeToDrain(ready: 80, concurrency: 8, at: .seconds(1)) == nil)
        gate.pause("stock-taking")
        #expect(gate.timeToDrain(ready: 80, concurrency: 8, at: .seconds(1)) == nil)
    }
}
