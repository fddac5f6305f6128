import Crypto
import FoundationEssentials

/// The signature of Standard Webhooks: HMAC-SHA256 over id, timestamp and body.
struct WebhookSignature: Sendable {
    private let key: SymmetricKey

    /// A key from a secret as it is kept: `whsec_` and base64, or the bytes as they are.
    init(secret: String) {
        let prefix = "whsec_"
        let decoded = secret.hasPrefix(prefix) ? Data(base64Encoded: String(secret.dropFirst(prefix.count))) : nil
        key = SymmetricKey(data: decoded ?? Data(secret.utf8))
    }

    /// The value of the header `webhook-signature`.
    func header(id: String, timestamp: String, body: [UInt8]) -> String {
        var code = HMAC<SHA256>(key: key)
        code.update(data: Data("\(id).\(timestamp).".utf8))
        code.update(data: Data(body))
        return "v1,\(Data(code.finalize()).base64EncodedString())"
    }
}
