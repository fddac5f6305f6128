public import Catalog
internal import HL7v2
public import Logging
public import NIOCore
internal import NIOPosix
internal import NIOSSL
public import SyncEngine
public import SyncModel
internal import Synchronization

/// Listens for the HL7 v2 messages of one source over MLLP, hands each in, and acknowledges it once it is stored.
///
/// Every frame is answered in the order of the frames on its connection, pipelined ones too, and never before the
/// intake has replied. A message whose sender is gone by then is stored all the same; the sender will repeat it, and
/// the engine knows it by its control id. `start()` returns when the port is open; `drain(within:)` ends it.
public final class MLLPServer: Sendable {
    private enum State {
        case new
        case starting
        case listening(any Channel)
        case stopped
    }

    private let source: Source
    private let listener: MLLPListener
    private let flows: [Flow]
    private let contracts: [EventContract]
    private let intake: any Intake
    private let group: any EventLoopGroup
    private let logger: Logger
    private let now: @Sendable () -> UTCTime
    private let board = MLLPCounterBoard()
    private let registry: ConnectionRegistry
    private let state = Mutex(State.new)

    /// A server for `source` that reads messages as `flows` need them. It opens nothing yet.
    ///
    /// - Parameters:
    ///   - listener: where the source's messages come in.
    ///   - flows: all of the catalog; those of other sources are left aside.
    ///   - contracts: what events say that aren't built in.
    ///   - intake: where messages go, and what decides the acknowledgment.
    ///   - group: the event loops that connections run on.
    ///   - logger: gets counts and sizes, never content.
    ///   - now: the clock of MSH-7 in answers.
    public init(
        source: Source, listener: MLLPListener, flows: [Flow], contracts: [EventContract] = [], intake: any Intake,
        group: any EventLoopGroup, logger: Logger, now: @escaping @Sendable () -> UTCTime
    ) {
        self.source = source
        self.listener = listener
        self.flows = flows
        self.contracts = contracts
        self.intake = intake
        self.group = group
        var logger = logger
        logger[metadataKey: "source"] = "\(source.name)"
        self.logger = logger
        self.now = now
        registry = ConnectionRegistry(limit: listener.maximumConnections, counters: board)
    }

    /// What happened since the start.
    public var counters: MLLPCounters { board.snapshot }

    /// Opens the port and answers with its number, which the system chose where the catalog says 0.
    public func start() async throws(ListenError) -> Int {
        let isFirst = state.withLock { state in
            guard case .new = state else { return false }
            state = .starting
            return true
        }
        guard isFirst else { throw .alreadyStarted }
        let bootstrap = try bootstrap()
        let channel: any Channel
        do {
            channel = try await bootstrap.bind(host: listener.host, port: listener.port).get()
        } catch {
            throw ListenError(error, host: listener.host, port: listener.port)
        }
        let isWanted = state.withLock { state in
            guard case .starting = state else { return false }
            state = .listening(channel)
            return true
        }
        if !isWanted { channel.close(promise: nil) }
        let port = channel.localAddress?.port ?? listener.port
        logger.info("listening for MLLP", metadata: ["host": "\(listener.host)", "port": "\(port)"])
        return port
    }

    /// Stops: no new connections, no new frames; what was taken in is answered, then connections close. What isn't done
    /// after `limit` is cut off. Returns when every connection is closed.
    public func drain(within limit: Duration) async {
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
        for channel in channels {
            channel.pipeline.fireUserInboundEventTriggered(MLLPConnectionHandler.Stop())
        }
        for future in [listening.closeFuture] + channels.map(\.closeFuture) {
            // A close future never fails.
            _ = try? await future.get()
        }
        deadline.cancel()
        logger.info("stopped listening for MLLP", metadata: ["connections": "\(channels.count)"])
    }
}

extension MLLPServer {
    private func bootstrap() throws(ListenError) -> ServerBootstrap {
        let tls: NIOSSLContext? = if let files = listener.tls { try ListenerTLS.context(files) } else { nil }
        let shared = MLLPConnectionHandler.Shared(
            decoder: try decoder(), acknowledger: Acknowledger(seed: .random(in: 0 ... .max), now: now),
            intake: intake, counters: board, logger: logger,
            frameTimeout: .nanoseconds(listener.partialFrameTimeout.nanoseconds),
            idleTimeout: .nanoseconds(listener.idleTimeout.nanoseconds), hasTLS: tls != nil, registry: registry)
        let mailboxes = Dictionary(
            uniqueKeysWithValues: group.makeIterator().map { (ObjectIdentifier($0), ReplyMailbox(eventLoop: $0)) })
        return ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(
                .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 1024, initial: 8192, maximum: 65_536)
            )
            .childChannelInitializer { [registry, logger, limit = listener.maximumFrameBytes] channel in
                guard registry.admit(channel) else {
                    registry.warnOfRefusals(logger)
                    return channel.close()
                }
                return channel.eventLoop.makeCompletedFuture {
                    let mailbox =
                        mailboxes[ObjectIdentifier(channel.eventLoop)]
                        ?? ReplyMailbox(eventLoop: channel.eventLoop)
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    let frames = MLLPFrameDecoder(limit: limit)
                    try pipeline.addHandler(ByteToMessageHandler(frames))
                    try pipeline.addHandler(MLLPConnectionHandler(shared, mailbox: mailbox, frames: frames))
                }
            }
    }

    private func decoder() throws(ListenError) -> MessageDecoder {
        do {
            return try MessageDecoder(source: source, flows: flows, contracts: contracts)
        } catch {
            throw .extraField(reason: "\(error)")
        }
    }
}
