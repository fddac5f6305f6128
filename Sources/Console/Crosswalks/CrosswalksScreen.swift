import Catalog
import Control
import Measures
import SyncModel
import SyncStore
import Terminal

/// What the senders' codes mean: a list for each kind, and those of entries that nobody uses or that are missing.
struct CrosswalksScreen: ListScreen {
    private(set) var view: CrosswalkView
    private(set) var idle = CrosswalkIdle.never
    /// The one table whose codes are listed; `nil` for all.
    private(set) var table: CodeTableName?
    var pages: PagedRows<CrosswalkReading>
    var list: RowList<CrosswalkListRow>
    private(set) var counts = Awaited(CrosswalkCountsReading())

    /// - Parameters:
    ///   - table: the one table whose codes are listed.
    ///   - context: where the tables are known.
    init(_ view: CrosswalkView = .items, table: CodeTableName? = nil, in context: ScreenContext? = nil) {
        self.view = view
        self.table = table
        var reading = CrosswalkReading(view: view)
        if view == .codes { reading.tables = table.map { [$0] } ?? context.map(Self.tables) ?? [] }
        pages = PagedRows(reading)
        list = RowList(CrosswalkColumns.of(view))
    }

    var place: Place { .crosswalks }
    var readings: [any Reading] { pages.readings + [counts.reading] }

    func name(in context: ScreenContext) -> String { "Crosswalks" }

    func narrowing(in context: ScreenContext) -> [Span] {
        var spans = [Span("  \(view.title.lowercased())", .dim)]
        if view == .unused { spans.append(Span("  \(idle.words)", .match)) }
        if view == .codes, let table { spans.append(Span("  \(table)", .match)) }
        if !list.filter.isEmpty, !list.isFiltering { spans.append(Span("  /\(list.filter.text)", .match)) }
        return spans
    }

    func words(in context: ScreenContext) -> ListWords {
        let queue = context.key(of: RootScreen.queue.action)
        let empty =
            switch view {
            case .items:
                "No item code is mapped yet. Map items in the queue (\(queue)), or load them with :import-crosswalk."
            case .units: "No unit word has a meaning of its own yet; those that the ERP knows need none."
            case .packs: "The item master has no pack. Packs come with it, or with the fix of a unit."
            case .locations:
                "No location is mapped yet. Map them in the queue (\(queue)), or load a file: :import-crosswalk."
            case .codes:
                Self.tables(in: context).isEmpty
                    ? "The catalog has no table that codes are looked up in: `tables/` describes them."
                    : "No code is mapped yet. Map codes in the queue (\(queue)), or load a file: :import-crosswalk."
            case .unused:
                "Every entry was used: \(idle.words) is true of none. \(context.key(of: .idle)) changes how long."
            case .missed: "No code was missed yet: the crosswalk had an answer for all that arrived."
            case .changes: "Nobody has changed the crosswalk yet."
            }
        return ListWords(what: "the crosswalk", nothing: "No row", empty: empty)
    }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        _ = counts.take(result)
        // What a filter brings up was there before: nothing of it is new.
        if pages.take(result, isAtTop: list.cursor.index == 0), let rows = pages.rows {
            list.adopt(rows, isOtherQuestion: true)
        }
        return []
    }

    // MARK: Keys

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        let isTaken = list.press(key)
        if isTaken { askForText() }
        return isTaken ? [] : nil
    }

    mutating func paste(_ text: String, in context: ScreenContext) -> [ScreenEffect] {
        list.type(.paste(text))
        askForText()
        return []
    }

    /// What is typed narrows the rows that are there at once, and the state finds those that aren't.
    private mutating func askForText() {
        guard view.listsEntries || view == .packs else { return }
        var reading = pages.reading
        reading.text = list.filter.text
        pages.ask(reading)
    }

    mutating func back(in context: ScreenContext) -> [ScreenEffect]? {
        guard list.back() else { return nil }
        askForText()
        return []
    }

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        list.move(move, page: CrosswalksLayout(context.body).list.height)
        pages.reach(list.cursor.index, of: list.shown.count)
        return []
    }

    mutating func reveal(in context: ScreenContext) {
        list.reveal(height: CrosswalksLayout(context.body).list.height)
    }

    /// Shows another list.
    private mutating func show(
        _ view: CrosswalkView, idle: CrosswalkIdle? = nil, table: CodeTableName? = nil, in context: ScreenContext
    ) {
        self.view = view
        self.idle = idle ?? self.idle
        self.table = table
        var reading = CrosswalkReading(view: view, idle: self.idle)
        if view == .codes { reading.tables = table.map { [$0] } ?? Self.tables(in: context) }
        pages.startOver(reading)
        list = RowList(CrosswalkColumns.of(view))
    }

    func refusal(for action: ConsoleAction, in context: ScreenContext) -> String? {
        switch action {
        case .idle where view != .unused:
            return "That is for the list of unused entries (\(context.key(of: .nextList)))."
        case .table where view != .codes:
            return "That is for the list of codes (\(context.key(of: .nextList)))."
        case .others where missed == nil: return "That is for the list of missed codes (\(context.key(of: .nextList)))."
        case .revise, .endEntry:
            if pack != nil { return context.refusal(for: .defineUnit) }
            guard let key = list.selected?.key else { return "There is no entry here to change." }
            if missed != nil { return "It isn't in the crosswalk: \(context.key(of: .open)) says what it means." }
            return key.refusal(in: context)
        default: return nil
        }
    }

    func isWorthShowing(_ action: ConsoleAction, in context: ScreenContext) -> Bool {
        switch action {
        case .idle: view == .unused
        case .table: view == .codes
        case .others: view == .missed
        case .revise: view != .missed
        case .endEntry: view != .missed && view != .packs
        default: true
        }
    }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        switch action {
        case .nextList: show(view.beside(1), in: context)
        case .previousList: show(view.beside(-1), in: context)
        case .idle: show(view, idle: idle.next, in: context)
        case .table: show(.codes, table: nextTable(in: context), in: context)
        case .others: return missed.map { [.open(QueueScreen(ofCause: $0.cause.cause))] } ?? []
        case .revise:
            if let pack { return [.open(PackChangeScreen(pack.item, pack.factor.unit))] }
            return list.selected?.key.map { [.open(ReviseScreen($0, .change))] } ?? []
        case .endEntry where pack != nil:
            let key = context.key(of: .revise)
            return [.say("A pack has no dates: \(key) changes it, and an empty number takes it away.")]
        case .endEntry: return list.selected?.key.map { [.open(ReviseScreen($0, .end))] } ?? []
        default: return performInList(action, in: context) ?? []
        }
        return []
    }

    /// The tables of the catalog, by name.
    private static func tables(in context: ScreenContext) -> [CodeTableName] {
        (context.site.catalog?.tables ?? []).map(\.name).sorted()
    }

    /// All tables together, then one after the other.
    private func nextTable(in context: ScreenContext) -> CodeTableName? {
        let all = Self.tables(in: context)
        guard let table, let place = all.firstIndex(of: table) else { return all.first }
        return place + 1 < all.count ? all[place + 1] : nil
    }

    private var pack: PackRow? {
        if case .pack(let row)? = list.selected { row } else { nil }
    }

    private var missed: MissedCode? {
        if case .missed(let code)? = list.selected { code } else { nil }
    }

    func open(_ row: CrosswalkListRow, in context: ScreenContext) -> [ScreenEffect] {
        switch row {
        case .entry(let entry): return [.open(CrosswalkEntryScreen(entry.key))]
        case .change(let change):
            if change.key.packUnit != nil { return [.open(PackScreen(change.key.item))] }
            return [.open(CrosswalkEntryScreen(change.key))]
        case .pack(let pack): return [.open(PackScreen(pack.item))]
        case .missed(let code): return mend(code, in: context)
        }
    }

    /// What waits is mended where the user may; what doesn't wait any more has an entry by now.
    private func mend(_ code: MissedCode, in context: ScreenContext) -> [ScreenEffect] {
        guard code.cause.open > 0 else {
            return code.key.map { [.open(CrosswalkEntryScreen($0))] } ?? [.say("Nothing waits for it any more.")]
        }
        guard let dialog = FixDialog.mending(code.cause.code),
            dialog.action.right?.refusal(for: context.roles) == nil
        else { return [.open(QueueScreen(ofCause: code.cause.cause))] }
        return [.open(dialog.make(FixTarget(code.cause)))]
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        surface.draw(CrosswalksView(screen: self, context: context))
    }
}

extension CrosswalkKey.Kind {
    /// The right that changing an entry takes.
    var right: RequestKind {
        switch self {
        case .item: .mapItem
        case .unit: .defineUnit
        case .location: .mapLocation
        case .table: .mapCode
        }
    }
}

extension CrosswalkKey {
    /// Why somebody may not change it, in one sentence; `nil` where they may. A table has people of its own.
    func refusal(in context: ScreenContext) -> String? {
        let ofTable = kind.table.flatMap { context.site.catalog?.table($0) }?.refusal(for: context.roles)
        return context.refusal(for: kind.right) ?? ofTable
    }
}

extension ConsoleAction {
    static let nextList = ConsoleAction("next-list", keys: [.tab], label: "list", sentence: "The next list")
    static let previousList = ConsoleAction(
        "previous-list", keys: [.backTab], label: "list before", sentence: "The list before")
    static let idle = ConsoleAction(
        "idle", keys: [.character("i")], label: "how long", sentence: "How long an entry must have been left alone")
    static let table = ConsoleAction(
        "table", keys: [.character("t")], sentence: "The codes of one table after the other")
    static let revise = ConsoleAction(
        "revise", keys: [.character("m")], label: "change",
        sentence: "Say what the code means from now on, or from a day on")
    static let endEntry = ConsoleAction(
        "end-entry", keys: [.character("e")], label: "end", sentence: "Let the entry end on a day")
}

extension Place {
    static let crosswalks = Place(
        name: "crosswalks", title: "Crosswalks", sentence: "What the senders' codes mean at the ERP",
        actions: [
            .open, .nextList, .revise, .endEntry, .table, .idle, .others, .filter, .sort, .reverse, .previousList,
        ],
        hints: [
            KeyHint(":export-crosswalk FILE", "Write the list to a CSV file"),
            KeyHint(":import-crosswalk FILE", "Load a CSV file, after a dry run"),
        ])
}

extension RootScreen {
    static let crosswalks: RootScreen = RootScreen(
        name: "crosswalks", sentence: "What the senders' codes mean, and who said so", key: "7",
        places: [.crosswalks, .crosswalkEntry, .revise, .pack, .packChange, .sheetImport],
        commands: [
            PromptCommand(
                name: "list-codes", sentence: "Open a list of the crosswalk",
                choices: CrosswalkView.allCases.map(\.rawValue)
            ) { name, context in
                if let view = CrosswalkView(rawValue: name) {
                    return [.show(.crosswalks, CrosswalksScreen(view, in: context))]
                }
                guard let table = context.site.catalog?.table(CodeTableName(rawValue: name)) else {
                    return [.say("Which list? For instance :list-codes missed, or the name of a table.")]
                }
                return [.show(.crosswalks, CrosswalksScreen(.codes, table: table.name, in: context))]
            },
            PromptCommand(name: "item", sentence: "Open an ERP item with its packs") { number, _ in
                number.isEmpty
                    ? [.say("Which item? For instance :item 100234.")] : [.open(PackScreen(number))]
            },
            PromptCommand(name: "export-crosswalk", sentence: "Write the crosswalk to a new CSV file") {
                path, context in
                guard !path.isEmpty else { return [.say("To which file? For instance :export-crosswalk codes.csv.")] }
                return [
                    .command(
                        .exportCrosswalk(path: path, utcOffset: context.utcOffset), deed: "Export to \(path)",
                        isFollowed: false)
                ]
            },
            PromptCommand(
                name: "import-crosswalk", sentence: "Load entries from a CSV file, after a dry run"
            ) { path, context in
                if let refusal = RequestKind.previewImport.refusal(for: context.roles) { return [.warn(refusal)] }
                guard !path.isEmpty else { return [.say("From which file? For instance :import-crosswalk codes.csv.")] }
                return [.open(SheetImportScreen(path, in: context))]
            },
        ]
    ) { _ in CrosswalksScreen() }
}
