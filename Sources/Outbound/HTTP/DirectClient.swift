import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Plain HTTP/1.1 to one host, for the path that every message of a flow takes: kept connections, one event loop,
/// nothing between a request and its socket. It costs about a third of the processor time of the shared client, which
/// stays for TLS and for all that isn't sent for every message.
final class DirectClient: Sendable {
    /// Where requests are best made.
    let executor: LoopExecutor
    private let eventLoop: any EventLoop
    private let pool: NIOLoopBoundBox<DirectPool>
    private let hostHeader: String

    /// Keeps up to `connections` connections to a host.
    init(host: String, port: Int, connections: Int, eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        executor = LoopExecutor(eventLoop)
        hostHeader = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        let pool = DirectPool(host: host, port: port, limit: connections, eventLoop: eventLoop)
        self.pool = NIOLoopBoundBox.makeBoxSendingValue(pool, eventLoop: eventLoop)
    }

    /// Sends `request` and waits for the whole answer, at most `timeout`, the wait for a connection included.
    func perform(_ request: OutgoingRequest, timeout: Duration) async -> Result<HTTPAnswer, ExchangeFailure> {
        let slot = NIOLoopBoundBox.makeBoxSendingValue(Slot.empty, eventLoop: eventLoop)
        let head = head(of: request)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let submit: @Sendable () -> Void = { [pool] in
                    let exchange = DirectExchange(head: head, body: request.body) { continuation.resume(returning: $0) }
                    if case .cancelled = slot.value { return exchange.fail(CancellationError()) }
                    slot.value = .running(exchange)
                    pool.value.submit(exchange, timeout: TimeAmount(timeout))
                }
                if eventLoop.inEventLoop { submit() } else { eventLoop.execute(submit) }
            }
        } onCancel: {
            eventLoop.execute {
                if case .running(let exchange) = slot.value { exchange.giveUp(CancellationError()) }
                slot.value = .cancelled
            }
        }
    }

    /// Closes all connections; what is in flight fails.
    func shutdown() async {
        // The loop runs as long as the process: it can't refuse.
        try? await eventLoop.submit { [pool] in pool.value.close() }.get()
    }

    private enum Slot {
        case empty
        case running(DirectExchange)
        case cancelled
    }

    private func head(of request: OutgoingRequest) -> HTTPRequestHead {
        var head = HTTPRequestHead(version: .http1_1, method: request.template.method, uri: request.target)
        var headers = request.headers
        headers.add(name: "Host", value: hostHeader)
        if !request.body.isEmpty { headers.add(name: "Content-Length", value: String(request.body.count)) }
        head.headers = headers
        return head
    }
}

/// One request on its way. Lives on the event loop.
final class DirectExchange {
    let head: HTTPRequestHead
    let body: [UInt8]
    /// Where it is being sent; nil while it waits for a connection.
    var connection: DirectConnection?
    /// Whether it was handed to a connection: from then on it may have arrived.
    var begun = false
    /// Its end in time.
    var deadline: Scheduled<Void>?
    private var finish: ((Result<HTTPAnswer, ExchangeFailure>) -> Void)?

    /// Calls `finish` exactly once.
    init(head: HTTPRequestHead, body: [UInt8], finish: @escaping (Result<HTTPAnswer, ExchangeFailure>) -> Void) {
        self.head = head
        self.body = body
        self.finish = finish
    }

    /// Whether it has an answer or a failure.
    var isFinished: Bool { finish == nil }

    /// Ends it with an answer.
    func succeed(_ answer: HTTPAnswer) { end(.success(answer)) }

    /// Ends it with a failure.
    func fail(_ error: any Error) { end(.failure(ExchangeFailure(error, requestBegun: begun))) }

    /// Ends it with a failure and its connection with it: an answer that comes too late must not meet another request.
    func giveUp(_ error: any Error) {
        let connection = connection
        fail(error)
        connection?.close()
    }

    private func end(_ result: Result<HTTPAnswer, ExchangeFailure>) {
        guard let finish else { return }
        self.finish = nil
        deadline?.cancel()
        connection = nil
        finish(result)
    }
}
