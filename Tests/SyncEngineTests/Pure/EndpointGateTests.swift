import SyncModel
import Testing

@testable import SyncEngine

@Suite("The gate of an endpoint")
struct EndpointGateTests {
    private let failure = AttemptFailure(code: "http-503", detail: "out of order")
    private var gate = EndpointGate()

    private func allowance(at uptime: Duration) -> Int { gate.allowance(at: uptime, concurrency: 8) }

    private mutating func fail(
        _ times: Int = 1, at uptime: Duration = .zero, retryAfter: Duration? = nil, random: Double = 1
    ) {
        for _ in 0..<times { gate.failed(failure, retryAfter: retryAfter, at: uptime, random: random) }
    }

    @Test("a gate that a person closed doesn't open by itself, whatever closed it before")
    mutating func waitsForPeople() {
        #expect(gate.opens(after: .zero) == nil)
        fail(retryAfter: .seconds(30))
        #expect(gate.opens(after: .seconds(1)) == .seconds(30))
        #expect(gate.opens(after: .seconds(30)) == nil)
        gate.pause("stock-taking")
        #expect(gate.opens(after: .seconds(1)) == nil)
    }

    @Test("a new gate lets all through that may be in flight")
    func opensNew() { #expect(allowance(at: .zero) == 8) }

    @Test("Retry-After closes it for everything until then; then one goes first, and the rest behind its success")
    mutating func honoursRetryAfter() {
        fail(retryAfter: .seconds(30))
        #expect(gate.condition == .limited)
        #expect(allowance(at: .zero) == 0)
        #expect(allowance(at: .milliseconds(29_999)) == 0)
        #expect(allowance(at: .seconds(30)) == 1)
        gate.succeeded(at: .seconds(31))
        #expect(gate.condition == .up)
        #expect(allowance(at: .seconds(31)) == 8)
    }

    @Test("what was in flight when Retry-After came doesn't open it before its time")
    mutating func staysClosed() {
        fail(retryAfter: .seconds(30))
        gate.succeeded(at: .seconds(1))
        #expect(allowance(at: .seconds(2)) == 0)
        #expect(gate.condition == .limited)
    }

    @Test("a shorter Retry-After never shortens a longer one")
    mutating func keepsTheLongest() {
        fail(retryAfter: .seconds(30))
        fail(at: .seconds(1), retryAfter: .seconds(5))
        #expect(allowance(at: .seconds(29)) == 0)
    }

    @Test("failures in a row close it only from the fifth on, for longer each time, never beyond the longest pause")
    mutating func breaksTheCircuit() {
        fail(4)
        #expect(allowance(at: .zero) == 8)
        var last = Duration.zero
        var uptime = Duration.zero
        for _ in 0..<20 {
            fail(at: uptime)
            guard let closedUntil = gate.closedUntil else {
                Issue.record("it stayed open")
                return
            }
            let pause = closedUntil - uptime
            #expect(pause >= last)
            #expect(pause <= EndpointGate.longestPause)
            last = pause
            uptime = closedUntil
            #expect(allowance(at: uptime) == 1)
        }
        #expect(last == EndpointGate.longestPause)
        #expect(gate.condition == .down)
    }

    @Test("the length of a pause is jittered between half and all of it")
    mutating func jitters() {
        fail(5, random: 0)
        #expect(gate.closedUntil == .milliseconds(250))
    }

    @Test("a success ends the count of failures")
    mutating func forgivesFailures() {
        fail(4)
        gate.succeeded(at: .zero)
        fail(4)
        #expect(allowance(at: .zero) == 8)
    }

    @Test("a pause holds, whatever comes of what is in flight, and shows the person's reason until it is resumed")
    mutating func pauses() {
        gate.pause("stock-taking")
        #expect(allowance(at: .zero) == 0)
        gate.succeeded(at: .zero)
        #expect(gate.condition == .paused && gate.detail == "stock-taking")
        fail(9)
        #expect(gate.condition == .paused && gate.detail == "stock-taking")
        #expect(allowance(at: .seconds(1000)) == 0)
        gate.resume()
        #expect(allowance(at: .zero) == 1)
        gate.succeeded(at: .zero)
        #expect(allowance(at: .zero) == 8)
    }
}
