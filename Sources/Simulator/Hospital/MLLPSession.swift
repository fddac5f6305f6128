internal import HL7v2
internal import NIOCore
internal import NIOPosix

/// What a receiver said of a message.
struct ReceivedAcknowledgment: Sendable, Hashable {
    /// MSA-1.
    var code: String
    /// MSA-2.
    var controlID: String
    /// ERR-3.1 of the first ERR.
    var error: String?

    /// Reads an acknowledgment; `nil` where it is none.
    init?(_ bytes: [UInt8]) {
        guard let message = try? Message(bytes), let answer = message.segment("MSA") else { return nil }
        code = answer.field(1).text
        controlID = answer.field(2).text
        error = message.segment("ERR").map { $0.field(3).component(1).text }
    }

    /// Whether the message wasn't stored and should come again (table 0357: 207, application internal error).
    var asksForAnother: Bool { code.hasSuffix("E") && error == "207" }
}

/// Why no acknowledgment came.
enum MLLPSessionFailure: Error {
    case closed
    case timedOut
}

/// One connection that sends one message at a time and waits for its acknowledgment.
struct MLLPSession: Sendable {
    private let channel: any Channel
    private let handler: NIOLoopBound<MLLPSessionHandler>

    /// Connects; throws where nobody listens.
    static func connect(host: String, port: Int) async throws -> MLLPSession {
        let group = MultiThreadedEventLoopGroup.singleton
        return try await ClientBootstrap(group: group)
            .channelOption(ChannelOptions.socketOption(.tcp_nodelay), value: 1)
            .connect(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = MLLPSessionHandler()
                    try channel.pipeline.syncOperations.addHandler(handler)
                    return MLLPSession(
                        channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop))
                }
            }
    }

    /// Sends a message and returns its acknowledgment. When none comes in time the connection closes: a late one
    /// is never taken for the answer to something else. Cancelling closes it too.
    func send(
        _ message: HospitalMessage, timeout: Duration
    ) async throws -> (answer: ReceivedAcknowledgment, strays: Int) {
        let loop = channel.eventLoop
        return try await withTaskCancellationHandler {
            try await loop.flatSubmit { [channel, handler] in
                let wanted = loop.makePromise(of: (answer: ReceivedAcknowledgment, strays: Int).self)
                handler.value.expect(message.controlID, wanted)
                var frame = channel.allocator.buffer(capacity: message.bytes.count + 3)
                frame.writeInteger(MLLPFrame.start)
                frame.writeBytes(message.bytes)
                frame.writeBytes([MLLPFrame.end, 0x0D])
                channel.writeAndFlush(frame, promise: nil)
                let alarm = loop.scheduleTask(in: TimeAmount(timeout)) {
                    handler.value.fail(.timedOut)
                    channel.close(promise: nil)
                }
                return wanted.futureResult.always { _ in alarm.cancel() }
            }.get()
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    /// Closes the connection.
    func close() async { try? await channel.close() }
}

/// Cuts what is read into acknowledgments and hands the expected one over.
private final class MLLPSessionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private var framer = MLLPFramer()
    private var expected: (controlID: String, promise: EventLoopPromise<(answer: ReceivedAcknowledgment, strays: Int)>)?
    private var strays = 0
    private var isClosed = false

    func expect(
        _ controlID: String, _ promise: EventLoopPromise<(answer: ReceivedAcknowledgment, strays: Int)>
    ) {
        if isClosed { return promise.fail(MLLPSessionFailure.closed) }
        expected = (controlID, promise)
    }

    func fail(_ failure: MLLPSessionFailure) {
        expected?.promise.fail(failure)
        expected = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        framer.append(unwrapInboundIn(data).readableBytesView)
        while let event = framer.next() {
            guard case .frame(let bytes) = event else { continue }
            guard let answer = ReceivedAcknowledgment(bytes), let wanted = expected,
                answer.controlID == wanted.controlID
            else {
                strays += 1
                continue
            }
            expected = nil
            wanted.promise.succeed((answer, strays))
            strays = 0
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        isClosed = true
        fail(.closed)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
