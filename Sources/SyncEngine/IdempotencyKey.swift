import Crypto
import Foundation
import SyncStore

/// The key that a delivery keeps for life.
///
/// It is made from what is delivered (the message's digest, the line, the source and the endpoint), not from row
/// numbers: a state that was restored from a backup uses the same keys for the same content, and never an old one for
/// new content.
enum IdempotencyKey {
    /// 32 hexadecimal digits.
    static func of(_ delivery: OpenDelivery) -> String {
        var hasher = SHA256()
        hasher.update(data: delivery.digest)
        hasher.update(data: Data("\(delivery.source)|\(delivery.endpoint)|\(delivery.flow)|\(delivery.line)".utf8))
        var key = ""
        key.reserveCapacity(32)
        for byte in hasher.finalize().prefix(16) {
            key.append(digits[Int(byte >> 4)])
            key.append(digits[Int(byte & 15)])
        }
        return key
    }

    private static let digits = Array("0123456789abcdef")
}
