public import Measures
public import SyncModel

/// An entry of the crosswalk as lists show it.
public struct CrosswalkRow: Sendable, Hashable, Codable {
    /// Which entry.
    public var key: CrosswalkKey
    /// What it says, at all times, with the pack factor that belongs to it.
    public var content: CrosswalkContent
    /// What the ERP calls the item it leads to, or holds for; empty where there is none.
    public var description: String
    /// How often it was written.
    public var version: Int
    /// Who wrote it last.
    public var author: String
    /// When.
    public var changedAt: UTCTime
    /// How often it was used since that is counted; `nil` where it wasn't.
    public var use: CrosswalkUse?
}

/// A pack factor as lists show it.
public struct PackRow: Sendable, Hashable, Codable {
    /// The ERP item.
    public var item: String
    /// What the ERP calls it; empty where the item master doesn't have it.
    public var description: String
    /// What the pack holds.
    public var factor: PackFactor
    /// Who wrote it last.
    public var author: String
    /// When.
    public var changedAt: UTCTime
}

/// A code of a sender that the crosswalk had no answer for.
public struct MissedCode: Sendable, Hashable, Codable {
    /// What it stopped, and what of that waits still: the oldest is of no meaning where nothing does.
    public var cause: CauseRow
    /// How often it has stopped something, ever.
    public var seen: Int

    /// Joins a cause with how often it was met.
    public init(cause: CauseRow, seen: Int) {
        self.cause = cause
        self.seen = seen
    }

    /// The entry that would answer it; `nil` where the fault doesn't name one.
    public var key: CrosswalkKey? {
        let subject = cause.fault.subject
        guard let source = subject.source.map(SourceName.init(rawValue:)) else { return nil }
        func given(_ text: String?) -> String { text == "(none)" ? "" : text ?? "" }
        switch cause.code.fix {
        case .mapItem?: return CrosswalkKey(.item, source: source, code: given(subject.item))
        case .defineUnit?: return CrosswalkKey(.unit, source: source, code: given(subject.unit))
        case .mapLocation?: return CrosswalkKey(.location, source: source, code: given(subject.location))
        case .mapCode?:
            return subject.table.map { name in
                CrosswalkKey(.table(CodeTableName(rawValue: name)), source: source, code: given(subject.code))
            }
        case nil: return nil
        }
    }
}

/// How much the crosswalk holds.
public struct CrosswalkCounts: Sendable, Hashable, Codable {
    /// Entries by what they are about.
    public var entries: [CrosswalkKey.Kind: Int]
    /// Pack factors.
    public var packs: Int
    /// Items of the item master.
    public var items: Int
    /// Since when uses are counted; `nil` where nothing was used yet.
    public var countedSince: UTCTime?

    /// Joins the counts.
    public init(entries: [CrosswalkKey.Kind: Int], packs: Int, items: Int, countedSince: UTCTime?) {
        self.entries = entries
        self.packs = packs
        self.items = items
        self.countedSince = countedSince
    }
}

/// Which entries of the crosswalk are listed.
public struct CrosswalkFilter: Sendable, Hashable {
    /// What they are about: one kind after the other; `nil` for all that there are, tables by their names.
    public var kinds: [CrosswalkKey.Kind]?
    /// What stands in the code, the source, the item or what the ERP calls it; empty for all.
    public var text: String
    /// Only those that weren't used since then.
    public var unusedSince: UTCTime?

    /// Entries of these kinds.
    public init(
        _ kinds: [CrosswalkKey.Kind]? = nil, text: String = "", unusedSince: UTCTime? = nil
    ) {
        self.kinds = kinds
        self.text = text
        self.unusedSince = unusedSince
    }
}
