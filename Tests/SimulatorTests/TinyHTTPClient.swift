import NIOCore
import NIOPosix

/// One HTTP/1.1 exchange over a socket of its own.
struct TinyHTTPClient {
    var port: Int
    var token: String?

    struct Answer: Sendable, Equatable {
        var status: Int
        var headers: [String: String]
        var body: String
    }

    /// The answer; `nil` where the connection closed without one.
    func send(
        _ method: String, _ path: String, _ body: String = "", headers: [String: String] = [:]
    ) async throws -> Answer? {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        var text = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        if let token { text += "Authorization: Bearer \(token)\r\n" }
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        text += "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        let request = ByteBuffer(string: text)
        let received = try await channel.executeThenClose { inbound, outbound in
            var received = ByteBuffer()
            do {
                try await outbound.write(request)
                for try await part in inbound { received.writeImmutableBuffer(part) }
            } catch {
                // A connection that is reset has no answer, just as one that is closed.
            }
            return received
        }
        return Self.parse(String(buffer: received))
    }

    private static func parse(_ text: String) -> Answer? {
        guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
        let lines = text[..<end.lowerBound].split(separator: "\r\n")
        let words = (lines.first ?? "").split(separator: " ")
        guard words.count > 1, let status = Int(words[1]) else { return nil }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2 { headers[parts[0].lowercased()] = parts[1].drop { $0 == " " }.description }
        }
        return Answer(status: status, headers: headers, body: String(text[end.upperBound...]))
    }
}

extension TinyHTTPClient.Answer {
    /// The text or number of a field, wherever it stands in the body.
    func field(_ name: String) -> String? {
        guard let start = body.firstRange(of: "\"\(name)\":") else { return nil }
        let rest = body[start.upperBound...]
        return rest.first == "\""
            ? rest.dropFirst().prefix { $0 != "\"" }.description : rest.prefix { !",}]".contains($0) }.description
    }
}
