import SyncModel
import Synchronization

/// Who looks at what just now. Kept in memory, and forgotten where nobody says so again.
final class PresenceBook: Sendable {
    private struct Look {
        var place: String
        var ends: Duration
    }

    /// The most users at once; more are not noted.
    private static let most = 1000

    private let looks = Mutex<[String: Look]>([:])

    /// Notes what a user looks at, nothing where `nil`.
    ///
    /// - Returns: everybody else who looks at the same, by name; or everybody else at all, where `nil`.
    func look(_ user: String, at place: String?, now: Duration) -> [Presence] {
        looks.withLock { looks in
            looks = looks.filter { $0.value.ends > now }
            looks[user] = nil
            if let place, looks.count < Self.most {
                looks[user] = Look(place: place, ends: now + Presence.lifetime)
            }
            return looks.filter { $0.key != user && (place == nil || $0.value.place == place) }
                .map { Presence(user: $0.key, place: $0.value.place) }
                .sorted { $0.user < $1.user }
        }
    }
}
