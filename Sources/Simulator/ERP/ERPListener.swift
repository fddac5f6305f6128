internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import Synchronization

/// One listening socket of the simulated ERP and the connections it has taken.
final class ERPListener: Sendable {
    /// The port it listens on.
    let port: Int
    private let server: Task<Void, any Error>
    private let connections: OpenConnections

    /// Listens on the loopback interface; `port` 0 lets the system choose.
    init(
        port: Int, logger: Logger, answer: @escaping @Sendable (ERPRequest) async throws -> ERPAnswer?,
        refusesConnections: @escaping @Sendable () -> Bool
    ) async throws {
        let connections = OpenConnections(refuses: refusesConnections)
        let (bound, continuation) = AsyncThrowingStream.makeStream(of: Int.self)
        let application = Application(
            responder: ERPResponder(answer: answer),
            server: .http1(configuration: .init(additionalChannelHandlers: [connections.watch()])),
            configuration: .init(address: .hostname("127.0.0.1", port: port), serverName: nil, backlog: 1024),
            onServerRunning: { channel in
                continuation.yield(channel.localAddress?.port ?? port)
                continuation.finish()
            },
            logger: logger)
        server = Task {
            do {
                try await application.run()
                continuation.finish(throwing: CancellationError())
            } catch {
                continuation.finish(throwing: error)
                throw error
            }
        }
        var first: Int?
        for try await port in bound where first == nil { first = port }
        guard let first else { throw CancellationError() }
        self.port = first
        self.connections = connections
    }

    /// Closes every connection without an answer; new ones may come.
    func hangUp() { connections.closeAll() }

    /// Stops listening and closes every connection; returns when both are done.
    func close() async {
        server.cancel()
        connections.closeAll()
        _ = await server.result
    }
}

/// Hands requests to the ERP's desk and its answers back; `nil` closes the connection instead.
private struct ERPResponder: HTTPResponder {
    let answer: @Sendable (ERPRequest) async throws -> ERPAnswer?

    struct Context: InitializableFromSource {
        let channel: any Channel
        init(source: ApplicationRequestContextSource) { channel = source.channel }
    }

    func respond(to request: Request, context: Context) async throws -> Response {
        let body = try await request.body.collect(upTo: 4 << 20)
        var headers: [String: String] = [:]
        for field in request.headers { headers[field.name.canonicalName] = field.value }
        let question = ERPRequest(
            method: request.method.rawValue, path: request.uri.path, query: request.uri.query ?? "", headers: headers,
            body: Array(body.readableBytesView))
        guard let answer = try await answer(question) else {
            try? await context.channel.close()
            return Response(status: .serviceUnavailable)
        }
        var fields = HTTPFields()
        for (name, value) in [("Content-Type", answer.contentType)] + answer.headers.sorted(by: { $0.key < $1.key }) {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        return Response(
            status: .init(code: answer.status), headers: fields,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }
}

/// Knows the open connections, so that they can be closed all at once.
private final class OpenConnections: Sendable {
    private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])
    private let refuses: @Sendable () -> Bool

    init(refuses: @escaping @Sendable () -> Bool) { self.refuses = refuses }

    func watch() -> any RemovableChannelHandler { Watcher(connections: self) }

    func closeAll() {
        for channel in channels.withLock({ Array($0.values) }) { channel.close(promise: nil) }
    }

    private final class Watcher: ChannelInboundHandler, RemovableChannelHandler {
        typealias InboundIn = Never
        private let connections: OpenConnections

        init(connections: OpenConnections) { self.connections = connections }

        func channelActive(context: ChannelHandlerContext) {
            let channel = context.channel
            connections.channels.withLock { $0[ObjectIdentifier(channel)] = channel }
            if connections.refuses() { channel.close(promise: nil) }
            context.fireChannelActive()
        }

        func channelInactive(context: ChannelHandlerContext) {
            let channel = context.channel
            _ = connections.channels.withLock { $0.removeValue(forKey: ObjectIdentifier(channel)) }
            context.fireChannelInactive()
        }
    }
}
