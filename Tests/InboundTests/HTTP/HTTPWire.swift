import JSONText
import NIOSSL

/// What a server answered, as its bytes say it.
struct HTTPReply {
    var status: Int
    var headers: [(name: String, value: String)]
    var body: [UInt8]

    subscript(name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }
    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSONValue? { JSONReader.read(body) }
}

/// A client over a real socket, that sends exactly the bytes it is told to.
final class HTTPWire {
    struct Closed: Error {}

    private let wire: Wire
    private var bytes: [UInt8] = []

    private init(_ wire: Wire) { self.wire = wire }

    /// Connects to a port of this machine for as long as `body` runs.
    static func connect<Answer>(
        to port: Int, tls: TLSConfiguration? = nil, _ body: (HTTPWire) async throws -> Answer
    ) async throws -> Answer {
        try await Wire.connect(to: port, tls: tls) { try await body(HTTPWire($0)) }
    }

    static func request(
        _ method: String, _ path: String, _ body: String? = nil, type: String = "application/fhir+json",
        headers: [String] = []
    ) -> String {
        var lines = ["\(method) \(path) HTTP/1.1", "Host: localhost"] + headers
        if let body { lines += ["Content-Type: \(type)", "Content-Length: \(body.utf8.count)"] }
        return lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")
    }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) async throws { try await wire.send(bytes) }

    /// Closes this side only.
    func finishSending() { wire.finishSending() }

    /// The next answer; a 100 is one too. Throws where the server has closed instead.
    func nextReply() async throws -> HTTPReply {
        while true {
            if let reply = takeReply() { return reply }
            guard let more = try await wire.next() else { throw Closed() }
            bytes += more
        }
    }

    /// The status line and the fields of the next answer, which has no body: one to HEAD.
    func nextHead() async throws -> String {
        while true {
            if let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) {
                defer { bytes.removeFirst(end.upperBound) }
                return String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
            }
            guard let more = try await wire.next() else { throw Closed() }
            bytes += more
        }
    }

    /// Whether the server closes without another answer.
    func isClosed() async -> Bool {
        do {
            _ = try await nextReply()
            return false
        } catch { return true }
    }

    private func takeReply() -> HTTPReply? {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let headers = lines.dropFirst().map { line -> (name: String, value: String) in
            let parts = line.split(separator: ":", maxSplits: 1)
            return (String(parts[0]), parts.count > 1 ? String(parts[1].drop { $0 == " " }) : "")
        }
        let status = Int(lines.first?.split(separator: " ")[1] ?? "") ?? 0
        let length = headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) } ?? 0
        guard bytes.count >= end.upperBound + length else { return nil }
        let body = Array(bytes[end.upperBound..<end.upperBound + length])
        bytes.removeFirst(end.upperBound + length)
        return HTTPReply(status: status, headers: headers, body: body)
    }
}
