internal import Crypto
internal import CryptoExtras
internal import JSONText

/// A private key that tokens are signed with: RSA with SHA-384, or ECDSA on P-384.
public struct SigningKey: Sendable {
    private enum Material: Sendable {
        case rsa(_RSA.Signing.PrivateKey)
        case p384(P384.Signing.PrivateKey)
    }

    private let material: Material

    /// The smallest RSA key that is used, in bits (RFC 7518 §3.3).
    private static let smallestModulus = 2048

    /// The key of a PEM document (RFC 7468); `nil` of anything else than an RSA key of 2048 bits or more, or one on
    /// P-384.
    public init?(pem: String) {
        if let key = try? P384.Signing.PrivateKey(pemRepresentation: pem) {
            material = .p384(key)
        } else if let key = try? _RSA.Signing.PrivateKey(pemRepresentation: pem),
            key.keySizeInBits >= Self.smallestModulus
        {
            material = .rsa(key)
        } else {
            return nil
        }
    }

    /// What it signs with.
    public var algorithm: SigningAlgorithm {
        switch material {
        case .rsa: .rs384
        case .p384: .es384
        }
    }

    /// A token of these claims in its compact form (RFC 7515 §7.1).
    ///
    /// - Parameters:
    ///   - keyID: `kid`, by which the public key is found.
    ///   - claims: the members, each with its value as JSON.
    public func token(keyID: String, claims: [(name: String, value: TokenClaim)]) throws -> String {
        var head = JSONWriter()
        head.openObject()
        for (name, text) in [("alg", algorithm.rawValue), ("kid", keyID), ("typ", "JWT")] {
            head.name(name)
            head.string(text)
        }
        head.closeObject()
        var body = JSONWriter()
        body.openObject()
        for claim in claims {
            body.name(claim.name)
            switch claim.value {
            case .text(let text): body.string(text)
            case .seconds(let seconds): body.number(String(seconds))
            }
        }
        body.closeObject()
        let content = "\(Base64URL.encode(head.bytes)).\(Base64URL.encode(body.bytes))"
        return "\(content).\(Base64URL.encode(try signature(of: Array(content.utf8))))"
    }

    private func signature(of content: [UInt8]) throws -> [UInt8] {
        let digest = SHA384.hash(data: content)
        switch material {
        case .rsa(let key): return Array(try key.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation)
        case .p384(let key): return Array(try key.signature(for: digest).rawRepresentation)
        }
    }
}

/// The value of a claim.
public enum TokenClaim: Sendable, Hashable {
    /// Text.
    case text(String)
    /// A moment, in seconds since 1970 (RFC 7519 §2, NumericDate).
    case seconds(Int64)
}
