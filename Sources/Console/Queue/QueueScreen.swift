import SyncModel
import SyncStore
import Terminal

/// The work queue: what waits for people, by cause or row by row.
struct QueueScreen: Sendable {
    /// Grouped by cause, or row by row.
    var isGrouped = true
    /// Only this role's; all roles' where `nil`.
    var owner: Role?
    /// Only rows of this cause.
    var cause: String?
    /// What rows must contain.
    var filter = TextInput(limit: 60)
    /// Whether the keyboard is in the filter.
    var isFiltering = false
    /// How many rows are asked for; grows as the user goes down.
    var limit = QueueScreen.page
    /// Whether the user chose the role, so that no answer changes it under them.
    var hasChosenOwner = false

    private var readCauses: SearchableRows<CauseRow>?
    private var readRows: SearchableRows<ExceptionRow>?
    /// What the rows were read for.
    private var rowsInterest: QueueInterest?
    private(set) var shownCauses: [CauseRow] = []
    private(set) var shownRows: [ExceptionRow] = []
    var causeCursor = ListCursor<String>()
    var rowCursor = ListCursor<ExceptionID>()

    /// How many rows are read at a time.
    static let page = 500

    init(owner: Role?) { self.owner = owner }

    /// The causes as they were read; `nil` until they were.
    var causes: [CauseRow]? { readCauses?.rows }
    /// The rows as they were read; `nil` until they were.
    var rows: [ExceptionRow]? { readRows?.rows }

    var interest: QueueInterest {
        QueueInterest(
            isGrouped: isGrouped, owner: owner, cause: isGrouped ? nil : cause, text: isGrouped ? "" : storedText,
            limit: isGrouped ? 1000 : limit)
    }

    /// The filter as the state can answer it: the names of faults as people say them are not stored.
    private var storedText: String {
        guard !filter.isEmpty else { return "" }
        let words = filter.text.lowercased()
        return Self.titles.contains { $0.contains(words) } ? "" : filter.text
    }

    private static let titles = FaultCode.allCases.map { $0.title.lowercased() }

    /// Takes what was read, where it is still what is shown.
    mutating func adopt(_ news: SearchableRows<CauseRow>, for read: QueueInterest) {
        guard read == interest else { return }
        readCauses = news
        narrow()
    }

    mutating func adopt(_ news: SearchableRows<ExceptionRow>, for read: QueueInterest) {
        guard read == interest else { return }
        readRows = news
        // Rows that only another question brought up, a longer page or another filter, were there before.
        if let rowsInterest, rowsInterest != read { rowCursor.know(news.rows.map(\.id)) }
        rowsInterest = read
        narrow()
    }

    /// Shows what passes the filter: at once, from what is there; the feed reads the rest.
    mutating func narrow() {
        let words = filter.text
        shownCauses = readCauses?.containing(words) ?? []
        shownRows = readRows?.containing(words) ?? []
        // A list that was not read yet is no empty list: what comes first is not new.
        if readCauses != nil { causeCursor.adopt(shownCauses.map(\.cause)) }
        if readRows != nil { rowCursor.adopt(shownRows.map(\.id)) }
    }

    /// Another list: nothing is new in it, and the cursor is at the top.
    mutating func startOver() {
        if isGrouped { readCauses = nil } else { readRows = nil }
        rowsInterest = nil
        limit = Self.page
        shownCauses = []
        shownRows = []
        causeCursor.reset()
        rowCursor.reset()
    }

    var selectedCause: CauseRow? {
        shownCauses.indices.contains(causeCursor.index) ? shownCauses[causeCursor.index] : nil
    }

    var selectedRow: ExceptionRow? {
        shownRows.indices.contains(rowCursor.index) ? shownRows[rowCursor.index] : nil
    }

    /// How many are new since the user last looked.
    var freshCount: Int { isGrouped ? causeCursor.fresh.count : rowCursor.fresh.count }

    mutating func move(_ move: ListMove, page: Int) {
        if isGrouped { causeCursor.apply(move, page: page) } else { rowCursor.apply(move, page: page) }
        // Near the end of what was read, more is read.
        if !isGrouped, let rows, rows.count >= limit, rowCursor.index >= shownRows.count - 50 { limit += Self.page }
    }

    /// Steps off a cause that was just mended, onto the next one.
    mutating func leave(cause: String) {
        if let place = shownCauses.firstIndex(where: { $0.cause == cause }), place == causeCursor.index {
            causeCursor.select(place + 1 < shownCauses.count ? place + 1 : place - 1)
        }
        if selectedRow?.cause == cause {
            let after = shownRows.indices.first { $0 > rowCursor.index && shownRows[$0].cause != cause }
            let before = shownRows.indices.last { $0 < rowCursor.index && shownRows[$0].cause != cause }
            if let next = after ?? before { rowCursor.select(next) }
        }
    }
}

extension CauseRow: Searchable {
    var searchedTexts: [String] { [cause, code.title, description, owner.rawValue] }
}

extension ExceptionRow: Searchable {
    var searchedTexts: [String] {
        [item, description, location, fault.code.rawValue, fault.code.title, flow.rawValue]
    }
}

/// A way to move in a list.
enum ListMove: Hashable, Sendable {
    case up, down, pageUp, pageDown, start, end

    /// The move a key makes; `nil` for keys that make none.
    init?(_ key: Key) {
        switch key {
        case .up, .character("k"): self = .up
        case .down, .character("j"): self = .down
        case .pageUp, .function(7), .control("b"): self = .pageUp
        case .pageDown, .function(8), .control("f"), .space: self = .pageDown
        case .home: self = .start
        case .end, .character("G"): self = .end
        default: return nil
        }
    }

    /// How many rows it is, for a page of so many; `nil` to an end.
    func step(page: Int) -> Int? {
        switch self {
        case .up: -1
        case .down: 1
        case .pageUp: -max(1, page - 1)
        case .pageDown: max(1, page - 1)
        case .start, .end: nil
        }
    }
}

extension ListCursor {
    mutating func apply(_ move: ListMove, page: Int) {
        switch move {
        case .start: toStart()
        case .end: toEnd()
        default: self.move(by: move.step(page: page) ?? 0)
        }
    }
}
