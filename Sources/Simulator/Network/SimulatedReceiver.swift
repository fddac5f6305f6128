internal import HL7v2
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// An HL7 receiver on the loopback interface, such as an EHR's interface engine: it accepts every message (AA, with
/// MSA-2 as HL7 v2.5.1 §2.9.2 wants it) and keeps it.
public final class SimulatedReceiver: Sendable {
    private let log = ReceivedLog()
    private let channel = Mutex<(any Channel)?>(nil)

    /// A receiver that doesn't listen yet.
    public init() {}

    /// Listens on 127.0.0.1 and returns the port that the system chose.
    public func start() async throws -> Int {
        let listening = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { [log] child in
                child.eventLoop.makeCompletedFuture {
                    try child.pipeline.syncOperations.addHandler(ReceivingLine(log: log))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        channel.withLock { $0 = listening }
        return listening.localAddress?.port ?? 0
    }

    /// Stops listening.
    public func stop() async {
        let listening = channel.withLock { channel in
            defer { channel = nil }
            return channel
        }
        try? await listening?.close()
    }

    /// The messages that came, oldest first.
    public var messages: [[UInt8]] { log.messages.withLock { $0 } }
}

/// What came over all connections.
private final class ReceivedLog: Sendable {
    let messages = Mutex<[[UInt8]]>([])
}

/// Answers what comes over one connection.
private final class ReceivingLine: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var framer = MLLPFramer()
    private let log: ReceivedLog

    init(log: ReceivedLog) { self.log = log }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        framer.append(unwrapInboundIn(data).readableBytesView)
        while let event = framer.next() {
            guard case .frame(let frame) = event, let message = try? Message(Array(frame)),
                let header = message.segment("MSH")
            else { continue }
            log.messages.withLock { $0.append(Array(frame)) }
            let answer =
                "MSH|^~\\&|RECEIVER||\(header.field(3).text)||\(header.field(7).text)||ACK|"
                + "R\(header.field(10).text)|P|2.5.1\rMSA|AA|\(header.field(10).text)\r"
            var buffer = context.channel.allocator.buffer(capacity: answer.utf8.count + 3)
            buffer.writeInteger(MLLPFrame.start)
            buffer.writeString(answer)
            buffer.writeBytes([MLLPFrame.end, 0x0D])
            context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
