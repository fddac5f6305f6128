import Control
import SyncModel
import Terminal

extension QueueScreen {
    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        if changeList({ $0.press(key) }) { return [] }
        // Space pages elsewhere; where rows can be marked it marks.
        return key == .space ? mark(in: context) : nil
    }

    mutating func paste(_ text: String, in context: ScreenContext) -> [ScreenEffect] {
        changeList { $0.type(.paste(text)) }
        return []
    }

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        let page = Table.visibleRows(height: QueueLayout(context.body).list.height)
        changeList { $0.move(move, page: page) }
        readOnNearEnd()
        return []
    }

    mutating func point(to row: Int, in context: ScreenContext) -> Bool { changeList { $0.point(to: row) } }

    mutating func back(in context: ScreenContext) -> [ScreenEffect]? {
        if changeList({ $0.back() }) { return [] }
        guard !marks.isEmpty else { return nil }
        marks.clear()
        return [.say("No mark is left. \(context.key(of: .back)) again goes back.")]
    }

    func refusal(for action: ConsoleAction, in context: ScreenContext) -> String? {
        guard marks.isEmpty else { return refusalOnMarks(action, in: context) }
        if action == .mark, target == nil { return "There is nothing here to mark." }
        return refusalOnCause(action, in: context)
    }

    func isWorthShowing(_ action: ConsoleAction, in context: ScreenContext) -> Bool {
        if action == .stepAside { return standing?.holds != nil }
        guard FixDialog.all.contains(where: { $0.action == action }) else { return true }
        if !marks.isEmpty { return refusalOnMarks(action, in: context) == nil }
        return target.flatMap { FixDialog.mending($0.fault.code) }?.action == action
    }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        switch action {
        case .open: return target.map { [.open(ExceptionScreen($0))] } ?? [.say("Nothing waits here.")]
        case .group: regroup()
        case .role: showNextRole(context.roles)
        case .whose: return showNextHolder(in: context)
        case .mark: return mark(in: context)
        case .markAll: return markAll()
        case .views: return [.open(SavedViewsScreen(specification, user: context.user))]
        default:
            if let effects = performOnMarks(action, in: context) { return effects }
            if let effects = performOnCause(action, in: context) { return effects }
            _ = changeList { $0.perform(action) }
        }
        return []
    }

    private mutating func showNextHolder(in context: ScreenContext) -> [ScreenEffect] {
        let all = QueueSpecification.Holder.allCases
        let next = all[((all.firstIndex(of: holder) ?? 0) + 1) % all.count]
        show(next, in: context)
        return [.say(next == .anybody ? "Rows of all, whoever works on them." : "Only what is \(next.words).")]
    }
}

extension ConsoleAction {
    static let group = ConsoleAction(
        "group", keys: [.character("g")], sentence: "Group rows by their cause, or show them one by one",
        isCommand: true)
    /// Its command takes a role: see ``RootScreen/queue``.
    static let role = ConsoleAction(
        "next-role", keys: [.tab], label: "role", sentence: "Show another role's queue, or all")
    static let whose = ConsoleAction(
        "whose", keys: [.character("H")], label: "whose", sentence: "Only what you took on, what nobody did, or all",
        isCommand: true)
    static let views = ConsoleAction(
        "views", keys: [.character("v")], sentence: "Go to a view that is kept, or keep this one", isCommand: true)
}
