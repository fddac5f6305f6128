/// Where the work of a delivery stands. What we told the sender is another matter (``Disposition``).
public enum DeliveryState: String, CaseIterable, Codable, Sendable, Hashable {
    /// Ready to be sent, in its lane's order.
    case queued
    /// A request has left or is about to.
    case sending
    /// A transient fault: tried again after a delay.
    case waiting
    /// A request left and no answer came: looked up before anything is sent again.
    case inDoubt = "in-doubt"
    /// Stopped for a person: an open exception says why.
    case faulted
    /// The destination accepted it and gave a document number.
    case delivered
    /// Given up, with a reason. Can be replayed.
    case dead
    /// Taken out by a person or a rule, with a reason.
    case dismissed

    /// Which line of the balance sheet it counts in.
    public var line: BalanceLine {
        switch self {
        case .queued, .sending, .waiting, .inDoubt: .onTheWay
        case .faulted: .waitingForPeople
        case .delivered: .delivered
        case .dead: .dead
        case .dismissed: .dismissed
        }
    }

    /// Whether the engine still has something to do about it by itself.
    public var isOpen: Bool { line == .onTheWay }
}

/// What we told the sender of a message.
public enum Disposition: String, CaseIterable, Codable, Sendable, Hashable {
    /// Stored, and acknowledged as such.
    case accepted
    /// Kept, but refused with a negative acknowledgement.
    case refused
}

/// A line of the balance sheet.
public enum BalanceLine: String, CaseIterable, Codable, Sendable, Hashable {
    /// Everything we acknowledged: each delivery of each message, and each repeat.
    case accepted
    /// Booked at the destination.
    case delivered
    /// Queued, being sent, waiting for a retry or in doubt.
    case onTheWay = "on-the-way"
    /// Stopped with an open exception.
    case waitingForPeople = "waiting-for-people"
    /// Given up with a reason.
    case dead
    /// Repeats of a message that was stored before.
    case duplicates
    /// Taken out with a reason, by a person or a rule.
    case dismissed

    /// The line as a sheet names it.
    public var title: String {
        switch self {
        case .accepted: "accepted"
        case .delivered: "delivered"
        case .onTheWay: "on the way"
        case .waitingForPeople: "waiting for people"
        case .dead: "dead letters"
        case .duplicates: "duplicates"
        case .dismissed: "dismissed"
        }
    }
}

/// The books of a flow, or of all: what was accepted is somewhere.
public struct BalanceSheet: Codable, Sendable, Hashable {
    private var counts: [BalanceLine: Int]

    /// An empty sheet.
    public init() { counts = [:] }

    /// The count of a line.
    public subscript(line: BalanceLine) -> Int {
        get { counts[line, default: 0] }
        set { counts[line] = newValue == 0 ? nil : newValue }
    }

    /// Everything except `accepted`, added up.
    public var accountedFor: Int { counts.filter { $0.key != .accepted }.values.reduce(0, +) }

    /// Whether accepted = delivered + on the way + waiting for people + dead + duplicates + dismissed.
    public var isBalanced: Bool { self[.accepted] == accountedFor }

    /// The line-by-line sum of two sheets.
    public static func + (left: Self, right: Self) -> Self {
        var sum = left
        for (line, count) in right.counts { sum[line] += count }
        return sum
    }

    /// Reads an object with a number for each line; absent lines are zero.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        counts = [:]
        for line in BalanceLine.allCases {
            self[line] = try container.decodeIfPresent(Int.self, forKey: Key(line: line)) ?? 0
        }
    }

    /// Writes an object with a number for every line.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        for line in BalanceLine.allCases { try container.encode(self[line], forKey: Key(line: line)) }
    }

    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(line: BalanceLine) { stringValue = line.rawValue }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
