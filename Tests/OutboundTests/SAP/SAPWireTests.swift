import Catalog
import SyncEngine
import SyncModel
import Synchronization
import Testing

@testable import Outbound

/// Material documents over real sockets.
struct SAPWireTests {
    static let service = "/sap/opu/odata/sap/API_MATERIAL_DOCUMENT_SRV"
    static let header = "\(service)/A_MaterialDocumentHeader"
    static let known =
        #"{"d":{"results":[{"ReferenceDocument":"\#(SAPBooking.reference("key-1"))","MaterialDocument":"49","#
        + #""MaterialDocumentYear":"2026"}]}}"#
    static let nothing = #"{"d":{"results":[]}}"#
    static let required = ScriptedReply.answer(403, "CSRF token validation failed", ["X-CSRF-Token: Required"])

    static func pass(_ number: Int = 1) -> ScriptedReply {
        .answer(
            200, "{}",
            [
                "X-CSRF-Token: token\(number)==", "Set-Cookie: SAP_SESSIONID=s\(number); path=/; HttpOnly",
                "set-cookie: sap-usercontext=sap-client=100; path=/",
            ])
    }

    /// Answers the service, the look-ups and the bookings, each by its own script; the number is that of its kind.
    static func script(
        pass: @escaping @Sendable (Int) -> ScriptedReply = { Self.pass($0) },
        lookUp: @escaping @Sendable (Int) -> ScriptedReply = { _ in .answer(200, nothing) },
        booking: @escaping @Sendable (Int, RecordedRequest) -> ScriptedReply
    ) -> ScriptedServer.Script {
        let counts = Mutex<[String: Int]>([:])
        @Sendable func next(_ kind: String) -> Int {
            counts.withLock { counts in
                counts[kind, default: 0] += 1
                return counts[kind] ?? 0
            }
        }
        return { request in
            if request.target == "\(service)/" { return pass(next("pass")) }
            if request.method == "GET" { return lookUp(next("look-up")) }
            return booking(next("booking"), request)
        }
    }

    static func with(
        repeatability: Endpoint.SAPMaterialDocument.Repeatability = .none,
        authentication: @Sendable (String) -> Endpoint.Authentication = { _ in
            .password(login: .environment("LOGIN"), password: .environment("PASSWORD"))
        }, _ script: @escaping ScriptedServer.Script, _ body: (any Destination, ScriptedServer) async throws -> Void
    ) async throws {
        try await WireTests.with(
            kind: .sapMaterialDocument(Endpoint.SAPMaterialDocument(repeatability: repeatability)),
            authentication: authentication, script, body)
    }

    @Test("the token and its cookies are fetched once, and go with every booking")
    func session() async throws {
        try await Self.with(Self.script { _, _ in .answer(201, SAPAnswerTests.booked) }) { destination, server in
            for _ in 1...2 { #expect(await destination.send(Samples.work()).gist == "delivered 4900000123/2026") }
            let requests = server.requests
            #expect(requests.map(\.method) == ["GET", "POST", "POST"])
            #expect(requests[0].headers["x-csrf-token"] == "Fetch")
            #expect(requests[1].target == Self.header)
            for request in requests.dropFirst() {
                #expect(request.headers["x-csrf-token"] == "token1==")
                #expect(request.headers["cookie"] == "SAP_SESSIONID=s1; sap-usercontext=sap-client=100")
                #expect(request.headers["content-type"] == "application/json")
                #expect(request.headers["traceparent"] == Samples.work().traceparent)
                #expect(request.headers["requestid"] == nil)
            }
            #expect(requests.allSatisfy { $0.headers["authorization"] == "Basic ZWhyOmVociBzZWNyZXQ=" })
        }
    }

    @Test("a token that ran out is fetched again once, and the booking repeated")
    func expiredToken() async throws {
        let script = Self.script { _, request in
            request.headers["x-csrf-token"] == "token2==" ? .answer(201, SAPAnswerTests.booked) : Self.required
        }
        try await Self.with(script) { destination, server in
            #expect(await destination.send(Samples.work()).gist == "delivered 4900000123/2026")
            #expect(server.requests.map(\.method) == ["GET", "POST", "GET", "POST"])
        }
    }

    @Test("a token that is never taken is told after one repeat; any other 403 isn't repeated")
    func refusedToken() async throws {
        try await Self.with(Self.script { _, _ in Self.required }) { destination, server in
            let outcome = await destination.send(Samples.work())
            #expect(outcome.gist == "endpoint-refuses http-403")
            #expect(outcome.sentence.contains("keeps cookies"))
            #expect(server.requests.map(\.method) == ["GET", "POST", "GET", "POST"])
        }
        try await Self.with(Self.script { _, _ in .answer(403) }) { destination, server in
            #expect(await destination.send(Samples.work()).gist == "endpoint-refuses http-403")
            #expect(server.requests.count == 2)
        }
    }

    @Test(
        "without a token nothing is sent",
        arguments: [
            (ScriptedReply.answer(200, "{}"), "transient sap-no-token"), (.answer(503), "transient http-503"),
            (.answer(500), "transient http-500"), (.answer(401), "endpoint-refuses http-401"),
            (.answer(404), "endpoint-refuses http-404"), (.bytesThenClose(""), "transient reset"),
            (.answer(403, SAPAnswerTests.error("/IWFND/MED/170")), "endpoint-refuses http-403"),
        ])
    func noToken(reply: ScriptedReply, gist: String) async throws {
        let script = Self.script(pass: { _ in reply }, booking: { _, _ in .answer(201, SAPAnswerTests.booked) })
        try await Self.with(script) { destination, server in
            #expect(await destination.send(Samples.work()).gist == gist)
            #expect(server.requests.map(\.method) == ["GET"])
        }
    }

    @Test("what is in doubt is looked for by its reference")
    func lookUp() async throws {
        let script = Self.script(
            lookUp: { .answer(200, $0 == 1 ? Self.nothing : Self.known) }, booking: { _, _ in .bytesThenClose("") })
        try await Self.with(script) { destination, server in
            #expect(await destination.send(Samples.work()).gist == "ambiguous reset")
            #expect(await destination.lookUp(Samples.work()) == .absent)
            #expect(await destination.lookUp(Samples.work()) == .found(document: "49/2026"))
            let reference = SAPBooking.reference("key-1")
            #expect(
                server.requests.last?.target
                    == "\(Self.header)?$filter=ReferenceDocument%20eq%20%27\(reference)%27&$select="
                    + "MaterialDocument,MaterialDocumentYear,ReferenceDocument&$top=5&$format=json")
        }
    }

    @Test(
        "a repeat carries the same key and the same first moment",
        arguments: [
            (
                Endpoint.SAPMaterialDocument.Repeatability.requestID, "requestid", "repeatabilitycreation",
                "RepeatabilityResult", "KEY-1"
            ), (.oasis, "repeatability-request-id", "repeatability-first-sent", "Repeatability-Result", "key-1"),
        ])
    func repeatability(
        kind: Endpoint.SAPMaterialDocument.Repeatability, id: String, moment: String, result: String, key: String
    ) async throws {
        let script = Self.script { number, _ in
            number == 2 ? .bytesThenClose("") : .answer(201, SAPAnswerTests.booked, ["\(result): accepted"])
        }
        var work = Samples.work()
        work.acceptedAt = Samples.now
        try await Self.with(repeatability: kind, script) { destination, server in
            #expect(await destination.send(Samples.work(key: "other")).gist == "delivered 4900000123/2026")
            #expect(await destination.send(work).gist == "ambiguous reset")
            #expect(await destination.send(work).gist == "delivered 4900000123/2026")
            // Before the first, nothing had said that repeats are told apart.
            #expect(server.requests.map(\.method) == ["GET", "GET", "POST", "POST", "POST"])
            for request in server.requests.suffix(2) {
                #expect(request.headers[id] == key)
                #expect(request.headers[moment] == "Sun, 22 Nov 2026 08:14:22 GMT")
            }
        }
    }

    @Test("a system that doesn't say that it tells repeats apart is asked before every booking")
    func unproved() async throws {
        let script = Self.script(
            lookUp: { .answer(200, $0 == 1 ? Self.nothing : Self.known) },
            booking: { _, _ in .answer(504) })
        try await Self.with(repeatability: .requestID, script) { destination, server in
            #expect(await destination.send(Samples.work()).gist == "ambiguous http-504")
            #expect(await destination.send(Samples.work()).gist == "delivered 49/2026")
            #expect(server.requests.filter { $0.method == "POST" }.count == 1)
        }
    }

    @Test("a system that neither tells repeats apart nor answers what it has booked is sent nothing")
    func blind() async throws {
        let script = Self.script(
            lookUp: { _ in .answer(400) }, booking: { _, _ in .answer(201, SAPAnswerTests.booked) })
        try await Self.with(repeatability: .requestID, script) { destination, server in
            #expect(await destination.send(Samples.work()).gist == "endpoint-refuses sap-no-look-up")
            #expect(!server.requests.contains { $0.method == "POST" })
        }
    }

    @Test("a repeat that the system remembers no more is looked up, and sent anew where it isn't there")
    func tooOld() async throws {
        for (found, gist) in [(Self.nothing, "delivered 4900000123/2026"), (Self.known, "delivered 49/2026")] {
            let script = Self.script(
                lookUp: { .answer(200, $0 == 1 ? Self.nothing : found) },
                booking: { number, _ in number == 1 ? .answer(412) : .answer(201, SAPAnswerTests.booked) })
            try await Self.with(repeatability: .oasis, script) { destination, _ in
                #expect(await destination.send(Samples.work()).gist == gist)
            }
        }
    }

    @Test("an access token signs the token's request and the booking alike")
    func oauth() async throws {
        let script = Self.script { _, _ in .answer(201, SAPAnswerTests.booked) }
        try await Self.with(
            authentication: { url in
                .clientCredentials(
                    tokenURL: "\(url)/token", clientID: .environment("ID"), clientSecret: .environment("SECRET"),
                    scope: nil)
            }, { $0.target == "/token" ? SignInWireTests.token("t1") : script($0) }
        ) { destination, server in
            #expect(await destination.send(Samples.work()).gist == "delivered 4900000123/2026")
            #expect(server.requests.dropFirst().allSatisfy { $0.headers["authorization"] == "Bearer t1" })
        }
    }

    @Test("a missing password is told before anything is sent")
    func missingSecret() async throws {
        try await Self.with(
            authentication: { _ in .password(login: .environment("LOGIN"), password: .environment("NOWHERE")) },
            Self.script { _, _ in .answer(201) }
        ) { destination, server in
            #expect(await destination.send(Samples.work()).gist == "endpoint-refuses sign-in")
            #expect(server.requests.isEmpty)
        }
    }

    @Test("a probe books nothing")
    func probe() async throws {
        try await Self.with(Self.script(lookUp: { .answer($0 == 1 ? 200 : 404) }, booking: { _, _ in .answer(500) })) {
            destination, server in
            for code in [nil, "http-404"] {
                var failure: AttemptFailure?
                if case .failure(let found) = await destination.probe() { failure = found }
                #expect(failure?.code == code)
            }
            #expect(server.requests.allSatisfy { $0.method == "GET" })
        }
    }
}
