import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// One request and its answer over the shared client: no redirect, no retry, no sign-in; bounded in time and size.
struct HTTPExchange: Sendable {
    /// The most bytes of an answer's body that are read.
    static let bodyLimit = 256 << 10

    /// The client of all endpoints.
    let client: HTTPClient
    /// The loop of the callbacks; connections are on it too where the pool has the choice.
    let eventLoop: any EventLoop
    /// How long a whole exchange may take, the wait for a connection included.
    let timeout: Duration

    /// A request line with the headers that never change; the URL is taken apart once, here.
    static func template(
        _ method: HTTPMethod, _ url: String, headers: [(String, String)] = []
    ) throws -> HTTPClient.Request {
        var request = try HTTPClient.Request(url: url, method: method)
        request.headers = HTTPHeaders([("User-Agent", "tallyward")] + headers)
        return request
    }

    /// Sends `request` and waits for the whole answer.
    ///
    /// A cancelled task gives the exchange up; the failure says whether the request may have arrived by then.
    func perform(_ request: HTTPClient.Request) async -> Result<HTTPAnswer, ExchangeFailure> {
        let collector = AnswerCollector(limit: Self.bodyLimit)
        let task = client.execute(
            request: request, delegate: collector, eventLoop: .delegate(on: eventLoop),
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
