/// What raw SQLite does with the engine's writes: the yardstick of everything that stores.
struct SQLiteSection {
    let bench: Bench

    func measure() throws -> [Line] {
        try Yardstick.allCases.map { yardstick in
            let run = try yardstick.measure(bench, seconds: bench.seconds)
            return Line(
                .sqlite, yardstick.name, run.rate, "msgs/s",
                details: run.commits.details("commit") + [Detail("CPU", run.cpu, "µs/msg")])
        }
    }
}

/// A way of raw SQLite to do the engine's writes.
enum Yardstick: CaseIterable {
    /// A message a commit.
    case insert
    /// Groups of 100; each commit settles the group before as well.
    case pipeline

    /// What it is called in a table.
    var name: String {
        switch self {
        case .insert: "SQLite, insert, group 1"
        case .pipeline: "SQLite, insert + settle, group 100"
        }
    }

    /// What a run of it found.
    struct Run {
        /// Messages a second.
        var rate: Double
        /// How long each commit took, with what it holds.
        var commits: Samples
        /// Processor time a message, in microseconds.
        var cpu: Double
    }

    /// Does it for so many seconds on a state of its own.
    func measure(_ bench: Bench, seconds: Double) throws -> Run {
        let path = bench.statePath("sqlite")
        let queue = try RawQueue(path: path)
        let size = self == .insert ? 1 : 100
        var commits = Samples()
        let cpu = Stopwatch.threadCPU
        let run = try Stopwatch.run(for: seconds) {
            try commits.time { try queue.group(of: size, isMerged: self == .pipeline) }
        }
        let messages = Double(run.rounds * size)
        let taken = Double(Stopwatch.threadCPU - cpu) / 1000
        try bench.removeState(path)
        return Run(rate: messages / run.seconds, commits: commits, cpu: taken / messages)
    }
}
