import Catalog
import Testing

@testable import SyncEngine

@Suite("The rate governor")
struct RateGovernorTests {
    /// Ten a second, twenty at once.
    private let limit = Endpoint.Limit(requests: 600, per: .seconds(60), burst: 20)

    /// Sends as much as it lets through from `start` to `end`, waking only when it says.
    private func send(
        _ governor: inout RateGovernor, from start: Duration, to end: Duration, accepting: Bool = true
    ) -> (sent: Int, wakes: Int) {
        var uptime = start
        var (sent, wakes) = (0, 0)
        while uptime < end {
            while governor.admit(at: uptime) {
                sent += 1
                if accepting { governor.accepted(sentAt: uptime, at: uptime) }
                if sent > 1_000_000 { return (sent, wakes) }
            }
            guard let next = governor.opens(after: uptime) else { break }
            #expect(next > uptime)
            uptime = next
            wakes += 1
        }
        return (sent, wakes)
    }

    @Test("a rate that was only learned is forgotten within seconds of answers that are all right")
    func learnedRateGoes() {
        var governor = RateGovernor()
        for tenth in 0..<10 { _ = governor.admit(at: .milliseconds(100 * tenth)) }
        governor.lowered(retryAfter: nil, isTooMany: true, sentAt: .seconds(1), at: .seconds(1))
        #expect(governor.perSecond != nil)
        for second in 2...20 { governor.accepted(sentAt: .seconds(second), at: .seconds(second)) }
        #expect(governor.perSecond == nil)
    }

    @Test("the catalog's limit is kept to within two percent, and no more than the burst leaves at once")
    func keepsTheLimit() {
        var governor = RateGovernor(limit: limit)
        var atOnce = 0
        while governor.admit(at: .zero) { atOnce += 1 }
        #expect(atOnce == 20)
        let (sent, _) = send(&governor, from: .zero, to: .seconds(600))
        #expect((5880...6120).contains(sent))
    }

    @Test("a fast limit needs no timer for each request")
    func gathers() {
        var governor = RateGovernor(limit: Endpoint.Limit(requests: 5000, per: .seconds(1), burst: 100))
        let (sent, wakes) = send(&governor, from: .zero, to: .seconds(20))
        #expect((98_000...102_100).contains(sent))
        #expect(wakes < 5000)
    }

    @Test("a rest saves up a burst, and no more than that")
    func savesUp() {
        var governor = RateGovernor(limit: limit)
        while governor.admit(at: .zero) {}
        var atOnce = 0
        while governor.admit(at: .seconds(3600)) { atOnce += 1 }
        #expect(atOnce == 20)
    }

    @Test("without a limit there is no bucket until the endpoint says that there were too many")
    func learns() throws {
        var governor = RateGovernor()
        for millisecond in 0..<1000 {
            let admitted = governor.admit(at: .milliseconds(10 * millisecond))
            #expect(admitted)
        }
        #expect(governor.opens(after: .seconds(10)) == nil && governor.perSecond == nil)
        governor.lowered(retryAfter: nil, isTooMany: false, sentAt: .seconds(10), at: .seconds(10))
        #expect(governor.perSecond == nil)
        governor.lowered(retryAfter: nil, isTooMany: true, sentAt: .seconds(10), at: .seconds(10))
        // Two thirds of the hundred a second that were sent.
        let rate = try #require(governor.perSecond)
        #expect((60...70).contains(rate) && governor.isLowered)
        _ = send(&governor, from: .seconds(10), to: .seconds(300))
        #expect(governor.perSecond == nil && !governor.isLowered)
    }

    @Test("429 and 503 lower the rate, once for all that was in flight together")
    func lowers() throws {
        var governor = RateGovernor(limit: limit)
        for _ in 0..<8 {
            governor.lowered(retryAfter: nil, isTooMany: true, sentAt: .seconds(1), at: .seconds(2))
        }
        let rate = try #require(governor.perSecond)
        #expect((6.6...6.7).contains(rate))
        governor.lowered(retryAfter: nil, isTooMany: false, sentAt: .seconds(3), at: .seconds(3))
        let lower = try #require(governor.perSecond)
        #expect((4.4...4.5).contains(lower))
        // Nor does what left before raise it.
        governor.accepted(sentAt: .seconds(2), at: .seconds(60))
        #expect(governor.perSecond == lower)
    }

    @Test("it never falls below a hundredth, and with what is accepted it is back within two minutes, not above")
    func recovers() throws {
        var governor = RateGovernor(limit: limit)
        for second in 1...100 {
            governor.lowered(
                retryAfter: nil, isTooMany: true, sentAt: .seconds(second), at: .seconds(second) + .milliseconds(1))
        }
        let lowest = try #require(governor.perSecond)
        #expect((0.09...0.11).contains(lowest))
        _ = send(&governor, from: .seconds(101), to: .seconds(221))
        #expect(governor.perSecond == 10 && !governor.isLowered)
        let (sent, _) = send(&governor, from: .seconds(221), to: .seconds(821))
        #expect((5880...6120).contains(sent))
    }

    @Test("a lowered rate doesn't rise by the mere passing of time")
    func doesNotForget() {
        var governor = RateGovernor(limit: limit)
        governor.lowered(retryAfter: nil, isTooMany: true, sentAt: .seconds(1), at: .seconds(1))
        let before = governor.perSecond
        _ = send(&governor, from: .seconds(2), to: .seconds(500), accepting: false)
        #expect(governor.perSecond == before)
    }

    @Test("Retry-After closes it wholly until then, with a limit or without; a shorter one never shortens it")
    func closes() {
        for limit in [limit, nil] {
            var governor = RateGovernor(limit: limit)
            governor.lowered(retryAfter: .seconds(30), isTooMany: true, sentAt: .seconds(1), at: .seconds(1))
            governor.lowered(retryAfter: .seconds(5), isTooMany: false, sentAt: .seconds(1), at: .seconds(2))
            #expect(governor.closedUntil == .seconds(31))
            let early = governor.admit(at: .milliseconds(30_999))
            let due = governor.admit(at: .seconds(31))
            #expect(!early && due)
            governor.accepted(sentAt: .seconds(31), at: .seconds(32))
            #expect(governor.closedUntil == nil)
        }
    }

    @Test("what was sent before Retry-After and is accepted behind it opens nothing")
    func staysClosed() {
        var governor = RateGovernor()
        governor.lowered(retryAfter: .seconds(30), isTooMany: false, sentAt: .zero, at: .seconds(1))
        governor.accepted(sentAt: .zero, at: .seconds(2))
        #expect(governor.closedUntil == .seconds(31) && governor.opens(after: .seconds(2)) == .seconds(31))
    }

    @Test("what leaves in any case is paid for by those that follow")
    func debts() throws {
        var governor = RateGovernor(limit: limit)
        governor.spend(30, at: .zero)
        let opens = try #require(governor.opens(after: .zero))
        #expect((1.09...1.11).contains(opens.inSeconds))
    }
}
