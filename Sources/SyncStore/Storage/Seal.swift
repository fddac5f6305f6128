import Crypto
import Foundation

/// A checksum behind what a delivery sends, since SQLite doesn't see a flipped byte within a value.
///
/// Sealed: the bytes, a NUL (which no JSON holds), and the first 8 bytes of their SHA-256. What was stored before there
/// were seals has none and is taken as it is.
enum Seal {
    private static let digestLength = 8

    /// The bytes with their seal.
    static func seal(_ bytes: Data) -> Data {
        var sealed = bytes
        sealed.reserveCapacity(bytes.count + 1 + digestLength)
        sealed.append(0)
        sealed.append(contentsOf: digest(bytes))
        return sealed
    }

    /// The bytes without their seal; `nil` where they aren't what was sealed.
    static func open(_ sealed: Data) -> Data? {
        guard let end = sealed.firstIndex(of: 0) else { return sealed }
        let bytes = sealed[..<end]
        return sealed[(end + 1)...].elementsEqual(digest(bytes)) ? Data(bytes) : nil
    }

    private static func digest(_ bytes: Data) -> some Sequence<UInt8> {
        SHA256.hash(data: bytes).prefix(digestLength)
    }
}
