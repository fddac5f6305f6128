import Foundation
import Glibc
public import NIOCore
import NIOPosix

/// Answers commands on the Unix socket beside the state. Who asks is what the kernel says of the peer (`SO_PEERCRED`).
public final class ControlSocketServer: Sendable {
    private let channel: any Channel
    private let path: String

    /// Listens beside the state at `statePath`.
    ///
    /// - Parameter desk: makes the port that answers one caller.
    /// - Throws: ``ControlUnavailable`` where the socket can't be made.
    public static func start(
        statePath: String, group: any EventLoopGroup, desk: @escaping @Sendable (Caller) -> any ControlPort
    ) async throws(ControlUnavailable) -> ControlSocketServer {
        let path = ControlWire.socketPath(state: statePath)
        do {
            let channel = try await ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: 16)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(ControlHandler(desk: desk))
                    }
                }
                .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true)
                .get()
            // The rights table decides who may do what; the file mode, who may ask at all.
            unsafe chmod(path, 0o660)
            return ControlSocketServer(channel: channel, path: path)
        } catch {
            throw ControlUnavailable("The socket \(path) can't be made (\(error)). Check the folder's owner and mode.")
        }
    }

    private init(channel: any Channel, path: String) {
        self.channel = channel
        self.path = path
    }

    /// Stops listening and removes the socket.
    public func stop() async {
        do { try await channel.close() } catch ChannelError.alreadyClosed {} catch {}
        unsafe unlink(path)
    }
}

/// Reads lines, asks the desk, writes the answers in the order of the questions.
private final class ControlHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let desk: @Sendable (Caller) -> any ControlPort
    private var caller: Caller?
    private var received = Data()
    private var last: Task<Void, Never>?

    init(desk: @escaping @Sendable (Caller) -> any ControlPort) { self.desk = desk }

    func channelActive(context: ChannelHandlerContext) {
        let channel = context.channel
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        guard let provider = channel as? any SocketOptionProvider else { return context.close(promise: nil) }
        let credentials: EventLoopFuture<PeerCredentials> = provider.unsafeGetSocketOption(
            level: .socket, name: .init(rawValue: SO_PEERCRED))
        credentials.whenComplete { result in
            guard case .success(let peer) = result else { return channel.close(promise: nil) }
            bound.value.caller = Caller(user: UserName.of(peer.uid))
            bound.value.answerLines(channel)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received.append(contentsOf: unwrapInboundIn(data).readableBytesView)
        guard received.count <= ControlWire.longestLine else { return context.close(promise: nil) }
        answerLines(context.channel)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func answerLines(_ channel: any Channel) {
        guard let caller else { return }
        while let end = received.firstIndex(of: 0x0a) {
            let line = Data(received[received.startIndex..<end])
            received = Data(received[(end + 1)...])
            last = Self.answer(line, desk(caller), channel, after: last)
        }
    }

    private static func answer(
        _ line: Data, _ port: any ControlPort, _ channel: any Channel, after before: Task<Void, Never>?
    ) -> Task<Void, Never> {
        Task {
            await before?.value
            await answer(line, port, channel)
        }
    }

    private static func answer(_ line: Data, _ port: any ControlPort, _ channel: any Channel) async {
        var reply: Reply
        do {
            reply = try await port.perform(try ControlWire.value(Command.self, of: line))
        } catch let unavailable as ControlUnavailable {
            reply = .refused(.unavailable, unavailable.sentence)
        } catch {
            reply = .refused(.invalid, "That is no command this engine knows; use the same version on both sides.")
        }
        guard let bytes = try? ControlWire.line(reply) else { return channel.close(promise: nil) }
        // A caller that has gone away doesn't need its answer: the command is applied, and its id is remembered.
        _ = try? await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
    }
}

/// The kernel's `struct ucred` (unix(7), `SO_PEERCRED`), which Glibc's module leaves out.
private struct PeerCredentials: Sendable {
    var pid: Int32
    var uid: UInt32
    var gid: UInt32
}
