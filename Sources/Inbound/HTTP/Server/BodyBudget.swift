internal import Synchronization

/// How many bytes of bodies one address holds in memory at once. Without it, as many senders as may connect, each with
/// the largest body, could take all there is.
final class BodyBudget: Sendable {
    /// The most bytes of bodies that are held.
    static let usual = 256 << 20

    private let left: Mutex<Int>

    init(_ bytes: Int = usual) { left = Mutex(bytes) }

    /// Takes room for more bytes; `false` where there is none.
    func take(_ bytes: Int) -> Bool {
        left.withLock { left in
            guard left >= bytes else { return false }
            left -= bytes
            return true
        }
    }

    /// Gives room back.
    func give(_ bytes: Int) { left.withLock { $0 += bytes } }
}
