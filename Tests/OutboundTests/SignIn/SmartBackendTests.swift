import Catalog
import Crypto
import CryptoExtras
import Foundation
import JSONText
import Signatures
import SyncEngine
import SyncModel
import Synchronization
import Testing

@testable import Outbound

/// An authorization server that knows one public key, and takes each assertion once.
private final class TokenServer: Sendable {
    private struct State {
        var seen: Set<String> = []
        var issued = 0
        var assertions: [String] = []
    }

    private let keys: JSONWebKeySet?
    private let state = Mutex(State())
    let lifetime: Int

    init(_ publicKey: String, lifetime: Int = 300) {
        keys = JSONWebKeySet(Array(#"{"keys":[\#(publicKey)]}"#.utf8))
        self.lifetime = lifetime
    }

    var issued: Int { state.withLock { $0.issued } }
    var assertions: [String] { state.withLock { $0.assertions } }

    func answer(_ request: RecordedRequest, at url: String) -> ScriptedReply {
        let form = String(decoding: request.body, as: UTF8.self).split(separator: "&").reduce(into: [String: String]())
        {
            let parts = $1.split(separator: "=", maxSplits: 1).map(String.init)
            $0[parts[0]] = (parts.count > 1 ? parts[1] : "").removingPercentEncoding
        }
        guard form["grant_type"] == "client_credentials", form["scope"] == "system/*.rs",
            form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            let assertion = form["client_assertion"]
        else { return .answer(400, #"{"error":"invalid_request"}"#) }
        guard let id = accepted(assertion, url) else { return .answer(401, #"{"error":"invalid_client"}"#) }
        return state.withLock { state in
            state.assertions.append(assertion)
            guard state.seen.insert(id).inserted else { return .answer(400, #"{"error":"invalid_client"}"#) }
            state.issued += 1
            return .answer(
                200, #"{"access_token":"t\#(state.issued)","token_type":"bearer","expires_in":\#(lifetime)}"#)
        }
    }

    /// The id of an assertion that is signed with the key, for this server, and good for five minutes at most.
    private func accepted(_ assertion: String, _ url: String) -> String? {
        let now = UTCTime.systemNow.milliseconds / 1000
        let expected = TokenExpectation(issuer: "tallyward-1", audience: "\(url)/token", leeway: .zero)
        guard let keys, let token = try? JSONWebToken(assertion), (try? token.check(keys, expected, now: now)) != nil,
            let claims = assertion.split(separator: ".").dropFirst().first.flatMap({ Base64URL.decode($0) })
                .flatMap({ JSONReader.read($0) }), claims["sub"] == claims["iss"],
            case .number(let end)? = claims["exp"], let end = Int64(end), end <= now + 300
        else { return nil }
        return claims["jti"]?.text
    }
}

@Suite("SMART Backend Services", .timeLimit(.minutes(1)))
struct SmartBackendTests {
    private static func rsa() throws -> (pem: String, json: String) {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let numbers = try key.publicKey.getKeyPrimitives()
        let (n, e) = (Base64URL.encode(numbers.modulus), Base64URL.encode(numbers.publicExponent))
        return (key.pemRepresentation, #"{"kty":"RSA","kid":"k1","alg":"RS384","n":"\#(n)","e":"\#(e)"}"#)
    }

    private static func ecc() -> (pem: String, json: String) {
        let key = P384.Signing.PrivateKey()
        let point = Array(key.publicKey.rawRepresentation)
        let (x, y) = (Base64URL.encode(point[..<48]), Base64URL.encode(point[48...]))
        return (key.pemRepresentation, #"{"kty":"EC","crv":"P-384","kid":"k1","alg":"ES384","x":"\#(x)","y":"\#(y)"}"#)
    }

    /// Runs `body` with a destination that signs in with `pem`; the server books for the tokens that `isValid` lets.
    private func with(
        _ pem: String, _ tokens: TokenServer, keyID: String = "k1",
        isValid: @escaping @Sendable (String) -> Bool = { _ in true },
        _ body: (any Destination, ScriptedServer) async throws -> Void
    ) async throws {
        let address = Mutex("")
        try await ScriptedServer.serving({ request in
            if request.target == "/token" { return tokens.answer(request, at: address.withLock { $0 }) }
            return isValid(request.headers["authorization"] ?? "") ? .answer(201, #"{"id":"D1"}"#) : .answer(401)
        }) { server, url in
            address.withLock { $0 = url }
            let factory = DestinationFactory(connections: 4, environment: ["ID": "tallyward-1", "KEY": pem])
            let client = Endpoint.SmartBackend(
                tokenURL: "\(url)/token", clientID: .environment("ID"), key: .environment("KEY"), keyID: keyID,
                scope: "system/*.rs")
            let endpoint = Endpoint(
                name: "fhir", kind: .rest(path: "/x"), url: url, authentication: .smartBackend(client))
            let destination = try factory.make(endpoint)
            try await body(destination, server)
            await factory.shutdown()
        }
    }

    private static let work = Samples.work(resolved: nil, payload: Samples.message)

    @Test("an RSA key signs RS384, one on P-384 ES384; the server believes both, and one token serves many requests")
    func signsIn() async throws {
        for key in [try Self.rsa(), Self.ecc()] {
            let tokens = TokenServer(key.json)
            try await with(key.pem, tokens, isValid: { $0 == "Bearer t1" }) { destination, _ in
                for _ in 0..<3 { #expect(await destination.send(Self.work).gist == "delivered D1") }
            }
            #expect(tokens.issued == 1)
        }
    }

    @Test("a token that is refused is renewed once, with an assertion of its own")
    func renews() async throws {
        let key = Self.ecc()
        let tokens = TokenServer(key.json)
        try await with(key.pem, tokens, isValid: { $0 == "Bearer t2" }) { destination, _ in
            #expect(await destination.send(Self.work).gist == "delivered D1")
        }
        #expect(tokens.issued == 2 && Set(tokens.assertions).count == 2)
        let again = TokenServer(key.json)
        try await with(key.pem, again, isValid: { _ in false }) { destination, _ in
            #expect(await destination.send(Self.work).gist.hasPrefix("endpoint-refuses http-401"))
        }
        #expect(again.issued == 2)
    }

    @Test("a token that is over is asked for anew")
    func expires() async throws {
        let key = Self.ecc()
        let tokens = TokenServer(key.json, lifetime: 0)
        try await with(key.pem, tokens) { destination, _ in
            for _ in 0..<2 { #expect(await destination.send(Self.work).gist == "delivered D1") }
        }
        #expect(tokens.issued == 2 && Set(tokens.assertions).count == 2)
    }

    @Test("a key that the server doesn't know is told in words, and nothing is sent to the endpoint")
    func unknownKey() async throws {
        for keyID in ["k1", "k2"] {
            let tokens = TokenServer(Self.ecc().json)
            try await with(Self.ecc().pem, tokens, keyID: keyID) { destination, server in
                let outcome = await destination.send(Self.work)
                #expect(outcome.gist == "endpoint-refuses sign-in")
                #expect(outcome.sentence.contains("invalid_client, it doesn't take what our key has signed"))
                #expect(server.requests.allSatisfy { $0.target == "/token" })
            }
        }
    }

    @Test("what is no key is told without a word of it")
    func noKey() async throws {
        let small = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----"
        try await with(small, TokenServer(Self.ecc().json)) { destination, server in
            let outcome = await destination.send(Self.work)
            #expect(outcome.gist == "endpoint-refuses sign-in" && server.requests.isEmpty)
            #expect(outcome.sentence.contains("env:KEY is no private key") && !outcome.sentence.contains("c2VjcmV0"))
        }
    }
}
