import Measures
import SyncModel
import SyncStore
import Terminal

/// The parts of the crosswalk's screen.
struct CrosswalksLayout {
    let lists: Rect
    let list: Rect
    /// The row under the cursor in full.
    let record: Rect

    init(_ body: Rect) {
        let parts = body.splitTop(1)
        lists = parts.top
        let lower = parts.rest.splitBottom(body.height >= 14 ? 6 : 3)
        (list, record) = (lower.rest, lower.bottom)
    }
}

/// The lists by their names, the rows, and the row under the cursor in full.
struct CrosswalksView: Widget {
    let screen: CrosswalksScreen
    let context: ScreenContext

    func draw(into surface: inout Surface) {
        let layout = CrosswalksLayout(surface.bounds)
        surface.put(names(within: layout.lists.width - 2), at: Point(1, 0), limit: layout.lists.width - 2)
        screen.list.draw(
            into: &surface, in: layout.list, in: context, problem: screen.pages.problem,
            words: screen.words(in: context))
        surface.horizontalLine(at: layout.record.origin, length: layout.record.width)
        surface.area(layout.record.splitTop(1).rest) { area in
            for (row, line) in record.prefix(area.height).enumerated() {
                area.put(line, at: Point(1, row), limit: area.width - 2)
            }
        }
    }

    /// The lists, with how much each holds where there is room for that.
    private func names(within width: Int) -> [Span] {
        func spans(counted: Bool) -> [Span] {
            CrosswalkView.allCases.flatMap { view -> [Span] in
                let count = counted ? count(of: view).map { " \($0.grouped)" } ?? "" : ""
                let isShown = view == screen.view
                return [
                    Span(isShown ? "[\(view.title)\(count)]" : " \(view.title)\(count) ", isShown ? .strong : .dim),
                    Span(" "),
                ]
            }
        }
        let counted = spans(counted: true)
        return counted.reduce(0) { $0 + DisplayWidth.of($1.text) } <= width ? counted : spans(counted: false)
    }

    private func count(of view: CrosswalkView) -> Int? {
        guard let counts = screen.counts.value else { return nil }
        if view == .packs { return counts.packs }
        if view == .codes {
            return counts.entries.reduce(0) { $0 + ($1.key.table == nil ? 0 : $1.value) }
        }
        return view.kind.flatMap { counts.entries[$0] }
    }

    private var record: [[Span]] {
        switch screen.list.selected {
        case .entry(let row)?: entry(row)
        case .pack(let row)?:
            [
                [Span(row.factor.description, .strong), Span("  for \(row.item) \(row.description)")],
                [Span("written \(context.age(row.changedAt)) ago by \(row.author)", .dim)],
                [
                    Span("\(context.key(of: .open)) shows the item with all its packs   ", .dim),
                    Span("\(context.key(of: .revise)) changes this one", .dim),
                ],
            ]
        case .missed(let code)?: missed(code)
        case .change(let change)?: ChangeLines.of(change, in: context)
        case nil: []
        }
    }

    private func entry(_ row: CrosswalkRow) -> [[Span]] {
        var lines = [
            [Span(row.key.words, .strong), Span(row.description.isEmpty ? "" : "   \(row.description)")],
            [Span("Says    ", .dim), Span(row.content.words(day: context.day) ?? "nothing")],
            [Span("Used    ", .dim)] + EntryLines.use(row, since: screen.counts.value?.countedSince, in: context),
            [
                Span("Written ", .dim),
                Span("\(context.age(row.changedAt)) ago by \(row.author), \(Wording.count(row.version, "time"))"),
            ],
        ]
        let keys = [(ConsoleAction.open, "shows its history"), (.revise, "changes it"), (.endEntry, "ends it")]
        lines.append([Span(keys.map { "\(context.key(of: $0.0)) \($0.1)" }.joined(separator: "   "), .dim)])
        return lines
    }

    private func missed(_ code: MissedCode) -> [[Span]] {
        let cause = code.cause
        let mended = "Nothing waits for it any more. \(context.key(of: .open)) shows what the crosswalk says of it now"
        let deed = FixDialog.mending(cause.code)?.deed ?? "shows them"
        let waiting = "\(context.key(of: .open)) \(deed)   \(context.key(of: .others)) lists what waits"
        return [
            [
                Span(cause.code.title, .statusWarning), Span("  \(FixTarget(cause).subject)", .strong),
                Span("  \(cause.description)"),
            ],
            [Span(cause.fault.detail)],
            [
                Span("Missed  ", .dim), Span("\(Wording.count(code.seen, "time")) so far; "),
                Span(cause.open > 0 ? "\(cause.open.grouped) wait, worth " : "none waits"),
                Span(cause.open > 0 ? "\(cause.value)" : "", .money),
            ],
            [Span(cause.open > 0 ? waiting : mended, .dim)],
        ]
    }
}

/// How a change is told.
enum ChangeLines {
    static func of(_ change: CrosswalkChange, in context: ScreenContext) -> [[Span]] {
        var who = [
            Span("\(change.at.advanced(by: .seconds(context.utcOffset)).date) \(context.time(change.at)) ", .dim),
            Span(change.author, .strong),
        ]
        if let approver = change.approver { who.append(Span(", approved by \(approver)")) }
        if let undone = change.undoes { who.append(Span(", takes change \(undone) back", .statusHeld)) }
        who.append(Span("   change \(change.id)", .dim))
        var lines = [
            who, [Span("  from  ", .dim), Span(change.before.words(day: context.day) ?? "nothing")],
            [Span("  to    ", .dim), Span(change.after.words(day: context.day) ?? "nothing")],
        ]
        if !change.why.isEmpty { lines.append([Span("  why   ", .dim), Span(change.why)]) }
        if let command = change.command { lines.append([Span("  by    ", .dim), Span("command \(command)", .dim)]) }
        return lines
    }
}

/// What is told of an entry in several places.
enum EntryLines {
    static func use(_ row: CrosswalkRow, since: UTCTime?, in context: ScreenContext) -> [Span] {
        let counted = since.map { "counted since \(context.day($0).prefix(10))" } ?? "nothing was counted yet"
        guard let use = row.use else { return [Span("never", .statusHeld), Span(", \(counted)", .dim)] }
        return [
            Span("\(Wording.count(use.count, "time")), last \(context.age(use.lastAt)) ago"),
            Span(", \(counted)", .dim),
        ]
    }
}
