import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import SyncModel

/// Why a request has no answer, classed where it happened.
struct ExchangeFailure: Error, Sendable, Hashable {
    /// Whether the other side may have read the request, and so may have done what it asks.
    var mayHaveArrived: Bool
    /// The bounded code and the sentence for the timeline.
    var failure: AttemptFailure

    /// Classes an error of the transport. `requestBegun` says whether the head of the request was handed to a
    /// connection: before that nothing can have arrived, whatever went wrong; after that everything may have.
    init(_ error: any Error, requestBegun: Bool) {
        let reason = requestBegun ? Reason(afterRequest: error) : Reason(beforeRequest: error)
        mayHaveArrived = requestBegun
        failure = AttemptFailure(code: reason.rawValue, detail: reason.sentence)
    }

    /// What an exchange without a usable answer gave as outcome: in doubt where the request may have arrived.
    var outcome: DeliveryOutcome {
        mayHaveArrived ? .ambiguous(failure) : .transient(failure, retryAfter: nil)
    }

    /// The closed set of codes.
    enum Reason: String, CaseIterable {
        /// No connection: refused, unreachable, or not within the time for it.
        case connect
        /// The host's name doesn't lead to an address.
        case dns
        /// No agreement on TLS, or a certificate that isn't trusted.
        case tls
        /// All connections stayed busy.
        case busy
        /// The time for the whole request ran out.
        case timeout
        /// The connection ended before the answer did.
        case reset
        /// What came back isn't HTTP.
        case garbage
        /// The answer is larger than is read.
        case tooLarge = "too-large"
        /// We are stopping.
        case cancelled
        /// The request can't be made: a bad URL or header.
        case unsendable

        init(beforeRequest error: any Error) {
            switch error {
            case let error as HTTPClientError: self = Self.found(error, Self.beforeRequest) ?? .connect
            case is SocketAddressError, is SocketAddressError.UnknownHost: self = .dns
            case let error as NIOConnectionError:
                // Without one attempt at an address there was no address.
                self = error.connectionErrors.isEmpty ? .dns : .connect
            case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: self = .tls
            case is CancellationError: self = .cancelled
            default: self = .connect
            }
        }

        init(afterRequest error: any Error) {
            switch error {
            case let error as HTTPClientError: self = Self.found(error, Self.afterRequest) ?? .reset
            case is AnswerTooLarge: self = .tooLarge
            case HTTPParserError.invalidEOFState: self = .reset
            case is HTTPParserError, is NIOHTTPDecoderError: self = .garbage
            case is CancellationError: self = .cancelled
            default: self = .reset
            }
        }

        private typealias Table = [(error: HTTPClientError, reason: Reason)]

        private static let beforeRequest: Table = [
            (.deadlineExceeded, .timeout), (.getConnectionFromPoolTimeout, .busy), (.cancelled, .cancelled),
            (.alreadyShutdown, .cancelled), (.tlsHandshakeTimeout, .tls), (.invalidURL, .unsendable),
            (.emptyHost, .unsendable), (.emptyScheme, .unsendable),
        ]

        private static let afterRequest: Table = [
            (.deadlineExceeded, .timeout), (.readTimeout, .timeout), (.writeTimeout, .timeout),
            (.cancelled, .cancelled), (.alreadyShutdown, .cancelled),
        ]

        private static func found(_ error: HTTPClientError, _ table: Table) -> Reason? {
            table.first { $0.error == error }?.reason
        }

        /// One sentence for the timeline; never what the other side sent.
        var sentence: String {
            switch self {
            case .connect: "No connection to the endpoint: refused, unreachable, or too slow to open."
            case .dns: "The endpoint's host name has no address."
            case .tls: "The endpoint and we don't agree on TLS, or its certificate isn't trusted."
            case .busy: "Every connection to the endpoint stayed busy."
            case .timeout: "The endpoint didn't answer within its time."
            case .reset: "The connection ended before a whole answer came."
            case .garbage: "What the endpoint answered isn't HTTP."
            case .tooLarge: "The endpoint's answer is larger than is read."
            case .cancelled: "The request was given up because this engine stops."
            case .unsendable: "The request can't be made: the endpoint's URL or a header isn't valid."
            }
        }
    }
}
