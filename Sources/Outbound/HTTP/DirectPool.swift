import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix

/// The connections of a ``DirectClient``. Lives on the event loop.
final class DirectPool {
    /// A connection that was idle for longer is not trusted: the other side may be closing it.
    static let idleLimit = TimeAmount.seconds(20)

    private let host: String
    private let port: Int
    private let limit: Int
    private let eventLoop: any EventLoop
    private var idle: [DirectConnection] = []
    private var all: [ObjectIdentifier: DirectConnection] = [:]
    private var connecting = 0
    private var waiting = CircularBuffer<DirectExchange>()
    private var isClosed = false

    /// A pool of at most `limit` connections.
    init(host: String, port: Int, limit: Int, eventLoop: any EventLoop) {
        self.host = host
        self.port = port
        self.limit = max(1, limit)
        self.eventLoop = eventLoop
    }

    /// Sends `exchange` as soon as there is a connection for it.
    func submit(_ exchange: DirectExchange, timeout: TimeAmount) {
        guard !isClosed else { return exchange.fail(HTTPClientError.alreadyShutdown) }
        exchange.deadline = eventLoop.assumeIsolated().scheduleTask(in: timeout) {
            exchange.giveUp(HTTPClientError.deadlineExceeded)
        }
        waiting.append(exchange)
        serve()
    }

    /// Takes note of a connection that can be written to.
    func opened(_ connection: DirectConnection) {
        connecting -= 1
        guard !isClosed else { return connection.close() }
        all[ObjectIdentifier(connection)] = connection
        idle.append(connection)
        serve()
    }

    /// Takes back a connection whose answer is complete.
    func release(_ connection: DirectConnection) {
        guard !isClosed else { return connection.close() }
        idle.append(connection)
        serve()
    }

    /// Forgets a connection that ended.
    func closed(_ connection: DirectConnection) {
        all[ObjectIdentifier(connection)] = nil
        idle.removeAll { $0 === connection }
        serve()
    }

    /// Ends everything.
    func close() {
        isClosed = true
        while let exchange = waiting.popFirst() { exchange.fail(HTTPClientError.alreadyShutdown) }
        for connection in all.values { connection.close() }
    }

    private func serve() {
        while let exchange = waiting.first {
            if exchange.isFinished {
                waiting.removeFirst()
            } else if let connection = takeIdle() {
                waiting.removeFirst()
                connection.start(exchange)
            } else {
                return connectWhereNeeded()
            }
        }
    }

    private func takeIdle() -> DirectConnection? {
        while let connection = idle.popLast() {
            if connection.isActive, connection.idleSince + Self.idleLimit > .now() { return connection }
            connection.close()
        }
        return nil
    }

    private func connectWhereNeeded() {
        while connecting < waiting.count, all.count + connecting < limit {
            connecting += 1
            connect()
        }
    }

    private func connect() {
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        ClientBootstrap(group: eventLoop)
            .connectTimeout(.seconds(10))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    // Names and values of our requests are our own: checked where they are made, not at each sending.
                    try pipeline.addHTTPClientHandlers(enableOutboundHeaderValidation: false)
                    try pipeline.addHandler(DirectConnection(pool: bound.value, channel: channel))
                }
            }
            .connect(host: host, port: port)
            .assumeIsolated()
            .whenFailure { self.failedToConnect($0) }
    }

    /// No connection: whoever waits for one is told, unless others are still open and will serve them.
    private func failedToConnect(_ error: any Error) {
        connecting -= 1
        guard all.isEmpty else { return }
        while let exchange = waiting.popFirst() { exchange.fail(error) }
    }
}
