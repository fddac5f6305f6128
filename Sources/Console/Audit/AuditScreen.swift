import SyncModel
import SyncStore
import Terminal

/// Who did what to what, latest first, and how far the chain of it has been checked.
struct AuditScreen: ListScreen {
    private let filter: AuditFilter
    var pages: PagedRows<AuditReading>
    var list = RowList<AuditEntry>(Self.columns, staysAtTop: true)
    private var chain = Awaited(ChainReading())

    init(_ filter: AuditFilter = AuditFilter()) {
        self.filter = filter
        pages = PagedRows(AuditReading(filter: filter))
    }

    var place: Place { .audit }
    var readings: [any Reading] { pages.readings + [chain.reading] }

    func name(in context: ScreenContext) -> String { "Audit" }

    func narrowing(in context: ScreenContext) -> [Span] {
        let words = filter.words
        return words.isEmpty ? [] : [Span("  \(words)", .match)]
    }

    func words(in context: ScreenContext) -> ListWords {
        ListWords(
            what: "the audit", nothing: "No record",
            empty: filter == AuditFilter()
                ? "Nobody has changed anything yet."
                : "No record is \(filter.words). f changes the filter.")
    }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        takeRows(result)
        _ = chain.take(result)
        return []
    }

    func open(_ row: AuditEntry, in context: ScreenContext) -> [ScreenEffect] { [] }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        if action == .narrow { return [.open(AuditFilterScreen(filter))] }
        return performInList(action, in: context) ?? []
    }

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        list.move(move, page: Self.parts(context.body).list.height)
        pages.reach(list.cursor.index, of: list.shown.count)
        return []
    }

    mutating func reveal(in context: ScreenContext) {
        list.reveal(height: Self.parts(context.body).list.height)
    }

    // MARK: Drawing

    /// The list, and the record under the cursor in full.
    private static func parts(_ body: Rect) -> (list: Rect, record: Rect) {
        let parts = body.splitBottom(body.height >= 14 ? 6 : 2)
        return (parts.rest, parts.bottom)
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        let (upper, lower) = Self.parts(surface.bounds)
        list.draw(into: &surface, in: upper, in: context, problem: pages.problem, words: words(in: context))
        surface.horizontalLine(at: lower.origin, length: lower.width)
        surface.area(lower.splitTop(1).rest) { area in
            area.put(chainSpans(in: context), at: Point(1, 0), limit: area.width - 2)
            guard let row = list.selected?.row else { return }
            let record = row.record
            area.put(
                [
                    Span("\(row.sequence.grouped) ", .dim), Span("\(record.at.date) \(context.time(record.at)) "),
                    Span("\(record.actor) ", .strong), Span("\(record.action) \(record.subject)"),
                ], at: Point(1, 1), limit: area.width - 2)
            area.draw(Paragraph(record.detail), in: Rect(x: 1, y: 2, width: area.width - 2, height: area.height - 3))
            area.put("hash \(row.hash)", at: Point(1, area.height - 1), style: .dim, limit: area.width - 2)
        }
    }

    private func chainSpans(in context: ScreenContext) -> [Span] {
        guard let chain = chain.value else { return [Span("Reading how far the chain was checked …", .dim)] }
        if let finding = chain.finding { return [Span("BROKEN  \(finding) Run tallyward verify.", .statusCritical)] }
        guard let checkedAt = chain.checkedAt, chain.checkedTo > 0 else {
            return [Span("Not checked yet: \(chain.records.grouped) records. The engine checks them by itself.", .dim)]
        }
        let rest = chain.records - chain.checkedTo
        let behind = rest > 0 ? ", \(rest.grouped) to go" : ""
        return [
            Span("WHOLE ", .statusOk),
            Span(
                "through record \(chain.checkedTo.grouped) of \(chain.records.grouped)\(behind), checked "
                    + "\(context.age(checkedAt)) ago"),
        ]
    }

    private static let columns: [ListColumn<AuditEntry>] = [
        ListColumn("RECORD", .fixed(9), .trailing, priority: 2) { entry, _ in
            Span(entry.row.sequence.grouped, .dim)
        },
        ListColumn("DAY", .fixed(10), priority: 1) { entry, _ in Span(entry.row.record.at.date, .dim) },
        ListColumn("TIME", .fixed(8)) { entry, context in Span(context.time(entry.row.record.at)) },
        ListColumn("WHO", .fixed(10), by: \.row.record.actor) { entry, _ in Span(entry.row.record.actor, .strong) },
        ListColumn("DID", .fixed(13), by: \.row.record.action) { entry, _ in Span(entry.row.record.action) },
        ListColumn("TO", .flexible(min: 14, weight: 2), by: \.row.record.subject) { entry, _ in
            Span(entry.row.record.subject)
        },
        ListColumn("PARTICULARS", .flexible(min: 14, weight: 4)) { entry, _ in Span(entry.row.record.detail) },
    ]
}

extension Int64 {
    /// With separators between thousands.
    fileprivate var grouped: String { Int(self).grouped }
}

extension AuditFilter {
    /// The filter in words; empty where nothing is narrowed.
    fileprivate var words: String {
        var parts: [String] = []
        if let actor { parts.append("by \(actor)") }
        if let action { parts.append(action) }
        if !subject.isEmpty { parts.append("about \(subject)") }
        if !text.isEmpty { parts.append("with \"\(text)\"") }
        if let since { parts.append("since \(since)") }
        if let until { parts.append("before \(until)") }
        if hasRoutine { parts.append("routine too") }
        return parts.joined(separator: ", ")
    }
}

/// Choosing which records are listed, in front of the list.
struct AuditFilterScreen: NarrowingScreen {
    private var words = Awaited(AuditWordsReading())
    var form: FieldForm

    init(_ filter: AuditFilter) {
        form = FieldForm([
            FieldForm.Field("who", hint: "everybody", text: filter.actor ?? ""),
            FieldForm.Field("did", hint: "anything", text: filter.action ?? ""),
            FieldForm.Field("to", hint: "a part of what it was done to", text: filter.subject),
            FieldForm.Field("text", hint: "in the subject or the particulars", text: filter.text),
            FieldForm.Field("since", hint: "2h, 3d, 2026-11-22", text: filter.since?.description ?? ""),
            FieldForm.Field("before", hint: "the same", text: filter.until?.description ?? ""),
            FieldForm.Field(
                "routine", hint: "left out", choices: ["listed too"], text: filter.hasRoutine ? "listed too" : ""),
        ])
    }

    var place: Place { .auditFilter }
    var question: String { "Which records" }
    var everything: ScreenEffect { .show(.audit, AuditScreen()) }
    var readings: [any Reading] { [words.reading] }

    func name(in context: ScreenContext) -> String { "filter" }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        guard words.take(result), let words = words.value else { return [] }
        form.setChoices(words.actors, of: "who")
        form.setChoices(words.actions, of: "did")
        return []
    }

    func narrowed(at now: UTCTime) throws(FieldForm.Refusal) -> ScreenEffect {
        var filter = AuditFilter(
            actor: form.given("who"), action: form.given("did"), subject: form.text("to"), text: form.text("text"),
            hasRoutine: form.given("routine") != nil)
        filter.since = try form.time("since", at: now)
        filter.until = try form.time("before", at: now)
        return .show(.audit, AuditScreen(filter))
    }
}

extension Place {
    static let audit = Place(
        name: "audit", title: "Audit", sentence: "Who did what to what, latest first",
        actions: [.narrow, .filter, .sort, .reverse, .acknowledge])
    static let auditFilter = Place(
        name: "auditFilter", title: "Which records", sentence: "Who, what, to what, and when", actions: [],
        hints: FieldForm.hints)
}

extension RootScreen {
    static let audit = RootScreen(
        name: "audit", sentence: "Who did what to what, and whether the chain is whole", key: "9",
        places: [.audit, .auditFilter]
    ) { _ in AuditScreen() }
}
