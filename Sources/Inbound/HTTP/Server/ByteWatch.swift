internal import NIOCore

/// Notes that bytes came, before they are read as HTTP: the head of a request that never ends is nothing else.
final class ByteWatch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private var hasHeard = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        hasHeard = true
        context.fireChannelRead(data)
    }

    /// Whether bytes came since this was asked last.
    func takeHeard() -> Bool {
        defer { hasHeard = false }
        return hasHeard
    }
}
