import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Testing

@testable import Outbound

/// The same rules for both transports.
struct TransportTests {
    enum Kind: CaseIterable { case shared, direct }

    static func with(
        _ kind: Kind, connections: Int = 8, timeout: Duration = .seconds(20), _ script: @escaping ScriptedServer.Script,
        _ body: (HTTPExchange, OutgoingRequest, ScriptedServer) async throws -> Void
    ) async throws {
        try await ScriptedServer.serving(script) { server, url in
            let client = HTTPClient(eventLoopGroupProvider: .singleton)
            let loop = client.eventLoopGroup.any()
            var request = try OutgoingRequest(.POST, "\(url)/charges?x=1")
            request.body = Array("{}".utf8)
            let direct = DirectClient(
                host: request.template.host, port: request.template.port, connections: connections, eventLoop: loop)
            let transport: HTTPExchange.Transport = kind == .direct ? .direct(direct) : .shared(client, loop)
            do {
                try await body(HTTPExchange(transport: transport, timeout: timeout), request, server)
            } catch {
                await direct.shutdown()
                try await client.shutdown().get()
                throw error
            }
            await direct.shutdown()
            try await client.shutdown().get()
        }
    }

    static func gist(_ result: Result<HTTPAnswer, ExchangeFailure>) -> String {
        switch result {
        case .success(let answer): "\(answer.status) \(String(decoding: answer.body, as: UTF8.self))"
        case .failure(let failure): failure.outcome.gist
        }
    }

    @Test(
        "an answer counts only when it is whole",
        arguments: Kind.allCases,
        [
            (ScriptedReply.answer(201, "{}"), "201 {}"), (.answer(204), "204 "), (.answer(500, "no"), "500 no"),
            (.bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"), "200 ab"),
            (.bytes("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"), "200 x"),
            (.bytesThenClose("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall"), "200 all"),
            (.bytesThenClose("HTTP/1.0 200 OK\r\n\r\nold"), "200 old"),
            (.bytesThenClose(""), "ambiguous reset"), (.bytesThenClose("HTTP/1.1 20"), "ambiguous reset"),
            (.bytesThenClose("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), "ambiguous reset"),
            (.bytesThenClose("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf"), "ambiguous reset"),
            (.bytesThenClose("220 mail.example ESMTP\r\n"), "ambiguous garbage"),
            (.answer(200, String(repeating: "x", count: HTTPExchange.bodyLimit + 1)), "ambiguous too-large"),
        ])
    func whole(kind: Kind, reply: (ScriptedReply, String)) async throws {
        try await Self.with(kind, { _ in reply.0 }) { exchange, request, server in
            #expect(Self.gist(await exchange.perform(request)) == reply.1)
            let received = try #require(server.requests.first)
            #expect(received.target == "/charges?x=1")
            #expect(received.headers["content-length"] == "2")
            #expect(received.headers["host"]?.hasPrefix("127.0.0.1") == true)
            #expect(received.body == request.body)
        }
    }

    @Test("a connection is used again after a whole answer", arguments: Kind.allCases)
    func reuse(kind: Kind) async throws {
        try await Self.with(kind, { _ in .answer(200, "ok") }) { exchange, request, server in
            for _ in 0..<5 { #expect(Self.gist(await exchange.perform(request)) == "200 ok") }
            #expect(server.connections == 1)
        }
    }

    @Test("a connection that the server ends is replaced", arguments: Kind.allCases)
    func replaced(kind: Kind) async throws {
        let last = ScriptedReply.bytesThenClose("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok")
        try await Self.with(kind, { _ in last }) { exchange, request, server in
            for _ in 0..<3 { #expect(Self.gist(await exchange.perform(request)) == "200 ok") }
            #expect(server.connections == 3)
        }
    }

    @Test(
        "an answer that doesn't come in time ends its connection, and the next request has another",
        arguments: Kind.allCases)
    func late(kind: Kind) async throws {
        let script: ScriptedServer.Script = { $0.headers["x-patient"] == nil ? .silence : .answer(200, "ok") }
        try await Self.with(kind, connections: 1, timeout: .milliseconds(300), script) { exchange, request, _ in
            #expect(Self.gist(await exchange.perform(request)) == "ambiguous timeout")
            let patient = HTTPExchange(transport: exchange.transport, timeout: .seconds(20))
            // Behind an unanswered request on the same connection it would get no answer.
            var second = request
            second.headers.add(name: "X-Patient", value: "yes")
            #expect(Self.gist(await patient.perform(second)) == "200 ok")
        }
    }

    @Test("a request given up while its answer is awaited may have arrived", arguments: Kind.allCases)
    func cancelled(kind: Kind) async throws {
        try await Self.with(kind, { _ in .silence }) { exchange, request, server in
            let sending = Task { await exchange.perform(request) }
            while server.requests.isEmpty { await Task.yield() }
            sending.cancel()
            #expect(Self.gist(await sending.value) == "ambiguous cancelled")
        }
    }

    @Test("more requests than connections all get their own answer", arguments: Kind.allCases)
    func crowd(kind: Kind) async throws {
        let script: ScriptedServer.Script = { .answer(200, $0.headers["x-number"] ?? "") }
        try await Self.with(kind, connections: 3, script) { exchange, request, server in
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        var numbered = request
                        numbered.headers.add(name: "X-Number", value: "\(number)")
                        #expect(Self.gist(await exchange.perform(numbered)) == "200 \(number)")
                    }
                }
            }
            #expect(server.requests.count == 100)
            if kind == .direct { #expect(server.connections <= 3) }
        }
    }

    @Test("what was given up before it left is never sent")
    func neverSent() async throws {
        try await Self.with(.direct, connections: 1, { _ in .silence }) { exchange, request, server in
            let first = Task { await exchange.perform(request) }
            while server.requests.isEmpty { await Task.yield() }
            let second = Task { await exchange.perform(request) }
            second.cancel()
            #expect(Self.gist(await second.value) == "transient cancelled")
            first.cancel()
            _ = await first.value
            #expect(server.requests.count == 1)
        }
    }

    @Test("who waits for a connection longer than the whole may take has sent nothing")
    func queued() async throws {
        try await Self.with(.direct, connections: 1, timeout: .milliseconds(300), { _ in .silence }) {
            exchange, request, server in
            async let first = exchange.perform(request)
            async let second = exchange.perform(request)
            let gists = Set(await [Self.gist(first), Self.gist(second)])
            // The one that had the connection loses it with its time; the other never had one.
            #expect(gists.contains("ambiguous timeout"))
            #expect(gists.count == 2 ? gists.contains("transient timeout") : server.requests.count == 2)
        }
    }

    @Test("after the end nothing is sent, and what was in flight is told so")
    func shutdown() async throws {
        try await ScriptedServer.serving({ _ in .silence }) { server, url in
            let request = try OutgoingRequest(.GET, url)
            let loop = HTTPClient.defaultEventLoopGroup.any()
            let client = DirectClient(
                host: request.template.host, port: request.template.port, connections: 2, eventLoop: loop)
            let sending = Task { await client.perform(request, timeout: .seconds(20)) }
            while server.requests.isEmpty { await Task.yield() }
            await client.shutdown()
            #expect(Self.gist(await sending.value) == "ambiguous reset")
            #expect(Self.gist(await client.perform(request, timeout: .seconds(20))) == "transient cancelled")
            #expect(server.requests.count == 1)
            #expect(server.requests.first?.target == "/")
        }
    }
}
