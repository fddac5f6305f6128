import Catalog
import SyncEngine
import SyncModel
import Synchronization
import Testing

@testable import Outbound

/// Sign-in over real sockets: the server is token endpoint and ERP in one.
struct SignInWireTests {
    static func with(
        secret: String = "SECRET", _ script: @escaping ScriptedServer.Script,
        _ body: (any Destination, ScriptedServer) async throws -> Void
    ) async throws {
        try await WireTests.with(
            kind: WireTests.oracle,
            authentication: { url in
                .clientCredentials(
                    tokenURL: "\(url)/token", clientID: .environment("ID"), clientSecret: .environment(secret),
                    scope: "urn:opc:resource consumer::all")
            }, script, body)
    }

    static func token(_ text: String) -> ScriptedReply {
        .answer(200, #"{"access_token":"\#(text)","token_type":"Bearer","expires_in":3600}"#)
    }

    /// Issues `t1`, `t2`, … and books for whoever has one of `valid`.
    static func erp(valid: Set<String>) -> ScriptedServer.Script {
        let issued = Mutex(0)
        return { request in
            if request.target == "/token" {
                let number = issued.withLock { count in
                    count += 1
                    return count
                }
                return token("t\(number)")
            }
            let sent = request.headers["authorization"] ?? ""
            return valid.contains { sent == "Bearer \($0)" } ? .answer(201, WireTests.booked) : .answer(401)
        }
    }

    @Test("the token request carries the client by HTTP Basic, form-encoded, and names grant and scope")
    func tokenRequest() async throws {
        try await Self.with(Self.erp(valid: ["t1"])) { destination, server in
            #expect(await destination.send(Samples.work()).gist == "delivered 300100123")
            let request = try #require(server.requests.first)
            #expect(request.method == "POST")
            #expect(request.target == "/token")
            #expect(request.headers["content-type"] == "application/x-www-form-urlencoded")
            // client%3A1:p%C3%A4%20ss
            #expect(request.headers["authorization"] == "Basic Y2xpZW50JTNBMTpwJUMzJUE0JTIwc3M=")
            #expect(
                String(decoding: request.body, as: UTF8.self)
                    == "grant_type=client_credentials&scope=urn%3Aopc%3Aresource%20consumer%3A%3Aall")
        }
    }

    @Test("twenty at once cause one request for a token")
    func oneFlight() async throws {
        try await Self.with(Self.erp(valid: ["t1"])) { destination, server in
            let gists = await withTaskGroup(of: String.self) { group in
                for _ in 0..<20 { group.addTask { await destination.send(Samples.work()).gist } }
                return await group.reduce(into: [String]()) { $0.append($1) }
            }
            #expect(gists == Array(repeating: "delivered 300100123", count: 20))
            #expect(server.requests.count { $0.target == "/token" } == 1)
        }
    }

    @Test("a token that is refused is replaced once, and the request repeated once")
    func refreshed() async throws {
        try await Self.with(Self.erp(valid: ["t2"])) { destination, server in
            #expect(await destination.send(Samples.work()).gist == "delivered 300100123")
            #expect(server.requests.count { $0.target == "/token" } == 2)
            #expect(server.requests.count == 4)
            #expect(await destination.send(Samples.work()).gist == "delivered 300100123")
            #expect(server.requests.count == 5)
        }
    }

    @Test("twenty refused at once cause one new token")
    func oneRefresh() async throws {
        try await Self.with(Self.erp(valid: ["t2"])) { destination, server in
            let gists = await withTaskGroup(of: String.self) { group in
                for _ in 0..<20 { group.addTask { await destination.send(Samples.work()).gist } }
                return await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(gists == ["delivered 300100123"])
            #expect(server.requests.count { $0.target == "/token" } == 2)
        }
    }

    @Test("an ERP that refuses every token refuses all deliveries, after one repeat")
    func unauthorized() async throws {
        try await Self.with(Self.erp(valid: [])) { destination, server in
            #expect(await destination.send(Samples.work()).gist == "endpoint-refuses http-401")
            #expect(server.requests.count { $0.target != "/token" } == 2)
        }
    }

    @Test(
        "without a token nothing is sent to the ERP",
        arguments: [
            (ScriptedReply.answer(401, #"{"error":"invalid_client"}"#), "endpoint-refuses sign-in"),
            (.answer(503, "", ["Retry-After: 4"]), "transient token-http-503 4s"),
            (.bytesThenClose(""), "transient token-reset"),
            (.bytesThenClose("SSH-2.0-x\r\n"), "transient token-garbage"),
            (.answer(200, "<html>"), "transient token-unusable"),
        ])
    func noToken(reply: ScriptedReply, gist: String) async throws {
        try await Self.with({ _ in reply }) { destination, server in
            #expect(await destination.send(Samples.work()).gist == gist)
            #expect(server.requests.allSatisfy { $0.target == "/token" })
        }
    }

    @Test("a look-up without a token concludes nothing")
    func lookUp() async throws {
        try await Self.with({ _ in .answer(401, #"{"error":"invalid_client"}"#) }) { destination, _ in
            #expect(await destination.lookUp(Samples.work()).gist == "endpoint-refuses sign-in")
        }
        try await Self.with({ _ in .answer(503, "", ["Retry-After: 4"]) }) { destination, _ in
            #expect(await destination.lookUp(Samples.work()).gist == "unavailable token-http-503 4s")
        }
    }

    @Test("a secret that isn't there is told by its place")
    func noSecret() async throws {
        try await Self.with(secret: "NONE", { _ in .answer(500) }) { destination, server in
            let outcome = await destination.send(Samples.work())
            #expect(outcome.gist == "endpoint-refuses sign-in")
            #expect(outcome.sentence.contains("NONE"))
            #expect(server.requests.isEmpty)
        }
    }
}
