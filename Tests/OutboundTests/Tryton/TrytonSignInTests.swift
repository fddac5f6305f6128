import Catalog
import SyncEngine
import SyncModel
import Synchronization
import Testing

@testable import Outbound

/// Sessions at Tryton.
struct TrytonSignInTests {
    @Test("the login names its database in the path, and its session goes with every call")
    func login() async throws {
        let tryton = TrytonDouble()
        try await tryton.with { destination, server in
            _ = await destination.send(Samples.work())
            _ = await destination.send(Samples.work(key: "key-2"))
            let requests = server.requests
            #expect(requests.first?.target == "/hospital/rpc/")
            #expect(requests.first?.headers["authorization"] == nil)
            #expect(
                requests.first.map { String(decoding: $0.body, as: UTF8.self) }
                    == #"{"id":1,"method":"common.db.login","params":["ehr",{"password":"ehr secret"},"en"]}"#)
            #expect(requests.dropFirst().allSatisfy { $0.headers["authorization"] == TrytonDouble.session(1) })
        }
        #expect(tryton.logins == 1)
    }

    @Test("a session that ended is begun again once, and the call repeated; what it was for is booked once")
    func expiry() async throws {
        let tryton = TrytonDouble()
        try await tryton.with { destination, _ in
            _ = await destination.send(Samples.work())
            tryton.endSessions()
            #expect(await destination.send(Samples.work(key: "key-2")).gist == "delivered S7")
        }
        #expect(tryton.logins == 2)
        #expect(tryton.shipments.count == 2)
    }

    @Test(
        "what a login is answered with",
        arguments: [
            (200, #"{"id":1,"result":[2,"abc",null]}"#, nil),
            (200, #"{"id":1,"result":null}"#, "transient session-http-200"),
            (200, #"{"id":1,"result":[2,""]}"#, "transient session-http-200"),
            (200, #"{"id":1,"error":["LoginException",["code","",""]]}"#, "endpoint-refuses sign-in"),
            (401, "", "endpoint-refuses sign-in"), (403, "", "endpoint-refuses sign-in"),
            (404, "", "endpoint-refuses sign-in"), (405, "", "endpoint-refuses sign-in"),
            (301, "", "endpoint-refuses sign-in"), (408, "", "transient session-http-408"),
            (429, "<p>This user has exceeded an allotted request count</p>", "transient session-http-429 1m"),
            (500, "", "transient session-http-500"), (503, "", "transient session-http-503"),
        ] as [(Int, String, String?)])
    func answers(status: Int, body: String, gist: String?) {
        let result = TrytonSignIn.read(Samples.answer(status, body), login: "ehr")
        guard case .failure(let failure) = result else {
            #expect(gist == nil)
            return
        }
        #expect(failure.outcome.gist == gist)
    }

    @Test("a refused login isn't tried again for a while, so that it isn't locked out")
    func refused() async throws {
        let elapsed = Mutex(Duration.zero)
        let start = ContinuousClock.now
        let answers = Mutex([401, 401, 200])
        try await ScriptedServer.serving({ _ in
            let status = answers.withLock { $0.isEmpty ? 500 : $0.removeFirst() }
            return .answer(status, status == 200 ? #"{"id":1,"result":[2,"abc",null]}"# : "")
        }) { server, url in
            let factory = DestinationFactory(connections: 4, environment: [:])
            func signIn(_ password: String) throws -> TrytonSignIn {
                try TrytonSignIn(
                    exchange: factory.webhookExchange, url: url, database: "hospital",
                    credentials: BasicCredentials(
                        login: .environment("LOGIN"), password: .environment("PASSWORD"),
                        environment: ["LOGIN": "ehr", "PASSWORD": password]),
                    now: { start + elapsed.withLock { $0 } })
            }
            let wrong = try signIn("wrong")
            for _ in 1...5 { #expect(await Self.gist(wrong.begin()) == "endpoint-refuses sign-in") }
            #expect(server.requests.count == 1)
            elapsed.withLock { $0 += TrytonSignIn.restAfterRefusal }
            #expect(await Self.gist(wrong.begin()) == "endpoint-refuses sign-in")
            #expect(server.requests.count == 2)
            #expect(await Self.gist(try signIn("right").begin()) == nil)
            await factory.shutdown()
        }
    }

    @Test("a missing password is told before anything is sent")
    func missing() async throws {
        let tryton = TrytonDouble()
        try await tryton.with(password: "NOWHERE") { destination, server in
            let outcome = await destination.send(Samples.work())
            #expect(outcome.gist == "endpoint-refuses sign-in")
            #expect(outcome.sentence.contains("NOWHERE"))
            #expect(server.requests.isEmpty)
        }
    }

    private static func gist(_ result: Result<AccessToken, SignInFailure>) -> String? {
        guard case .failure(let failure) = result else { return nil }
        return failure.outcome.gist
    }
}
