import ArgumentParser
import Foundation
import Glibc

/// `tallyward-bench syscalls`: kills the engine at each system call that writes, from its start to its end.
struct SyscallProof: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "syscalls",
        abstract:
            "Kills an engine at its first, second, third … call of each kind that writes to a file or a socket, a "
            + "message in its hands, until it lives through. Needs strace.")

    @OptionGroup var options: ProofOptions

    @Option(name: .long, help: "The last call of a kind to kill it at, where it hasn't lived through before.")
    var most = 500

    /// The kinds. strace counts the calls of each thread for itself: a life ends where any of them gets so far.
    private static let kinds = [
        "pwrite64", "fdatasync", "fsync", "ftruncate", "write", "writev", "sendto", "sendmsg", "openat", "unlink",
        "close",
    ]

    func validate() throws {
        guard most >= 1 else { throw ValidationError("--most: 1 or more.") }
    }

    func run() async throws {
        let world = try await ProofWorld(options, faults: FaultyERP.Faults())
        let result: Result<[String], any Error>
        do { result = .success(try await prove(in: world)) } catch { result = .failure(error) }
        try await world.end()
        try ProofOptions.conclude(try result.get())
    }

    /// Where a life ended.
    private enum End: Hashable {
        case starting, message, stopping, none
    }

    /// From when on calls are counted.
    private enum Phase: String, CaseIterable {
        case start = "from the start"
        case message = "with a message"
    }

    private func prove(in world: ProofWorld) async throws -> [String] {
        var tried = Tried()
        for (phase, kind) in Phase.allCases.flatMap({ phase in Self.kinds.map { (phase, $0) } }) {
            var end = End.message
            var call = 0
            var ends: [End: Int] = [:]
            while end != .none, call < most {
                call += 1
                tried.lives += 1
                let sender = StubbornSender(port: world.settings.port, connections: 1, firstSequence: tried.lives)
                end = try await life(world, killedAt: call, of: kind, phase, sender)
                try await recover(world, sender)
                tried.accepted.formUnion(sender.accepted)
                tried.resent += sender.resent
                ends[end, default: 0] += 1
            }
            let violations = try world.violations(of: tried.accepted)
            guard violations.isEmpty else {
                return violations.map { "killed at each \(kind) \(phase.rawValue): \($0)" }
            }
            print(
                "\(kind) \(phase.rawValue): killed at \(call - ends[.none, default: 0]) calls, "
                    + "\(ends[.starting, default: 0]) while it started, "
                    + "\(ends[.message, default: 0]) with a message in its hands, "
                    + "\(ends[.stopping, default: 0]) while it stopped")
        }
        print("\(tried.lives) lives, \(tried.accepted.count) acknowledged, \(tried.resent) sent again")
        return []
    }

    private struct Tried {
        var lives = 0
        var accepted: Set<String> = []
        var resent = 0
    }

    /// One life, with one message.
    private func life(
        _ world: ProofWorld, killedAt call: Int, of kind: String, _ phase: Phase, _ sender: StubbornSender
    ) async throws -> End {
        let tracer =
            ["/usr/bin/strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=\(kind)"]
            + ["-e", "inject=\(kind):signal=SIGKILL:when=\(call)"]
        var settings = world.settings
        if phase == .start { settings.wrapper = tracer + ["-D"] }
        let engine = try EngineProcess(settings)
        defer { if engine.isRunning { engine.signal(SIGKILL) } }
        do { try engine.waitUntilListening() } catch {
            guard !engine.isRunning else { throw error }
            sender.start(messages: 1)
            return .starting
        }
        let attached = phase == .message ? try await Self.attach(tracer, to: engine) : nil
        defer { attached?.waitUntilExit() }
        sender.start(messages: 1)
        let start = Stopwatch.now
        // Until it is booked and that is written down, or the engine is gone.
        while engine.isRunning, Stopwatch.now - start < 20_000_000_000 {
            let accepted = sender.accepted
            if !accepted.isEmpty, accepted.allSatisfy({ world.erp.book.booked[$0] != nil }) {
                try await Task.sleep(for: .milliseconds(50))
                break
            }
            try await Task.sleep(for: .milliseconds(2))
        }
        guard engine.isRunning else { return .message }
        engine.signal(SIGTERM)
        return engine.exitCode == 0 ? .none : .stopping
    }

    /// Lets calls be counted from now on.
    private static func attach(_ tracer: [String], to engine: EngineProcess) async throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: tracer[0])
        process.arguments = tracer.dropFirst() + ["-p", "\(engine.pid)"]
        try process.run()
        // Each thread is taken one by one.
        let tasks = "/proc/\(engine.pid)/task"
        for _ in 0..<1000 {
            let threads = try FileManager.default.contentsOfDirectory(atPath: tasks)
            let isTraced = threads.allSatisfy { thread in
                let status = (try? String(contentsOfFile: "\(tasks)/\(thread)/status", encoding: .utf8)) ?? ""
                return status.contains("TracerPid:\t\(process.processIdentifier)\n")
            }
            if isTraced { return process }
            try await Task.sleep(for: .milliseconds(2))
        }
        throw Untrustworthy("strace didn't get hold of the engine.")
    }

    /// An engine that nobody kills brings to an end what the other left.
    private func recover(_ world: ProofWorld, _ sender: StubbornSender) async throws {
        let engine = try EngineProcess(world.settings)
        try engine.waitUntilListening()
        try await sender.stop(within: 20)
        guard try await world.drain(sender.accepted, within: 20) != nil else {
            engine.signal(SIGKILL)
            throw Untrustworthy("What was acknowledged didn't reach the ERP within 20 s.")
        }
        engine.signal(SIGTERM)
        guard engine.exitCode == 0 else { throw Untrustworthy("The engine ended with \(engine.exitCode).") }
    }
}
