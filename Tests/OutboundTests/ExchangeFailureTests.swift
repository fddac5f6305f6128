import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL
import SyncModel
import Testing

@testable import Outbound

struct ExchangeFailureTests {
    struct Unheard: Error {}

    @Test(
        "before the request left nothing can have arrived, whatever went wrong",
        arguments: [
            (HTTPClientError.connectTimeout, "connect"), (HTTPClientError.deadlineExceeded, "timeout"),
            (HTTPClientError.getConnectionFromPoolTimeout, "busy"), (HTTPClientError.tlsHandshakeTimeout, "tls"),
            (HTTPClientError.alreadyShutdown, "cancelled"), (HTTPClientError.remoteConnectionClosed, "connect"),
            (HTTPClientError.invalidURL, "unsendable"), (SocketAddressError.unsupported, "dns"),
            (IOError(errnoCode: 111, reason: "connect"), "connect"), (NIOSSLError.uncleanShutdown, "tls"),
            (ChannelError.connectTimeout(.seconds(1)), "connect"), (CancellationError(), "cancelled"),
            (Unheard(), "connect"),
        ] as [(any Error, String)])
    func before(error: any Error, code: String) {
        let failure = ExchangeFailure(error, requestBegun: false)
        #expect(failure.outcome.gist == "transient \(code)")
    }

    @Test(
        "once the request has begun to leave, it may have arrived",
        arguments: [
            (HTTPClientError.deadlineExceeded, "timeout"), (HTTPClientError.readTimeout, "timeout"),
            (HTTPClientError.remoteConnectionClosed, "reset"), (HTTPClientError.cancelled, "cancelled"),
            (IOError(errnoCode: 104, reason: "read"), "reset"), (HTTPParserError.invalidEOFState, "reset"),
            (HTTPParserError.invalidConstant, "garbage"), (NIOHTTPDecoderError.unsolicitedResponse, "garbage"),
            (AnswerTooLarge(), "too-large"), (CancellationError(), "cancelled"), (Unheard(), "reset"),
        ] as [(any Error, String)])
    func after(error: any Error, code: String) {
        let failure = ExchangeFailure(error, requestBegun: true)
        #expect(failure.outcome.gist == "ambiguous \(code)")
    }

    @Test("every reason has a code for metrics and a sentence", arguments: ExchangeFailure.Reason.allCases)
    func sentences(reason: ExchangeFailure.Reason) {
        #expect(reason.rawValue.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x2D })
        #expect(reason.sentence.hasSuffix("."))
    }
}
