import JSONText
import Catalog
import NIOCore
import NIOPosix
import SyncEngine
import SyncModel
import Testing

@testable import Outbound

/// Destinations over real sockets, against a server that answers as scripted.
struct WireTests {
    /// Runs `body` with a destination for the server that `script` makes.
    static func with(
        kind: Endpoint.Kind = .rest(path: "/charges"),
        authentication: @Sendable (String) -> Endpoint.Authentication = { _ in .none },
        timeout: Duration = .seconds(20), zone: ClockZone? = nil, _ script: @escaping ScriptedServer.Script,
        _ body: (any Destination, ScriptedServer) async throws -> Void
    ) async throws {
        try await ScriptedServer.serving(script) { server, url in
            let factory = DestinationFactory(connections: 32, environment: environment)
            var endpoint = Endpoint(
                name: "erp", kind: kind, url: url, authentication: authentication(url), timeout: timeout)
            endpoint.zone = zone
            do {
                try await body(try factory.make(endpoint), server)
                await factory.shutdown()
            } catch {
                await factory.shutdown()
                throw error
            }
        }
    }

    static let environment = [
        "ID": "client:1", "SECRET": "pä ss", "LOGIN": "ehr", "PASSWORD": "ehr secret",
    ]
    static let oracle = Endpoint.Kind.oracleInventory(Endpoint.OracleInventory())
    static let booked = #"{"TransactionInterfaceId":300100123,"ProcessStatus":"1"}"#
    static let message = Samples.work(resolved: nil, payload: Samples.message)

    @Test("a booking is one POST with the framework version, the trace and the business key")
    func booking() async throws {
        try await Self.with(kind: Self.oracle, { _ in .answer(201, Self.booked) }) { destination, server in
            #expect(await destination.send(Samples.work()) == .delivered(document: "300100123"))
            let request = try #require(server.requests.first)
            #expect(server.requests.count == 1)
            #expect(request.method == "POST")
            #expect(request.target == "/fscmRestApi/resources/11.13.18.05/inventoryStagedTransactions")
            #expect(request.headers["rest-framework-version"] == "4")
            #expect(request.headers["content-type"] == "application/json")
            #expect(request.headers["traceparent"] == Samples.work().traceparent)
            #expect(request.headers["authorization"] == nil)
            #expect(JSONReader.read(request.body)?["SourceLineId"] == .number("3"))
        }
    }

    @Test("a message is one POST with its key, and its connection is used again")
    func posting() async throws {
        try await Self.with({ _ in .answer(201, #"{"id":"D7"}"#) }) { destination, server in
            for _ in 0..<3 { #expect(await destination.send(Self.message) == .delivered(document: "D7")) }
            let request = try #require(server.requests.first)
            #expect(request.method == "POST")
            #expect(request.target == "/charges")
            #expect(request.headers["idempotency-key"] == "key-1")
            #expect(request.headers["traceparent"] == Samples.work().traceparent)
            #expect(JSONReader.read(request.body)?["controlId"] == .string("K000001S00000000"))
        }
    }

    @Test(
        "what comes back over a socket has the outcome of its class",
        arguments: [
            (
                ScriptedReply.answer(400, Samples.oracleError("No.", path: "/ItemNumber")),
                "permanent erp.item-rejected IV-20G"
            ),
            (.answer(429, "", ["Retry-After: 7"]), "transient http-429 7s"),
            (
                .answer(
                    429, "", ["retry-after: Sun, 22 Nov 2026 08:01:00 GMT", "DATE: Sun, 22 Nov 2026 08:00:00 GMT"]),
                "transient http-429 1m"
            ),
            (.answer(302, "", ["Location: /elsewhere"]), "endpoint-refuses http-302"),
            (.answer(408), "ambiguous http-408"), (.answer(504), "ambiguous http-504"),
            (.answer(401), "endpoint-refuses http-401"), (.answer(404), "endpoint-refuses http-404"),
            (
                .bytes(
                    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 C\r\nContent-Length: 28\r\n\r\n"
                        + "{\"TransactionInterfaceId\":5}"
                ), "delivered 5"
            ),
            (
                .bytes(
                    "HTTP/1.1 201 C\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "1c\r\n{\"TransactionInterfaceId\":5}\r\n0\r\n\r\n"
                ),
                "delivered 5"
            ),
            (
                .bytesThenClose("HTTP/1.1 201 C\r\nConnection: close\r\n\r\n{\"TransactionInterfaceId\":5}"),
                "delivered 5"
            ),
            (.bytesThenClose(""), "ambiguous reset"),
            (.bytesThenClose("HTTP/1.1 2"), "ambiguous reset"),
            (.bytesThenClose("HTTP/1.1 201 Created\r\nContent-Le"), "ambiguous reset"),
            (.bytesThenClose("HTTP/1.1 201 C\r\nContent-Length: 28\r\n\r\n{\"TransactionInt"), "ambiguous reset"),
            (
                .bytesThenClose(
                    "HTTP/1.1 201 C\r\nTransfer-Encoding: chunked\r\n\r\n1c\r\n{\"TransactionInterfaceId\":5}"),
                "ambiguous reset"
            ),
            (.bytesThenClose("HTTP/1.1 201 C\r\nConnection: close\r\n\r\n{\"TransactionInt"), "ambiguous http-201"),
            (.bytesThenClose("\u{0}\u{1}garbage\r\n\r\n"), "ambiguous garbage"),
            (.bytesThenClose("SSH-2.0-OpenSSH_9.6\r\n"), "ambiguous garbage"),
            (.answer(200, String(repeating: "x", count: HTTPExchange.bodyLimit + 1)), "ambiguous too-large"),
        ])
    func classes(reply: ScriptedReply, gist: String) async throws {
        try await Self.with(kind: Self.oracle, { _ in reply }) { destination, server in
            #expect(await destination.send(Samples.work()).gist == gist)
            #expect(server.requests.count == 1)
        }
    }

    @Test("an answer that doesn't come in time leaves the delivery in doubt")
    func silence() async throws {
        try await Self.with(kind: Self.oracle, timeout: .milliseconds(300), { _ in .silence }) { destination, _ in
            #expect(await destination.send(Samples.work()).gist == "ambiguous timeout")
        }
    }

    @Test("a delivery given up while its answer is awaited is in doubt")
    func cancelled() async throws {
        try await Self.with(kind: Self.oracle, { _ in .silence }) { destination, server in
            let sending = Task { await destination.send(Samples.work()) }
            while server.requests.isEmpty { await Task.yield() }
            sending.cancel()
            #expect(await sending.value.gist == "ambiguous cancelled")
        }
    }

    @Test("where nobody listens nothing has arrived")
    func refused() async throws {
        // A port that was free a moment ago: bound, noted and closed again.
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = channel.localAddress?.port ?? 0
        try await channel.close().get()
        let factory = DestinationFactory()
        for kind in [Self.oracle, .rest(path: "/charges")] {
            let destination = try factory.make(
                Endpoint(name: "erp", kind: kind, url: "http://127.0.0.1:\(port)", timeout: .seconds(20)))
            let work = Samples.work(payload: Samples.message)
            #expect(await destination.send(work).gist == "transient connect")
            #expect(await Self.failure(destination.probe())?.code == "connect")
        }
        await factory.shutdown()
    }

    @Test("a host without an address, or one that doesn't speak TLS, was sent nothing")
    func unreachable() async throws {
        // A name that no resolver has to be asked for: its label is longer than any may be.
        let nowhere = "\(String(repeating: "x", count: 64)).invalid"
        let factory = DestinationFactory()
        for kind in [Self.oracle, .rest(path: "/charges")] {
            let destination = try factory.make(
                Endpoint(name: "erp", kind: kind, url: "http://\(nowhere)", timeout: .seconds(20)))
            #expect(await destination.send(Samples.work(payload: Samples.message)).gist == "transient dns")
        }
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture { try child.pipeline.syncOperations.addHandler(Greeter()) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = channel.localAddress?.port ?? 0
        for kind in [Self.oracle, .rest(path: "/charges")] {
            let destination = try factory.make(
                Endpoint(name: "erp", kind: kind, url: "https://127.0.0.1:\(port)", timeout: .seconds(20)))
            #expect(await destination.send(Samples.work(payload: Samples.message)).gist == "transient tls")
        }
        try await channel.close().get()
        await factory.shutdown()
    }

    @Test(
        "a URL that isn't one is told before anything is sent", arguments: ["", "erp.example", "ftp://erp", "http://"])
    func badURL(url: String) async throws {
        let factory = DestinationFactory()
        for kind in [Self.oracle, .rest(path: "")] {
            #expect(throws: DestinationError.invalidURL(endpoint: "erp")) {
                try factory.make(Endpoint(name: "erp", kind: kind, url: url))
            }
        }
        await factory.shutdown()
    }

    @Test("a delivery without what its endpoint takes is a fault, and nothing is sent")
    func mismatched() async throws {
        try await Self.with(kind: Self.oracle, { _ in .answer(201, Self.booked) }) { destination, server in
            #expect(await destination.send(Self.message).gist == "permanent erp.rejected no-line")
            #expect(await destination.lookUp(Self.message) == .unsupported)
            #expect(server.requests.isEmpty)
        }
        try await Self.with({ _ in .answer(201) }) { destination, server in
            #expect(await destination.send(Samples.work()).gist == "permanent message.malformed message-empty")
            #expect(server.requests.isEmpty)
        }
    }

    @Test("a booking in doubt is looked for among the staged, then among the completed transactions")
    func lookUp() async throws {
        let completed = #"{"items":[{"TransactionId":500,"TransactionReference":"key-1"}]}"#
        try await Self.with(
            kind: Self.oracle,
            { .answer(200, $0.target.contains("Completed") ? completed : #"{"items":[]}"#) }
        ) { destination, server in
            #expect(await destination.lookUp(Samples.work()) == .found(document: "500"))
            #expect(server.requests.map(\.method) == ["GET", "GET"])
            let query =
                "?q=SourceCode%3D%27TALLYWARD%27%3BSourceHeaderId%3D12%3BSourceLineId%3D3&onlyData=true&limit=25"
            let resources = "/fscmRestApi/resources/11.13.18.05/inventory"
            #expect(
                server.requests.map(\.target) == [
                    "\(resources)StagedTransactions\(query)", "\(resources)CompletedTransactions\(query)",
                ])
        }
    }

    @Test("a look-up that gets no answer concludes nothing")
    func lookUpFails() async throws {
        try await Self.with(kind: Self.oracle, { _ in .bytesThenClose("") }) { destination, _ in
            #expect(await destination.lookUp(Samples.work()).gist == "unavailable reset")
        }
    }

    @Test("where the key is honoured a delivery in doubt may simply be sent again")
    func keyed() async throws {
        try await Self.with({ _ in .silence }) { destination, server in
            #expect(await destination.lookUp(Self.message) == .absent)
            #expect(server.requests.isEmpty)
        }
    }

    @Test("a probe books nothing")
    func probe() async throws {
        try await Self.with(kind: Self.oracle, { _ in .answer(200, #"{"items":[]}"#) }) { destination, server in
            #expect(await Self.failure(destination.probe()) == nil)
            #expect(server.requests.map(\.method) == ["GET"])
        }
        try await Self.with({ $0.number == 1 ? .answer(405) : .answer(503) }) { destination, server in
            #expect(await Self.failure(destination.probe()) == nil)
            #expect(await Self.failure(destination.probe())?.code == "http-503")
            #expect(server.requests.allSatisfy { $0.method == "OPTIONS" && $0.body.isEmpty })
        }
    }

    @Test("a probe that is refused our sign-in says so; one that there are no options to tell of, does not")
    func refusedProbe() async throws {
        for (kind, status, code) in [
            (Self.oracle, 401, "http-401"), (Self.oracle, 404, "http-404"), (.rest(path: ""), 403, "http-403"),
            (.rest(path: ""), 404, nil),
        ] {
            try await Self.with(kind: kind, { _ in .answer(status) }) { destination, _ in
                #expect(await Self.failure(destination.probe())?.code == code)
            }
        }
    }

    private static func failure(_ result: Result<Void, AttemptFailure>) -> AttemptFailure? {
        guard case .failure(let failure) = result else { return nil }
        return failure
    }
}

/// Speaks first, and not TLS.
private final class Greeter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func channelActive(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "220 mail.example ESMTP\r\n")), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
