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
        if let cause, !isGrouped { spans.append(Span("  cause=\(cause)", .match)) }
        if !filter.isEmpty { spans.append(Span("  filter=\(filter)", .match)) }
        return spans
    }

    func counts(in context: ScreenContext) -> [Span] {
        if isGrouped {
            guard causes.rows != nil else { return [] }
            let shown = causes.shown
            let open = shown.reduce(0) { $0 + $1.open }
            let value = shown.reduce(Money.zero) { $0 + $1.value }
            let spans = [
                Span("\(open.grouped) open, \(Wording.count(shown.count, "cause")), ", .breadcrumb),
                Span("\(value) ", .money),
            ]
            let oldest = shown.map(\.oldest).min().map { [Span(" oldest \(context.age($0)) ", .breadcrumb)] }
            return causes.freshSpans + spans + (oldest ?? [])
        }
        guard rows.rows != nil else { return [] }
        let value = rows.shown.reduce(Money.zero) { $0 + $1.value }
        let more = isPartial ? "first " : ""
        return rows.freshSpans + [
            Span("\(more)\(Wording.count(rows.shown.count, "row")), ", .breadcrumb), Span("\(value) ", .money),
        ]
    }
}

extension ConsoleAction {
    static let group = ConsoleAction(
        "group", keys: [.character("g")], sentence: "Group rows by their cause, or show them one by one",
        isCommand: true)
    /// Its command takes a role: see ``RootScreen/queue``.
    static let role = ConsoleAction(
        "next-role", keys: [.tab], label: "role", sentence: "Show another role's queue, or all")
}

extension Place {
    static let causes = Place(
        name: "causes", title: "Queue, by cause", sentence: "What waits for people, grouped by what mends it",
        actions: [.open] + FixDialog.all.map(\.action)
            + [
                .resubmitAll, .dismiss, .claim, .filter, .group, .role, .others, .sort, .reverse, .acknowledge,
            ], coach: .queue)
    static let rows = Place(
        name: "rows", title: "Queue, row by row", sentence: "What waits for people, row by row",
        actions: [.open] + FixDialog.all.map(\.action)
            + [
                .resubmit, .resubmitAll, .dismiss, .claim, .filter, .group, .role, .others, .stepAside, .sort,
                .reverse,
                .acknowledge,
            ], coach: .queue)
}

extension RootScreen {
    static let queue: RootScreen = RootScreen(
        name: "queue", sentence: "What waits for people, dearest first", key: "2",
        places: [.causes, .rows, .exception] + FixDialog.all.map(\.place),
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
