import Measures
import SyncModel
import SyncStore

/// What the crosswalk's screens read.
protocol CrosswalkStore: Sendable {
    func crosswalkEntries(
        _ filter: CrosswalkFilter, after: CrosswalkKey?, limit: Int
    ) throws(StateFileProblem) -> [CrosswalkRow]
    func crosswalkEntry(_ key: CrosswalkKey) throws(StateFileProblem) -> CrosswalkRow?
    func crosswalkEntries(ofItem item: String, limit: Int) throws(StateFileProblem) -> [CrosswalkRow]
    func packs(text: String, after: (item: String, unit: UnitCode)?, limit: Int) throws(StateFileProblem) -> [PackRow]
    func missedCodes(after: (seen: Int, cause: String)?, limit: Int) throws(StateFileProblem) -> [MissedCode]
    func crosswalkCounts() throws(StateFileProblem) -> CrosswalkCounts
    func codeEvidence(
        for key: CrosswalkKey, text: String, neighbors: Int, values: Int
    ) throws(StateFileProblem) -> CodeEvidence
    func history(of key: CrosswalkKey, before: ChangeID?, limit: Int) throws(StateFileProblem) -> [CrosswalkChange]
    func crosswalkChanges(before: ChangeID?, limit: Int) throws(StateFileProblem) -> [CrosswalkChange]
    func item(_ number: String) throws(StateFileProblem) -> MasterItem?
    func crosswalkSheet(
        _ filter: CrosswalkFilter, offset: (UTCTime) -> Int
    ) throws(StateFileProblem) -> (bytes: [UInt8], entries: Int)
}

extension StateReader: CrosswalkStore {}

/// One of the crosswalk's lists.
enum CrosswalkView: String, CaseIterable, Hashable, Sendable {
    case items, units, packs, locations, codes, unused, missed, changes

    /// What the line of lists calls it.
    var title: String {
        switch self {
        case .items: "Item codes"
        case .units: "Units"
        case .packs: "Packs"
        case .locations: "Locations"
        case .codes: "Codes"
        case .unused: "Unused"
        case .missed: "Missed"
        case .changes: "Changes"
        }
    }

    /// Whether it lists entries.
    var listsEntries: Bool {
        switch self {
        case .items, .units, .locations, .codes, .unused: true
        case .packs, .missed, .changes: false
        }
    }

    /// The one kind of entries that it lists; `nil` for several, or something else.
    var kind: CrosswalkKey.Kind? {
        switch self {
        case .items: .item
        case .units: .unit
        case .locations: .location
        case .codes, .unused, .packs, .missed, .changes: nil
        }
    }

    /// The list beside it.
    func beside(_ step: Int) -> CrosswalkView {
        let all = Self.allCases
        let place = all.firstIndex(of: self) ?? 0
        return all[(place + step + all.count) % all.count]
    }
}

/// How long an entry has to be left alone to count as unused.
enum CrosswalkIdle: CaseIterable, Hashable, Sendable {
    case never, quarter, month, day

    /// As the list says it.
    var words: String {
        switch self {
        case .never: "never used"
        case .quarter: "not for 90 days"
        case .month: "not for 30 days"
        case .day: "not for a day"
        }
    }

    /// Not used since then; a time before all for those that never were.
    func since(_ now: UTCTime) -> UTCTime {
        switch self {
        case .never: UTCTime(milliseconds: 0)
        case .quarter: now.advanced(by: .seconds(-90 * 86_400))
        case .month: now.advanced(by: .seconds(-30 * 86_400))
        case .day: now.advanced(by: .seconds(-86_400))
        }
    }

    var next: CrosswalkIdle {
        let all = Self.allCases
        return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
    }
}

/// A row of one of the lists.
enum CrosswalkListRow: Sendable {
    case entry(CrosswalkRow)
    case pack(PackRow)
    case missed(MissedCode)
    case change(CrosswalkChange)

    /// The entry that it is about; `nil` where it names none.
    var key: CrosswalkKey? {
        switch self {
        case .entry(let row): row.key
        case .pack: nil
        case .missed(let code): code.key
        case .change(let change): change.key
        }
    }
}

extension CrosswalkListRow: ListRow {
    /// What a row is.
    enum RowID: Hashable, Sendable {
        case entry(CrosswalkKey)
        case pack(String, UnitCode)
        case missed(String)
        case change(ChangeID)
    }

    var rowID: RowID {
        switch self {
        case .entry(let row): .entry(row.key)
        case .pack(let row): .pack(row.item, row.factor.unit)
        case .missed(let code): .missed(code.cause.cause)
        case .change(let change): .change(change.id)
        }
    }

    /// As far as the state looks at them too.
    var searchedTexts: [String] {
        switch self {
        case .entry(let row):
            [row.key.code, row.key.source.rawValue, row.key.item, row.description]
                + ([row.content.mapping] + row.content.steps.map(\.mapping)).compactMap { $0?.meaning }
        case .pack(let row): [row.item, row.factor.unit.rawValue, row.description]
        case .missed(let code): [code.cause.cause, code.cause.description, code.cause.code.title]
        case .change(let change):
            [change.key.words, change.author, change.why, change.before.words ?? "", change.after.words ?? ""]
        }
    }
}

/// The rows of one of the lists, page by page.
struct CrosswalkReading: PageReading {
    typealias Store = any CrosswalkStore

    var view = CrosswalkView.items
    /// What entries and packs must have in them; the other lists are short enough to be looked through as they are.
    var text = ""
    var idle = CrosswalkIdle.never
    /// The tables whose codes are listed.
    var tables: [CodeTableName] = []
    var after: CrosswalkListRow.RowID?
    /// How often the last row of the page before was missed.
    var seen = Int.max
    var limit = 200

    var staleness: Staleness { after == nil ? .change : .never }

    func page(after row: CrosswalkListRow) -> CrosswalkReading? {
        var next = self
        next.after = row.rowID
        if case .missed(let code) = row { next.seen = code.seen }
        return next
    }

    func read(
        from store: any CrosswalkStore, at now: UTCTime
    ) throws(StateFileProblem) -> SearchableRows<CrosswalkListRow> {
        SearchableRows(try rows(store, now))
    }

    private func rows(_ store: any CrosswalkStore, _ now: UTCTime) throws(StateFileProblem) -> [CrosswalkListRow] {
        switch view {
        case .items, .units, .locations, .codes, .unused:
            var filter = CrosswalkFilter(view.kind.map { [$0] }, text: text)
            if view == .codes { filter.kinds = tables.map(CrosswalkKey.Kind.table) }
            if view == .unused { filter.unusedSince = idle.since(now) }
            var last: CrosswalkKey?
            if case .entry(let key)? = after { last = key }
            return try store.crosswalkEntries(filter, after: last, limit: limit).map(CrosswalkListRow.entry)
        case .packs:
            var last: (String, UnitCode)?
            if case .pack(let item, let unit)? = after { last = (item, unit) }
            return try store.packs(text: text, after: last, limit: limit).map(CrosswalkListRow.pack)
        case .missed:
            var last: (Int, String)?
            if case .missed(let cause)? = after { last = (seen, cause) }
            return try store.missedCodes(after: last, limit: limit).map(CrosswalkListRow.missed)
        case .changes:
            var last: ChangeID?
            if case .change(let id)? = after { last = id }
            return try store.crosswalkChanges(before: last, limit: limit).map(CrosswalkListRow.change)
        }
    }
}

/// How much the crosswalk holds.
struct CrosswalkCountsReading: Reading {
    typealias Store = any CrosswalkStore

    var staleness: Staleness { .change }

    func read(from store: any CrosswalkStore, at now: UTCTime) throws(StateFileProblem) -> CrosswalkCounts {
        try store.crosswalkCounts()
    }
}

/// An entry with its history.
struct CrosswalkEntryReading: Reading {
    typealias Store = any CrosswalkStore

    var key: CrosswalkKey

    /// The most changes that are shown.
    static let mostChanges = 200

    var staleness: Staleness { .change }

    func read(from store: any CrosswalkStore, at now: UTCTime) throws(StateFileProblem) -> CrosswalkEntryFile {
        let row = try store.crosswalkEntry(key)
        var file = CrosswalkEntryFile(
            row: row, changes: try store.history(of: key, before: nil, limit: Self.mostChanges))
        file.countedSince = try store.crosswalkCounts().countedSince
        guard let number = row?.content.mapping(at: now)?.namedItem else { return file }
        file.item = try store.item(number)
        file.others = try store.crosswalkEntries(ofItem: number, limit: 20).filter { $0.key != key }
        return file
    }
}

/// What is known of an entry.
struct CrosswalkEntryFile: Sendable, Hashable {
    /// The entry; `nil` where it says nothing at any time.
    var row: CrosswalkRow?
    /// Its changes, latest first.
    var changes: [CrosswalkChange]
    /// The ERP item that it leads to now.
    var item: MasterItem?
    /// The other codes that lead to that item.
    var others: [CrosswalkRow] = []
    /// Since when uses are counted.
    var countedSince: UTCTime?
}
