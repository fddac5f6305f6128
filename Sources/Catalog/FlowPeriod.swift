public import SyncModel

/// A step of a flow: the day to post an event on, by a table that says which months are open.
///
/// The table's codes are months as `2026-10`, its values `open` and `closed`. A month without an entry is open.
public struct FlowPeriod: Sendable, Hashable {
    /// The table.
    public var table: CodeTableName
    /// The field with the day or the moment that the event is about.
    public var of: String
    /// The field that the day to post on is put in.
    public var into: String
    /// What becomes of an event of a month that is closed.
    public var closed: Closed

    /// Joins what the catalog says of the step.
    public init(table: CodeTableName, of: String, into: String, closed: Closed) {
        self.table = table
        self.of = of
        self.into = into
        self.closed = closed
    }

    /// What becomes of an event of a month that is closed.
    public enum Closed: String, Sendable, Hashable, CaseIterable {
        /// It is posted on the first day of the next month that is open.
        case nextOpen = "next-open"
        /// It stops until the month is open.
        case stop
    }

    /// What the table says of a month.
    public enum Status: String, Sendable, Hashable, CaseIterable {
        /// What happened in it may be posted.
        case open
        /// Nothing is posted in it any more.
        case closed
    }

    /// The field that says whether an event is posted in a later month than its own, where the flow sends it.
    public static let late = "late"

    /// How many months are looked at for one that is open.
    public static let mostMonths = 24
}
