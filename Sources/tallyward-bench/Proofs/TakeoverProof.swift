import ArgumentParser
import Foundation
import Glibc

/// `tallyward-bench takeovers`: ends the engine in each way there is, with another one standing by.
struct TakeoverProof: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "takeovers",
        abstract: "Kills, stops and pauses an engine under load while another stands by, and times who goes on.")

    @OptionGroup var options: ProofOptions

    @Option(name: .long, help: "How often each way is tried.")
    var rounds = 3

    func validate() throws {
        guard (1...100).contains(rounds) else { throw ValidationError("--rounds: 1 to 100.") }
    }

    /// A way to end, and how long the other may take, in seconds.
    private enum Way: CaseIterable {
        case killed, stopped, paused

        var name: String {
            switch self {
            case .killed: "killed (SIGKILL)"
            case .stopped: "told to stop (SIGTERM)"
            case .paused: "paused (SIGSTOP)"
            }
        }

        var bound: Double { self == .paused ? 10 : 5 }
    }

    func run() async throws {
        let world = try await ProofWorld(options, faults: .usual)
        let result: Result<[String], any Error>
        do { result = .success(try await prove(in: world)) } catch { result = .failure(error) }
        try await world.end()
        try ProofOptions.conclude(try result.get())
    }

    private func prove(in world: ProofWorld) async throws -> [String] {
        var settings = world.settings
        settings.arguments.append("--standby")
        var holder = try EngineProcess(settings)
        var next = holder
        defer { for engine in [holder, next] where engine.isRunning { engine.signal(SIGKILL) } }
        try holder.waitUntilListening()
        next = try EngineProcess(settings)
        let sender = StubbornSender(port: settings.port, connections: 4)
        sender.start()
        var violations: [String] = []
        for _ in 0..<rounds {
            for way in Way.allCases {
                try await Task.sleep(for: .seconds(1.5))
                let took = try await end(holder, way, settings.port)
                print("\(way.name): another went on after \(KillProof.seconds(took)) s")
                if took > way.bound { violations.append("\(way.name): it took more than \(way.bound) s") }
                if way == .stopped, holder.exitCode != 0 {
                    violations.append("told to stop, the engine ended with \(holder.exitCode)")
                }
                if holder.isRunning { holder.signal(SIGKILL) }
                holder = next
                next = try EngineProcess(settings)
            }
        }
        try await sender.stop(within: 30)
        world.erp.recover()
        let accepted = sender.accepted
        if try await world.drain(accepted, within: 120) == nil { violations.append("not all was delivered in time") }
        for engine in [next, holder] { engine.signal(SIGTERM) }
        print("\(accepted.count) acknowledged, \(world.erp.book.booked.count) booked")
        return violations + (try world.violations(of: accepted, unanswered: sender.unanswered))
    }

    /// Ends the engine; gives how long nobody answered a message, in seconds.
    private func end(_ holder: EngineProcess, _ way: Way, _ port: Int) async throws -> Double {
        let start = Stopwatch.now
        switch way {
        case .killed: holder.signal(SIGKILL)
        case .stopped: holder.signal(SIGTERM)
        case .paused: holder.signal(SIGSTOP, andWait: false)
        }
        // A paused engine's socket still takes connections: only an answer tells that somebody works.
        while Stopwatch.now - start < 30_000_000_000 {
            if way != .paused || !holder.isRunning, LoopbackPort.answers(port) { break }
            try await Task.sleep(for: .milliseconds(5))
        }
        return Double(Stopwatch.now - start) / 1e9
    }
}
