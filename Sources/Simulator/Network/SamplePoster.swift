internal import NIOCore
internal import NIOPosix

/// Sends one HTTP request to a server on the loopback interface, and says what was answered.
public enum SamplePoster {
    /// The status of the answer.
    ///
    /// - Parameter headers: beside the length of the body and the host.
    /// - Throws: where nobody listens, and where the connection ends without an answer.
    public static func post(
        _ body: [UInt8], to path: String, headers: [(name: String, value: String)], port: Int
    ) async throws -> Int {
        let answered = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: Int.self)
        let channel: any Channel
        do {
            channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(StatusReader(answered))
                    }
                }
                .connect(host: "127.0.0.1", port: port).get()
        } catch {
            answered.fail(error)
            throw error
        }
        var head = "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        head += "Content-Length: \(body.count)\r\n\r\n"
        var buffer = channel.allocator.buffer(capacity: head.utf8.count + body.count)
        buffer.writeString(head)
        buffer.writeBytes(body)
        channel.writeAndFlush(buffer, promise: nil)
        return try await answered.futureResult.get()
    }
}

/// Reads the first line of an answer.
private final class StatusReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private struct NoAnswer: Error {}

    private let answered: EventLoopPromise<Int>
    private var line = ""

    init(_ answered: EventLoopPromise<Int>) { self.answered = answered }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard line.utf8.count < 64 else { return }
        line += String(buffer: unwrapInboundIn(data))
        let words = line.split(separator: " ")
        if words.count > 2, let status = Int(words[1]) { answered.succeed(status) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        answered.fail(NoAnswer())
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        answered.fail(error)
        context.close(promise: nil)
    }
}
