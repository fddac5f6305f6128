import Control
import SyncModel
import SyncStore
import Terminal

/// What waits for somebody's approval: looked at, marked, and decided exactly as it was shown.
struct ApprovalsScreen: ListScreen {
    let isHistory: Bool
    var pages: PagedRows<ApprovalsReading>
    var list: RowList<ListedApproval>
    private(set) var marks = ApprovalMarks()
    /// Those that aren't what was shown before: each has to be looked at again.
    private(set) var changed: Set<ApprovalID> = []
    /// What was shown of each.
    private var digests: [ApprovalID: String] = [:]
    /// The patient fields of what is under the cursor.
    private(set) var patient = ApprovalPatient()

    init(isHistory: Bool = false, in context: ScreenContext) {
        self.isHistory = isHistory
        pages = PagedRows(ApprovalsReading(user: context.user, roles: context.roles, isHistory: isHistory))
        list = RowList(isHistory ? Self.endedColumns : Self.columns)
    }

    var place: Place { isHistory ? .endedApprovals : .approvals }
    var readings: [any Reading] { pages.readings + (isHistory ? [] : patient.readings) }

    func name(in context: ScreenContext) -> String { isHistory ? "decided" : "Approvals" }

    func narrowing(in context: ScreenContext) -> [Span] {
        list.filter.isEmpty || list.isFiltering ? [] : [Span("  /\(list.filter.text)", .match)]
    }

    func counts(in context: ScreenContext) -> [Span] {
        guard !isHistory, let rows = list.rows else { return listCounts(in: context) }
        if !marks.isEmpty {
            return [Span("\(marks.count.grouped) marked, \(marks.value)  ", .mark)] + listCounts(in: context)
        }
        let mine = rows.filter { $0.standing == .decide }
        let own = rows.count { $0.standing == .own }
        var spans = [Span("\(mine.count.grouped) for you, ", mine.isEmpty ? .breadcrumb : .strong)]
        if own > 0 { spans.append(Span("\(own.grouped) of yours, ", .breadcrumb)) }
        return spans + listCounts(in: context)
    }

    func words(in context: ScreenContext) -> ListWords {
        if isHistory {
            return ListWords(
                what: "what was decided", nothing: "No decision",
                empty: "Nobody has decided about anything yet. What needs approval, the catalog's policies.yaml says.")
        }
        let mayDecide = context.refusal(for: .approve) == nil
        return ListWords(
            what: "the requests", nothing: "No request",
            empty: mayDecide
                ? "Nothing waits for approval. What comes shows up here; "
                    + "\(context.key(of: .decided)) shows what was decided."
                : "Nothing waits for approval. What you ask for and others have to approve shows up here; "
                    + "\(context.key(of: .decided)) shows "
                    + "what was decided.")
    }

    // MARK: What was read

    mutating func adapt(to context: ScreenContext) {
        pages.ask(ApprovalsReading(user: context.user, roles: context.roles, isHistory: isHistory))
    }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        takeRows(result)
        patient.take(result)
        patient.turn(to: list.selected?.row)
        guard !isHistory, let rows = list.rows else { return [] }
        let now = Dictionary(rows.map { ($0.row.id, $0.row.digest) }) { first, _ in first }
        let different = now.filter { id, digest in digests[id].map { $0 != digest } ?? false }.map(\.key)
        digests = now
        if pages.isComplete {
            marks.keep(Set(now.keys))
            changed.formIntersection(now.keys)
        }
        guard let first = different.min() else { return [] }
        changed.formUnion(different)
        marks.remove(different)
        return [.warn(ApprovalDecision.changed(first))]
    }

    /// What was decided isn't marked any more, and what had changed has to be looked at again.
    mutating func take(_ answer: Answer, in context: ScreenContext) -> [ScreenEffect] {
        patient.take(answer, at: context.now)
        guard case .done(_, .decided(let verdicts)) = answer else { return [] }
        marks.remove(verdicts.map(\.id))
        changed.formUnion(verdicts.filter { $0.outcome == .changed }.map(\.id))
        return []
    }

    // MARK: Keys

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        if list.press(key) { return [] }
        // Space pages elsewhere; where rows can be marked it marks.
        return key == .space && !isHistory ? mark(in: context) : nil
    }

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        list.move(move, page: ApprovalsLayout(context.body).list.height)
        pages.reach(list.cursor.index, of: list.shown.count)
        return []
    }

    mutating func reveal(in context: ScreenContext) {
        list.reveal(height: ApprovalsLayout(context.body).list.height)
        patient.turn(to: list.selected?.row)
    }

    mutating func cover() { patient.cover() }

    /// Why an action can't be done to one request.
    private func refusal(for action: ConsoleAction, of row: ApprovalRow?, in context: ScreenContext) -> String? {
        ApprovalDecision.refusal(
            for: action, row, hasChanged: row.map { changed.contains($0.id) } ?? false, in: context)
    }

    func refusal(for action: ConsoleAction, in context: ScreenContext) -> String? {
        switch action {
        case .approve, .reject:
            refusal(for: action, of: marks.rows.first ?? list.selected?.row, in: context)
        case .withdraw: refusal(for: action, of: list.selected?.row, in: context)
        case .unmask: patient.refusal(list.selected?.row)
        case .mark, .markAll: list.selected == nil ? "There is nothing here to mark." : nil
        default: nil
        }
    }

    /// Of what can be decided only what is possible here is shown.
    func isWorthShowing(_ action: ConsoleAction, in context: ScreenContext) -> Bool {
        switch action {
        case .withdraw: list.selected?.standing == .own
        case .unmask: list.selected.map { ApprovalPatient.isMasked($0.row) } ?? false
        case .approve, .reject, .mark, .markAll: context.refusal(for: .approve) == nil
        default: true
        }
    }

    private mutating func mark(in context: ScreenContext) -> [ScreenEffect] {
        guard let row = list.selected?.row else { return [.say("There is nothing to mark.")] }
        if !marks.contains(row.id) {
            if let refusal = context.refusal(for: .approve) { return [.warn(refusal)] }
            if let refusal = refusal(for: .approve, of: row, in: context) { return [.warn(refusal)] }
            guard marks.count < ApprovalMarks.most else {
                return [.warn("At most \(ApprovalMarks.most) are decided about at once.")]
            }
        }
        let parts = parts(besides: row, in: context)
        marks.toggle(row, with: parts)
        guard !parts.isEmpty, marks.contains(row.id) else { return move(.down, in: context) ?? [] }
        let key = context.key(of: .approve)
        return [.say("All \(parts.count + 1) parts of the import are marked: \(key) approves them as one.")]
    }

    /// The other requests that are parts of the same import and may be decided too.
    private func parts(besides row: ApprovalRow, in context: ScreenContext) -> [ApprovalRow] {
        guard let group = row.proposal.group, let rows = list.rows else { return [] }
        return rows.map(\.row).filter { other in
            other.id != row.id && other.maker == row.maker && other.proposal.group == group
                && refusal(for: .approve, of: other, in: context) == nil
        }
    }

    /// Marks what is shown and may be decided, or takes all marks off.
    private mutating func markAll(in context: ScreenContext) -> [ScreenEffect] {
        guard marks.isEmpty else {
            marks = ApprovalMarks()
            return [.say("No mark is left.")]
        }
        if let refusal = context.refusal(for: .approve) { return [.warn(refusal)] }
        let rows = list.shown.map(\.row).filter { refusal(for: .approve, of: $0, in: context) == nil }
        marks.set(to: rows)
        guard !marks.isEmpty else { return [.warn("Nothing here is yours to decide.")] }
        let cut = rows.count > marks.count ? ", the first of \(rows.count.grouped)" : ""
        return [
            .say(
                "Marked \(marks.count)\(cut), worth \(marks.value). "
                    + "\(ConsoleAction.approve.mark) approves them, \(ConsoleAction.reject.mark) turns them down.")
        ]
    }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        switch action {
        case .mark: return mark(in: context)
        case .markAll: return markAll(in: context)
        case .approve: return batch(in: context).map { [.open(ApproveScreen($0, patient: patient))] } ?? []
        case .reject: return batch(in: context).map { ApprovalDecision.reject($0) } ?? []
        case .withdraw: return list.selected.map { ApprovalDecision.withdraw($0.row) } ?? []
        case .unmask: return patient.ask()
        case .decided: return isHistory ? [.close] : [.open(ApprovalsScreen(isHistory: true, in: context))]
        case .open:
            if let id = list.selected?.row.id { changed.remove(id) }
            return performInList(action, in: context) ?? []
        default: return performInList(action, in: context) ?? []
        }
    }

    /// What is marked; the row under the cursor where nothing is, with all other parts of an import.
    private func batch(in context: ScreenContext) -> ApprovalBatch? {
        guard marks.isEmpty else { return ApprovalBatch(rows: marks.rows) }
        guard let row = list.selected?.row else { return nil }
        let rows = [row] + parts(besides: row, in: context).prefix(ApprovalMarks.most - 1)
        return ApprovalBatch(rows: rows.sorted { $0.id < $1.id })
    }

    func open(_ row: ListedApproval, in context: ScreenContext) -> [ScreenEffect] {
        [.open(ApprovalScreen(row.row, patient: patient))]
    }

    mutating func back(in context: ScreenContext) -> [ScreenEffect]? {
        if list.back() { return [] }
        guard !marks.isEmpty else { return nil }
        marks = ApprovalMarks()
        return [.say("No mark is left. \(context.key(of: .back)) again goes back.")]
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        surface.draw(ApprovalsView(screen: self, context: context))
    }
}
