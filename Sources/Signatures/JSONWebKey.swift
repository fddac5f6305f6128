internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials
public import JSONText

/// The ways of signing that are believed (RFC 7518 §3): with a private key only. `none` and the HMACs are not among
/// them.
public enum SigningAlgorithm: String, Sendable, Hashable, CaseIterable {
    /// RSA (PKCS #1 v1.5) with SHA-256.
    case rs256 = "RS256"
    /// RSA (PKCS #1 v1.5) with SHA-384.
    case rs384 = "RS384"
    /// ECDSA on P-256 with SHA-256.
    case es256 = "ES256"
    /// ECDSA on P-384 with SHA-384.
    case es384 = "ES384"
}

/// A public key that tokens are checked with (RFC 7517).
public struct JSONWebKey: Sendable {
    private enum Material: Sendable {
        case rsa(_RSA.Signing.PublicKey)
        case p256(P256.Signing.PublicKey)
        case p384(P384.Signing.PublicKey)
    }

    /// Its id within its set; `nil` where it has none.
    public let id: String?
    /// The one algorithm it may be used with; `nil` where the set doesn't say.
    private let algorithm: SigningAlgorithm?
    private let material: Material

    /// The smallest RSA modulus that is believed, in bits (RFC 7518 §3.3).
    private static let smallestModulus = 2048
    /// The largest: checking a signature takes longer with its size.
    private static let largestModulus = 8192

    /// The key that `json` describes; `nil` where it isn't one for signatures of a kind that is believed.
    public init?(_ json: JSONValue) {
        if let use = json["use"], use != .string("sig") { return nil }
        if let operations = json["key_ops"]?.elements, !operations.contains(.string("verify")) { return nil }
        algorithm = json["alg"]?.text.flatMap(SigningAlgorithm.init(rawValue:))
        if json["alg"] != nil, algorithm == nil { return nil }
        id = json["kid"]?.text
        guard let material = Self.material(json) else { return nil }
        self.material = material
    }

    private static func material(_ json: JSONValue) -> Material? {
        func bytes(_ name: String) -> [UInt8]? { json[name]?.text.flatMap { Base64URL.decode($0) } }
        switch (json["kty"]?.text, json["crv"]?.text) {
        case ("RSA", _):
            guard let modulus = bytes("n"), let exponent = bytes("e"), exponent.count <= 4,
                let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent),
                (smallestModulus...largestModulus).contains(key.keySizeInBits)
            else { return nil }
            return .rsa(key)
        case ("EC", "P-256"):
            guard let point = point(bytes("x"), bytes("y"), 32) else { return nil }
            return (try? P256.Signing.PublicKey(x963Representation: point)).map(Material.p256)
        case ("EC", "P-384"):
            guard let point = point(bytes("x"), bytes("y"), 48) else { return nil }
            return (try? P384.Signing.PublicKey(x963Representation: point)).map(Material.p384)
        default: return nil
        }
    }

    /// An uncompressed point (SEC 1 §2.3.3).
    private static func point(_ x: [UInt8]?, _ y: [UInt8]?, _ size: Int) -> [UInt8]? {
        guard let x, let y, x.count == size, y.count == size else { return nil }
        return [4] + x + y
    }

    /// Whether this key may be used with `algorithm`: the token never chooses how a key is used.
    func takes(_ wanted: SigningAlgorithm) -> Bool {
        if let algorithm, algorithm != wanted { return false }
        return switch (material, wanted) {
        case (.rsa, .rs256), (.rsa, .rs384), (.p256, .es256), (.p384, .es384): true
        default: false
        }
    }

    /// Whether `signature` of `content` was made with this key's private half.
    func verifies(_ signature: [UInt8], of content: [UInt8], with wanted: SigningAlgorithm) -> Bool {
        switch (material, wanted) {
        case (.rsa(let key), .rs256):
            key.isValidSignature(
                .init(rawRepresentation: signature), for: SHA256.hash(data: content), padding: .insecurePKCS1v1_5)
        case (.rsa(let key), .rs384):
            key.isValidSignature(
                .init(rawRepresentation: signature), for: SHA384.hash(data: content), padding: .insecurePKCS1v1_5)
        case (.p256(let key), .es256):
            (try? P256.Signing.ECDSASignature(rawRepresentation: signature)).map {
                key.isValidSignature($0, for: SHA256.hash(data: content))
            } ?? false
        case (.p384(let key), .es384):
            (try? P384.Signing.ECDSASignature(rawRepresentation: signature)).map {
                key.isValidSignature($0, for: SHA384.hash(data: content))
            } ?? false
        default: false
        }
    }
}

/// The public keys of one issuer (RFC 7517 §5).
public struct JSONWebKeySet: Sendable {
    /// Those that can be used, in their order.
    public let keys: [JSONWebKey]

    /// The most keys of a set that are looked at.
    private static let limit = 64

    /// Reads a set; `nil` where `bytes` are none, or none of its keys can be used.
    public init?(_ bytes: [UInt8]) {
        guard let json = try? JSONReader.readStrictly(bytes), let entries = json["keys"]?.elements else { return nil }
        keys = entries.prefix(Self.limit).compactMap(JSONWebKey.init)
        if keys.isEmpty { return nil }
    }

    /// The key of that id; without one, the only key that takes `algorithm`.
    func key(_ id: String?, for algorithm: SigningAlgorithm) -> JSONWebKey? {
        let fitting = keys.filter { $0.takes(algorithm) }
        if let id { return fitting.first { $0.id == id } }
        return fitting.count == 1 ? fitting.first : nil
    }
}
