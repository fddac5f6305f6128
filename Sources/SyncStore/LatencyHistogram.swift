import Foundation
import SyncModel

/// Latencies of a stretch of time: how often each occurred, to one part in a hundred, up to a day.
///
/// Only what occurred is held, in its order: a minute is a hundred numbers or so, and a thousand minutes are added up
/// in a few milliseconds. A latency counts in a step that is 64 µs wide below 16 ms, and above that a hundredth of its
/// size or less.
struct LatencyHistogram: Sendable, Hashable {
    private struct Step: Hashable {
        var microseconds: UInt64
        var count: UInt64
    }

    private var steps: [Step] = []
    private static let limit: UInt64 = 86_400_000_000
    private static let finest = 6
    /// So many of the highest bits of a latency count.
    private static let precision = 8

    /// No latency yet.
    init() {}

    /// Whether nothing was recorded.
    var isEmpty: Bool { steps.isEmpty }

    /// Counts one latency; longer than a day counts as a day.
    mutating func record(_ latency: Duration) { add(UInt64(max(0, latency.microseconds)), count: 1) }

    /// Adds what `encoded` holds, as written by ``encoded``; a damaged tail is left out.
    mutating func merge(_ encoded: Data) {
        guard !encoded.isEmpty else { return }
        merge(Self.steps(Array(encoded)))
    }

    /// Adds what another holds.
    mutating func merge(_ other: LatencyHistogram) { merge(other.steps) }

    /// The values that occurred, each as a LEB128 pair of value and count.
    var encoded: Data {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(steps.count * 5)
        for step in steps {
            Self.append(step.microseconds, to: &bytes)
            Self.append(step.count, to: &bytes)
        }
        return Data(bytes)
    }

    /// The percentiles; `nil` where nothing was recorded.
    var summary: LatencySummary? {
        let total = steps.reduce(0) { $0 + Double($1.count) }
        guard total > 0 else { return nil }
        var found: [Duration] = []
        var seen = 0.0
        for step in steps {
            seen += Double(step.count)
            while found.count < 3, seen >= total * Self.percentiles[found.count] {
                found.append(.microseconds(Int64(step.microseconds + Self.width(of: step.microseconds) / 2)))
            }
        }
        guard found.count == 3 else { return nil }
        return LatencySummary(p50: found[0], p95: found[1], p99: found[2])
    }

    private static let percentiles = [0.5, 0.95, 0.99]

    private mutating func add(_ microseconds: UInt64, count: UInt64) {
        let value = Self.lowerEnd(of: microseconds)
        var (low, high) = (0, steps.count)
        while low < high {
            let middle = (low + high) / 2
            if steps[middle].microseconds < value { low = middle + 1 } else { high = middle }
        }
        if low < steps.count, steps[low].microseconds == value {
            steps[low].count = Self.sum(steps[low].count, count)
        } else {
            steps.insert(Step(microseconds: value, count: count), at: low)
        }
    }

    /// Merges what is in order, as it nearly always is, in one pass.
    private mutating func merge(_ others: [Step]) {
        guard !steps.isEmpty || !Self.isInOrder(others) else {
            steps = others
            return
        }
        guard Self.isInOrder(others) else {
            for other in others { add(other.microseconds, count: other.count) }
            return
        }
        var merged: [Step] = []
        merged.reserveCapacity(steps.count + others.count)
        var index = 0
        for other in others {
            while index < steps.count, steps[index].microseconds < other.microseconds {
                merged.append(steps[index])
                index += 1
            }
            var step = other
            if index < steps.count, steps[index].microseconds == other.microseconds {
                step.count = Self.sum(step.count, steps[index].count)
                index += 1
            }
            merged.append(step)
        }
        merged.append(contentsOf: steps[index...])
        steps = merged
    }

    private static func isInOrder(_ steps: [Step]) -> Bool {
        zip(steps, steps.dropFirst()).allSatisfy { $0.microseconds < $1.microseconds }
    }

    private static func steps(_ bytes: [UInt8]) -> [Step] {
        var steps: [Step] = []
        steps.reserveCapacity(bytes.count / 3)
        var position = 0
        while let value = number(bytes, &position), let count = number(bytes, &position) {
            if count > 0 { steps.append(Step(microseconds: lowerEnd(of: value), count: count)) }
        }
        return steps
    }

    /// How wide the step is that a latency falls into.
    private static func width(of microseconds: UInt64) -> UInt64 {
        1 << UInt64(max(finest, UInt64.bitWidth - microseconds.leadingZeroBitCount - precision))
    }

    private static func lowerEnd(of microseconds: UInt64) -> UInt64 {
        let bounded = min(microseconds, limit)
        return bounded & ~(width(of: bounded) - 1)
    }

    /// Counts that were damaged may be anything.
    private static func sum(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }

    private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private static func number(_ bytes: [UInt8], _ position: inout Int) -> UInt64? {
        var number: UInt64 = 0
        var shift: UInt64 = 0
        while position < bytes.count, shift < 64 {
            let byte = bytes[position]
            position += 1
            number |= UInt64(byte & 0x7f) << shift
            if byte & 0x80 == 0 { return number }
            shift += 7
        }
        return nil
    }
}
