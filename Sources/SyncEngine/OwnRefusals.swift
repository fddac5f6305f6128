import SyncModel

/// Tells a delivery that is refused for its own sake from an endpoint that refuses us all in the same words: a 403 or a
/// 404 may mean either. It is the delivery's own where others were accepted in between, twice.
///
/// Holds only what is refused at present; an endpoint that refuses all is asked with one delivery at a time.
struct OwnRefusals: Sendable {
    /// So many refusals with something accepted between each two of them.
    static let convincing = 3

    private struct Refusal {
        var sentAt: Duration
        var count: Int
    }

    private var refused: [DeliveryID: Refusal] = [:]

    /// Takes note of a refusal, and says whether it is the delivery's own.
    ///
    /// - Parameters:
    ///   - sentAt: when the refused request left.
    ///   - acceptedSentAt: when the request left that was last accepted; `nil` for none yet.
    mutating func isOwn(_ id: DeliveryID, sentAt: Duration, acceptedSentAt: Duration?) -> Bool {
        guard var refusal = refused[id] else {
            refused[id] = Refusal(sentAt: sentAt, count: 1)
            return false
        }
        if let acceptedSentAt, acceptedSentAt > refusal.sentAt {
            refusal = Refusal(sentAt: sentAt, count: refusal.count + 1)
        }
        refused[id] = refusal.count < Self.convincing ? refusal : nil
        return refusal.count >= Self.convincing
    }

    /// Forgets one that was settled.
    mutating func forget(_ id: DeliveryID) {
        if !refused.isEmpty { refused[id] = nil }
    }
}
