import Measures
import SyncModel
import SyncStore
import Terminal

/// Fixing a unit: what it may mean, the factor, and the arithmetic of the rows that wait.
struct FixUnitView: Widget {
    let context: ScreenContext
    let screen: FixUnitScreen

    func draw(into surface: inout Surface) {
        guard let file = screen.work.openFile, let detail = file.detail, let choices = screen.choices else {
            FixParts.drawUnread(screen.work, in: context, into: &surface)
            return
        }
        let frame = FixFrame(context: context, work: screen.work)
        frame.draw(into: &surface, detail) { side in
            [side.item(file.item, title: "the ERP's item"), side.rows, side.said, side.happened]
        } _: { area, isWide in
            drawMain(file, detail, choices, isWide ? frame : nil, into: &area)
        }
    }

    /// - Parameter frame: where the screen is wide: the rows stand beside it then.
    private func drawMain(
        _ file: CaseFile, _ detail: ExceptionDetail, _ choices: [UnitChoice], _ frame: FixFrame?,
        into surface: inout Surface
    ) {
        surface.area(surface.bounds.splitTop(3).top) { drawFacts(file, detail, into: &$0) }
        let effect = FixParts.effectLines(screen.work.preview, obstacle: context.filled(screen.obstacle(file)))
        let (upper, lower) = surface.bounds.splitTop(3).rest.splitBottom(3 + effect.count)
        let listHeight = min(choices.count, max(3, upper.height / 2))
        let (list, below) = upper.splitTop(listHeight)
        drawChoices(choices, in: list, into: &surface)
        let (factor, rows) = below.splitTop(1)
        drawFactor(file, in: factor, into: &surface)
        if let frame {
            frame.drawArrived(detail, in: rows.splitTop(1).rest, into: &surface)
        } else {
            drawRows(in: rows, into: &surface)
        }
        surface.horizontalLine(at: lower.origin, length: lower.width)
        surface.area(lower.splitTop(1).rest) { area in
            FixParts.put("Rule", rule(file), at: 0, into: &area)
            for (index, line) in effect.enumerated() {
                FixParts.put(index == 0 ? "Then" : "", line, at: 1 + index, into: &area)
            }
            FixParts.put("Who", FixParts.who(context, action: .unit), at: 1 + effect.count, into: &area)
        }
    }

    private func drawFacts(_ file: CaseFile, _ detail: ExceptionDetail, into area: inout Surface) {
        let word = FixUnitScreen.word(file, screen.work.target)
        let item =
            file.item.map { [Span($0.number, .strong), Span("  \($0.description), kept in \($0.unit)")] }
            ?? [
                Span(detail.row.item, .strong), Span("  \(detail.row.description)"),
                Span("  (ERP item not known)", .dim),
            ]
        FixParts.put(screen.isForAllItems ? "E.g." : "Item", item, at: 0, into: &area)
        FixParts.put(
            "Sent",
            [
                Span("\(detail.row.quantity) \(word.isEmpty ? "without a unit" : word)", .strong),
                Span("   \(screen.work.target.fault.detail)", .dim),
            ], at: 1, into: &area)
        area.horizontalLine(at: Point(0, 2), length: area.width)
        let title = word.isEmpty ? " the sender names no unit: it means " : " \(word) means "
        area.put(title, at: Point(2, 2), style: .borderTitle)
    }

    /// What is changed, and for what: one item, or everything where the item is not known.
    private func rule(_ file: CaseFile) -> [Span] {
        guard let fix = screen.fix(file) else { return [Span("-", .dim)] }
        let isForAll = file.item == nil || screen.isForAllItems
        let source = file.source(screen.work.target)?.rawValue ?? "?"
        let key = context.key(of: .scope)
        let scope = Span(isForAll ? "   for ALL items of \(source) (\(key))" : "   for this item (\(key))", .dim)
        return [Span(fix.summary, .strong), scope]
    }

    private func drawChoices(_ choices: [UnitChoice], in rect: Rect, into surface: inout Surface) {
        let items = choices.map { choice -> [Span] in
            let code = choice.unit.rawValue
            return [
                Span(code + String(repeating: " ", count: max(1, 6 - code.count)), .strong),
                Span(choice.meaning, choice.needsFactor ? .text : .statusOk),
            ]
        }
        let offset = max(0, screen.selection - rect.height + 1)
        surface.draw(ListPicker(items, offset: offset, selection: screen.selection), in: rect)
    }

    private func drawFactor(_ file: CaseFile, in rect: Rect, into surface: inout Surface) {
        guard !screen.isForAllItems, let selected = screen.selected, let item = file.item, selected.needsFactor
        else { return }
        surface.area(rect) { area in
            let label = " 1 \(selected.unit) ="
            let field = TextField(
                screen.factor, label: label, placeholder: "how many", isFocused: screen.isEnteringFactor)
            area.draw(field, in: Rect(x: 0, y: 0, width: DisplayWidth.of(label) + 14, height: 1))
            area.put(item.unit.rawValue, at: Point(DisplayWidth.of(label) + 15, 0), style: .strong)
            let hint = screen.isEnteringFactor ? "Enter keeps it" : "\(context.key(of: .factor)) enters it"
            area.put(hint, at: Point(DisplayWidth.of(label) + 22, 0), style: .dim)
        }
    }

    private func drawRows(in rect: Rect, into surface: inout Surface) {
        guard rect.height > 1 else { return }
        let rows = FixParts.previewRows(screen.work.preview)
        surface.horizontalLine(at: rect.origin, length: rect.width)
        surface.put(" the waiting rows ", at: Point(rect.x + 2, rect.y), style: .borderTitle)
        surface.area(rect.splitTop(1).rest) { area in
            guard !rows.isEmpty else {
                area.put("shown once a unit is chosen", at: Point(2, 0), style: .dim, limit: area.width - 3)
                return
            }
            for (y, line) in rows.prefix(area.height).enumerated() {
                area.put(line, at: Point(2, y), limit: area.width - 3)
            }
        }
    }
}
