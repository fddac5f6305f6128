/// Which dead letters a replay is about.
public enum ReplaySelection: Codable, Sendable, Hashable {
    /// These, by number.
    case deliveries([DeliveryID])
    /// All that match.
    case matching(DeadLetterFilter)

    /// The selection in words, for the audit and for lists.
    public var words: String {
        switch self {
        case .matching(let filter): filter.words
        case .deliveries(let ids):
            "\(ids.count == 1 ? "delivery" : "deliveries") \(ids.prefix(10).map(\.description).joined(separator: " "))"
                + (ids.count > 10 ? " and \(ids.count - 10) more" : "")
        }
    }
}

/// Why a delivery stays where it is though a replay asks for it.
public enum ReplayObstacle: String, Codable, Sendable, Hashable, CaseIterable {
    /// There is no delivery of that number.
    case unknown = "no-such-delivery"
    /// The destination has it.
    case delivered
    /// It is being worked on.
    case onTheWay = "on-the-way"
    /// It waits for a fix, not for a replay.
    case inWorkQueue = "in-work-queue"
    /// Its message was refused: the sender was told so.
    case messageRefused = "message-refused"
    /// The catalog has no such flow any more.
    case flowGone = "flow-gone"
    /// The catalog has no such endpoint any more.
    case endpointGone = "endpoint-gone"
    /// What takes it back was sent later.
    case correctedLater = "corrected-later"
    /// It may have been booked so long ago that the destination has forgotten its key.
    case keyForgotten = "key-forgotten"
    /// It would stop again.
    case stopsAgain = "stops-again"
    /// There is nothing to send of it.
    case nothingToSend = "nothing-to-send"
    /// An earlier request may have been booked as it was: changing it could book it twice.
    case maybeBooked = "maybe-booked"
    /// There is nothing in it that could be changed.
    case wholeMessage = "whole-message"
    /// The change changes nothing.
    case unchanged
}

/// What a replay would do, worked out without doing it.
public struct ReplayPreview: Codable, Sendable, Hashable {
    /// How many deliveries it looked at.
    public var considered = 0
    /// How many would go out.
    public var going = 0
    /// What those are worth.
    public var value = Money.zero
    /// How many of those are first asked after at the destination, because it doesn't honour keys.
    public var lookedUpFirst = 0
    /// The same by what they were given up for, the largest first.
    public var groups: [Group] = []
    /// The first rows.
    public var rows: [Row] = []
    /// Names exactly what was shown: a replay has to name it, and is refused once anything of it has changed.
    public var digest = ""

    /// A preview that has looked at nothing yet.
    public init() {}

    /// Deliveries that were given up for one reason.
    public struct Group: Codable, Sendable, Hashable {
        /// How they ended; `nil` for what isn't a dead letter.
        public var state: DeadLetterState?
        /// Why they are where they are.
        public var reason: String
        /// How many.
        public var count = 0
        /// How many of them would go out.
        public var going = 0
        /// What those are worth.
        public var value = Money.zero
        /// Why the others stay.
        public var staying: [Staying] = []

        /// A group that holds nothing yet.
        public init(state: DeadLetterState?, reason: String) {
            self.state = state
            self.reason = reason
        }
    }

    /// Deliveries of a group that stay for one reason.
    public struct Staying: Codable, Sendable, Hashable {
        /// What holds them.
        public var obstacle: ReplayObstacle
        /// The fault they would stop for, where that is what holds them.
        public var code: FaultCode?
        /// One sentence about the first of them.
        public var sentence: String
        /// How many.
        public var count: Int

        /// So many that stay for the same reason.
        public init(_ obstacle: ReplayObstacle, code: FaultCode?, sentence: String, count: Int) {
            self.obstacle = obstacle
            self.code = code
            self.sentence = sentence
            self.count = count
        }
    }

    /// One delivery as the replay would leave it.
    public struct Row: Codable, Sendable, Hashable {
        /// The delivery.
        public var delivery: DeliveryID
        /// The documented quantity, unit and item.
        public var documented: String
        /// What would be booked, or why it stays.
        public var result: String
        /// Whether it would go out.
        public var goes: Bool

        /// Joins one line of the preview.
        public init(delivery: DeliveryID, documented: String, result: String, goes: Bool) {
            self.delivery = delivery
            self.documented = documented
            self.result = result
            self.goes = goes
        }
    }
}
