import Foundation
import Glibc
import Synchronization

/// The program itself as `tallyward engine --catalog bench`, in a process that can be killed.
final class EngineProcess {
    /// How an engine is started.
    struct Settings: Sendable {
        /// The program's path.
        var program: String
        /// The state file.
        var state: String
        /// The port of its source.
        var port: Int
        /// The port of the ERP it posts to.
        var erp: Int
        /// More arguments, as `--standby`.
        var arguments: [String] = []
        /// What runs it, with its arguments; itself where empty.
        var wrapper: [String] = []
        /// Where its log goes.
        var log: String
    }

    let settings: Settings
    private let process = Process()

    /// Starts it and returns at once.
    init(_ settings: Settings) throws {
        self.settings = settings
        let engine =
            [settings.program, "engine", "--catalog", "bench", "--state", settings.state]
            + ["--set", "TALLYWARD_MLLP_PORT=\(settings.port)"]
            + ["--set", "TALLYWARD_ERP_URL=http://127.0.0.1:\(settings.erp)"] + settings.arguments
        let words = settings.wrapper + engine
        process.executableURL = URL(fileURLWithPath: words[0])
        process.arguments = Array(words.dropFirst())
        if !FileManager.default.fileExists(atPath: settings.log) {
            guard FileManager.default.createFile(atPath: settings.log, contents: nil) else {
                throw Untrustworthy("\(settings.log) can't be written.")
            }
        }
        let log = try FileHandle(forWritingTo: URL(fileURLWithPath: settings.log))
        _ = try log.seekToEnd()
        process.standardError = log
        process.standardOutput = log
        process.standardInput = FileHandle.nullDevice
        try process.run()
    }

    /// Whether it hasn't ended.
    var isRunning: Bool { process.isRunning }

    /// Its process.
    var pid: pid_t { process.processIdentifier }

    /// Waits until its source takes connections; gives how long that took, in seconds.
    @discardableResult
    func waitUntilListening(within bound: Double = 20) throws -> Double {
        let start = Stopwatch.now
        while Stopwatch.now - start < Int64(bound * 1e9) {
            if LoopbackPort.answers(settings.port) { return Double(Stopwatch.now - start) / 1e9 }
            guard process.isRunning else {
                throw Untrustworthy("The engine ended with \(process.terminationStatus): \(lastWords)")
            }
            usleep(2000)
        }
        throw Untrustworthy("The engine didn't listen within \(Int(bound)) s: \(lastWords)")
    }

    /// Sends a signal and, where it is one that ends it, waits for the end.
    func signal(_ number: Int32, andWait waits: Bool = true) {
        _ = Glibc.kill(process.processIdentifier, number)
        if waits { process.waitUntilExit() }
    }

    /// How it ended.
    var exitCode: Int32 { process.terminationStatus }

    private var lastWords: String {
        let text = (try? String(contentsOfFile: settings.log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").last.map(String.init) ?? "it said nothing"
    }
}

/// Ports of this machine.
enum LoopbackPort {
    /// A port that was free a moment ago.
    static func free() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = Self.address(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { rebound in
                let bound = unsafe bind(descriptor, rebound, length)
                return unsafe bound == 0 ? getsockname(descriptor, rebound, &length) : bound
            }
        }
        guard code == 0 else { throw Untrustworthy("No port is free (error \(errno)).") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// Whether somebody takes connections there.
    static func answers(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = Self.address(port)
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { rebound in
                unsafe connect(descriptor, rebound, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    /// The address of a port of this machine.
    static func address(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
