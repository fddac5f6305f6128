/// How fast messages are taken in and acknowledged, each only after the commit that stores it.
///
/// The yardstick is measured right before and right after each run, since a disk's speed is no constant of a machine.
struct IntakeSection {
    let bench: Bench

    func measure() async throws -> [Line] {
        var lines: [Line] = []
        for connections in bench.connections {
            for (receiver, words) in [(BenchEngine.Receiver.paused, "endpoint paused"), (.instant, "delivering")] {
                lines.append(try await measure(connections, receiver, words))
            }
        }
        return lines
    }

    private func measure(_ connections: Int, _ receiver: BenchEngine.Receiver, _ words: String) async throws -> Line {
        let yardstick: Yardstick = connections == 1 ? .insert : .pipeline
        let before = try yardstick.measure(bench, seconds: bench.seconds / 2)
        let path = bench.statePath("intake")
        let engine = try await BenchEngine(path: path, receiver: receiver)
        let sender = MLLPSender(port: engine.port, connections: connections, seconds: bench.seconds)
        let cpu = Stopwatch.processCPU
        let outcome: MLLPSender.Outcome
        do { outcome = try await sender.run() } catch {
            await engine.stop()
            throw error
        }
        let engineCPU = Stopwatch.processCPU - cpu - outcome.cpu
        await engine.stop()
        let after = try yardstick.measure(bench, seconds: bench.seconds / 2)
        guard outcome.refused == 0 else { throw Untrustworthy("\(outcome.refused) messages were refused.") }
        _ = try StateCheck(path: path, accepted: outcome.accepted)
        try bench.removeState(path)
        let rate = Double(outcome.accepted) / outcome.seconds
        return Line(
            .intake, "\(connections) connection\(connections == 1 ? "" : "s"), \(words)", rate, "msgs/s",
            of: yardstick.name, ratio: rate / ((before.rate + after.rate) / 2),
            aim: connections == 1 ? 0.70 : aim(connections),
            details: outcome.latency.details("ACK") + [
                Detail("engine CPU", Double(engineCPU) / 1000 / Double(outcome.accepted), "µs/msg"),
                Detail("yardstick before", before.rate, "msgs/s"), Detail("after", after.rate, "msgs/s"),
            ])
    }

    private func aim(_ connections: Int) -> Double? { connections == 64 ? 0.45 : nil }
}
