import Foundation
import Histogram
import SyncModel

/// Latencies of a minute: an HDR histogram of microseconds, to two digits, up to a day.
struct LatencyHistogram: Sendable {
    private var histogram: Histogram<UInt64>
    private static let limit: UInt64 = 86_400_000_000

    /// No latency yet.
    init() {
        histogram = Histogram(
            lowestDiscernibleValue: 100, highestTrackableValue: Self.limit, numberOfSignificantValueDigits: .two)
    }

    /// Counts one latency; longer than a day counts as a day.
    mutating func record(_ latency: Duration) {
        let microseconds = UInt64(max(0, latency.microseconds))
        _ = histogram.record(min(microseconds, Self.limit))
    }

    /// Adds what `encoded` holds, as written by ``encoded``; a damaged tail is left out.
    mutating func merge(_ encoded: Data) {
        var reader = encoded.makeIterator()
        while let value = Self.number(&reader), let count = Self.number(&reader) {
            _ = histogram.record(min(value, Self.limit), count: count)
        }
    }

    /// The values that occurred, each as a LEB128 pair of value and count.
    var encoded: Data {
        var data = Data()
        for entry in histogram.recordedValues() {
            Self.append(entry.value, to: &data)
            Self.append(entry.count, to: &data)
        }
        return data
    }

    /// The percentiles; `nil` where nothing was recorded.
    var summary: LatencySummary? {
        guard histogram.totalCount > 0 else { return nil }
        func percentile(_ percent: Double) -> Duration {
            .microseconds(Int64(histogram.valueAtPercentile(percent)))
        }
        return LatencySummary(p50: percentile(50), p95: percentile(95), p99: percentile(99))
    }

    private static func append(_ number: UInt64, to data: inout Data) {
        var rest = number
        while rest >= 0x80 {
            data.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        data.append(UInt8(rest))
    }

    private static func number(_ reader: inout Data.Iterator) -> UInt64? {
        var number: UInt64 = 0
        var shift: UInt64 = 0
        while let byte = reader.next(), shift < 64 {
            number |= UInt64(byte & 0x7f) << shift
            if byte & 0x80 == 0 { return number }
            shift += 7
        }
        return nil
    }
}
