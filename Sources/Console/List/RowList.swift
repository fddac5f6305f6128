import SyncModel
import Terminal

/// A list on screen: its columns, the rows read so far, what is shown of them, and where the cursor is.
struct RowList<Row: ListRow>: Sendable {
    /// The columns.
    let columns: [ListColumn<Row>]
    /// How the rows come from the state.
    let storedSort: ListSort?
    /// What rows must contain.
    private(set) var filter: TextInput
    /// Whether the keyboard is in the filter.
    private(set) var isFiltering = false
    /// How the rows are sorted here; `nil` for as they come.
    private(set) var sort: ListSort?
    /// What rows must be besides; `nil` where that doesn't matter.
    private var condition: (@Sendable (Row) -> Bool)?
    /// The rows as they were read; `nil` until they were.
    private(set) var read: SearchableRows<Row>?
    /// The rows that pass the filter, as they are sorted.
    private(set) var shown: [Row] = []
    private(set) var cursor = ListCursor<Row.RowID>()
    /// Whether the cursor stays at the top as long as it is there, whatever comes first.
    private let staysAtTop: Bool
    /// The filter the list was opened with; back doesn't take that away but leaves.
    private let given: String

    /// A list that begins with a filter.
    init(
        _ columns: [ListColumn<Row>], storedSort: ListSort? = nil, staysAtTop: Bool = false, filter: String = ""
    ) {
        self.columns = columns
        self.storedSort = storedSort
        self.staysAtTop = staysAtTop
        self.filter = TextInput(filter, limit: 60)
        given = filter
    }

    /// All rows that were read; `nil` until they were.
    var rows: [Row]? { read?.rows }
    /// The row under the cursor.
    var selected: Row? { shown.indices.contains(cursor.index) ? shown[cursor.index] : nil }
    /// How many rows are new since the user last looked.
    var freshCount: Int { cursor.fresh.count }

    // MARK: Rows

    /// Takes rows that were read. Where they answer another question than those before, none of them is new.
    mutating func adopt(_ rows: SearchableRows<Row>, isOtherQuestion: Bool = false) {
        read = rows
        if isOtherQuestion { cursor.know(rows.rows.map(\.rowID)) }
        narrow()
    }

    /// Notes rows that were there already, out of sight: when they are listed they are not new.
    mutating func know(_ ids: [Row.RowID]) { cursor.know(ids) }

    /// Another list: nothing is new in it, and the cursor is at the top.
    mutating func startOver() {
        read = nil
        shown = []
        cursor.reset()
    }

    /// Shows what passes the filter: at once, from what is there.
    private mutating func narrow() {
        // A list that was not read yet is no empty list: what comes first is not new.
        guard let read else { return }
        shown = read.containing(filter.text)
        if let condition { shown.removeAll { !condition($0) } }
        if let sort, let order = columns.first(where: { $0.title == sort.column })?.order {
            shown.sort { sort.isAscending ? order($0, $1) : order($1, $0) }
        }
        let wasAtTop = cursor.index == 0
        cursor.adopt(shown.map(\.rowID))
        if staysAtTop, wasAtTop { cursor.toStart() }
    }

    // MARK: Keys

    mutating func move(_ move: ListMove, page: Int) { cursor.apply(move, page: page) }

    mutating func select(_ number: Int) { cursor.select(number) }

    mutating func point(to number: Int) -> Bool { cursor.point(to: number) }

    mutating func select(id: Row.RowID) { cursor.select(id: id) }

    mutating func reveal(height: Int) { cursor.reveal(height: Table.visibleRows(height: height)) }

    /// Sets the filter and leaves it.
    mutating func setFilter(_ text: String) {
        filter = TextInput(text, limit: 60)
        isFiltering = false
        narrow()
    }

    /// Shows only rows for which this holds.
    mutating func setCondition(_ condition: (@Sendable (Row) -> Bool)?) {
        self.condition = condition
        narrow()
    }

    /// Sorts by a column; as the rows come, where `nil` or where there is no such column.
    mutating func setSort(_ sort: ListSort?) {
        let isKnown = columns.contains { $0.title == sort?.column && $0.order != nil }
        self.sort = isKnown && sort != storedSort ? sort : nil
        narrow()
    }

    /// Takes a key while the filter is open, all but those that move.
    mutating func press(_ key: Key) -> Bool {
        guard isFiltering else { return false }
        switch key {
        case .escape: setFilter("")
        case .enter: isFiltering = false
        case .up, .down, .pageUp, .pageDown: return false
        default: type(.key(key))
        }
        return true
    }

    /// Takes text while the filter is open.
    mutating func type(_ event: InputEvent) {
        if isFiltering, filter.handle(event) { narrow() }
    }

    /// Does what is done to a list in the same way everywhere; says whether the action was such a one.
    mutating func perform(_ action: ConsoleAction) -> Bool {
        switch action {
        case .filter: isFiltering = true
        case .acknowledge: cursor.acknowledge()
        case .sort: sortByNext()
        case .reverse: turnSort()
        default: return false
        }
        return true
    }

    /// Takes a filter away; says whether there was one that the list didn't come with.
    mutating func back() -> Bool {
        guard !filter.isEmpty, filter.text != given else { return false }
        setFilter(given)
        return true
    }

    /// The next column that rows can be sorted by; after the last one, as they come.
    private mutating func sortByNext() {
        let titles = columns.filter { $0.order != nil }.map(\.title)
        let place = sort.flatMap { titles.firstIndex(of: $0.column) }.map { $0 + 1 } ?? 0
        sort = titles.indices.contains(place) ? ListSort(column: titles[place], isAscending: true) : nil
        narrow()
    }

    private mutating func turnSort() {
        guard let now = sort ?? storedSort else { return sortByNext() }
        let turned = ListSort(column: now.column, isAscending: !now.isAscending)
        sort = turned == storedSort ? nil : turned
        narrow()
    }

    // MARK: Drawing

    /// The filter, where the keyboard is in it.
    var entry: LineEntry? {
        isFiltering ? LineEntry(input: filter, label: " /", placeholder: "text to look for") : nil
    }

    /// The table; its rows are asked for as they are drawn. Rows that came since the user last looked have a plus.
    func table(in context: ScreenContext, isMarked: @escaping (Row) -> Bool = { _ in false }) -> Table {
        let shown = shown
        let columns = columns
        let fresh = cursor.fresh
        let sorted = sort ?? storedSort
        var table = Table(
            columns: columns.map { column in
                TableColumn(
                    column.title, column.width, column.alignment, priority: column.priority,
                    isSorted: column.title == sorted?.column, isAscending: sorted?.isAscending ?? false,
                    isCutInMiddle: column.isCutInMiddle)
            }, count: shown.count, offset: cursor.offset, selection: cursor.index
        ) { index in
            guard shown.indices.contains(index) else { return TableRow([]) }
            let row = shown[index]
            return TableRow(
                columns.map { $0.cell(row, context) }, isMarked: isMarked(row), isNew: fresh.contains(row.rowID))
        }
        table.fitsText = true
        return table
    }

    /// Draws the rows; a sentence where there are none.
    func draw(
        into surface: inout Surface, in rect: Rect, in context: ScreenContext, problem: String?, words: ListWords,
        isMarked: @escaping (Row) -> Bool = { _ in false }
    ) {
        guard shown.isEmpty else { return surface.draw(table(in: context, isMarked: isMarked), in: rect) }
        surface.draw(
            Paragraph(emptySentence(problem, words, in: context), style: .dim), in: rect.inset(columns: 2, rows: 1))
    }

    /// What an empty list means, and what to do next.
    private func emptySentence(_ problem: String?, _ words: ListWords, in context: ScreenContext) -> String {
        if let problem = context.stateProblem ?? problem { return problem }
        guard read != nil else { return "Reading \(words.what) …" }
        guard filter.isEmpty else {
            return "\(words.nothing) here has \"\(filter.text)\" in it. "
                + "\(context.keyBesideText(of: .back)) clears the filter."
        }
        return words.empty
    }

    /// How many rows are new, for the trail.
    func freshSpans(in context: ScreenContext) -> [Span] {
        freshCount == 0 ? [] : [Span("\(freshCount.grouped) new (\(context.key(of: .acknowledge)))  ", .statusInfo)]
    }
}

/// What a list says when it shows nothing.
struct ListWords: Hashable, Sendable {
    /// What is read: `the messages`.
    var what: String
    /// What a filter finds none of: `No message`.
    var nothing = "Nothing"
    /// What it means that there is nothing at all, and what to do.
    var empty: String
}
