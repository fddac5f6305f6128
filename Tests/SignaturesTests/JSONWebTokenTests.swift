import Crypto
import CryptoExtras
import Foundation
import Signatures
import Testing

struct JSONWebTokenTests {
    private static let now: Int64 = 1_780_000_000
    private let expected = TokenExpectation(issuer: "https://id.example", audience: "tallyward", leeway: .seconds(30))

    private func problem(_ token: String, _ keys: JSONWebKeySet, now: Int64 = now) -> TokenProblem? {
        do throws(TokenProblem) {
            try JSONWebToken(token).check(keys, expected, now: now)
            return nil
        } catch { return error }
    }

    private func set(_ keys: String...) throws -> JSONWebKeySet {
        try #require(JSONWebKeySet(Array(#"{"keys":[\#(keys.joined(separator: ","))]}"#.utf8)))
    }

    @Test("a token of each believed algorithm is believed, and by no other key")
    func algorithms() throws {
        for signer in try TestSigner.all(id: "k1") {
            let token = try signer.token()
            #expect(try problem(token, set(signer.publicKey)) == nil, "\(signer.algorithm)")
            let other = try TestSigner.make(signer.algorithm, id: "k1")
            #expect(try problem(token, set(other.publicKey)) == .signature, "\(signer.algorithm)")
        }
    }

    @Test("the token never chooses: none, HMAC with the public key, and another algorithm are not believed")
    func confusion() throws {
        let signer = try TestSigner.make("ES256", id: "k1")
        let keys = try set(signer.publicKey)
        let claims = TestSigner.claims()
        let none = "\(TestSigner.part(#"{"alg":"none"}"#)).\(TestSigner.part(claims))."
        #expect(problem(none, keys) == .algorithm)
        let content = "\(TestSigner.part(#"{"alg":"HS256","kid":"k1"}"#)).\(TestSigner.part(claims))"
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(content.utf8), using: SymmetricKey(data: Data(signer.publicKey.utf8)))
        #expect(problem("\(content).\(Base64URL.encode(code))", keys) == .algorithm)
        #expect(try problem(signer.token(head: #"{"alg":"ES384","kid":"k1"}"#), keys) == .unknownKey)
        #expect(try problem(signer.token(head: #"{"alg":"RS256","kid":"k1"}"#), keys) == .unknownKey)
        #expect(try problem(signer.token(head: #"{"alg":"ES256","kid":"k1","crit":["exp"]}"#), keys) == .algorithm)
        #expect(try problem(signer.token(head: #"{"alg":"ES256","alg":"none","kid":"k1"}"#), keys) == .malformed)
    }

    @Test(
        "what the claims say has to fit, and two clocks may differ by the leeway only",
        arguments: [
            (#"{"iss":"https://id.example","aud":["x","tallyward"],"exp":1780000001}"#, nil),
            (#"{"iss":"https://id.example","aud":"tallyward","exp":1779999971}"#, nil),
            (#"{"iss":"https://id.example","aud":"tallyward","exp":1779999970}"#, .expired),
            (#"{"iss":"https://id.example","aud":"tallyward"}"#, .expired),
            (#"{"iss":"https://id.example","aud":"tallyward","exp":"1790000000"}"#, .expired),
            (#"{"iss":"https://id.example","aud":"tallyward","exp":1e99}"#, .expired),
            (#"{"iss":"https://id.example","aud":"tallyward","exp":1790000000,"nbf":1780000030}"#, nil),
            (#"{"iss":"https://id.example","aud":"tallyward","exp":1790000000,"nbf":1780000031}"#, .notYet),
            (#"{"iss":"https://id.example","aud":"tallyward","exp":1790000000,"nbf":"soon"}"#, .notYet),
            (#"{"iss":"https://id.example/","aud":"tallyward","exp":1790000000}"#, .issuer),
            (#"{"aud":"tallyward","exp":1790000000}"#, .issuer),
            (#"{"iss":"https://id.example","aud":"tallyward2","exp":1790000000}"#, .audience),
            (#"{"iss":"https://id.example","exp":1790000000}"#, .audience),
        ] as [(String, TokenProblem?)])
    func claims(claims: String, wanted: TokenProblem?) throws {
        let signer = try TestSigner.make("ES256", id: "k1")
        #expect(try problem(signer.token(claims: claims), set(signer.publicKey)) == wanted)
    }

    @Test("a key is found by its id; without one, only where one key fits")
    func keys() throws {
        let (one, two) = (try TestSigner.make("ES256", id: "k1"), try TestSigner.make("ES256", id: "k2"))
        let other = try TestSigner.make("ES384", id: "k3")
        #expect(try problem(two.token(), set(one.publicKey, two.publicKey)) == nil)
        #expect(try problem(two.token(), set(one.publicKey)) == .unknownKey)
        let anonymous = try one.token(head: #"{"alg":"ES256"}"#)
        #expect(try problem(anonymous, set(one.publicKey, other.publicKey)) == nil)
        #expect(try problem(anonymous, set(one.publicKey, two.publicKey)) == .unknownKey)
    }

    @Test("a changed claim or a cut signature is not believed")
    func changed() throws {
        let signer = try TestSigner.make("RS256", id: "k1")
        let keys = try set(signer.publicKey)
        let parts = try signer.token().split(separator: ".").map(String.init)
        let forged = TestSigner.part(TestSigner.claims(subject: "root"))
        #expect(problem("\(parts[0]).\(forged).\(parts[2])", keys) == .signature)
        #expect(problem("\(parts[0]).\(parts[1]).\(parts[2].dropLast(4))", keys) == .signature)
        #expect(problem("\(parts[0]).\(parts[1])", keys) == .malformed)
        #expect(problem("\(parts[0]).\(parts[1]).\(parts[2])=", keys) == .malformed)
        #expect(problem(String(repeating: "a", count: 9000), keys) == .malformed)
        #expect(problem("..", keys) == .malformed)
    }

    @Test("keys that are too small, for encryption, or of another kind make no set")
    func weakKeys() throws {
        let weak = try _RSA.Signing.PrivateKey(unsafeKeySize: .init(bitCount: 1024))
        #expect(JSONWebKeySet(Array(#"{"keys":[\#(TestSigner.rsaKey(weak.publicKey, id: "k"))]}"#.utf8)) == nil)
        let signer = try TestSigner.make("ES256", id: "k1")
        let forEncryption = signer.publicKey.replacing(#""kty""#, with: #""use":"enc","kty""#)
        #expect(JSONWebKeySet(Array(#"{"keys":[\#(forEncryption)]}"#.utf8)) == nil)
        for text in [
            "", "{}", #"{"keys":[]}"#, #"{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}"#,
            #"{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}]}"#,
        ] {
            #expect(JSONWebKeySet(Array(text.utf8)) == nil)
        }
    }
}
