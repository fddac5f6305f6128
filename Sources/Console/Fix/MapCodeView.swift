import Catalog
import SyncModel
import SyncStore
import Terminal

/// Saying what a code means: what stopped, what the code may mean and why, and what Enter does, on one screen.
struct MapCodeView: Widget {
    let context: ScreenContext
    let screen: MapCodeScreen

    func draw(into surface: inout Surface) {
        guard let file = screen.work.openFile, let detail = file.detail else {
            FixParts.drawUnread(screen.work, in: context, into: &surface)
            return
        }
        let frame = FixFrame(context: context, work: screen.work)
        frame.draw(into: &surface, detail) { side in
            [side.rows, side.said, side.happened]
        } _: { area, isWide in
            drawMain(file, detail, isWide ? frame : nil, into: &area)
        }
    }

    /// - Parameter frame: where the screen is wide, for what a short list leaves room for.
    private func drawMain(
        _ file: CaseFile, _ detail: ExceptionDetail, _ frame: FixFrame?, into surface: inout Surface
    ) {
        let effect = FixParts.effectLines(screen.work.preview, obstacle: context.filled(screen.obstacle(file)))
        let (upper, lower) = surface.bounds.splitBottom(3 + effect.count)
        let facts = self.facts(detail, width: surface.width - 9)
        let (top, list) = upper.splitTop(facts.count + 1)
        surface.area(top) { area in
            for (row, fact) in facts.enumerated() { FixParts.put(fact.name, fact.spans, at: row, into: &area) }
            area.horizontalLine(at: Point(0, facts.count), length: area.width)
        }
        drawFind(in: list.row(0), into: &surface)
        let below = list.splitTop(1).rest
        let isNarrow = frame == nil
        let room = isNarrow && below.height > 14 ? below.height - 8 : below.height
        let (choices, rest) = below.splitTop(frame == nil ? room : min(below.height, max(12, below.height / 2)))
        drawChoices(in: choices, into: &surface)
        if let frame {
            frame.drawArrived(detail, in: rest, into: &surface)
        } else {
            drawRows(in: rest, into: &surface)
        }
        surface.horizontalLine(at: lower.origin, length: lower.width)
        surface.area(lower.splitTop(1).rest) { area in
            FixParts.put("Rule", rule, at: 0, into: &area)
            for (index, line) in effect.enumerated() {
                FixParts.put(index == 0 ? "Then" : "", line, at: 1 + index, into: &area)
            }
            FixParts.put("Who", who, at: 1 + effect.count, into: &area)
        }
    }

    /// What is asked, and why.
    private func facts(_ detail: ExceptionDetail, width: Int) -> [(name: String, spans: [Span])] {
        let table = screen.table
        let title = table?.title ?? screen.entry?.key.kind.table?.rawValue ?? ""
        var code = [
            Span(screen.entry?.key.code ?? "-", .strong),
            Span("  \(detail.row.description)"),
            Span(title.isEmpty ? "" : "   \(table?.codeWord ?? "code") in \(title)", .dim),
        ]
        if screen.entries.count > 1 {
            code.append(Span("   \(screen.number + 1) of \(screen.entries.count) (Tab)", .dim))
        }
        var facts = [(name: "Code", spans: code)]
        let why = SpanLines.wrapped([Span(screen.work.target.fault.detail)], width: width).prefix(2)
        facts += why.enumerated().map { (name: $0.offset == 0 ? "Why" : "", spans: $0.element) }
        if let current = screen.current {
            facts.append((name: "Now", spans: [Span(current, .strong), Span("  is what it means", .dim)]))
        }
        return facts
    }

    private func drawFind(in rect: Rect, into surface: inout Surface) {
        let word = screen.table?.valueWord ?? "value"
        let count = screen.choices.map { "\($0.count.grouped) to choose from" } ?? "looking …"
        let width = DisplayWidth.of(count) + 2
        surface.draw(
            TextField(screen.find, label: " find>", placeholder: "type a \(word), or part of one", isFocused: true),
            in: rect.splitRight(width).rest)
        surface.put(count, at: Point(rect.maxX - width + 1, rect.y), style: .dim)
    }

    private func drawChoices(in rect: Rect, into surface: inout Surface) {
        let found = screen.choices ?? []
        let longest = found.map { DisplayWidth.of($0.value) }.max() ?? 0
        let valueWidth = max(12, min(longest + 2, rect.width / 2))
        let offset = max(0, screen.selection - rect.height + 1)
        let items = found.map { candidate -> [Span] in
            [
                Span(candidate.value.padded(valueWidth), .strong),
                Span(
                    candidate.score == 0
                        ? "    new"
                        : String(repeating: " ", count: candidate.score < 10 ? 4 : 3)
                            + "\(candidate.score) %",
                    candidate.score >= MapCodeScreen.clearScore ? .statusOk : .text),
                Span("  \(candidate.reasons.joined(separator: ", "))", .dim),
            ]
        }
        let placeholder =
            screen.choices == nil
            ? (screen.entry == nil ? "Nothing of it was looked up." : "Reading the table …")
            : screen.text.isEmpty
                ? "The table has no value yet. Type one."
                : "No value has this in it. \(context.keyBesideText(of: .back)) clears it."
        surface.draw(
            ListPicker(items, offset: offset, selection: screen.selection, isNumbered: false, placeholder: placeholder),
            in: rect)
    }

    private func drawRows(in rect: Rect, into surface: inout Surface) {
        let lines = FixParts.previewRows(screen.work.preview)
        guard rect.height > 1, !lines.isEmpty else { return }
        surface.put("the waiting rows, as it would leave them", at: Point(1, rect.y), style: .dim)
        for (y, line) in lines.prefix(rect.height - 1).enumerated() {
            surface.put(line, at: Point(2, rect.y + 1 + y), limit: rect.width - 3)
        }
    }

    private var rule: [Span] {
        guard let entry = screen.entry, let selected = screen.selected else { return [Span("-", .dim)] }
        return [
            Span(entry.key.code, .strong), Span(" -> "), Span(selected.value, .strong),
            Span("   for everything from \(entry.key.source), from now on", .dim),
        ]
    }

    private var who: [Span] {
        if let refusal = screen.table?.refusal(for: context.roles) { return [Span(refusal, .statusWarning)] }
        return FixParts.who(context, action: .mapCode)
    }
}
