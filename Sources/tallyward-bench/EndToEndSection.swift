import SyncModel
import SyncStore

/// How fast messages get from the sender to the receiver: over real MLLP and real HTTP, stored and audited in between,
/// those of one visit in order.
struct EndToEndSection {
    let bench: Bench

    func measure() async throws -> [Line] {
        var lines: [Line] = []
        for connections in bench.connections { lines += try await measure(connections) }
        lines.append(try await rest())
        return lines
    }

    /// What an engine takes that has nothing to do.
    private func rest() async throws -> Line {
        let path = bench.statePath("rest")
        let engine = try await BenchEngine(path: path, receiver: .instant)
        try await Task.sleep(for: .milliseconds(200))
        let cpu = Stopwatch.processCPU
        let start = Stopwatch.now
        try await Task.sleep(for: .seconds(max(2, bench.seconds)))
        let share = Double(Stopwatch.processCPU - cpu) / Double(Stopwatch.now - start)
        await engine.stop()
        try bench.removeState(path)
        return Line(.endtoend, "engine at rest", share * 100, "% of a core")
    }

    /// What a run found.
    private struct Run {
        var outcome: MLLPSender.Outcome
        var seconds: Double
        var engineCPU: Int64
        var wholeCPU: Int64
        var requests: Int
    }

    private func measure(_ connections: Int) async throws -> [Line] {
        let yardstick: Yardstick = connections == 1 ? .insert : .pipeline
        let before = try yardstick.measure(bench, seconds: bench.seconds / 2)
        let path = bench.statePath("endtoend")
        let sink = try await HTTPSink.start()
        let engine = try await BenchEngine(path: path, receiver: .http(port: sink.port))
        let result: Result<Run, any Error>
        do { result = .success(try await run(engine, sink, connections)) } catch { result = .failure(error) }
        await engine.stop()
        try await sink.stop()
        let run = try result.get()
        let after = try yardstick.measure(bench, seconds: bench.seconds / 2)
        let check = try StateCheck(path: path, accepted: run.outcome.accepted)
        guard check.delivered == run.outcome.accepted else {
            throw Untrustworthy("\(run.outcome.accepted) were acknowledged, \(check.delivered) are delivered.")
        }
        let size = try StateCheck.bytes(of: path, bench)
        try bench.removeState(path)
        return [line(connections, run, size: size, yardstick, (before.rate + after.rate) / 2)]
    }

    private func run(_ engine: BenchEngine, _ sink: HTTPSink, _ connections: Int) async throws -> Run {
        let reader = try StateReader(path: engine.path)
        let sinkCPU = try await sink.cpu()
        let cpu = Stopwatch.processCPU
        let start = Stopwatch.now
        let outcome = try await MLLPSender(port: engine.port, connections: connections, seconds: bench.seconds).run()
        guard outcome.refused == 0 else { throw Untrustworthy("\(outcome.refused) messages were refused.") }
        let limit = Stopwatch.now + 120_000_000_000
        while true {
            guard Stopwatch.now < limit else { throw Untrustworthy("Deliveries were still open after two minutes.") }
            if sink.answered >= outcome.accepted,
                try reader.overview(now: .systemNow).balance[.delivered] >= outcome.accepted
            {
                break
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        let seconds = Double(Stopwatch.now - start) / 1e9
        let whole = Stopwatch.processCPU - cpu
        return Run(
            outcome: outcome, seconds: seconds, engineCPU: whole - outcome.cpu - (try await sink.cpu() - sinkCPU),
            wholeCPU: whole, requests: sink.answered)
    }

    private func line(_ connections: Int, _ run: Run, size: Int, _ yardstick: Yardstick, _ limit: Double) -> Line {
        let count = Double(run.outcome.accepted)
        let rate = count / run.seconds
        let again = run.requests - run.outcome.accepted
        return Line(
            .endtoend, "\(connections) connection\(connections == 1 ? "" : "s"), until all are delivered", rate,
            "msgs/s",
            of: yardstick.name, ratio: rate / limit, aim: connections == 64 ? 0.22 : nil,
            details: run.outcome.latency.details("ACK") + [
                Detail("intake meanwhile", count / run.outcome.seconds, "msgs/s"),
                Detail("engine CPU", Double(run.engineCPU) / 1000 / count, "µs/msg"),
                Detail("whole process", Double(run.wholeCPU) / 1000 / count, "µs/msg"),
                Detail("state", Double(size) / count, "bytes/msg"),
                Detail("payload", Double(run.outcome.bytes) / count, "bytes/msg"),
            ],
            note: "engine CPU: the process without the sender's and the receiver's threads. "
                + "Memory can't be told apart in one process: measure it from outside."
                + (again == 0 ? "" : " \(again) requests were sent again."))
    }
}
