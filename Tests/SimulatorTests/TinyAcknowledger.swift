import HL7v2
import NIOCore
import NIOPosix
import Synchronization

/// An MLLP receiver on the loopback interface that does to each frame what the test says.
final class TinyAcknowledger: Sendable {
    /// What a frame is met with.
    enum Manner: Sendable {
        /// MSA-1 and, where given, ERR-3.
        case answer(String, error: String? = nil)
        /// An answer to something else first, then AA.
        case answerAfterStray
        case silence
        case hangUp
    }

    /// What came, by control id, in order.
    final class Shelf: Sendable {
        private let frames = Mutex<[String: [[UInt8]]]>([:])

        /// Keeps a frame; says how often its control id came before.
        func keep(_ frame: [UInt8], _ controlID: String) -> Int {
            frames.withLock { frames in
                frames[controlID, default: []].append(frame)
                return frames[controlID, default: []].count - 1
            }
        }

        var all: [String: [[UInt8]]] { frames.withLock { $0 } }
    }

    private let channel: any Channel
    private let shelf: Shelf

    private init(channel: any Channel, shelf: Shelf) {
        self.channel = channel
        self.shelf = shelf
    }

    var port: Int { channel.localAddress?.port ?? 0 }

    /// Every frame that came, by control id.
    var received: [String: [[UInt8]]] { shelf.all }

    func close() async throws { try await channel.close() }

    /// Listens; `manner` is asked with the control id and how often it came before.
    static func listen(_ manner: @escaping @Sendable (String, Int) -> Manner) async throws -> TinyAcknowledger {
        let shelf = Shelf()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(shelf: shelf, manner: manner))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return TinyAcknowledger(channel: channel, shelf: shelf)
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private var framer = MLLPFramer()
        private let shelf: Shelf
        private let manner: @Sendable (String, Int) -> Manner

        init(shelf: Shelf, manner: @escaping @Sendable (String, Int) -> Manner) {
            self.shelf = shelf
            self.manner = manner
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            framer.append(unwrapInboundIn(data).readableBytesView)
            while case .frame(let frame)? = framer.next() {
                let controlID = (try? Message(frame))?.header.messageControlID.text ?? ""
                switch manner(controlID, shelf.keep(frame, controlID)) {
                case .answer(let code, let error): answer(context, code, controlID, error: error)
                case .answerAfterStray:
                    answer(context, "AA", "SOMETHING-ELSE", error: nil)
                    answer(context, "AA", controlID, error: nil)
                case .silence: break
                case .hangUp: context.close(promise: nil)
                }
            }
        }

        private func answer(_ context: ChannelHandlerContext, _ code: String, _ controlID: String, error: String?) {
            var text = "MSH|^~\\&|T|T|H|H|20261122||ACK|1|P|2.5.1\rMSA|\(code)|\(controlID)\r"
            if let error { text += "ERR|||\(error)|E\r" }
            let frame = ByteBuffer(bytes: MLLPFrame.wrap(Array(text.utf8)))
            context.writeAndFlush(NIOAny(frame), promise: nil)
        }
    }
}
