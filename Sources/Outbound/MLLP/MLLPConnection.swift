import HL7v2
import NIOCore
import NIOTLS
import SyncModel

/// One connection to a receiver. One message at a time: the next goes out when the last was answered.
final class MLLPConnection: Sendable {
    private let channel: any Channel

    init(channel: any Channel) { self.channel = channel }

    /// Whether another message can be sent on it.
    var isUsable: Bool { channel.isActive }

    /// Sends a message and waits for its answer.
    ///
    /// An answer to another message is passed over. A connection whose answer is missing must not be used again: a late
    /// answer would meet a later message, and a receiver that still works on this one would get it twice at once.
    func exchange(_ message: [UInt8], controlID: String, timeout: TimeAmount) async -> DeliveryOutcome {
        let outcome = channel.eventLoop.makePromise(of: DeliveryOutcome.self)
        let frame = channel.allocator.buffer(bytes: MLLPFrame.wrap(message))
        let channel = channel
        channel.eventLoop.execute {
            guard let conversation = try? channel.pipeline.syncOperations.handler(type: Conversation.self) else {
                return outcome.succeed(.ambiguous(Conversation.reset))
            }
            conversation.begin(controlID, outcome)
            let late = channel.eventLoop.assumeIsolated().scheduleTask(in: timeout) {
                conversation.end(.ambiguous(Conversation.late))
            }
            outcome.futureResult.assumeIsolated().whenComplete { _ in late.cancel() }
            channel.writeAndFlush(frame).assumeIsolated().whenFailure { _ in
                conversation.end(.ambiguous(Conversation.reset))
            }
        }
        return await Self.value(of: outcome.futureResult)
    }

    func close() { channel.close(promise: nil) }

    private static func value(of future: EventLoopFuture<DeliveryOutcome>) async -> DeliveryOutcome {
        do { return try await future.get() } catch {
            return .ambiguous(Conversation.reset)
        }
    }
}

/// What is said on one connection: reads frames, and tells whoever waits. All of it on the connection's event loop.
final class Conversation: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    static let reset = AttemptFailure(code: "reset", detail: "The connection ended before the acknowledgment.")
    static let late = AttemptFailure(code: "timeout", detail: "The receiver didn't acknowledge it in time.")

    private var framer = MLLPFramer(limit: 1 << 20)
    private var awaited: (controlID: String, outcome: EventLoopPromise<DeliveryOutcome>)?

    func begin(_ controlID: String, _ outcome: EventLoopPromise<DeliveryOutcome>) {
        end(.ambiguous(Self.reset))
        awaited = (controlID, outcome)
    }

    /// Tells whoever waits, once.
    func end(_ outcome: DeliveryOutcome) {
        let waiting = awaited
        awaited = nil
        waiting?.outcome.succeed(outcome)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        framer.append(unwrapInboundIn(data).readableBytesView)
        while let event = framer.next() {
            guard case .frame(let bytes) = event else { continue }
            guard let awaited else { continue }
            switch AcknowledgmentAnswer(bytes, to: awaited.controlID) {
            case .outcome(let outcome): end(outcome)
            case .other: continue
            case .unreadable(let failure): end(.ambiguous(failure))
            }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(.ambiguous(Self.reset))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

/// Tells when a connection can be written to: at once, or when TLS has been agreed on. Until then nothing has left.
final class Readiness: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let promise: EventLoopPromise<Void>
    private var problem: (any Error)?

    init(_ promise: EventLoopPromise<Void>) { self.promise = promise }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent { promise.succeed() }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        problem = problem ?? error
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise.fail(problem ?? ChannelError.eof)
        context.fireChannelInactive()
    }
}
