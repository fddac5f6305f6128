import SyncModel
import Synchronization

/// Faults by the text they were read from. Most rows of a queue share theirs with many others, and a queue is read
/// again and again: decoding the same text each time is what reading would spend most of its time on.
final class KnownFaults: Sendable {
    /// So many are kept; then it begins anew.
    static let most = 4096

    private let known = Mutex<[String: Fault]>([:])

    /// The fault of a `fault` column; `nil` where the text is none.
    func fault(_ text: String) -> Fault? {
        if let fault = known.withLock({ $0[text] }) { return fault }
        guard let fault = try? Fault(column: text) else { return nil }
        known.withLock { known in
            if known.count >= Self.most { known.removeAll(keepingCapacity: true) }
            known[text] = fault
        }
        return fault
    }
}
