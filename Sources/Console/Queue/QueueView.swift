import SyncModel
import SyncStore
import Terminal

/// The work queue: the list, and what is under the cursor in a few lines.
struct QueueView: Widget {
    let model: ConsoleModel

    private var screen: QueueScreen { model.queueScreen }

    func draw(into surface: inout Surface) {
        let layout = QueueLayout(surface.bounds)
        let isEmpty = screen.isGrouped ? screen.shownCauses.isEmpty : screen.shownRows.isEmpty
        if isEmpty {
            surface.draw(Paragraph(emptySentence, style: .dim), in: surface.bounds.inset(columns: 2, rows: 1))
            return
        }
        surface.draw(screen.isGrouped ? causes : rows, in: layout.list)
        if !layout.preview.isEmpty { drawPreview(in: layout.preview, into: &surface) }
    }

    // MARK: By cause

    private var causes: Table {
        let shown = screen.shownCauses
        return Table(
            columns: [
                TableColumn("OPEN", .fixed(5), .trailing),
                TableColumn("VALUE", .fixed(11), .trailing, isSorted: true),
                TableColumn("OLDEST", .fixed(7), .trailing),
                TableColumn("CAUSE", .fixed(17)),
                TableColumn("WHAT", .flexible(min: 10, weight: 2)),
                TableColumn("DESCRIPTION", .flexible(min: 14, weight: 3), priority: 2),
                TableColumn("FOR", .fixed(11), priority: 3),
            ],
            count: shown.count, offset: screen.causeCursor.offset, selection: screen.causeCursor.index
        ) { index in
            guard shown.indices.contains(index) else { return TableRow([]) }
            let row = shown[index]
            let target = FixTarget(row)
            return TableRow(
                [
                    Span(row.open.grouped, .strong), Span("\(row.value)", .money),
                    Span(Wording.age(row.oldest, at: model.now)), Span(row.code.title, style(of: row.code)),
                    Span(target.subject, .strong), Span(row.description), Span(row.owner.rawValue, .dim),
                ], isMarked: screen.causeCursor.fresh.contains(row.cause))
        }
    }

    // MARK: Row by row

    private var rows: Table {
        let shown = screen.shownRows
        return Table(
            columns: [
                TableColumn("AGE", .fixed(6), .trailing),
                TableColumn("VALUE", .fixed(10), .trailing, isSorted: true),
                TableColumn("CAUSE", .fixed(17)),
                TableColumn("ITEM", .fixed(10)),
                TableColumn("DESCRIPTION", .flexible(min: 10, weight: 3), priority: 2),
                TableColumn("QTY", .fixed(5), .trailing, priority: 1),
                TableColumn("UNIT", .fixed(4), priority: 1),
                TableColumn("WHERE", .flexible(min: 7), priority: 3),
                TableColumn("WHO", .fixed(8), priority: 4),
            ],
            count: shown.count, offset: screen.rowCursor.offset, selection: screen.rowCursor.index
        ) { index in
            guard shown.indices.contains(index) else { return TableRow([]) }
            let row = shown[index]
            return TableRow(
                [
                    Span(Wording.age(row.openedAt, at: model.now)), Span("\(row.value)", .money),
                    Span(row.fault.code.title, style(of: row.fault.code)), Span(row.item, .strong),
                    Span(row.description), Span(row.quantity), Span(row.unit), Span(row.location),
                    Span(row.claimedBy ?? "-", row.claimedBy == nil ? .dim : .statusHeld),
                ], isMarked: screen.rowCursor.fresh.contains(row.id))
        }
    }

    /// What a person of this role can mend stands out; what another has to is quiet.
    private func style(of code: FaultCode) -> Style {
        model.roles.contains(code.owner) || model.roles.contains(.supervisor) ? .statusWarning : .text
    }

    // MARK: What is under the cursor

    private func drawPreview(in rect: Rect, into surface: inout Surface) {
        guard let target = model.target else { return }
        let title = " \(target.fault.code.title) \(target.subject) "
        surface.horizontalLine(at: rect.origin, length: rect.width)
        surface.put(title, at: Point(rect.x + 2, rect.y), style: .borderTitle, limit: rect.width - 4)
        let lines: [(String, [Span])] = [
            ("Why", [Span(target.fault.detail)]), ("Do", [Span(target.fault.code.advice)]),
            ("Next", nextKeys(target)), ("Waits", waits(target)),
        ]
        surface.area(rect.splitTop(1).rest) { area in
            var y = 0
            for (name, spans) in lines where y < area.height {
                area.put(name, at: Point(1, y), style: .dim)
                if let only = spans.first, spans.count == 1 {
                    let room = Rect(x: 8, y: y, width: area.width - 9, height: area.height - y)
                    let text = Paragraph(only.text, style: only.style)
                    let used = max(1, min(area.height >= 7 ? 3 : 2, text.lines(width: room.width).count))
                    area.draw(text, in: room.splitTop(used).top)
                    y += used
                } else {
                    area.put(spans, at: Point(8, y), limit: area.width - 9)
                    y += 1
                }
            }
        }
    }

    private func nextKeys(_ target: FixTarget) -> [Span] {
        let fix: (String, String) =
            switch target.fault.code.fix {
            case .mapItem: ("m", "maps the item")
            case .defineUnit: ("u", "fixes the unit")
            case .mapLocation: ("l", "maps the location")
            case nil: ("r", "resubmits it once the cause is mended")
            }
        return [
            Span(fix.0, .key), Span(" \(fix.1)   "), Span("Enter", .key), Span(" shows everything   "),
            Span("x", .key), Span(" takes it out"),
        ]
    }

    private func waits(_ target: FixTarget) -> [Span] {
        [
            Span("\(Wording.count(target.open, "row")) with this cause, worth "), Span("\(target.value)", .money),
            Span(", for \(target.owner.title)"),
            Span(target.claimedBy.map { ", taken on by \($0)" } ?? "", .statusHeld),
        ]
    }

    /// What an empty list means, and what to do next.
    private var emptySentence: String {
        if let problem = model.stateProblem { return problem }
        if (screen.isGrouped && screen.causes == nil) || (!screen.isGrouped && screen.rows == nil) {
            return "Reading the queue …"
        }
        if !screen.filter.isEmpty {
            return "Nothing here has \"\(screen.filter.text)\" in it. Esc clears the filter."
        }
        if screen.cause != nil { return "Nothing waits with this cause any more. q goes back to all causes." }
        let others = (model.overview?.waiting ?? [:]).filter { $0.key != screen.owner && $0.value.count > 0 }
        let rest =
            others.isEmpty
            ? "" : " \(others.values.reduce(0) { $0 + $1.count }.grouped) wait for other roles: Tab shows them."
        return "Nothing waits for \(screen.owner?.title ?? "anybody"): everything that arrived went its way." + rest
    }
}
