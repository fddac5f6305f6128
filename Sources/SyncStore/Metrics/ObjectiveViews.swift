public import SyncModel

/// How a flow keeps its objective. Counted are deliveries that nothing stopped at their acceptance, once their time is
/// up: one that still waits then has missed it, as one that was booked late has. So an outage shows as soon as its
/// first delivery is late, and not only when it is over.
public struct ObjectiveStatus: Sendable, Hashable {
    /// The flow.
    public var flow: FlowName
    /// The share that has to be in time, in percent.
    public var percent: Double
    /// How long a delivery may take.
    public var within: Duration
    /// Over the last five minutes that have fallen due.
    public var fiveMinutes: BurnRate
    /// Over half an hour.
    public var halfHour: BurnRate
    /// Over an hour.
    public var hour: BurnRate
    /// Over six hours.
    public var sixHours: BurnRate
    /// What may still be missed, of 30 days.
    public var budget: ErrorBudget

    /// What to do about it, after the multi-window alerts of Google's SRE workbook (chapter 5): the long window says
    /// that it matters, the short one that it goes on. Fewer than three misses are none.
    public var alarm: BurnAlarm? {
        if hour.burns(14.4), fiveMinutes.burns(14.4) { return .fast }
        if sixHours.burns(6), halfHour.burns(6) { return .slow }
        return nil
    }
}

/// How urgent a burning objective is.
public enum BurnAlarm: String, Sendable, Hashable, Codable {
    /// A fiftieth of 30 days' budget went in an hour: look now.
    case fast
    /// A twentieth of it went in six hours: look today.
    case slow
}

/// How fast an objective's budget goes, over one window.
public struct BurnRate: Sendable, Hashable, Codable {
    /// Deliveries whose time was up within it.
    public var due: Int
    /// Of those, not booked in time.
    public var missed: Int
    /// The share that was missed over the share that may be: 1 uses the budget up in exactly its 30 days; `nil` where
    /// nothing was due, or where nothing may be missed.
    public var rate: Double?

    /// The burn of so many due and in time, of an objective in percent.
    init(due: Int, inTime: Int, percent: Double) {
        self.due = due
        missed = max(0, due - inTime)
        let allowed = 1 - percent / 100
        rate = due == 0 || allowed <= 0 ? nil : Double(missed) / Double(due) / allowed
    }

    fileprivate func burns(_ limit: Double) -> Bool { missed >= 3 && (rate ?? .infinity) > limit }
}

/// What of an objective's 30 days may still be missed.
public struct ErrorBudget: Sendable, Hashable {
    /// Deliveries whose time was up in the last 30 days.
    public var due: Int
    /// Of those, not booked in time.
    public var missed: Int
    /// So many may be missed, of those that were due.
    public var allowed: Double
    /// What is left: 1 is all of it, 0 none, less than 0 overspent; `nil` where nothing was due.
    public var left: Double?
    /// How long what is left lasts at the rate of the last hour; `nil` where it isn't being used up.
    public var lastsFor: Duration?
}
