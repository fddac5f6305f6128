import Control
import Foundation
import Glibc
import NIOCore
import NIOPosix
import SyncModel
import Synchronization

/// Answers with the caller and what was asked, and keeps what it heard.
final class EchoDesk: Sendable {
    private let heard = Mutex<[(user: String, id: String)]>([])
    /// Holds the answer to this command until all before it... are long answered: lets others overtake, if they could.
    private let slow: Set<String>

    init(slow: Set<String> = []) { self.slow = slow }

    var users: Set<String> { heard.withLock { Set($0.map(\.user)) } }
    var ids: [String] { heard.withLock { $0.map(\.id) } }

    func port(for caller: Caller) -> any ControlPort { Port(desk: self, caller: caller) }

    private struct Port: ControlPort {
        var desk: EchoDesk
        var caller: Caller

        func perform(_ command: Command) async throws(ControlUnavailable) -> Reply {
            if desk.slow.contains(command.id) { for _ in 0..<1000 { await Task.yield() } }
            desk.heard.withLock { $0.append((caller.user, command.id)) }
            if case .pause(_, let reason) = command.request, reason == "unavailable" {
                throw ControlUnavailable("The engine is busy dying.")
            }
            return .done(affected: 1, released: 0, summary: "\(command.id) of \(caller.user)")
        }
    }
}

/// A server in a folder of its own.
struct ControlSite {
    let folder: URL
    let desk: EchoDesk

    /// Where the state would be.
    var statePath: String { folder.appending(path: "s.db").path }
    var socketPath: String { statePath + ".sock" }

    static func with(
        slow: Set<String> = [], _ body: (ControlSite, ControlSocketServer) async throws -> Void
    ) async throws {
        let folder = URL(filePath: "/tmp").appending(path: "tw-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let site = ControlSite(folder: folder, desk: EchoDesk(slow: slow))
        let server = try await site.start()
        do { try await body(site, server) } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    func start() async throws -> ControlSocketServer {
        try await ControlSocketServer.start(
            statePath: statePath, group: MultiThreadedEventLoopGroup.singleton
        ) { [desk] in desk.port(for: $0) }
    }

    /// Sends bytes as they are and reads lines until so many came or the other side closed.
    func exchange(_ bytes: [UInt8], lines: Int, inPiecesOf size: Int = .max) async throws -> [String] {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try exchangeBlocking(bytes, lines: lines, piece: size) })
            }
        }
    }

    private func exchangeBlocking(_ bytes: [UInt8], lines: Int, piece: Int) throws -> [String] {
        let socket = try RawSocket(path: socketPath)
        defer { socket.close() }
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(piece)
            guard socket.send(Array(part)) else { break }
            rest = rest.dropFirst(part.count)
        }
        var received: [UInt8] = []
        while received.count(where: { $0 == 0x0a }) < lines, let more = socket.receive() { received += more }
        return String(decoding: received, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}

/// A Unix socket without anything around it.
struct RawSocket {
    private let descriptor: Int32

    struct Refused: Error { var code: Int32 }

    init(path: String) throws {
        descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let code = unsafe withUnsafePointer(to: address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(descriptor, $0, size)
            }
        }
        if code != 0 { throw Refused(code: errno) }
    }

    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.send(
                    descriptor, buffer.baseAddress?.advanced(by: sent), buffer.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    func receive() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
        return count > 0 ? Array(buffer.prefix(count)) : nil
    }

    func close() { _ = Glibc.close(descriptor) }
}
