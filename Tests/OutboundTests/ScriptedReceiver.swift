import HL7v2
import NIOCore
import NIOPosix
import Synchronization

/// An HL7 receiver on loopback that answers as a script says.
final class ScriptedReceiver: Sendable {
    /// What it does with a message; the second number counts connections from 1.
    typealias Script = @Sendable (Message, _ connection: Int) -> [Reply]

    enum Reply: Sendable {
        /// This message, in a frame.
        case frame(String)
        /// The end of the connection.
        case close
    }

    private let channel: any Channel
    private let log: Log

    private final class Log: Sendable {
        let messages = Mutex<[[UInt8]]>([])
        let connections = Mutex(0)
    }

    static func serving(
        _ script: @escaping Script, _ body: (ScriptedReceiver, String) async throws -> Void
    ) async throws {
        let log = Log()
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    let number = log.connections.withLock { count in
                        count += 1
                        return count
                    }
                    try child.pipeline.syncOperations.addHandler(Line(script: script, log: log, number: number))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            try await body(
                ScriptedReceiver(channel: channel, log: log), "mllp://127.0.0.1:\(channel.localAddress?.port ?? 0)")
        } catch {
            try await channel.close().get()
            throw error
        }
        try await channel.close().get()
    }

    private init(channel: any Channel, log: Log) {
        self.channel = channel
        self.log = log
    }

    /// How many connections there were.
    var connections: Int { log.connections.withLock { $0 } }
    /// What arrived, as text.
    var messages: [String] { log.messages.withLock { $0 }.map { String(decoding: $0, as: UTF8.self) } }

    /// An acknowledgment of a message.
    static func acknowledgment(_ code: String, _ controlID: String, error: String = "") -> String {
        "MSH|^~\\&|R|F|T|H|20260406||ACK|R9|P|2.5.1\rMSA|\(code)|\(controlID)\r\(error)"
    }

    private final class Line: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        let script: Script
        let log: Log
        let number: Int
        var framer = MLLPFramer()

        init(script: @escaping Script, log: Log, number: Int) {
            self.script = script
            self.log = log
            self.number = number
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            framer.append(unwrapInboundIn(data).readableBytesView)
            while case .frame(let bytes)? = framer.next() {
                log.messages.withLock { $0.append(bytes) }
                guard let message = try? Message(bytes) else { continue }
                for reply in script(message, number) {
                    switch reply {
                    case .frame(let text):
                        let buffer = context.channel.allocator.buffer(bytes: MLLPFrame.wrap(Array(text.utf8)))
                        context.writeAndFlush(NIOAny(buffer), promise: nil)
                    case .close: context.close(promise: nil)
                    }
                }
            }
        }
    }
}
