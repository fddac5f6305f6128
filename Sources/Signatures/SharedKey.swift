internal import Crypto
internal import FoundationEssentials

/// A key that both sides know and that is sent as it is. Kept as its digest, so that it can't be printed.
public struct SharedKey: Sendable {
    private let digest: SHA256.Digest

    /// The key itself.
    public init(_ key: String) { digest = SHA256.hash(data: Data(key.utf8)) }

    /// Whether `candidate` is the key. How long that takes says nothing of where they differ.
    public func matches(_ candidate: String) -> Bool { SHA256.hash(data: Data(candidate.utf8)) == digest }
}
