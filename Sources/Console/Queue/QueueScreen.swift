import SyncModel
import SyncStore
import Terminal

/// The work queue: what waits for people, by cause or row by row.
struct QueueScreen: CauseScreen {
    /// Grouped by cause, or row by row.
    private(set) var isGrouped: Bool
    /// Only this role's; all roles' where `nil`.
    private(set) var owner: Role?
    /// Only rows of this cause.
    private(set) var cause: String?
    /// Whether the user chose the role, so that no answer changes it under them.
    private var hasChosenOwner: Bool
    private var causesRead: Awaited<CausesReading>
    private var rowsRead: Awaited<ExceptionsReading>
    private(set) var causes: RowList<CauseRow>
    private(set) var rows: RowList<QueueRow>

    /// The queue of a role, with a filter.
    init(owner: Role?, isGrouped: Bool = true, filter: String = "", hasChosenOwner: Bool = true) {
        self.owner = owner
        self.isGrouped = isGrouped
        self.hasChosenOwner = hasChosenOwner
        causesRead = Awaited(CausesReading(owner: owner))
        rowsRead = Awaited(ExceptionsReading(owner: owner, text: Self.storedText(filter)))
        causes = RowList(Self.causeColumns, storedSort: ListSort(column: "VALUE", isAscending: false), filter: filter)
        rows = RowList(Self.rowColumns, storedSort: ListSort(column: "VALUE", isAscending: false), filter: filter)
    }

    /// The rows of one cause, whoever's they are.
    init(ofCause cause: String) {
        self.init(owner: nil, isGrouped: false)
        self.cause = cause
        rowsRead.reading.cause = cause
    }

    /// The queue a person starts in: their own, where they own one.
    static func home(of roles: Set<Role>) -> Role? {
        let own = owners.filter(roles.contains)
        return own.count == 1 ? own[0] : nil
    }

    /// The roles that own queues.
    private static let owners: [Role] = [.materials, .finance, .integration]

    var place: Place { isGrouped ? .causes : .rows }
    var subject: Subject? { cause.map { .cause($0) } }
    var readings: [any Reading] { isGrouped ? [causesRead.reading] : [rowsRead.reading] }
    var entry: LineEntry? { isGrouped ? causes.entry : rows.entry }
    /// Why it couldn't be read; `nil` where it could.
    var problem: String? { isGrouped ? causesRead.problem : rowsRead.problem }
    /// The text that rows must have.
    var filter: String { isGrouped ? causes.filter.text : rows.filter.text }
    /// Whether more rows wait than are read.
    var isPartial: Bool { (rows.rows?.count ?? 0) >= rowsRead.reading.limit }

    var standing: LaneStanding? { isGrouped ? nil : rows.selected?.standing }

    var target: FixTarget? {
        if isGrouped { return causes.selected.map(FixTarget.init) }
        return rows.selected.map { row in
            let cause = causes.rows?.first { $0.cause == row.cause }
            return FixTarget(row.row, open: cause?.open ?? 1, value: cause?.value)
        }
    }

    mutating func adapt(to context: ScreenContext) {
        if !hasChosenOwner { show(Self.home(of: context.roles)) }
    }

    // MARK: What was read

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        if causesRead.take(result), let read = causesRead.value { causes.adopt(read) }
        // Rows that only another question brought up, a longer page or another filter, were there before.
        let isOther = rowsRead.valueOf != nil && !rowsRead.isCurrent
        if rowsRead.take(result), let read = rowsRead.value { rows.adopt(read, isOtherQuestion: isOther) }
        return []
    }

    /// The filter as the state can answer it: the names of faults as people say them are not stored.
    private static func storedText(_ filter: String) -> String {
        let words = filter.lowercased()
        return words.isEmpty || titles.contains { $0.contains(words) } ? "" : filter
    }

    private static let titles = FaultCode.allCases.map { $0.title.lowercased() }

    /// Shows another role's queue: nothing is new in it, and the cursor is at the top.
    private mutating func show(_ owner: Role?) {
        self.owner = owner
        causesRead = Awaited(CausesReading(owner: owner))
        causes.startOver()
        restartRows()
    }

    private mutating func restartRows() {
        rowsRead = Awaited(ExceptionsReading(owner: owner, cause: cause, text: Self.storedText(rows.filter.text)))
        rows.startOver()
    }

    // MARK: Keys

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        let isTaken = isGrouped ? causes.press(key) : rows.press(key)
        rowsRead.reading.text = Self.storedText(rows.filter.text)
        return isTaken ? [] : nil
    }

    mutating func paste(_ text: String, in context: ScreenContext) -> [ScreenEffect] {
        if isGrouped { causes.type(.paste(text)) } else { rows.type(.paste(text)) }
        rowsRead.reading.text = Self.storedText(rows.filter.text)
        return []
    }

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        let page = Table.visibleRows(height: QueueLayout(context.body).list.height)
        guard !isGrouped else {
            causes.move(move, page: page)
            return []
        }
        rows.move(move, page: page)
        // Near the end of what was read, more is read.
        if isPartial, rows.cursor.index >= rows.shown.count - 50 { rowsRead.reading.limit += ExceptionsReading.page }
        return []
    }

    mutating func reveal(in context: ScreenContext) {
        let height = QueueLayout(context.body).list.height
        causes.reveal(height: height)
        rows.reveal(height: height)
    }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        switch action {
        case .open: return target.map { [.open(ExceptionScreen($0))] } ?? [.say("Nothing waits here.")]
        case .group: regroup()
        case .role: showNextRole(context.roles)
        default:
            if let effects = performOnCause(action, in: context) { return effects }
            _ = isGrouped ? causes.perform(action) : rows.perform(action)
        }
        return []
    }

    mutating func back(in context: ScreenContext) -> [ScreenEffect]? {
        let isTaken = isGrouped ? causes.back() : rows.back()
        rowsRead.reading.text = Self.storedText(rows.filter.text)
        return isTaken ? [] : nil
    }

    mutating func moveOn(from subject: Subject) {
        guard case .cause(let cause) = subject else { return }
        if causes.selected?.cause == cause {
            let place = causes.cursor.index
            causes.select(place + 1 < causes.shown.count ? place + 1 : place - 1)
        }
        if rows.selected?.cause == cause {
            let after = rows.shown.indices.first { $0 > rows.cursor.index && rows.shown[$0].cause != cause }
            let before = rows.shown.indices.last { $0 < rows.cursor.index && rows.shown[$0].cause != cause }
            if let next = after ?? before { rows.select(next) }
        }
    }

    private mutating func regroup() {
        let words = filter
        isGrouped.toggle()
        cause = nil
        if isGrouped {
            causes.setFilter(words)
        } else {
            rows.setFilter(words)
            restartRows()
        }
    }

    /// Own roles first, then all, then the others.
    private mutating func showNextRole(_ roles: Set<Role>) {
        let order: [Role?] = Self.owners.filter(roles.contains) + [nil] + Self.owners.filter { !roles.contains($0) }
        let place = order.firstIndex(of: owner) ?? -1
        hasChosenOwner = true
        show(order[(place + 1) % order.count])
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        surface.draw(QueueView(screen: self, context: context))
    }
}
