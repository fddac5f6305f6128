import NIOCore
import NIOPosix
import Synchronization

/// What a client sent.
struct RecordedRequest: Sendable {
    /// From 1, in the order of arrival.
    var number: Int
    var method: String
    /// Path and query.
    var target: String
    /// By lower-case name.
    var headers: [String: String]
    var body: [UInt8]
}

/// What the server does with a request.
enum ScriptedReply: Sendable {
    /// These bytes, and the connection stays.
    case bytes(String)
    /// These bytes, then the connection ends.
    case bytesThenClose(String)
    /// Nothing, and the connection stays.
    case silence

    /// A whole answer.
    static func answer(_ status: Int, _ body: String = "", _ headers: [String] = []) -> ScriptedReply {
        let lines = ["HTTP/1.1 \(status) Scripted", "Content-Length: \(body.utf8.count)"] + headers
        return .bytes(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }
}

/// A server on loopback that answers as a script says, in bytes: it can say what no HTTP library would.
final class ScriptedServer: Sendable {
    typealias Script = @Sendable (RecordedRequest) -> ScriptedReply

    private let channel: any Channel
    private let log: Log

    /// Serves `script` while `body` runs; `body` is given the server and its URL.
    static func serving<Result>(
        _ script: @escaping Script, _ body: (ScriptedServer, String) async throws -> Result
    ) async throws -> Result {
        let log = Log()
        let bootstrap = ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    try child.pipeline.syncOperations.addHandler(ScriptedConnection(script: script, log: log))
                }
            }
        let channel = try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
        let server = ScriptedServer(channel: channel, log: log)
        do {
            let result = try await body(server, "http://127.0.0.1:\(channel.localAddress?.port ?? 0)")
            try await channel.close().get()
            return result
        } catch {
            try await channel.close().get()
            throw error
        }
    }

    private init(channel: any Channel, log: Log) {
        self.channel = channel
        self.log = log
    }

    /// What arrived so far.
    var requests: [RecordedRequest] { log.requests.withLock { $0 } }

    /// How many connections were made so far.
    var connections: Int { log.connections.withLock { $0 } }

    final class Log: Sendable {
        let connections = Mutex(0)
        let requests = Mutex<[RecordedRequest]>([])

        func record(_ request: RecordedRequest) -> RecordedRequest {
            requests.withLock { requests in
                var numbered = request
                numbered.number = requests.count + 1
                requests.append(numbered)
                return numbered
            }
        }
    }
}

private final class ScriptedConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let script: ScriptedServer.Script
    private let log: ScriptedServer.Log
    private var received: [UInt8] = []

    init(script: @escaping ScriptedServer.Script, log: ScriptedServer.Log) {
        self.script = script
        self.log = log
    }

    func channelActive(context: ChannelHandlerContext) { log.connections.withLock { $0 += 1 } }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received.append(contentsOf: unwrapInboundIn(data).readableBytesView)
        while let request = takeRequest() {
            switch script(log.record(request)) {
            case .silence: break
            case .bytes(let text):
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
            case .bytesThenClose(let text):
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
                context.close(promise: nil)
            }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func takeRequest() -> RecordedRequest? {
        let end = Array("\r\n\r\n".utf8)
        guard let headEnd = received.indices.first(where: { received[$0...].starts(with: end) }) else { return nil }
        let lines = String(decoding: received[..<headEnd], as: UTF8.self).split(separator: "\r\n")
        let words = lines[0].split(separator: " ").map(String.init)
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            headers[parts[0].lowercased()] = parts[1].drop { $0 == " " }.description
        }
        let bodyStart = headEnd + end.count
        let bodyEnd = bodyStart + (headers["content-length"].flatMap(Int.init) ?? 0)
        guard received.count >= bodyEnd else { return nil }
        let body = Array(received[bodyStart..<bodyEnd])
        received.removeFirst(bodyEnd)
        return RecordedRequest(number: 0, method: words[0], target: words[1], headers: headers, body: body)
    }
}
