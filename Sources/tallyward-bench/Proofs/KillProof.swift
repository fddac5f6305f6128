import ArgumentParser
import Foundation
import Glibc

/// `tallyward-bench kills`: kills the engine at random moments under load.
struct KillProof: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kills",
        abstract: "Kills a real engine (SIGKILL) at random moments under load, and holds the ERP's books against the "
            + "acknowledgements.")

    @OptionGroup var options: ProofOptions

    @Option(name: .long, help: "How often it is killed.")
    var kills = 20

    @Option(name: .long, help: "How many senders there are.")
    var connections = 8

    @Option(name: .long, help: "The longest an engine lives, in seconds.")
    var life = 2.0

    @Option(name: .long, help: "How long the rest may take to be delivered after the last kill, in seconds.")
    var drain = 120.0

    func validate() throws {
        guard (1...1000).contains(kills), (1...100).contains(connections), life >= 0.05, drain > 0 else {
            throw ValidationError("--kills 1 to 1000, --connections 1 to 100, --life 0.05 or more, --drain above 0.")
        }
    }

    func run() async throws {
        let world = try await ProofWorld(options, faults: .usual)
        let result: Result<[String], any Error>
        do { result = .success(try await prove(in: world)) } catch { result = .failure(error) }
        try await world.end()
        try ProofOptions.conclude(try result.get())
    }

    private func prove(in world: ProofWorld) async throws -> [String] {
        var chance = ProofChance(seed: options.seed)
        var engine = try EngineProcess(world.settings)
        defer { if engine.isRunning { engine.signal(SIGKILL) } }
        try engine.waitUntilListening()
        let sender = StubbornSender(port: world.settings.port, connections: connections)
        sender.start()
        var starts: [Double] = []
        for _ in 0..<kills {
            let life = 0.05 + (self.life - 0.05) * Double(chance.below(10_000)) / 10_000
            try await Task.sleep(for: .seconds(life))
            engine.signal(SIGKILL)
            engine = try EngineProcess(world.settings)
            starts.append(try engine.waitUntilListening())
        }
        try await sender.stop(within: 30)
        world.erp.recover()
        let accepted = sender.accepted
        let took = try await world.drain(accepted, within: drain)
        engine.signal(SIGTERM)
        let book = world.erp.book
        print(
            "seed \(options.seed): killed \(kills) times, \(accepted.count) acknowledged, \(sender.resent) sent again, "
                + "\(book.booked.count) booked, \(book.repeats) repeated requests told apart, \(book.faults) faults")
        starts.sort()
        print(
            "listening again after \(Self.seconds(starts[starts.count / 2])) s (median), "
                + "\(Self.seconds(starts.last ?? 0)) s (longest); the rest was delivered "
                + (took.map { "within \(Self.seconds($0)) s" } ?? "not within \(drain) s"))
        var violations = try world.violations(of: accepted, unanswered: sender.unanswered)
        if engine.exitCode != 0 { violations.append("the engine ended with \(engine.exitCode) when told to stop") }
        if took == nil { violations.append("not all was delivered in time") }
        return violations
    }

    static func seconds(_ value: Double) -> String { String(format: "%.2f", value) }
}
