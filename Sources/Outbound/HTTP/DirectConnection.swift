import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// One connection of a ``DirectPool``: one request at a time. Lives on the event loop.
final class DirectConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    /// When it was last given back.
    private(set) var idleSince = NIODeadline.now()
    private let pool: DirectPool
    private let channel: any Channel
    private var exchange: DirectExchange?
    private var answer = HTTPAnswer(status: 0)
    private var staysOpen = false

    /// A connection that reports to `pool`.
    init(pool: DirectPool, channel: any Channel) {
        self.pool = pool
        self.channel = channel
    }

    /// Sends a request; the connection is idle.
    func start(_ exchange: DirectExchange) {
        self.exchange = exchange
        exchange.connection = self
        exchange.begun = true
        channel.write(HTTPClientRequestPart.head(exchange.head), promise: nil)
        if !exchange.body.isEmpty {
            channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: exchange.body))), promise: nil)
        }
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
    }

    /// Whether it can be written to.
    var isActive: Bool { channel.isActive }

    /// Ends the connection; a request on it fails.
    func close() { channel.close(promise: nil) }

    func channelActive(context: ChannelHandlerContext) { pool.opened(self) }

    func channelInactive(context: ChannelHandlerContext) {
        take()?.fail(HTTPClientError.remoteConnectionClosed)
        pool.closed(self)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        take()?.fail(error)
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard exchange != nil else { return close() }
        switch unwrapInboundIn(data) {
        case .head(let head):
            answer = HTTPAnswer(head)
            staysOpen = head.isKeepAlive
        case .body(let buffer):
            guard answer.body.count + buffer.readableBytes <= HTTPExchange.bodyLimit else {
                take()?.fail(AnswerTooLarge())
                return close()
            }
            answer.body.append(contentsOf: buffer.readableBytesView)
        case .end:
            let exchange = take()
            // One that was given up had this connection closed: what still arrives is nobody's.
            let isUsable = staysOpen && isActive && exchange?.isFinished == false
            exchange?.succeed(answer)
            idleSince = .now()
            if isUsable { pool.release(self) } else { close() }
        }
    }

    private func take() -> DirectExchange? {
        defer { exchange = nil }
        return exchange
    }
}
