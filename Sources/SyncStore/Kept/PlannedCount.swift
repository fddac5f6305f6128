public import Measures
public import SyncModel

/// What an event of a flow adds to the books of its day, where a reconciliation counts them.
public struct PlannedCount: Sendable, Hashable {
    /// How much of what: as its sender says it, and as its destination is asked for it, where that is known.
    public var entries: [Entry]
    /// Whether it takes back what was recorded.
    public var takesBack: Bool

    /// Joins what an event adds.
    public init(_ entries: [Entry], takesBack: Bool) {
        self.entries = entries
        self.takesBack = takesBack
    }

    /// How much of an item, at one place on one day.
    public struct Entry: Sendable, Hashable {
        /// Where the books have it.
        public var book: BookedKey
        /// How much, never below zero.
        public var quantity: ExactDecimal
        /// In which unit; empty where nothing says so.
        public var unit: String

        /// Joins how much with what.
        public init(_ book: BookedKey, _ quantity: ExactDecimal, _ unit: String) {
            self.book = book
            self.quantity = quantity
            self.unit = unit
        }
    }
}

/// Whose words the books are kept in.
public enum BookedSide: String, Sendable, Hashable {
    /// The sender's codes and units.
    case sender
    /// The codes and units of the destination.
    case destination
}

/// What is added up: an item at one place on one day.
public struct BookedPlace: Sendable, Hashable {
    /// As `2026-04-06`.
    public var day: String
    /// The item code.
    public var item: String
    /// The code of the place; empty where none is named.
    public var location: String

    /// Joins a day, an item and a place.
    public init(day: String, item: String, location: String) {
        self.day = day
        self.item = item
        self.location = location
    }
}

/// Where the books of a flow have something.
public struct BookedKey: Sendable, Hashable {
    /// The day, the item and the place.
    public var place: BookedPlace
    /// The flow that it came by.
    public var flow: FlowName
    /// In whose codes.
    public var side: BookedSide

    /// Joins what is added up with where.
    public init(_ place: BookedPlace, in flow: FlowName, _ side: BookedSide) {
        self.place = place
        self.flow = flow
        self.side = side
    }

    /// As the state writes it.
    var text: String { RecordKey([flow.rawValue, side.rawValue, place.day, place.item, place.location]).text }
}

/// What was counted of an item, to be held against the books as it is stored.
public struct PlannedReconciliation: Sendable, Hashable {
    /// What was counted.
    public var place: BookedPlace
    /// The flows whose books it is held against.
    public var flows: [FlowName]
    /// How much was counted.
    public var quantity: ExactDecimal
    /// In which unit; `nil` where all is counted in one.
    public var unit: String?
    /// Whether the count leaves out what was taken back.
    public var leavesOutReturns: Bool
    /// Whose codes it was counted by. What a destination has counted is held against what was posted there.
    public var side: BookedSide
    /// The field that the difference is put in.
    public var into: String
    /// Who has counted.
    public var source: SourceName
    /// Who decides about a difference.
    public var owner: Role

    /// Joins what was counted.
    public init(
        place: BookedPlace, flows: [FlowName], quantity: ExactDecimal, unit: String?, leavesOutReturns: Bool,
        side: BookedSide, into: String, source: SourceName, owner: Role
    ) {
        self.place = place
        self.flows = flows
        self.quantity = quantity
        self.unit = unit
        self.leavesOutReturns = leavesOutReturns
        self.side = side
        self.into = into
        self.source = source
        self.owner = owner
    }
}
