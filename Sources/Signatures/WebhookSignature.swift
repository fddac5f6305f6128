internal import Crypto
internal import FoundationEssentials

/// The signature of Standard Webhooks: HMAC-SHA256 over id, timestamp and body.
public struct WebhookSignature: Sendable {
    private let key: SymmetricKey

    /// A key from a secret as it is kept: `whsec_` and base64, or the bytes as they are.
    public init(secret: String) {
        let prefix = "whsec_"
        let decoded = secret.hasPrefix(prefix) ? Data(base64Encoded: String(secret.dropFirst(prefix.count))) : nil
        key = SymmetricKey(data: decoded ?? Data(secret.utf8))
    }

    /// The value of the header `webhook-signature`.
    public func header(id: String, timestamp: String, body: [UInt8]) -> String {
        "v1,\(Data(code(id, timestamp, body)).base64EncodedString())"
    }

    /// The same of several secrets: whoever knows one of them believes it, so that a secret can be changed.
    public static func header(of secrets: [String], id: String, timestamp: String, body: [UInt8]) -> String {
        secrets.map { WebhookSignature(secret: $0).header(id: id, timestamp: timestamp, body: body) }
            .joined(separator: " ")
    }

    /// Whether one of the signatures in a `webhook-signature` header, of which a sender that changes its secret writes
    /// several, is of this key. Those of other versions are left aside. Takes as long whatever is wrong.
    public func signed(_ header: String, id: String, timestamp: String, body: [UInt8]) -> Bool {
        let expected = code(id, timestamp, body)
        var isSigned = false
        for entry in header.split(separator: " ").prefix(Self.signatureLimit) where entry.hasPrefix("v1,") {
            guard let bytes = Data(base64Encoded: String(entry.dropFirst(3))) else { continue }
            // Comparing a code with bytes takes the same time wherever they differ.
            if expected == bytes { isSigned = true }
        }
        return isSigned
    }

    /// The most signatures of a header that are looked at.
    private static let signatureLimit = 8

    private func code(_ id: String, _ timestamp: String, _ body: [UInt8]) -> HMAC<SHA256>.MAC {
        var code = HMAC<SHA256>(key: key)
        code.update(data: Data("\(id).\(timestamp).".utf8))
        code.update(data: body)
        return code.finalize()
    }
}
