import SyncModel
import SyncStore
import Terminal

/// The work queue: what waits for people, by cause or row by row.
struct QueueScreen: CauseScreen {
    /// Grouped by cause, or row by row.
    private(set) var isGrouped: Bool
    /// Only this role's; all roles' where `nil`.
    private(set) var owner: Role?
    /// Whose rows.
    private(set) var holder: QueueSpecification.Holder
    /// Only rows of this cause.
    private(set) var cause: String?
    /// What is marked.
    var marks = QueueMarks()
    /// Whether the user chose the role, so that no answer changes it under them.
    private var hasChosenOwner: Bool
    /// Who looks, for what is theirs.
    private var user = ""
    private var causesRead: Awaited<CausesReading>
    private var rowsRead: Awaited<ExceptionsReading>
    private(set) var causes: RowList<QueueCause>
    private(set) var rows: RowList<QueueRow>

    /// The queue as a view has it, for a user.
    init(_ view: QueueSpecification, for user: String = "", hasChosenOwner: Bool = true) {
        owner = view.owner
        isGrouped = view.isGrouped
        holder = view.holder
        self.hasChosenOwner = hasChosenOwner
        causesRead = Awaited(CausesReading(owner: view.owner))
        rowsRead = Awaited(ExceptionsReading(owner: view.owner, text: Self.storedText(view.filter)))
        let dearest = ListSort(column: "VALUE", isAscending: false)
        causes = RowList(Self.causeColumns, storedSort: dearest, filter: view.filter)
        rows = RowList(Self.rowColumns, storedSort: dearest, filter: view.filter)
        if view.isGrouped { causes.setSort(view.sort) } else { rows.setSort(view.sort) }
        narrowToHolder(of: user)
    }

    /// The queue of a role, with a filter.
    init(owner: Role?, isGrouped: Bool = true, filter: String = "", hasChosenOwner: Bool = true) {
        self.init(
            QueueSpecification(isGrouped: isGrouped, owner: owner, filter: filter), hasChosenOwner: hasChosenOwner)
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
    static let owners: [Role] = [.materials, .finance, .integration]

    var place: Place { isGrouped ? .causes : .rows }
    var subject: Subject? { cause.map { .cause($0) } }
    var sight: Sight { .everything }
    var readings: [any Reading] {
        let list: any Reading = isGrouped ? causesRead.reading : rowsRead.reading
        return [list] + (marks.lookup.map { [$0.reading] } ?? [])
    }
    var entry: LineEntry? { isGrouped ? causes.entry : rows.entry }
    /// Why it couldn't be read; `nil` where it could.
    var problem: String? { isGrouped ? causesRead.problem : rowsRead.problem }
    /// The text that rows must have.
    var filter: String { isGrouped ? causes.filter.text : rows.filter.text }
    /// Whether more rows wait than are read.
    var isPartial: Bool { (rows.rows?.count ?? 0) >= rowsRead.reading.limit }
    /// What is shown and how, to be kept.
    var specification: QueueSpecification {
        QueueSpecification(
            isGrouped: isGrouped, owner: owner, holder: holder, sort: isGrouped ? causes.sort : rows.sort,
            filter: filter)
    }

    /// How the user likes it: what narrows it is not kept, so that no work stays out of sight for a forgotten filter.
    var keptView: [String: String] {
        let liked = QueueSpecification(
            isGrouped: isGrouped, owner: hasChosenOwner ? owner : nil, sort: specification.sort)
        guard cause == nil, hasChosenOwner || liked != QueueSpecification() else { return [:] }
        return ["view": liked.text].merging(hasChosenOwner ? ["role": "chosen"] : [:]) { first, _ in first }
    }

    mutating func restore(_ view: [String: String]) {
        guard let text = view["view"], var liked = QueueSpecification(text) else { return }
        let hasChosen = view["role"] != nil
        if !hasChosen { liked.owner = owner }
        self = QueueScreen(liked, for: user, hasChosenOwner: hasChosen)
    }

    var standing: LaneStanding? { isGrouped ? nil : rows.selected?.standing }

    var target: FixTarget? {
        if isGrouped {
            return causes.selected.map { cause in
                FixTarget(cause.row, holders: cause.holders, only: cause.open == 1 ? cause.work?.oldest : nil)
            }
        }
        return rows.selected.map { row in
            let cause = causes.rows?.first { $0.cause == row.cause }
            return FixTarget(row.row, open: cause?.open ?? 1, value: cause?.value)
        }
    }

    /// What mends what is under the cursor.
    var suggestion: String? {
        guard let code = target?.fault.code, let dialog = FixDialog.mending(code) else { return nil }
        return "Try: \(dialog.action.mark) on this \(code.title): it \(dialog.deed)."
    }

    mutating func adapt(to context: ScreenContext) {
        if !hasChosenOwner { show(Self.home(of: context.roles)) }
        narrowToHolder(of: context.user)
    }

    // MARK: What was read

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        if user != context.user { narrowToHolder(of: context.user) }
        if causesRead.take(result), var read = causesRead.value {
            read.update { $0.dueAt = context.due(since: $0.row.oldest, flow: $0.work?.flow) }
            causes.adopt(read)
        }
        // Rows that only another question brought up, a longer page or another filter, were there before.
        let isOther = rowsRead.valueOf != nil && !rowsRead.isCurrent
        if rowsRead.take(result), var read = rowsRead.value {
            read.update { $0.dueAt = context.due(since: $0.row.openedAt, flow: $0.row.flow) }
            rows.adopt(read, isOtherQuestion: isOther)
        }
        return takeMarks(result)
    }

    /// The filter as the state can answer it: the names of faults as people say them are not stored.
    private static func storedText(_ filter: String) -> String {
        let words = filter.lowercased()
        return words.isEmpty || titles.contains { $0.contains(words) } ? "" : filter
    }

    private static let titles = FaultCode.allCases.map { $0.title.lowercased() }

    /// What all that match the list row by row have in common, for the state.
    var matching: ExceptionFilter { rowsRead.reading.filter }

    // MARK: Another question

    /// Shows another role's queue: nothing is new in it, and the cursor is at the top.
    private mutating func show(_ owner: Role?) {
        self.owner = owner
        causesRead = Awaited(CausesReading(owner: owner))
        causes.startOver()
        restartRows()
    }

    private mutating func restartRows() {
        rowsRead = Awaited(
            ExceptionsReading(
                owner: owner, cause: cause, text: Self.storedText(rows.filter.text), holder: holder.filter(for: user)))
        rows.startOver()
    }

    /// Shows the rows of somebody, nobody or anybody.
    mutating func show(_ holder: QueueSpecification.Holder, in context: ScreenContext) {
        self.holder = holder
        narrowToHolder(of: context.user)
        restartRows()
    }

    private mutating func narrowToHolder(of user: String) {
        self.user = user
        rowsRead.reading.holder = holder.filter(for: user)
        switch holder {
        case .anybody: causes.setCondition(nil)
        case .me: causes.setCondition { $0.holders.contains(user) }
        case .nobody: causes.setCondition { $0.work?.isPartlyFree ?? true }
        }
    }

    /// Groups the rows by their cause, or shows them one by one.
    mutating func regroup() {
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
    mutating func showNextRole(_ roles: Set<Role>) {
        let order: [Role?] = Self.owners.filter(roles.contains) + [nil] + Self.owners.filter { !roles.contains($0) }
        let place = order.firstIndex(of: owner) ?? -1
        hasChosenOwner = true
        show(order[(place + 1) % order.count])
    }

    // MARK: The list on screen

    /// Does something to the list on screen, and asks the state for what its filter says then.
    mutating func changeList<Value>(_ body: (inout any ShownList) -> Value) -> Value {
        var list: any ShownList = isGrouped ? causes : rows
        let value = body(&list)
        if let changed = list as? RowList<QueueCause> { causes = changed }
        if let changed = list as? RowList<QueueRow> { rows = changed }
        rowsRead.reading.text = Self.storedText(rows.filter.text)
        return value
    }

    /// Near the end of what was read, more is read.
    mutating func readOnNearEnd() {
        guard !isGrouped, isPartial, rows.cursor.index >= rows.shown.count - 50 else { return }
        rowsRead.reading.limit += ExceptionsReading.page
    }

    mutating func reveal(in context: ScreenContext) {
        let height = QueueLayout(context.body).list.height
        causes.reveal(height: height)
        rows.reveal(height: height)
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

    func draw(into surface: inout Surface, in context: ScreenContext) {
        surface.draw(QueueView(screen: self, context: context))
    }
}

/// A list on screen, whatever its rows are.
protocol ShownList {
    mutating func press(_ key: Key) -> Bool
    mutating func type(_ event: InputEvent)
    mutating func move(_ move: ListMove, page: Int)
    mutating func point(to number: Int) -> Bool
    mutating func perform(_ action: ConsoleAction) -> Bool
    mutating func back() -> Bool
}

extension RowList: ShownList {}
