import Control
import SyncModel
import SyncStore
import Terminal

extension ApprovalsScreen {
    static let columns: [ListColumn<ListedApproval>] = [
        ListColumn("NO", .fixed(4), .trailing, priority: 1, by: \.row.id.rawValue) { listed, _ in
            Span(listed.row.id.description, .dim)
        },
        ListColumn("AGE", .fixed(6), .trailing, by: \.row.askedAt) { listed, context in
            Span(context.age(listed.row.askedAt))
        },
        ListColumn("WHO", .fixed(9), by: \.row.maker) { listed, _ in Span(listed.row.maker, .strong) },
        ListColumn("WHAT", .flexible(min: 28, weight: 3), by: \.row.proposal.words) { listed, _ in
            Span(listed.row.proposal.words)
        },
        ListColumn("WHY", .flexible(min: 18, weight: 2), priority: 5) { listed, _ in Span(listed.row.note.why) },
        ListColumn("ROWS", .fixed(5), .trailing, by: \.row.proposal.impact.rows) { listed, _ in
            Span(listed.row.proposal.impact.rows.grouped)
        },
        ListColumn("WORTH", .fixed(11), .trailing, by: \.row.proposal.impact.value.cents) { listed, _ in
            Span(Wording.worth(listed.row.proposal.impact.value), .money)
        },
        ListColumn("VOID IN", .fixed(7), .trailing, priority: 2, by: \.row.expiresAt) { listed, context in
            guard !listed.row.isUnlimited else { return Span("never", .dim) }
            let left = listed.row.expiresAt.elapsed(since: context.now)
            return Span(left > .zero ? left.spoken : "now", left < .seconds(3600) ? .statusWarning : .dim)
        },
        ListColumn("FOR", .fixed(6), by: \.standing) { listed, context in
            switch listed.standing {
            case .decide: Span("you", .strong)
            case .own: Span("others", .dim)
            case .others where listed.row.barred.contains(context.user): Span("others", .dim)
            case .others: Span(listed.row.approvers.map(\.rawValue).sorted().first ?? "others", .dim)
            case .ended: Span("")
            }
        },
    ]

    static let endedColumns: [ListColumn<ListedApproval>] = [
        ListColumn("NO", .fixed(4), .trailing, by: \.row.id.rawValue) { listed, _ in
            Span(listed.row.id.description, .dim)
        },
        ListColumn("BECAME", .fixed(9), by: \.row.state.rawValue) { listed, _ in
            Span(listed.row.state.rawValue, listed.row.state.style)
        },
        ListColumn("AGO", .fixed(6), .trailing) { listed, context in
            Span(listed.row.decidedAt.map { context.age($0) } ?? "")
        },
        ListColumn("BY", .fixed(9), by: \.row.decidedBy.orEmpty) { listed, _ in
            Span(listed.row.decidedBy.orEmpty, .strong)
        },
        ListColumn("ASKED BY", .fixed(9), priority: 2, by: \.row.maker) { listed, _ in Span(listed.row.maker) },
        ListColumn("WHAT", .flexible(min: 16, weight: 3), by: \.row.proposal.words) { listed, _ in
            Span(listed.row.proposal.words)
        },
        ListColumn("WORTH", .fixed(11), .trailing, by: \.row.proposal.impact.value.cents) { listed, _ in
            Span(Wording.worth(listed.row.proposal.impact.value), .money)
        },
        ListColumn("REASON", .flexible(min: 14, weight: 2), priority: 3) { listed, _ in
            Span(listed.row.decision.orEmpty)
        },
    ]
}

extension String? {
    fileprivate var orEmpty: String { self ?? "" }
}

extension ConsoleAction {
    static let approve = ConsoleAction(
        "approve", keys: [.character("a")], sentence: "Approve the marked requests, or this one, as they are shown",
        isCommand: true, right: .approve)
    static let reject = ConsoleAction(
        "reject", keys: [.character("x")], label: "turn down",
        sentence: "Turn the marked requests down, or this one, with a reason", isCommand: true, right: .approve)
    static let withdraw = ConsoleAction(
        "withdraw", keys: [.character("w")], label: "take back",
        sentence: "Take your own request back before anybody has decided", isCommand: true, right: .withdraw)
    static let decided = ConsoleAction(
        "decided", keys: [.tab], sentence: "What was decided, by whom and why; or what waits", isCommand: true)
    static let lookedAt = ConsoleAction(
        "looked", keys: [.enter], label: "seen", sentence: "Say that you have read it as it is now")
}

extension Place {
    static let approvals = Place(
        name: "approvals", title: "Approvals", sentence: "What others ask for and somebody has to approve",
        actions: [
            .open, .approve, .reject, .unmask, .mark, .markAll, .withdraw, .decided, .filter, .sort, .reverse,
            .acknowledge,
        ], coach: .approvals)
    static let endedApprovals = Place(
        name: "decided", title: "What was decided", sentence: "What became of each request, latest first",
        actions: [.open, .decided, .filter, .sort, .reverse, .acknowledge, .back])
    static let approval = Place(
        name: "approval", title: "Request", sentence: "One request: who, why, what it touches, and its whole change",
        actions: [.lookedAt, .approve, .reject, .unmask, .withdraw, .back])
}

extension RootScreen {
    static let approvals = RootScreen(
        name: "approvals", sentence: "What waits for approval, yours to decide first", key: "6",
        places: [.approvals, .endedApprovals, .approval, .approve],
        commands: [
            PromptCommand(name: "request", sentence: "Open the request of a number") { number, _ in
                guard let id = Int64(number) else { return [.say("Which request? For instance :request 12.")] }
                return [.open(ApprovalScreen(ApprovalID(rawValue: id)))]
            }
        ]
    ) { ApprovalsScreen(in: $0) }
}
