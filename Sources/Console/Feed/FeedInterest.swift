import SyncModel
import SyncStore

/// What the screen of the moment needs from the state, besides the overview that every frame shows.
struct FeedInterest: Hashable, Sendable {
    /// The work queue.
    var queue: QueueInterest?
    /// One exception, with its cause.
    var exception: CaseKey?
    /// The newest messages, so many.
    var messages: Int?
    /// One message.
    var message: MessageID?

    /// The parts of it that are asked for otherwise than in another.
    func parts(unlike other: FeedInterest) -> FeedParts {
        var parts: FeedParts = []
        if queue != other.queue { parts.insert(.queue) }
        if exception != other.exception { parts.insert(.exception) }
        if messages != other.messages { parts.insert(.messages) }
        if message != other.message { parts.insert(.message) }
        return parts
    }
}

/// Parts of what the feed reads, each by itself.
struct FeedParts: OptionSet, Hashable, Sendable {
    let rawValue: UInt8

    static let overview = FeedParts(rawValue: 1)
    static let queue = FeedParts(rawValue: 2)
    static let exception = FeedParts(rawValue: 4)
    static let messages = FeedParts(rawValue: 8)
    static let message = FeedParts(rawValue: 16)

    static let all: FeedParts = [.overview, .queue, .exception, .messages, .message]
}

/// Which part of the work queue is shown.
struct QueueInterest: Hashable, Sendable {
    /// Grouped by cause, or row by row.
    var isGrouped: Bool
    /// Only this role's.
    var owner: Role?
    /// Only this cause's rows.
    var cause: String?
    /// Only rows with this text.
    var text: String
    /// At most so many.
    var limit: Int
}

/// Names an exception through its cause: the dearest of the cause where no number is given.
struct CaseKey: Hashable, Sendable {
    var cause: String
    var exception: ExceptionID?
}

/// An exception with what else is needed to mend its cause.
struct CaseFile: Sendable {
    /// What was asked for.
    var key: CaseKey
    /// The exception; `nil` where there is none any more.
    var detail: ExceptionDetail?
    /// Open exceptions of the same cause, the first few.
    var siblings: [ExceptionRow]
    /// The ERP item it is about, where that is known.
    var item: MasterItem?
    /// What the crosswalk says of its location, where it knows it.
    var location: LocationEntry?
}

/// A message with everything that came of it.
struct MessageFile: Sendable {
    var row: MessageRow
    /// Patient data: only shown through ``MessageExcerpt``.
    var payload: [UInt8]
    var deliveries: [DeliveryRow]
    var exceptions: [ExceptionRow]
}

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
        let key = first.key.fix.map { " (\(ConsoleAction(mending: $0).keyName))" } ?? ""
        return "stopped next by \(first.key.title)\(key)"
    }

    /// Whether there is nothing more to wait for.
    var isSettled: Bool { onTheWay == 0 }
}
