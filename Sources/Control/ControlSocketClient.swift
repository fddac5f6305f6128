import Dispatch
import Foundation
import Glibc

/// Asks the engine of another process over the Unix socket beside the state.
public final class ControlSocketClient: ControlPort {
    private let path: String
    private let queue = DispatchQueue(label: "tallyward.control")
    /// How long an answer may take, in whole seconds.
    private let patience: Int

    /// A client for the engine on the state at `statePath`. Connects with each command.
    ///
    /// - Parameter patience: how long an answer may take, in seconds.
    public init(statePath: String, patience: Int = 30) {
        path = ControlWire.socketPath(state: statePath)
        self.patience = patience
    }

    /// Whether an engine answers there.
    public var isReachable: Bool {
        guard let socket = try? connect() else { return false }
        close(socket)
        return true
    }

    /// Sends a command and waits for its answer.
    public func perform(_ command: Command) async throws(ControlUnavailable) -> Reply {
        let result: Result<Reply, ControlUnavailable> = await withCheckedContinuation { continuation in
            queue.async { [self] in
                continuation.resume(returning: Result { () throws(ControlUnavailable) in try ask(command) })
            }
        }
        return try result.get()
    }

    private func ask(_ command: Command) throws(ControlUnavailable) -> Reply {
        let socket = try connect()
        defer { close(socket) }
        do {
            try send(ControlWire.line(command), to: socket)
            return try ControlWire.value(Reply.self, of: receiveLine(from: socket))
        } catch let unavailable as ControlUnavailable {
            throw unavailable
        } catch {
            throw ControlUnavailable("The engine's answer can't be read; use the same version on both sides.")
        }
    }

    private func connect() throws(ControlUnavailable) -> Int32 {
        var address = try ControlWire.address(of: path)
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let code = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe Glibc.connect(socket, $0, size) }
        }
        guard socket >= 0, code == 0 else {
            let reason = unsafe String(cString: strerror(errno))
            close(socket)
            throw ControlUnavailable(
                "No engine answers at \(path) (\(reason)). Start `tallyward engine` or `tallyward console`.")
        }
        var patience = timeval(tv_sec: self.patience, tv_usec: 0)
        let length = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, length)
        unsafe setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, length)
        return socket
    }

    private func send(_ data: Data, to socket: Int32) throws(ControlUnavailable) {
        var rest = data
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { bytes in
                unsafe Glibc.send(socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw ControlUnavailable("The engine went away; try again.") }
            rest = Data(rest.dropFirst(count))
        }
    }

    private func receiveLine(from socket: Int32) throws(ControlUnavailable) -> Data {
        var line = Data()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while line.last != 0x0a {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe recv(socket, bytes.baseAddress, bytes.count, 0)
            }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN {
                throw ControlUnavailable(
                    "The engine hasn't answered for \(patience) seconds; look whether it was done before you ask again."
                )
            }
            guard count > 0, line.count < ControlWire.longestLine else {
                throw ControlUnavailable("The engine went away before it answered; look whether it was done.")
            }
            line.append(contentsOf: buffer.prefix(count))
        }
        return line
    }
}
