import HL7v2
import NIOCore
import NIOPosix
import NIOSSL

/// A sender over a real socket, that does exactly what it is told.
final class WireClient {
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private var framer = MLLPFramer()

    private init(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.inbound = inbound.makeAsyncIterator()
        self.outbound = outbound
    }

    /// Connects to a port of this machine for as long as `body` runs.
    static func connect<Answer>(
        to port: Int, tls: TLSConfiguration? = nil, _ body: (WireClient) async throws -> Answer
    ) async throws -> Answer {
        let context = try tls.map { try NIOSSLContext(configuration: $0) }
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connectTimeout(.seconds(10))
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        let handler = try NIOSSLClientHandler(context: context, serverHostname: "localhost")
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                    return try NIOAsyncChannel(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(
                            isOutboundHalfClosureEnabled: true, inboundType: ByteBuffer.self,
                            outboundType: ByteBuffer.self))
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await body(WireClient(inbound, outbound))
        }
    }

    func send(_ bytes: [UInt8]) async throws {
        try await outbound.write(ByteBuffer(bytes: bytes))
    }

    /// Closes this side only.
    func finishSending() { outbound.finish() }

    /// MSA-1 and MSA-2 of the next answer; `nil` once the server has closed.
    func nextAnswer() async throws -> String? {
        while true {
            if case .frame(let bytes)? = framer.next() {
                let message = try Message(bytes)
                return [1, 2].map { message.text(Path("MSA", field: $0)) ?? "" }.joined(separator: " ")
            }
            guard let buffer = try await inbound.next(isolation: #isolation) else { return nil }
            framer.append(buffer.readableBytesView)
        }
    }

    /// The next so many answers, fewer where the server closes.
    func answers(_ count: Int) async throws -> [String] {
        var answers: [String] = []
        while answers.count < count, let answer = try await nextAnswer() { answers.append(answer) }
        return answers
    }
}
