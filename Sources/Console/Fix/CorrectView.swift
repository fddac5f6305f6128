import SyncModel
import SyncStore
import Terminal

/// Correcting a row: what was documented, what the ERP said, what it becomes, and what Enter does.
struct CorrectView: Widget {
    let context: ScreenContext
    let screen: CorrectScreen

    func draw(into surface: inout Surface) {
        guard let detail = screen.work.openFile?.detail else {
            FixParts.drawUnread(screen.work, in: context, into: &surface)
            return
        }
        FixFrame(context: context, work: screen.work).draw(into: &surface, detail) { side in
            [side.rows, side.said, side.happened, side.arrived(in: side.height / 2)]
        } _: { area, _ in
            drawMain(detail, into: &area)
        }
    }

    private func drawMain(_ detail: ExceptionDetail, into surface: inout Surface) {
        let facts = facts(detail, width: surface.width - 9)
        let effect = effect(detail)
        let (upper, lower) = surface.bounds.splitBottom(1 + effect.count)
        let (head, fields) = upper.splitTop(min(facts.count + 1, upper.height))
        surface.area(head) { area in
            for (y, line) in facts.enumerated() { FixParts.put(line.0, line.1, at: y, into: &area) }
            area.horizontalLine(at: Point(0, facts.count), length: area.width)
        }
        surface.area(fields) { drawFields(into: &$0) }
        surface.horizontalLine(at: lower.origin, length: lower.width)
        surface.area(lower.splitTop(1).rest) { area in
            for (y, line) in effect.enumerated() { FixParts.put(line.0, line.1, at: y, into: &area) }
        }
    }

    private func named(_ name: String, _ text: String, _ style: Style = .text, width: Int) -> [(String, [Span])] {
        Paragraph(text).lines(width: max(10, width)).prefix(3).enumerated()
            .map { ($0.offset == 0 ? name : "", [Span($0.element, style)]) }
    }

    private func facts(_ detail: ExceptionDetail, width: Int) -> [(String, [Span])] {
        let row = detail.row
        let use = [row.quantity, row.unit].filter { !$0.isEmpty }.joined(separator: " ")
        var facts: [(String, [Span])] = [
            ("Item", [Span(row.item.isEmpty ? "-" : row.item, .strong), Span("  \(row.description)")]),
            (
                "Sent",
                [
                    Span(use.isEmpty ? "-" : use, .strong),
                    Span(row.location.isEmpty ? "" : " at \(row.location)"), Span("   worth "),
                    Span("\(row.value)", .money),
                ]
            ),
        ]
        facts += named("Why", row.fault.detail, .statusWarning, width: width)
        if let last = detail.timeline.last(where: { $0.kind == "attempt" }) {
            facts += named("ERP", "\(context.time(last.at)) \(last.text)", width: width)
        }
        if let delivery = detail.delivery,
            let endpoint = context.overview?.endpoints.first(where: { $0.endpoint == delivery.endpoint })
        {
            let detail = endpoint.detail.isEmpty ? "" : ": \(endpoint.detail)"
            facts.append(
                (
                    "Now", [Span("\(endpoint.endpoint) is \(endpoint.condition.rawValue)\(detail)", .dim)]
                ))
        }
        return facts + named("Do", row.fault.code.advice, .strong, width: width)
    }

    private func drawFields(into area: inout Surface) {
        if let barrier = screen.barrierToChanges(in: context) {
            area.draw(Paragraph(barrier, style: .dim), in: area.bounds.inset(columns: 1, rows: 0))
            return
        }
        for field in CorrectScreen.Field.allCases where field.rawValue < area.height {
            let y = field.rawValue
            let isFocused = field == screen.focus
            if isFocused { area.put(area.glyphs.pointer, at: Point(0, y), style: .strong) }
            let label = field.label + String(repeating: " ", count: 9 - field.label.count)
            let documented = screen.documented(field)
            let isChanged = !screen.text(field).isEmpty
            let before = isChanged ? "\(documented) -> " : ""
            let name = area.put(label, at: Point(2, y), style: .dim)
            let shown = area.put(before, at: Point(2 + name, y), style: .diffRemoved)
            let rest = Rect(x: 2 + name + shown, y: y, width: max(0, area.width - 4 - name - shown), height: 1)
            area.draw(
                TextField(
                    screen.inputs[field.rawValue], label: "",
                    placeholder: (documented.isEmpty ? "none" : documented) + ", as documented", isFocused: isFocused),
                in: rest)
        }
    }

    private func effect(_ detail: ExceptionDetail) -> [(String, [Span])] {
        var lines: [(String, [Span])] = []
        let rows = FixParts.previewRows(screen.work.preview)
        if let first = rows.first { lines.append((screen.isForAll ? "E.g." : "Check", first)) }
        let then: [[Span]] =
            screen.isForAll
            ? [
                [
                    Span("sends all \(screen.work.target.open.grouped) again as they are", .strong),
                    Span(", worth "), Span("\(screen.work.target.value)", .money),
                ]
            ]
            : FixParts.effectLines(
                screen.work.preview,
                obstacle: screen.edit == nil ? "The quantity has to be a number above zero." : nil)
        for (index, line) in then.enumerated() { lines.append((index == 0 ? "Then" : "", line)) }
        lines.append(("Who", FixParts.who(context, action: .correct)))
        return lines
    }
}
