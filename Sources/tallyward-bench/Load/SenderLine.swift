import Glibc

/// One connection with at most one message on the way.
struct SenderLine {
    let descriptor: Int32
    /// The message that is sent next, framed.
    var frame: [UInt8] = []
    /// When the last one was sent.
    private(set) var sentAt: Int64 = 0
    private var answer: [UInt8] = []
    private var chunk = [UInt8](repeating: 0, count: 4096)

    /// Connects; an answer that doesn't come within `timeout` seconds is an error.
    init(port: Int, timeout: Int = 0) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Untrustworthy("No socket could be made (error \(errno)).") }
        var address = LoopbackPort.address(port)
        let code = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { rebound in
                unsafe connect(descriptor, rebound, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else {
            let reason = errno
            close()
            throw Untrustworthy("Port \(port) took no connection (error \(reason)).")
        }
        var yes: Int32 = 1
        unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        var wait = timeval(tv_sec: timeout, tv_usec: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
    }

    func close() { _ = Glibc.close(descriptor) }

    mutating func send() throws {
        sentAt = Stopwatch.now
        var offset = 0
        while offset < frame.count {
            let count = unsafe frame.withUnsafeBytes { bytes in
                unsafe Glibc.send(
                    descriptor, bytes.baseAddress.map { unsafe $0 + offset }, bytes.count - offset,
                    Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Untrustworthy("A connection broke while sending (error \(errno)).") }
            offset += count
        }
    }

    /// Reads what has come: whether the message was accepted, or `nil` where the answer isn't whole yet.
    mutating func receive() throws -> Bool? {
        let count = unsafe chunk.withUnsafeMutableBytes { bytes in
            unsafe recv(descriptor, bytes.baseAddress, bytes.count, 0)
        }
        guard count > 0 else { throw Untrustworthy("A connection was closed instead of an answer (error \(errno)).") }
        answer += chunk[..<count]
        guard answer.suffix(2).elementsEqual([0x1C, 0x0D]) else { return nil }
        defer { answer.removeAll(keepingCapacity: true) }
        // What is accepted is told from the start of MSA, the segment after MSH.
        guard let end = answer.firstIndex(of: 0x0D) else { return false }
        let acknowledgment = answer[(end + 1)...]
        return acknowledgment.starts(with: "MSA|CA|".utf8) || acknowledgment.starts(with: "MSA|AA|".utf8)
    }
}
