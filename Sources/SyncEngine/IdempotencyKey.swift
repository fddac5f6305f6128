import Crypto
import SyncModel
import SyncStore

/// The key that a delivery is known by at its destination: the same for as long as anything may be booked under it.
///
/// It is made from what is delivered (the message's digest, the line, the source and the endpoint), not from row
/// numbers: a state that was restored from a backup uses the same keys for the same content, and never an old one for
/// new content.
enum IdempotencyKey {
    /// 32 hexadecimal digits.
    static func of(_ delivery: OpenDelivery) -> String {
        var hasher = SHA256()
        hasher.update(data: delivery.digest)
        var parts = Array(delivery.source.rawValue.utf8)
        for part in [delivery.endpoint.rawValue, delivery.flow.rawValue, String(delivery.line)] {
            parts.append(UInt8(ascii: "|"))
            parts.append(contentsOf: part.utf8)
        }
        // What a person changed is something else than was asked for before. It is changed only while nothing of it
        // was booked, so that two keys never stand for one use.
        if let edited = delivery.edited {
            parts.append(UInt8(ascii: "|"))
            parts.append(contentsOf: edited.utf8)
        }
        // Nor was anything of it where the destination refused something else under the key before.
        if let renewed = StoredBooking.key(of: delivery.resolved) {
            parts.append(UInt8(ascii: "|"))
            parts.append(contentsOf: renewed.content.utf8)
        }
        hasher.update(data: parts)
        return Hexadecimal.digits(hasher.finalize().prefix(16))
    }
}
