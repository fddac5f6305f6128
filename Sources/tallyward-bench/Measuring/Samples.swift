/// Durations that were measured one by one, in nanoseconds.
struct Samples: Sendable {
    private var values: [Int64] = []

    /// How many there are.
    var count: Int { values.count }

    /// Adds one.
    mutating func add(_ nanoseconds: Int64) { values.append(nanoseconds) }

    /// Adds the time that `body` takes.
    mutating func time<Result>(_ body: () throws -> Result) rethrows -> Result {
        let start = Stopwatch.now
        defer { add(Stopwatch.now - start) }
        return try body()
    }

    /// The percentiles people ask for, in milliseconds.
    func details(_ name: String) -> [Detail] {
        let sorted = values.sorted()
        guard let last = sorted.last else { return [] }
        func at(_ share: Double) -> Double { Double(sorted[Int(Double(sorted.count - 1) * share)]) / 1e6 }
        return [
            Detail("\(name) p50", at(0.5), "ms"), Detail("p99", at(0.99), "ms"),
            Detail("max", Double(last) / 1e6, "ms"),
        ]
    }

    /// Half are faster; in nanoseconds.
    var median: Double {
        let sorted = values.sorted()
        return sorted.isEmpty ? 0 : Double(sorted[(sorted.count - 1) / 2])
    }
}
