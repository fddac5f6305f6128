import Measures
import SyncModel
import SyncStore
import Terminal

/// The columns of the crosswalk's lists.
enum CrosswalkColumns {
    typealias Column = ListColumn<CrosswalkListRow>

    static func of(_ view: CrosswalkView) -> [Column] {
        switch view {
        case .items: [code("CODE"), item, unitWhereNone, description, dates, used, last, source, author, age]
        case .units: [code("WORD"), holdsFor, means("UNIT", 6), pack, description, dates, used, last, source, author]
        case .locations:
            [code("LOCATION"), means("TAKEN FROM, CHARGED TO", 24), dates, used, last, source, author, age]
        case .codes: [table, code("CODE"), means("MEANS", 14), dates, used, last, source, author, age]
        case .unused: [kind, code("CODE"), means("MEANS", 14), description, last, used, source, author, age]
        case .packs:
            [
                Column("ITEM", .fixed(10), by: { $0.pack?.item ?? "" }) { row, _ in Span(row.pack?.item ?? "", .strong)
                },
                Column("PACK", .flexible(min: 16), by: { $0.pack?.factor.description ?? "" }) { row, _ in
                    Span(row.pack?.factor.description ?? "")
                }, description, author, age,
            ]
        case .missed: missed
        case .changes: changes
        }
    }

    // MARK: Entries

    private static func code(_ title: String) -> Column {
        Column(title, .flexible(min: 10), by: { $0.key?.code ?? "" }) { row, _ in
            let code = row.key?.code ?? ""
            return Span(code.isEmpty ? "(none)" : code, .strong)
        }
    }

    /// What it says just now.
    private static func means(_ title: String, _ width: Int) -> Column {
        Column(title, .flexible(min: width, weight: 2), by: { $0.entry?.content.mapping?.meaning ?? "" }) {
            row, context in
            guard let meaning = row.entry?.content.mapping(at: context.now)?.meaning else {
                return Span("nothing now", .statusHeld)
            }
            return Span(meaning)
        }
    }

    private static let item = Column("ITEM", .fixed(10), by: { $0.entry?.content.mapping?.namedItem ?? "" }) {
        row, context in
        row.entry?.content.mapping(at: context.now)?.namedItem.map { Span($0) } ?? Span("nothing", .statusHeld)
    }
    /// The unit where the sender names none.
    private static let unitWhereNone = Column("UNIT", .fixed(4), priority: 3) { row, context in
        guard case .mapItem(let mapping)? = row.entry?.content.mapping(at: context.now) else { return Span("") }
        return Span(mapping.defaultUnit?.rawValue ?? "", .dim)
    }
    private static let kind = Column("KIND", .fixed(8), by: { $0.key?.kind.rawValue ?? "" }) { row, _ in
        Span(row.key.map { $0.kind.table?.rawValue ?? $0.kind.rawValue } ?? "", .dim)
    }
    private static let table = Column("TABLE", .fixed(15), by: { $0.key?.kind.table?.rawValue ?? "" }) { row, _ in
        Span(row.key?.kind.table?.rawValue ?? "", .dim)
    }
    private static let holdsFor = Column("FOR", .fixed(10), by: { $0.key?.item ?? "" }) { row, _ in
        let item = row.key?.item ?? ""
        return item.isEmpty ? Span("every item", .dim) : Span(item)
    }
    private static let pack = Column("PACK", .flexible(min: 13), priority: 2) { row, _ in
        Span(row.entry?.content.factor?.description ?? "", .dim)
    }
    private static let description = Column(
        "DESCRIPTION", .flexible(min: 14, weight: 4), priority: 2, by: \.description
    ) { row, _ in Span(row.description) }
    private static let dates = Column("DATES", .fixed(16), priority: 1) { row, context in
        row.entry?.dates(in: context) ?? Span("")
    }
    private static let used = Column(
        "USED", .fixed(8), .trailing, priority: 1, by: { $0.entry?.use?.count ?? 0 }
    ) { row, _ in row.entry?.use.map { Span($0.count.grouped) } ?? Span("-", .dim) }
    private static let last = Column(
        "LAST", .fixed(6), .trailing, by: { $0.entry?.use?.lastAt.milliseconds ?? 0 }
    ) { row, context in row.entry?.use.map { Span(context.age($0.lastAt), .dim) } ?? Span("never", .statusHeld) }
    private static let source = Column("SOURCE", .flexible(min: 8), priority: 3, by: { $0.key?.source.rawValue ?? "" })
    {
        row, _ in Span(row.key?.source.rawValue ?? "", .dim)
    }
    private static let author = Column("BY", .fixed(8), priority: 4, by: \.author) { row, _ in Span(row.author, .dim) }
    private static let age = Column(
        "CHANGED", .fixed(7), .trailing, priority: 5, by: { $0.changedAt?.milliseconds ?? 0 }
    ) { row, context in Span(row.changedAt.map { context.age($0) } ?? "", .dim) }

    // MARK: Others

    private static let missed = [
        Column("MISSED", .fixed(8), .trailing, by: { $0.missed?.seen ?? 0 }) { row, _ in
            Span((row.missed?.seen ?? 0).grouped, .strong)
        },
        Column("WAIT", .fixed(7), .trailing, by: { $0.missed?.cause.open ?? 0 }) { row, _ in
            let open = row.missed?.cause.open ?? 0
            return open > 0 ? Span(open.grouped, .statusWarning) : Span("-", .dim)
        },
        Column("WORTH", .fixed(11), .trailing, priority: 1, by: { $0.missed?.cause.value.cents ?? 0 }) { row, _ in
            let value = row.missed?.cause.value ?? .zero
            return value == .zero ? Span("-", .dim) : Span("\(value)", .money)
        },
        Column("CAUSE", .fixed(17), by: { $0.missed?.cause.code.title ?? "" }) { row, _ in
            Span(row.missed?.cause.code.title ?? "")
        },
        Column("WHAT", .flexible(min: 12), by: { $0.missed.map { FixTarget($0.cause).subject } ?? "" }) { row, _ in
            Span(row.missed.map { FixTarget($0.cause).subject } ?? "", .strong)
        },
        Column("DESCRIPTION", .flexible(min: 12, weight: 3), priority: 2) { row, _ in
            Span(row.missed?.cause.description ?? "")
        },
    ]

    private static let changes = [
        Column("DAY", .fixed(10), priority: 1) { row, context in
            Span(row.change.map { $0.at.advanced(by: .seconds(context.utcOffset)).date } ?? "", .dim)
        },
        Column("TIME", .fixed(8)) { row, context in Span(row.change.map { context.time($0.at) } ?? "") },
        Column("WHO", .fixed(9), by: \.author) { row, _ in Span(row.author, .strong) },
        Column("ENTRY", .flexible(min: 18, weight: 2), by: { $0.key?.words ?? "" }) { row, _ in
            Span(row.key?.words ?? "")
        },
        Column("FROM", .flexible(min: 10, weight: 2), priority: 2) { row, context in
            Span(row.change?.before.words(day: context.day) ?? "nothing", .dim)
        },
        Column("TO", .flexible(min: 10, weight: 2)) { row, context in
            Span(row.change?.after.words(day: context.day) ?? "nothing")
        },
    ]
}

extension CrosswalkListRow {
    var entry: CrosswalkRow? { if case .entry(let row) = self { row } else { nil } }
    var pack: PackRow? { if case .pack(let row) = self { row } else { nil } }
    var missed: MissedCode? { if case .missed(let code) = self { code } else { nil } }
    var change: CrosswalkChange? { if case .change(let change) = self { change } else { nil } }

    var description: String { entry?.description ?? pack?.description ?? "" }
    var author: String { entry?.author ?? pack?.author ?? change?.author ?? "" }
    var changedAt: UTCTime? { entry?.changedAt ?? pack?.changedAt ?? change?.at }
}

extension CrosswalkRow {
    /// When it begins or ends, as far as that is still to come or was.
    func dates(in context: ScreenContext) -> Span {
        guard !content.steps.isEmpty else { return Span("") }
        let now = content.mapping(at: context.now)
        if let end = content.end(after: context.now) {
            return Span(now == nil ? "from \(context.day(end))" : "until \(context.day(end))", .statusInfo)
        }
        guard let last = content.steps.last else { return Span("") }
        return now == nil
            ? Span("ended \(context.day(last.from))", .statusHeld) : Span("since \(context.day(last.from))", .dim)
    }
}

extension ScreenContext {
    /// A day as people here say it.
    func day(_ moment: UTCTime) -> String { moment.day { _ in utcOffset } }

    /// The beginning of a day that somebody typed; `nil` where it is none.
    func day(_ words: String) -> UTCTime? {
        switch words.lowercased() {
        case "now": now
        case "today": UTCTime(day: now.advanced(by: .seconds(utcOffset)).date) { _ in utcOffset }
        default: UTCTime(day: words) { _ in utcOffset }
        }
    }
}
