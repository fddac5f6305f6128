import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// One request and its answer over the shared client: no redirect, no retry, no sign-in; bounded in time and size.
struct HTTPExchange: Sendable {
    /// The most bytes of an answer's body that are read.
    static let bodyLimit = 256 << 10

    /// What carries it.
    let transport: Transport
    /// How long a whole exchange may take, the wait for a connection included.
    let timeout: Duration

    /// What carries an exchange.
    enum Transport: Sendable {
        /// The client of all endpoints; callbacks are on the given loop.
        case shared(HTTPClient, any EventLoop)
        /// Connections of an endpoint's own, for plain HTTP.
        case direct(DirectClient)
    }

    /// The thread that requests are best made on.
    var executor: (any TaskExecutor)? {
        switch transport {
        case .direct(let client): client.executor
        case .shared: nil
        }
    }

    /// Sends `request` and waits for the whole answer.
    ///
    /// A cancelled task gives the exchange up; the failure says whether the request may have arrived by then.
    func perform(_ request: OutgoingRequest) async -> Result<HTTPAnswer, ExchangeFailure> {
        switch transport {
        case .direct(let client): await client.perform(request, timeout: timeout)
        case .shared(let client, let eventLoop): await perform(request, client, eventLoop)
        }
    }

    private func perform(
        _ request: OutgoingRequest, _ client: HTTPClient, _ eventLoop: any EventLoop
    ) async -> Result<HTTPAnswer, ExchangeFailure> {
        let collector = AnswerCollector(limit: Self.bodyLimit)
        let task = client.execute(
            request: request.forClient, delegate: collector, eventLoop: .delegate(on: eventLoop),
            deadline: .now() + TimeAmount(timeout), logger: nil)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                task.futureResult.whenComplete { result in
                    continuation.resume(
                        returning: result.mapError {
                            ExchangeFailure($0, requestBegun: collector.requestBegun)
                        })
                }
            }
        } onCancel: {
            task.fail(reason: CancellationError())
        }
    }
}
