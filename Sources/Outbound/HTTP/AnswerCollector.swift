import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization

/// An answer went past what is read of it.
struct AnswerTooLarge: Error {}

/// Collects one answer, and notes whether the request had begun to leave. For one request only.
///
/// Everything is called on the one event loop of the exchange; the lock is never contended.
final class AnswerCollector: HTTPClientResponseDelegate {
    typealias Response = HTTPAnswer

    private struct State {
        var requestBegun = false
        var answer = HTTPAnswer(status: 0)
    }

    private let limit: Int
    private let state = Mutex(State())

    /// Reads at most `limit` bytes of body.
    init(limit: Int) { self.limit = limit }

    /// Whether the head of the request was handed to a connection.
    var requestBegun: Bool { state.withLock { $0.requestBegun } }

    func didSendRequestHead(task: HTTPClient.Task<HTTPAnswer>, _ head: HTTPRequestHead) {
        state.withLock { $0.requestBegun = true }
    }

    func didReceiveHead(task: HTTPClient.Task<HTTPAnswer>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        state.withLock { $0.answer = HTTPAnswer(head) }
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(task: HTTPClient.Task<HTTPAnswer>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
        let fits = state.withLock { state in
            guard state.answer.body.count + buffer.readableBytes <= limit else { return false }
            state.answer.body.append(contentsOf: buffer.readableBytesView)
            return true
        }
        return fits ? task.eventLoop.makeSucceededVoidFuture() : task.eventLoop.makeFailedFuture(AnswerTooLarge())
    }

    func didFinishRequest(task: HTTPClient.Task<HTTPAnswer>) -> HTTPAnswer {
        state.withLock { $0.answer }
    }
}
