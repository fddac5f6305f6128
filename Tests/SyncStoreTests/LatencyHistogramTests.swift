import Foundation
import SyncModel
import Testing

@testable import SyncStore

@Suite("Latencies")
struct LatencyHistogramTests {
    private func histogram(_ latencies: [Duration]) -> LatencyHistogram {
        var histogram = LatencyHistogram()
        for latency in latencies { histogram.record(latency) }
        return histogram
    }

    @Test("percentiles are right to one part in a hundred, from a tenth of a millisecond to a day")
    func precision() throws {
        for latency in [.microseconds(150), .milliseconds(3), .milliseconds(777), .seconds(61), .seconds(80_000)]
            as [Duration]
        {
            let summary = try #require(histogram([latency]).summary)
            for percentile in [summary.p50, summary.p95, summary.p99] {
                let error = abs(percentile.microseconds - latency.microseconds)
                #expect(error <= max(100, latency.microseconds / 100), "\(latency)")
            }
        }
    }

    @Test("out-of-range latencies count at the ends")
    func ends() throws {
        #expect(try #require(histogram([.seconds(-5)]).summary).p99 < .milliseconds(1))
        let long = try #require(histogram([.seconds(1_000_000)]).summary).p50
        #expect(abs(long.milliseconds - 86_400_000) < 864_000)
    }

    @Test("nothing recorded has no percentiles and no bytes")
    func empty() {
        #expect(LatencyHistogram().summary == nil)
        #expect(LatencyHistogram().encoded.isEmpty)
    }

    @Test("what is written is read again unchanged, as often as one likes", arguments: [1, 2, 3] as [UInt64])
    func roundTrip(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let latencies = (0..<500).map { _ in
            Duration.microseconds(Int64(pow(10, Double.random(in: 0...10.9, using: &random))))
        }
        let original = histogram(latencies)
        var encoded = original.encoded
        for _ in 1...5 {
            var copy = LatencyHistogram()
            copy.merge(encoded)
            #expect(copy.encoded == original.encoded)
            #expect(copy.summary == original.summary)
            encoded = copy.encoded
        }
        #expect(encoded.count < 4_000)
    }

    @Test("a merge is as if all had been recorded in one, in either order", arguments: [4, 5] as [UInt64])
    func merge(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let latencies = (0..<300).map { _ in Duration.microseconds(Int64.random(in: 0...5_000_000, using: &random)) }
        let whole = histogram(latencies)
        var left = histogram(Array(latencies[..<100]))
        let right = histogram(Array(latencies[100...]))
        var turned = right
        turned.merge(left.encoded)
        left.merge(right.encoded)
        #expect(left.encoded == whole.encoded && turned.encoded == whole.encoded)
        #expect(left.summary == whole.summary)
    }

    @Test("damaged bytes are left out and stop nobody")
    func damaged() {
        let sound = histogram([.milliseconds(5), .seconds(5)]).encoded
        for length in 0..<sound.count {
            var read = LatencyHistogram()
            read.merge(sound.prefix(length))
            _ = read.summary
        }
        var read = LatencyHistogram()
        for _ in 1...3 { read.merge(Data(repeating: 0xff, count: 64) + Data([0x01])) }
        read.merge(Data([0x01] + Array(repeating: 0xff, count: 9) + [0x01]))
        _ = read.summary
        var random = SeededGenerator(seed: 9)
        for _ in 0..<200 {
            read.merge(Data((0..<40).map { _ in UInt8.random(in: 0...255, using: &random) }))
            _ = read.summary
        }
    }
}
