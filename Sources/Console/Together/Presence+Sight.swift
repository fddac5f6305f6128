import SyncModel
import Terminal

/// What a user is seen to look at.
enum Sight: Hashable, Sendable {
    /// Nothing that matters to others.
    case nothing
    /// A list: who looks at what in it is asked, and nothing said.
    case everything
    /// This, as ``Presence/place`` names it.
    case place(String)
}

extension Presence {
    /// What everybody looks at who looks at a cause or at one of its rows: what one mends of it the others needn't.
    static func place(ofCause cause: String) -> String {
        let name = "cause \(cause)"
        // Within what the engine takes, and never amid a character.
        var bytes = 0
        return String(
            name.prefix { character in
                bytes += character.utf8.count
                return bytes <= longestPlace
            })
    }
}

/// Who looks at what just now, as this console says and asks it: when what the user looks at changes, and from time to
/// time while they do something. A user who has gone away isn't said to look at anything.
struct Lookout: Sendable {
    /// How often it is said again.
    static let interval: Duration = .seconds(10)
    /// After so long without a key nothing is said any more.
    static let patience: Duration = .seconds(120)

    private var sight = Sight.nothing
    private var saidAt: UTCTime?
    private var keyAt: UTCTime?
    private var heardAt: UTCTime?
    /// What was asked last, so that only its answer counts.
    private var asked: String??
    private(set) var others: [Presence] = []

    /// Notes that the user is there.
    mutating func noteKey(at now: UTCTime) { keyAt = now }

    /// What to say now, if anything: `.some(nil)` for nothing that is looked at.
    mutating func due(_ sight: Sight, at now: UTCTime) -> String?? {
        if let heardAt, now.elapsed(since: heardAt) > Presence.lifetime { (others, self.heardAt) = ([], nil) }
        let hasChanged = sight != self.sight
        let isOld = saidAt.map { now.elapsed(since: $0) >= Self.interval } ?? true
        let isThere = keyAt.map { now.elapsed(since: $0) < Self.patience } ?? false
        guard hasChanged || (isOld && isThere && sight != .nothing) else { return nil }
        if hasChanged { others = [] }
        self.sight = sight
        saidAt = now
        let place: String? = if case .place(let name) = sight { name } else { nil }
        asked = .some(place)
        return .some(place)
    }

    /// Takes who else looks at what was asked.
    mutating func take(_ others: [Presence], at place: String?, now: UTCTime) {
        guard asked == .some(place) else { return }
        heardAt = now
        self.others = others
    }
}

extension ScreenContext {
    /// Who else looks at this, by name.
    func watchers(of place: String) -> [String] { present.filter { $0.place == place }.map(\.user) }
}
