import SyncModel
import SyncStore
import Terminal

extension QueueScreen {
    static let causeColumns: [ListColumn<CauseRow>] = [
        ListColumn("OPEN", .fixed(5), .trailing, by: \.open) { row, _ in Span(row.open.grouped, .strong) },
        ListColumn("VALUE", .fixed(11), .trailing, by: \.value) { row, _ in Span("\(row.value)", .money) },
        ListColumn("OLDEST", .fixed(7), .trailing, by: \.oldest) { row, context in Span(context.age(row.oldest)) },
        ListColumn("CAUSE", .fixed(17), by: \.code.title) { row, context in
            Span(row.code.title, style(of: row.code, in: context))
        },
        ListColumn("WHAT", .flexible(min: 10, weight: 2), by: { FixTarget($0).subject }) { row, _ in
            Span(FixTarget(row).subject, .strong)
        },
        ListColumn("DESCRIPTION", .flexible(min: 14, weight: 3), priority: 2, by: \.description) { row, _ in
            Span(row.description)
        },
        ListColumn("FOR", .fixed(11), priority: 3, by: \.owner.rawValue) { row, _ in Span(row.owner.rawValue, .dim) },
    ]

    static let rowColumns: [ListColumn<QueueRow>] = [
        ListColumn("AGE", .fixed(6), .trailing, by: \.openedAt) { row, context in Span(context.age(row.openedAt)) },
        ListColumn("VALUE", .fixed(10), .trailing, by: \.value) { row, _ in Span("\(row.value)", .money) },
        ListColumn("CAUSE", .fixed(17), by: \.fault.code.title) { row, context in
            Span(row.fault.code.title, style(of: row.fault.code, in: context))
        },
        ListColumn("ITEM", .fixed(10), by: \.item) { row, _ in Span(row.item, .strong) },
        ListColumn("DESCRIPTION", .flexible(min: 10, weight: 3), priority: 2, by: \.description) { row, _ in
            Span(row.description)
        },
        ListColumn("QTY", .fixed(5), .trailing, priority: 1) { row, _ in Span(row.quantity) },
        ListColumn("UNIT", .fixed(4), priority: 1, by: \.unit) { row, _ in Span(row.unit) },
        ListColumn("WHERE", .flexible(min: 7), priority: 3, by: \.location) { row, _ in Span(row.location) },
        ListColumn("LANE", .fixed(10), priority: 5, by: { $0.standing?.holds?.others.count ?? 0 }) { row, _ in
            Span(row.standing?.word ?? "", .statusHeld)
        },
        ListColumn("WHO", .fixed(8), priority: 4) { row, _ in
            Span(row.claimedBy ?? "-", row.claimedBy == nil ? .dim : .statusHeld)
        },
    ]

    /// What a person of this role can mend stands out; what another has to is quiet.
    private static func style(of code: FaultCode, in context: ScreenContext) -> Style {
        context.roles.contains(code.owner) || context.roles.contains(.supervisor) ? .statusWarning : .text
    }
}
