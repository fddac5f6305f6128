import Testing

@testable import SyncEngine

@Suite("The slow start after an outage")
struct SlowStartTests {
    @Test(
        "one at a time, then two, four, up to the concurrency, as they are accepted",
        arguments: [
            1: [1], 2: [1, 2], 3: [1, 2, 3], 8: [1, 2, 4, 8], 9: [1, 2, 4, 8, 9], 32: [1, 2, 4, 8, 16, 32],
        ])
    func doubles(concurrency: Int, widths: [Int]) {
        var start = SlowStart()
        #expect(start.allowance(of: concurrency) == concurrency)
        start.begin()
        var seen: [Int] = []
        while start.width != nil || seen.isEmpty {
            let width = start.allowance(of: concurrency)
            seen.append(width)
            for _ in 0..<width {
                #expect(start.allowance(of: concurrency) == width)
                start.accepted(round: start.round, concurrency: concurrency)
            }
        }
        if start.allowance(of: concurrency) != seen.last { seen.append(start.allowance(of: concurrency)) }
        #expect(seen == widths)
    }

    @Test("a failure on the way up halves it; what left before it began counts for nothing")
    func halves() {
        var start = SlowStart()
        start.begin()
        for _ in 0..<7 { start.accepted(round: start.round, concurrency: 32) }
        #expect(start.width == 8)
        start.failed(round: start.round)
        #expect(start.width == 4)
        let before = start.round
        start.begin()
        for _ in 0..<40 { start.accepted(round: before, concurrency: 32) }
        #expect(start.width == 1)
    }
}
