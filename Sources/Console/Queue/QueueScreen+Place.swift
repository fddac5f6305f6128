import SyncModel
import SyncStore
import Terminal

extension QueueScreen {
    func name(in context: ScreenContext) -> String { "Queue" }

    func narrowing(in context: ScreenContext) -> [Span] {
        var spans = [
            Span("  \(isGrouped ? "by cause" : "row by row")", .dim),
            Span("  \(owner?.rawValue ?? "all roles")", .strong),
        ]
        if holder != .anybody { spans.append(Span("  \(holder.rawValue)", .match)) }
        if let cause, !isGrouped { spans.append(Span("  cause=\(cause)", .match)) }
        if !filter.isEmpty { spans.append(Span("  filter=\(filter)", .match)) }
        return spans
    }

    func counts(in context: ScreenContext) -> [Span] {
        guard isGrouped ? causes.rows != nil : rows.rows != nil else { return [] }
        let stale =
            problem != nil || context.stateProblem != nil
            ? [Span("can't be read now, as of before  ", .statusWarning)] : []
        return stale + markCounts + (isGrouped ? causeCounts(in: context) : rowCounts(in: context))
    }

    /// What is marked, and how much came since that would match.
    private var markCounts: [Span] {
        guard !marks.isEmpty else { return marks.lookup == nil ? [] : [Span("marking …  ", .mark)] }
        let newer = newSinceMarks
        let words = "\(marks.count.grouped) marked, \(marks.rows.value)"
        return [Span(newer > 0 ? "\(words); \(newer.grouped) new since  " : "\(words)  ", .mark)]
    }

    private func causeCounts(in context: ScreenContext) -> [Span] {
        let shown = causes.shown
        let open = shown.reduce(0) { $0 + $1.open }
        let value = shown.reduce(Money.zero) { $0 + $1.value }
        let spans = [
            Span("\(open.grouped) open, \(Wording.count(shown.count, "cause")), ", .breadcrumb),
            Span("\(value) ", .money),
        ]
        let late = shown.count { $0.dueAt.map { $0 <= context.now } ?? false }
        let due = late > 0 ? [Span(" \(late.grouped) late ", .statusCritical)] : []
        guard marks.isEmpty else { return causes.freshSpans(in: context) + due }
        let isNarrow = context.body.width < 110 && !(due.isEmpty && causes.freshCount == 0)
        guard !isNarrow, let oldest = shown.map(\.row.oldest).min() else {
            return causes.freshSpans(in: context) + spans + due
        }
        return causes.freshSpans(in: context) + spans + due + [Span(" oldest \(context.age(oldest)) ", .breadcrumb)]
    }

    private func rowCounts(in context: ScreenContext) -> [Span] {
        let value = rows.shown.reduce(Money.zero) { $0 + $1.value }
        let more = isPartial ? "first " : ""
        return rows.freshSpans(in: context) + [
            Span("\(more)\(Wording.count(rows.shown.count, "row")), ", .breadcrumb), Span("\(value) ", .money),
        ]
    }
}

extension Place {
    /// What both ways of showing the queue have behind their fixes.
    private static let listed: [ConsoleAction] = [
        .dismiss, .claim, .mark, .markAll, .assign, .comment, .filter, .group, .role, .views, .whose, .others,
    ]

    static let causes = Place(
        name: "causes", title: "Queue, by cause", sentence: "What waits for people, grouped by what mends it",
        actions: [.open] + FixDialog.all.map(\.action) + [.resubmitAll] + listed
            + [.sort, .reverse, .acknowledge, .release], coach: .queue)
    static let rows = Place(
        name: "rows", title: "Queue, row by row", sentence: "What waits for people, row by row",
        actions: [.open] + FixDialog.all.map(\.action) + [.resubmit, .resubmitAll] + listed
            + [.stepAside, .commentAll, .sort, .reverse, .acknowledge, .release], coach: .queue)
}

extension RootScreen {
    static let queue: RootScreen = RootScreen(
        name: "queue", sentence: "What waits for people, dearest first", key: "2",
        places: [.causes, .rows, .exception, .fixMany] + FixDialog.all.map(\.place),
        commands: [
            PromptCommand(
                name: "role", sentence: "Show a role's queue, or all", choices: ["all"] + Role.allCases.map(\.rawValue)
            ) { name, _ in
                if name == "all" || name.isEmpty { return [.show(.queue, QueueScreen(owner: nil))] }
                if let role = Role(rawValue: name) { return [.show(.queue, QueueScreen(owner: role))] }
                let roles = Role.allCases.map(\.rawValue).joined(separator: ", ")
                return [.say("There is no role \(name); there are \(roles).")]
            }
        ]
    ) { QueueScreen(owner: QueueScreen.home(of: $0.roles), hasChosenOwner: false) }
}
