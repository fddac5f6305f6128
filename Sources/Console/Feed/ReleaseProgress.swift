import SyncModel

/// How far what a fix released has come.
struct ReleaseProgress: Hashable, Sendable {
    /// The command that released it.
    var token: Int
    /// How many deliveries are followed.
    var followed: Int
    var accepted = 0
    var onTheWay = 0
    var waiting = 0
    var closed = 0
    /// What stops those that wait for people now.
    var stops: [FaultCode: Int] = [:]

    /// `9 accepted, 3 on the way, 2 stopped next by INVALID UNIT (u)`.
    var text: String {
        var parts: [String] = []
        if accepted > 0 { parts.append("\(accepted.grouped) accepted") }
        if onTheWay > 0 { parts.append("\(onTheWay.grouped) on the way") }
        if waiting > 0 { parts.append("\(waiting.grouped) \(stopWords)") }
        if closed > 0 { parts.append("\(closed.grouped) closed") }
        return parts.isEmpty ? "0 accepted" : parts.joined(separator: ", ")
    }

    /// What stops them and the key that mends it; of several stops the commonest first.
    private var stopWords: String {
        let sorted = stops.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
        guard let first = sorted.first else { return "still waiting for people" }
        guard sorted.count == 1 else {
            return "stopped next: " + sorted.map { "\($0.value.grouped) \($0.key.title)" }.joined(separator: ", ")
        }
        let key = FixDialog.mending(first.key).map { " (\($0.action.keyName))" } ?? ""
        return "stopped next by \(first.key.title)\(key)"
    }

    /// Whether there is nothing more to wait for.
    var isSettled: Bool { onTheWay == 0 }
}
