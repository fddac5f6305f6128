import SyncModel
import SyncStore
import Terminal

extension QueueScreen {
    static let causeColumns: [ListColumn<QueueCause>] = [
        ListColumn("OPEN", .fixed(5), .trailing, by: \.open) { row, _ in Span(row.open.grouped, .strong) },
        ListColumn("VALUE", .fixed(11), .trailing, by: \.value) { row, _ in Span("\(row.value)", .money) },
        ListColumn("OLDEST", .fixed(6), .trailing, by: \.oldest) { row, context in Span(context.age(row.oldest)) },
        ListColumn("DUE", .fixed(6), .trailing, priority: 1, by: { $0.dueAt ?? .distantFuture }) { row, context in
            dueSpan(row.dueAt, in: context)
        },
        ListColumn("CAUSE", .fixed(17), by: \.code.title) { row, context in
            Span(row.code.title, style(of: row.code, in: context))
        },
        ListColumn("WHAT", .flexible(min: 10, weight: 2), by: { FixTarget($0.row).subject }) { row, _ in
            Span(FixTarget(row.row).subject, .strong)
        },
        ListColumn("DESCRIPTION", .flexible(min: 14, weight: 3), priority: 3, by: \.description) { row, _ in
            Span(FixTarget(row.row).remark)
        },
        ListColumn("WHO", .fixed(8), priority: 1, by: { $0.holders.first ?? "" }) { row, context in
            whoSpan(row.holders, watchers: context.watchers(of: Presence.place(ofCause: row.row.cause)))
        },
        ListColumn("SAID", .fixed(4), .trailing, priority: 2, by: { $0.work?.comments ?? 0 }) { row, _ in
            saidSpan(row.work?.comments ?? 0)
        },
        ListColumn("FLOW", .flexible(min: 12), priority: 5, by: { $0.work?.flow ?? "" }) { row, _ in
            Span(row.work?.flow.rawValue ?? "", .dim)
        }.cutInMiddle,
        ListColumn("FOR", .fixed(11), priority: 4, by: \.owner.rawValue) { row, _ in Span(row.owner.rawValue, .dim) },
    ]

    static let rowColumns: [ListColumn<QueueRow>] = [
        ListColumn("AGE", .fixed(6), .trailing, by: \.openedAt) { row, context in Span(context.age(row.openedAt)) },
        ListColumn("DUE", .fixed(6), .trailing, priority: 1, by: { $0.dueAt ?? .distantFuture }) { row, context in
            dueSpan(row.dueAt, in: context)
        },
        ListColumn("VALUE", .fixed(10), .trailing, by: \.value) { row, _ in Span("\(row.value)", .money) },
        ListColumn("CAUSE", .fixed(17), by: \.fault.code.title) { row, context in
            Span(row.fault.code.title, style(of: row.fault.code, in: context))
        },
        ListColumn("ITEM", .fixed(10), by: \.item) { row, _ in Span(row.item, .strong) },
        ListColumn("DESCRIPTION", .flexible(min: 10, weight: 3), priority: 2, by: \.description) { row, _ in
            Span(row.description)
        },
        ListColumn("QTY", .fixed(5), .trailing, priority: 3) { row, _ in Span(row.quantity) },
        ListColumn("UNIT", .fixed(4), priority: 3, by: \.unit) { row, _ in Span(row.unit) },
        ListColumn("WHERE", .flexible(min: 7), priority: 4, by: \.location) { row, _ in Span(row.location) },
        ListColumn("LANE", .fixed(10), priority: 6, by: { $0.standing?.holds?.others.count ?? 0 }) { row, _ in
            Span(row.standing?.word ?? "", .statusHeld)
        },
        ListColumn("WHO", .fixed(8), priority: 1, by: { $0.row.claimedBy ?? "" }) { row, context in
            whoSpan(
                row.claimedBy.map { [$0] } ?? [], watchers: context.watchers(of: Presence.place(ofCause: row.row.cause))
            )
        },
        ListColumn("SAID", .fixed(4), .trailing, priority: 2, by: \.remarks) { row, _ in saidSpan(row.remarks) },
    ]

    /// What a person of this role can mend stands out; what another has to is quiet.
    private static func style(of code: FaultCode, in context: ScreenContext) -> Style {
        context.roles.contains(code.owner) || context.roles.contains(.supervisor) ? .statusWarning : .text
    }

    /// `LATE`, or how long there is.
    static func dueSpan(_ due: UTCTime?, in context: ScreenContext) -> Span {
        guard let due else { return Span("-", .dim) }
        guard due > context.now else { return Span("LATE", .statusCritical) }
        return Span(due.elapsed(since: context.now).spoken)
    }

    /// Who has it; else, in brackets, who looks at it.
    private static func whoSpan(_ holders: [String], watchers: [String]) -> Span {
        guard let first = holders.first else {
            return watchers.first.map { Span("(\($0))", .statusInfo) } ?? Span("-", .dim)
        }
        return Span(holders.count > 1 ? "\(first)+\(holders.count - 1)" : first, .statusHeld)
    }

    private static func saidSpan(_ comments: Int) -> Span {
        comments == 0 ? Span("") : Span(comments.grouped, .statusInfo)
    }
}

extension UTCTime {
    /// Behind all that has a time.
    fileprivate static let distantFuture = UTCTime(milliseconds: .max)
}
