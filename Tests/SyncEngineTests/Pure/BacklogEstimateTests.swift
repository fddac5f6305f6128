import Testing

@testable import SyncEngine

@Suite("When a backlog is drained")
struct BacklogEstimateTests {
    private func estimate(_ change: (inout BacklogEstimate) -> Void) -> Double? {
        var estimate = BacklogEstimate(
            ready: 1200, recentPerSecond: nil, concurrency: 8, answerTime: .milliseconds(400), limitPerSecond: nil,
            opensIn: .zero, beginsWith: nil)
        change(&estimate)
        return estimate.timeToDrain?.inSeconds
    }

    @Test("as many as may be in flight, by the time of an answer, until none are left")
    func capacity() { #expect(estimate { _ in } == 60) }

    @Test("what was seen lately counts for more than what could be; the limit for more than both")
    func rates() {
        #expect(estimate { $0.recentPerSecond = 10 } == 120)
        #expect(estimate { $0.limitPerSecond = 5 } == 240)
        #expect(estimate { ($0.recentPerSecond, $0.limitPerSecond) = (2, 5) } == 600)
        #expect(estimate { ($0.answerTime, $0.limitPerSecond) = (nil, 5) } == 240)
    }

    @Test("what it stays closed for and the slow start come on top")
    func waits() {
        #expect(estimate { $0.opensIn = .seconds(90) } == 150)
        #expect(estimate { $0.beginsWith = 1 } == 61.2)
    }

    @Test("nothing is promised where nobody can know: down, paused, never tried, or beyond a month")
    func unknown() {
        #expect(estimate { $0.opensIn = nil } == nil)
        #expect(estimate { $0.answerTime = nil } == nil)
        #expect(estimate { $0.ready = 1_000_000_000 } == nil)
    }

    @Test("no backlog is drained already, whatever the endpoint does")
    func empty() { #expect(estimate { ($0.ready, $0.opensIn) = (0, nil) } == 0) }
}
