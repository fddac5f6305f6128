/// What people are told before they reach for a spreadsheet: one a cause, from its start to its end.
public struct Notice: Codable, Sendable, Hashable {
    /// Its number; 0 before it was stored.
    public var id: NoticeID
    /// What is wrong, and with what.
    public var cause: Cause
    /// How bad it is. It rises while it lasts and never falls.
    public var level: Level
    /// One sentence for hospital staff. Never patient data.
    public var text: String
    /// How many deliveries wait for the end of it.
    public var waiting: Int
    /// What they are worth.
    public var value: Money
    /// Since when it is so.
    public var startedAt: UTCTime
    /// When its figures were written last.
    public var changedAt: UTCTime
    /// When all will about be well; `nil` where nobody knows.
    public var backAt: UTCTime?
    /// When it was over; `nil` while it lasts.
    public var endedAt: UTCTime?

    /// Joins what is known of a notice.
    public init(
        id: NoticeID = NoticeID(rawValue: 0), cause: Cause, level: Level, text: String, waiting: Int = 0,
        value: Money = .zero, startedAt: UTCTime, changedAt: UTCTime, backAt: UTCTime? = nil, endedAt: UTCTime? = nil
    ) {
        self.id = id
        self.cause = cause
        self.level = level
        self.text = text
        self.waiting = waiting
        self.value = value
        self.startedAt = startedAt
        self.changedAt = changedAt
        self.backAt = backAt
        self.endedAt = endedAt
    }

    /// What a notice is about; there is one open notice a cause.
    public struct Cause: Codable, Sendable, Hashable, Comparable {
        /// What is wrong.
        public var kind: Kind
        /// With what: an endpoint, a source; `state` for storage.
        public var subject: String

        /// Joins what is wrong with what it is about.
        public init(_ kind: Kind, _ subject: String) {
            self.kind = kind
            self.subject = subject
        }

        /// By kind, then by subject.
        public static func < (left: Self, right: Self) -> Bool {
            (left.kind.rawValue, left.subject) < (right.kind.rawValue, right.subject)
        }
    }

    /// What can be wrong.
    public enum Kind: String, CaseIterable, Codable, Sendable, Hashable {
        /// An endpoint is down, limited or paused, and work waits for it.
        case endpoint
        /// A source sends nothing, where it usually does.
        case feedSilent = "feed-silent"
        /// A source sends far more than usual.
        case feedFlood = "feed-flood"
        /// The state can't be written.
        case storage
    }

    /// How bad it is.
    public enum Level: String, CaseIterable, Codable, Sendable, Hashable, Comparable {
        /// Work waits; nobody has to do anything but wait.
        case warning
        /// It lasts, or much waits: somebody has to look.
        case critical

        /// A warning comes before what is critical.
        public static func < (left: Self, right: Self) -> Bool { left == .warning && right == .critical }
    }

    /// What people are told of: never one a message.
    public enum Moment: String, CaseIterable, Codable, Sendable, Hashable {
        /// It began.
        case start
        /// It got worse.
        case worse
        /// It is over.
        case end
    }
}

/// What a ``NoticeID`` numbers: a cause that people are told of, from its start to its end.
public enum NoticeSubject: Sendable {}
/// Numbers a notice.
public typealias NoticeID = RowID<NoticeSubject>
