public import Measures

/// A proposed change to the crosswalk that releases what waits for it.
public enum Fix: Codable, Sendable, Hashable {
    /// A sender's item code means this ERP item.
    case mapItem(ItemMapping)
    /// A sender's unit word means `unit` for the item, and one `unit` holds `factor` of the ERP's unit; `factor` is
    /// `nil` where the item's packs say so already.
    case defineUnit(UnitMapping, factor: PackFactor?)
    /// A sender's location has this store room and cost centre.
    case mapLocation(source: SourceName, LocationEntry)
    /// A sender's code means this by a table of the catalog.
    case mapCode(CodeMapping)
    /// An entry says something else at some time, or ends.
    indirect case revise(CrosswalkRevision)

    /// What kind of change it is.
    public var kind: FixKind {
        switch self {
        case .mapItem: .mapItem
        case .defineUnit: .defineUnit
        case .mapLocation: .mapLocation
        case .mapCode: .mapCode
        case .revise(let revision):
            switch revision.key.kind {
            case .item: .mapItem
            case .unit: .defineUnit
            case .location: .mapLocation
            case .table: .mapCode
            }
        }
    }

    /// The change in one line: `4471-B → 100234`.
    public var summary: String {
        switch self {
        case .mapItem(let mapping): "\(mapping.code) → \(mapping.itemNumber)"
        case .defineUnit(let mapping, let factor):
            "\(mapping.word.isEmpty ? "(no unit)" : mapping.word) → \(mapping.unit.rawValue)"
                + (mapping.itemNumber.map { " for \($0)" } ?? "")
                + (factor.map { ", \($0.description)" } ?? "")
        case .mapLocation(_, let entry):
            "\(entry.code) → \(entry.subinventory), \(entry.costCenter ?? "no cost center")"
        case .mapCode(let mapping): "\(mapping.code) → \(mapping.value)"
        case .revise(let revision):
            revision.key.packUnit == nil
                ? "\(revision.key.code.isEmpty ? "(none)" : revision.key.code) → \(meaning)"
                : "\(revision.key.words) → \(meaning)"
        }
    }
}

/// What a fix would do, worked out without doing it.
public struct FixPreview: Codable, Sendable, Hashable {
    /// The open exceptions of the cause it looked at, and those of other causes that it would mend as well.
    public var considered: Int
    /// How many would go out.
    public var released: Int
    /// What those are worth.
    public var value: Money
    /// How many would still be stopped, by the fault that would stop them next.
    public var stillStopped: [FaultCode: Int]
    /// The first rows with their arithmetic.
    public var rows: [Row]
    /// What it means for the lanes of those that would go out.
    public var lanes: LaneOutlook?

    /// One waiting line as the fix would leave it.
    public struct Row: Codable, Sendable, Hashable {
        /// The exception.
        public var exception: ExceptionID
        /// The documented quantity and unit.
        public var documented: String
        /// What would be booked, or why not.
        public var result: String
        /// Whether it would go out.
        public var isReleased: Bool

        /// Joins one line of the preview.
        public init(exception: ExceptionID, documented: String, result: String, isReleased: Bool) {
            self.exception = exception
            self.documented = documented
            self.result = result
            self.isReleased = isReleased
        }
    }

    /// A preview that has looked at nothing yet.
    public init() {
        considered = 0
        released = 0
        value = .zero
        stillStopped = [:]
        rows = []
    }
}
