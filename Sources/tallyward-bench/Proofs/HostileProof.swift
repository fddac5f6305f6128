import ArgumentParser
import Foundation
import Glibc
import Synchronization

/// `tallyward-bench hostile`: good senders beside bad ones.
struct HostileProof: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hostile",
        abstract: "Measures good senders alone, then beside slow, silent, broken and babbling ones.")

    @OptionGroup var options: ProofOptions

    @Option(name: .long, help: "How long each of the two is measured, in seconds.")
    var seconds = 5.0

    @Option(name: .long, help: "How many connections of each bad kind there are.")
    var each = 60

    @Option(name: .long, help: "The least share of their rate that good senders must keep.")
    var keep = 0.6

    @Option(name: .long, parsing: .upToNextOption, help: "Which bad kinds; all of them where none is named.")
    var kinds = HostileKind.allCases

    func validate() throws {
        guard seconds >= 0.5, (1...200).contains(each), (0...1).contains(keep) else {
            throw ValidationError("--seconds 0.5 or more, --each 1 to 200, --keep 0 to 1.")
        }
    }

    func run() async throws {
        let world = try await ProofWorld(options, faults: FaultyERP.Faults())
        let result: Result<[String], any Error>
        do { result = .success(try await prove(in: world)) } catch { result = .failure(error) }
        try await world.end()
        try ProofOptions.conclude(try result.get())
    }

    private func prove(in world: ProofWorld) async throws -> [String] {
        let engine = try EngineProcess(world.settings)
        defer { if engine.isRunning { engine.signal(SIGKILL) } }
        try engine.waitUntilListening()
        let sender = StubbornSender(port: world.settings.port, connections: 8)
        sender.start()
        let alone = try await rate(of: sender)
        let memory = Self.memory(of: engine)
        let crowd = HostileCrowd(port: world.settings.port, kinds: kinds, each: each)
        crowd.start()
        let beside = try await rate(of: sender)
        let grown = Self.memory(of: engine) - memory
        await crowd.stop()
        try await sender.stop(within: 30)
        let accepted = sender.accepted
        let took = try await world.drain(accepted, within: 120)
        engine.signal(SIGTERM)
        let share = beside / alone
        print(
            "good senders alone \(Int(alone)) msgs/s, beside \(each * kinds.count) bad ones "
                + "\(Int(beside)) msgs/s: \(Int(share * 100)) %; \(crowd.refusals) refusals answered, "
                + "\(crowd.connections) bad connections, \(grown >> 10) MiB more")
        var violations = try world.violations(of: accepted, unanswered: sender.unanswered)
        if took == nil { violations.append("not all was delivered in time") }
        if share < keep { violations.append("good senders kept less than \(Int(keep * 100)) % of their rate") }
        if sender.refused > 0 { violations.append("\(sender.refused) good messages were refused") }
        if grown > 64 << 10 { violations.append("the engine took \(grown >> 10) MiB more") }
        if engine.exitCode != 0 { violations.append("the engine ended with \(engine.exitCode)") }
        return violations
    }

    private func rate(of sender: StubbornSender) async throws -> Double {
        let before = sender.accepted.count
        let start = Stopwatch.now
        try await Task.sleep(for: .seconds(seconds))
        return Double(sender.accepted.count - before) / (Double(Stopwatch.now - start) / 1e9)
    }

    /// What a process holds of memory, in KiB (proc(5)).
    private static func memory(of engine: EngineProcess) -> Int {
        let text = (try? String(contentsOfFile: "/proc/\(engine.pid)/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
    }
}

/// What bad senders do.
enum HostileKind: String, CaseIterable, ExpressibleByArgument {
    /// A byte every 200 ms, of a frame that never ends.
    case slow
    /// Nothing at all.
    case silent
    /// Bytes that are no frame.
    case babbling
    /// Frames that hold no message.
    case nonsense
    /// Frames that are too long.
    case endless
    /// Half a frame, then gone.
    case broken

    /// What it sends again and again.
    var bytes: [UInt8] {
        switch self {
        case .slow, .silent: [0x0B]
        case .babbling: Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8) + [0x00, 0xFF, 0x1C, 0x0D, 0x1B, 0x5B, 0x41]
        case .nonsense: [0x0B] + Array("PID|1||\u{1B}[2J|no header\r".utf8) + [0x1C, 0x0D]
        case .endless: [0x0B] + [UInt8](repeating: 0x41, count: 1 << 12)
        case .broken: [0x0B] + Array("MSH|^~\\&|EHR|A|B|C|20261122||DFT^P03|1|P|2.5.1\rPID|1".utf8)
        }
    }
}

/// Bad senders: one thread moves them all, so that they take little from the good ones.
final class HostileCrowd: Sendable {
    private struct State {
        var isStopping = false
        var hasEnded = false
        var refusals = 0
        var connections = 0
    }

    private let port: Int
    private let kinds: [HostileKind]
    private let each: Int
    private let state = Mutex(State())

    init(port: Int, kinds: [HostileKind], each: Int) {
        self.port = port
        self.kinds = kinds
        self.each = each
    }

    var refusals: Int { state.withLock { $0.refusals } }
    var connections: Int { state.withLock { $0.connections } }

    func start() {
        let thread = Thread {
            self.run()
            self.state.withLock { $0.hasEnded = true }
        }
        thread.name = "prove.crowd"
        thread.start()
    }

    func stop() async {
        state.withLock { $0.isStopping = true }
        while !state.withLock({ $0.hasEnded }) {
            do { try await Task.sleep(for: .milliseconds(5)) } catch { return }
        }
    }

    private func run() {
        let kinds = kinds.flatMap { [HostileKind](repeating: $0, count: each) }
        var descriptors = [Int32](repeating: -1, count: kinds.count)
        var buffer = [UInt8](repeating: 0, count: 4096)
        var round = 0
        while !state.withLock({ $0.isStopping }) {
            round += 1
            for (index, kind) in kinds.enumerated() {
                // Half a frame and gone: once a second from each.
                if kind == .broken, (round + index) % 5 != 0 { continue }
                if descriptors[index] < 0 { descriptors[index] = open(kind) }
                let descriptor = descriptors[index]
                guard descriptor >= 0 else { continue }
                var isOpen = kind == .silent || push(kind.bytes, to: descriptor)
                let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                    unsafe recv(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT))
                }
                if count > 0 { state.withLock { $0.refusals += 1 } }
                if count == 0 || kind == .broken { isOpen = false }
                if !isOpen {
                    close(descriptor)
                    descriptors[index] = -1
                }
            }
            usleep(200_000)
        }
        for descriptor in descriptors where descriptor >= 0 { close(descriptor) }
    }

    private func open(_ kind: HostileKind) -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = LoopbackPort.address(port)
        let code = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { rebound in
                unsafe connect(descriptor, rebound, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else {
            close(descriptor)
            return -1
        }
        state.withLock { $0.connections += 1 }
        return descriptor
    }

    /// Sends what goes at once; whether the connection still stands.
    private func push(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        let count = unsafe bytes.withUnsafeBytes { unsafe send(descriptor, $0.baseAddress, $0.count, flags) }
        return count >= 0 || errno == EAGAIN
    }
}
