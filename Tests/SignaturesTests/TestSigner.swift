import Crypto
import CryptoExtras
import Foundation
import Signatures

/// A key made for one test, and the tokens it signs.
struct TestSigner {
    let algorithm: String
    /// As a member of a key set.
    let publicKey: String
    private let id: String
    private let sign: (Data) throws -> Data

    static func all(id: String) throws -> [TestSigner] {
        try SigningAlgorithm.allCases.map { try make($0.rawValue, id: id) }
    }

    static func make(_ algorithm: String, id: String) throws -> TestSigner {
        switch algorithm {
        case "ES256":
            let key = P256.Signing.PrivateKey()
            let json = ecKey(Array(key.publicKey.rawRepresentation), "P-256", id)
            return TestSigner(algorithm: algorithm, publicKey: json, id: id) {
                try key.signature(for: SHA256.hash(data: $0)).rawRepresentation
            }
        case "ES384":
            let key = P384.Signing.PrivateKey()
            let json = ecKey(Array(key.publicKey.rawRepresentation), "P-384", id)
            return TestSigner(algorithm: algorithm, publicKey: json, id: id) {
                try key.signature(for: SHA384.hash(data: $0)).rawRepresentation
            }
        default:
            let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
            return TestSigner(algorithm: algorithm, publicKey: rsaKey(key.publicKey, id: id), id: id) { content in
                let is256 = algorithm == "RS256"
                let signature =
                    is256
                    ? try key.signature(for: SHA256.hash(data: content), padding: .insecurePKCS1v1_5)
                    : try key.signature(for: SHA384.hash(data: content), padding: .insecurePKCS1v1_5)
                return signature.rawRepresentation
            }
        }
    }

    func token(head: String? = nil, claims: String = claims()) throws -> String {
        let content = "\(Self.part(head ?? #"{"alg":"\#(algorithm)","kid":"\#(id)"}"#)).\(Self.part(claims))"
        return "\(content).\(Base64URL.encode(try sign(Data(content.utf8))))"
    }

    static func claims(subject: String = "ehr") -> String {
        #"{"iss":"https://id.example","aud":"tallyward","exp":1790000000,"sub":"\#(subject)"}"#
    }

    static func part(_ text: String) -> String { Base64URL.encode(Array(text.utf8)) }

    static func rsaKey(_ key: _RSA.Signing.PublicKey, id: String) -> String {
        // A key whose numbers can't be had can't be tested with: the test then fails at the empty key.
        guard let numbers = try? key.getKeyPrimitives() else { return "{}" }
        let (n, e) = (Base64URL.encode(numbers.modulus), Base64URL.encode(numbers.publicExponent))
        return #"{"kty":"RSA","kid":"\#(id)","n":"\#(n)","e":"\#(e)"}"#
    }

    private static func ecKey(_ point: [UInt8], _ curve: String, _ id: String) -> String {
        let half = point.count / 2
        let (x, y) = (Base64URL.encode(point[..<half]), Base64URL.encode(point[half...]))
        return #"{"kty":"EC","crv":"\#(curve)","kid":"\#(id)","x":"\#(x)","y":"\#(y)"}"#
    }
}
