/// How a delivery stands in its lane: what it is behind, and what is behind it.
public struct LaneStanding: Sendable, Hashable, Codable {
    /// The first stopped delivery before it; `nil` where nothing before it is stopped.
    public var behind: LaneHead?
    /// What it holds up by being stopped; `nil` where it isn't stopped, or nothing is behind it.
    public var holds: LaneHold?

    /// Joins both sides.
    public init(behind: LaneHead? = nil, holds: LaneHold? = nil) {
        self.behind = behind
        self.holds = holds
    }

    /// Whether there is nothing to say.
    public var isEmpty: Bool { behind == nil && holds == nil }
}

/// A stopped delivery at the head of a lane, as those behind it name it.
public struct LaneHead: Sendable, Hashable, Codable {
    /// The delivery.
    public var delivery: DeliveryID
    /// The message it came with.
    public var message: MessageID
    /// What it waits for a person with.
    public var exception: ExceptionID
    /// Why it is stopped.
    public var code: FaultCode
    /// Whose queue it is in.
    public var owner: Role

    /// Names a stopped delivery.
    public init(delivery: DeliveryID, message: MessageID, exception: ExceptionID, code: FaultCode, owner: Role) {
        self.delivery = delivery
        self.message = message
        self.exception = exception
        self.code = code
        self.owner = owner
    }

    /// As in a sentence: `exception 7 (ERP REJECTED, for integration)`.
    public var words: String { "exception \(exception) (\(code.title), for \(owner.title))" }
}

/// So many deliveries of a lane, and what they are worth.
public struct LaneFollowers: Sendable, Hashable, Codable {
    /// How many.
    public var count: Int
    /// What they are worth.
    public var value: Money
    /// Whether counting ended before the lane did, so that there may be more.
    public var mayBeMore: Bool

    /// So many, worth so much.
    public init(count: Int = 0, value: Money = .zero, mayBeMore: Bool = false) {
        self.count = count
        self.value = value
        self.mayBeMore = mayBeMore
    }

    /// Counts one more.
    public mutating func add(_ value: Money) {
        count += 1
        self.value = self.value + value
    }

    /// Both together.
    public static func + (left: Self, right: Self) -> Self {
        LaneFollowers(
            count: left.count + right.count, value: left.value + right.value,
            mayBeMore: left.mayBeMore || right.mayBeMore)
    }

    /// As in a sentence: `14 others, $1,204.00`; `14 others or more, $1,204.00` where counting ended early.
    public var words: String {
        let noun = count == 1 ? "other" : "others"
        return "\(count.grouped) \(noun)\(mayBeMore ? " or more" : ""), \(value)"
    }

    /// They and what they do: `1 other, $86.00, goes on`.
    public func clause(one: String, many: String) -> String { "\(words), \(count == 1 && !mayBeMore ? one : many)" }

    /// They and that they go on.
    public var goOn: String { clause(one: "goes on", many: "go on") }
}

/// What a stopped delivery holds up.
public struct LaneHold: Sendable, Hashable, Codable {
    /// Everything behind it in its lane, stopped or not.
    public var others: LaneFollowers
    /// Of those, what goes on once it is out of the way: as far as the next that is stopped. None where something
    /// before it is stopped too.
    public var free: LaneFollowers
    /// The next that is stopped behind it.
    public var next: DeliveryID?

    /// Joins what is behind a stopped delivery.
    public init(others: LaneFollowers, free: LaneFollowers, next: DeliveryID? = nil) {
        self.others = others
        self.free = free
        self.next = next
    }
}

/// What letting deliveries go means for their lanes.
public struct LaneOutlook: Sendable, Hashable, Codable {
    /// What waited behind them and follows in order.
    public var following: LaneFollowers
    /// How many of them stay where they are, behind something that is still stopped.
    public var blocked: Int
    /// What the first of those is behind.
    public var head: LaneHead?

    /// Nothing is told of any lane yet.
    public init(following: LaneFollowers = LaneFollowers(), blocked: Int = 0, head: LaneHead? = nil) {
        self.following = following
        self.blocked = blocked
        self.head = head
    }

    /// What to say of it, each part as in a sentence; none where nothing else is touched.
    public var words: [String] {
        var words: [String] = []
        if blocked > 0, let head {
            words.append("\(blocked.grouped) of them \(blocked == 1 ? "waits" : "wait") behind \(head.words)")
        }
        if following.count > 0 {
            words.append(following.clause(one: "follows in its order", many: "follow in their order"))
        }
        return words
    }
}
