import Testing

@testable import SyncEngine

@Suite("The retry budget")
struct RetryBudgetTests {
    @Test("beside traffic, retries are at most a fifth of it and one a second")
    func share() {
        var budget = RetryBudget()
        var dueTimes: [Duration] = []
        // A hundred requests a second for a minute; every second one comes back as a retry.
        for request in 0..<6000 {
            let uptime = Duration.milliseconds(10 * request)
            budget.sent()
            if request.isMultiple(of: 2) { dueTimes.append(uptime + budget.take(sentPerSecond: 100, at: uptime)) }
        }
        let inTime = dueTimes.count { $0 <= .seconds(60) }
        #expect(inTime <= 6000 / 5 + 60 + 10 && inTime >= 6000 / 5)
    }

    @Test("a few retries go at once; without other traffic the rest follow one a second")
    func trickles() {
        var budget = RetryBudget()
        let waits = (0..<20).map { _ in budget.take(sentPerSecond: 0, at: .zero).inSeconds }
        #expect(waits == Array(repeating: 0, count: 10) + (1...10).map(Double.init))
    }

    @Test("no retry waits longer than a minute for its turn, however many there are")
    func isBounded() {
        var budget = RetryBudget()
        let longest = (0..<100_000).map { _ in budget.take(sentPerSecond: 0, at: .zero) }.max()
        #expect(longest == RetryBudget.longestWait)
        let later = budget.take(sentPerSecond: 0, at: .seconds(120))
        #expect(later == .zero)
    }
}
