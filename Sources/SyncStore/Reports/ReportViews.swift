public import SyncModel

/// What happened to the work queue between two times, and how it stood at the second.
public struct ShiftReport: Sendable, Hashable, Codable {
    /// Where it begins.
    public var since: UTCTime
    /// Where it ends.
    public var until: UTCTime
    /// Whose queue; `nil` for all.
    public var owner: Role?
    /// What was opened.
    public var opened: WorkSum
    /// What was cleared.
    public var cleared: WorkSum
    /// The same by how: `fixed`, `resubmitted`, `dismissed`, `confirmed`, `replayed`, `settled` by another's fix.
    public var clearedBy: [String: WorkSum]
    /// What was left at the end.
    public var left: WorkSum
    /// When the oldest was opened of what is open now.
    public var oldest: UTCTime?
    /// What is open now by cause, dearest first.
    public var topOpen: [CauseRow]
    /// What was cleared by cause, most first.
    public var topCleared: [ClearedCause]
    /// Who did what how often: fixes, dismissals, approvals, pauses …
    public var acts: [ActCount]
}

/// A cause and how much of it was cleared.
public struct ClearedCause: Sendable, Hashable, Codable {
    /// Its key.
    public var cause: String
    /// What was wrong.
    public var code: FaultCode
    /// How much was cleared.
    public var cleared: WorkSum
}

/// How often somebody did something.
public struct ActCount: Sendable, Hashable, Codable {
    /// Who.
    public var actor: String
    /// What.
    public var action: String
    /// How often.
    public var count: Int
}

/// What was documented of a flow within a time, and what became of it: exact, from the deliveries themselves.
public struct DailyCharges: Sendable, Hashable, Codable {
    /// The flow.
    public var flow: FlowName
    /// What was documented: all that was accepted.
    public var documented: WorkSum
    /// Of that, what the destination has booked by now.
    public var posted: WorkSum
    /// Of that, what is on the way.
    public var onTheWay: WorkSum
    /// Of that, what waits for people.
    public var waiting: WorkSum
    /// Of that, what was dismissed: nothing to charge.
    public var dismissed: WorkSum
    /// Of that, what was given up.
    public var dead: WorkSum

    /// What was documented and neither posted nor dismissed.
    public var outstanding: WorkSum { onTheWay + waiting + dead }
}

/// What a flow has saved: lines that nobody re-keyed.
public struct FlowSavings: Sendable, Hashable, Codable {
    /// The flow.
    public var flow: FlowName
    /// Lines that were booked; each would have been keyed by hand.
    public var booked: Int
    /// Times that somebody dealt with a cause: a fix for two hundred rows is one.
    public var touches: Int
    /// What work by hand is assumed to cost.
    public var assumption: ManualWork

    /// Lines that nobody touched.
    public var touchesSaved: Int { max(0, booked - touches) }
    /// Minutes of keying that weren't needed.
    public var minutesSaved: Double { Double(touchesSaved) * assumption.minutesPerLine }
    /// What those minutes would have cost.
    public var saved: Money {
        Money(cents: Int64((minutesSaved / 60 * Double(assumption.costPerHour.cents)).rounded()))
    }
}
