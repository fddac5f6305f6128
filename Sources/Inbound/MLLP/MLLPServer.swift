public import Catalog
internal import HL7v2
public import Logging
public import NIOCore
internal import NIOPosix
public import SyncEngine
public import SyncModel

/// Listens for the HL7 v2 messages of one source over MLLP, hands each in, and acknowledges it once it is stored.
///
/// Every frame is answered in the order of the frames on its connection, pipelined ones too, and never before the
/// intake has replied. A message whose sender is gone by then is stored all the same; the sender will repeat it, and
/// the engine knows it by its control id. `start()` returns when the port is open; `drain(within:)` ends it.
public final class MLLPServer: Sendable {
    private let source: Source
    private let listener: MLLPListener
    private let flows: [Flow]
    private let contracts: [EventContract]
    private let intake: any Intake
    private let group: any EventLoopGroup
    private let logger: Logger
    private let now: @Sendable () -> UTCTime
    private let board = CounterBoard<MLLPCounters>()
    private let port: ListeningPort

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
        port = ListeningPort(
            host: listener.host, number: listener.port, purpose: "MLLP",
            registry: ConnectionRegistry(limit: listener.maximumConnections, counters: board), group: group,
            logger: logger)
    }

    /// What happened since the start.
    public var counters: MLLPCounters { board.snapshot }

    /// Opens the port and answers with its number, which the system chose where the catalog says 0.
    public func start() async throws(ListenError) -> Int { try await port.open(bootstrap) }

    /// Stops: no new connections, no new frames; what was taken in is answered, then connections close. What isn't done
    /// after `limit` is cut off. Returns when every connection is closed.
    public func drain(within limit: Duration) async { await port.drain(within: limit) }
}

extension MLLPServer {
    private func bootstrap() throws(ListenError) -> ServerBootstrap {
        let tls = try ListenerTLS.context(listener.tls)
        let shared = MLLPConnectionHandler.Shared(
            decoder: try decoder(), acknowledger: Acknowledger(seed: .random(in: 0 ... .max), now: now),
            intake: intake, counters: board, logger: logger,
            frameTimeout: .nanoseconds(listener.partialFrameTimeout.nanoseconds),
            idleTimeout: .nanoseconds(listener.idleTimeout.nanoseconds), hasTLS: tls != nil, registry: port.registry)
        let mailboxes = Dictionary(
            uniqueKeysWithValues: group.makeIterator().map { (ObjectIdentifier($0), ReplyMailbox(eventLoop: $0)) })
        return port.bootstrap(tls: tls) { [limit = listener.maximumFrameBytes] channel in
            let mailbox =
                mailboxes[ObjectIdentifier(channel.eventLoop)] ?? ReplyMailbox(eventLoop: channel.eventLoop)
            let frames = MLLPFrameDecoder(limit: limit)
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(ByteToMessageHandler(frames))
            try pipeline.addHandler(MLLPConnectionHandler(shared, mailbox: mailbox, frames: frames))
        }
        .childChannelOption(
            .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 1024, initial: 8192, maximum: 65_536))
    }

    private func decoder() throws(ListenError) -> MessageDecoder {
        do {
            return try MessageDecoder(source: source, flows: flows, contracts: contracts)
        } catch {
            throw .extraField(reason: "\(error)")
        }
    }
}
