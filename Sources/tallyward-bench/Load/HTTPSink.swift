import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// The least that can stand in for an ERP: answers each request with 201 and a small JSON object, and counts.
///
/// It runs on one event loop of its own, so that its processor time can be told from the engine's.
final class HTTPSink: Sendable {
    /// The port it listens on.
    let port: Int
    private let group: MultiThreadedEventLoopGroup
    private let channel: any Channel
    private let count: Count

    /// Requests that were answered.
    final class Count: Sendable {
        let value = Atomic(0)
    }

    private init(port: Int, group: MultiThreadedEventLoopGroup, channel: any Channel, count: Count) {
        self.port = port
        self.group = group
        self.channel = channel
        self.count = count
    }

    /// Opens a port that the system chooses.
    static func start() async throws -> HTTPSink {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let count = Count()
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: false)
                    try channel.pipeline.syncOperations.addHandler(SinkHandler(count: count))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        guard let port = channel.localAddress?.port else { throw Untrustworthy("The receiver has no port.") }
        return HTTPSink(port: port, group: group, channel: channel, count: count)
    }

    /// Requests that were answered so far.
    var answered: Int { count.value.load(ordering: .relaxed) }

    /// Processor time it has taken so far, in nanoseconds.
    func cpu() async throws -> Int64 { try await group.next().submit { Stopwatch.threadCPU }.get() }

    /// Closes the port and ends.
    func stop() async throws {
        try await channel.close()
        try await group.shutdownGracefully()
    }
}

private final class SinkHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let count: HTTPSink.Count

    init(count: HTTPSink.Count) { self.count = count }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .end = unwrapInboundIn(data) else { return }
        let number = count.value.add(1, ordering: .relaxed).newValue
        let body = ByteBuffer(string: "{\"id\":\"\(number)\"}")
        let headers: HTTPHeaders = ["content-type": "application/json", "content-length": "\(body.readableBytes)"]
        let head = HTTPResponseHead(version: .http1_1, status: .created, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
