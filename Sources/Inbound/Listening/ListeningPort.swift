internal import Logging
internal import NIOCore
internal import NIOPosix
internal import NIOSSL
internal import Synchronization

/// Asks a connection to take nothing more, answer what it took, and close.
struct ConnectionStop: Sendable {}

/// One port that connections come in by: opened once, and drained once.
final class ListeningPort: Sendable {
    private enum State {
        case new
        case starting
        case listening(any Channel)
        case stopped
    }

    /// The connections that came in by it.
    let registry: ConnectionRegistry
    private let host: String
    private let number: Int
    private let purpose: String
    private let group: any EventLoopGroup
    private let logger: Logger
    private let state = Mutex(State.new)

    /// A port that isn't open yet; `number` 0 lets the system choose, and `purpose` is for the log.
    init(
        host: String, number: Int, purpose: String, registry: ConnectionRegistry, group: any EventLoopGroup,
        logger: Logger
    ) {
        self.host = host
        self.number = number
        self.purpose = purpose
        self.registry = registry
        self.group = group
        self.logger = logger
    }

    /// Opens the port and answers with its number.
    ///
    /// - Parameter make: makes what opens it, from ``bootstrap(tls:build:)``.
    func open(_ make: () throws(ListenError) -> ServerBootstrap) async throws(ListenError) -> Int {
        let isFirst = state.withLock { state in
            guard case .new = state else { return false }
            state = .starting
            return true
        }
        guard isFirst else { throw .alreadyStarted }
        let bootstrap = try make()
        let channel: any Channel
        do {
            channel = try await bootstrap.bind(host: host, port: number).get()
        } catch {
            throw ListenError(error, host: host, port: number)
        }
        let isWanted = state.withLock { state in
            guard case .starting = state else { return false }
            state = .listening(channel)
            return true
        }
        if !isWanted { channel.close(promise: nil) }
        let port = channel.localAddress?.port ?? number
        logger.info("listening for \(purpose)", metadata: ["host": "\(host)", "port": "\(port)"])
        return port
    }

    /// Stops: no new connections, nothing new on those that are open; what was taken in is answered, then connections
    /// close. What isn't done after `limit` is cut off. Returns when every connection is closed.
    func drain(within limit: Duration) async {
        let listening = state.withLock { state -> (any Channel)? in
            defer { state = .stopped }
            if case .listening(let channel) = state { return channel }
            return nil
        }
        guard let listening else { return }
        listening.close(promise: nil)
        let channels = registry.close()
        let deadline = group.next().scheduleTask(in: .nanoseconds(limit.nanoseconds)) {
            for channel in channels { channel.close(promise: nil) }
        }
        for channel in channels { channel.pipeline.fireUserInboundEventTriggered(ConnectionStop()) }
        for future in [listening.closeFuture] + channels.map(\.closeFuture) {
            // A close future never fails.
            _ = try? await future.get()
        }
        deadline.cancel()
        logger.info("stopped listening for \(purpose)", metadata: ["connections": "\(channels.count)"])
    }

    /// Takes connections in, as many as the registry allows, and puts each together with `build`, behind TLS where
    /// there is any.
    func bootstrap(
        tls: NIOSSLContext?, build: @escaping @Sendable (any Channel) throws -> Void
    ) -> ServerBootstrap {
        ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { [registry, logger] channel in
                guard registry.admit(channel) else {
                    registry.warnOfRefusals(logger)
                    return channel.close()
                }
                return channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try build(channel)
                }
            }
    }
}
