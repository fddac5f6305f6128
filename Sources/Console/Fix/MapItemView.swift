import Measures
import SyncModel
import SyncStore
import Terminal

/// Mapping an item: what the sender means, what it may be, and what Enter does, on one screen.
struct MapItemView: Widget {
    let context: ScreenContext
    let screen: MapItemScreen

    func draw(into surface: inout Surface) {
        guard let file = screen.work.openFile, let detail = file.detail else {
            FixParts.drawUnread(screen.work, in: context, into: &surface)
            return
        }
        let frame = FixFrame(context: context, work: screen.work)
        frame.draw(into: &surface, detail) { side in
            [side.item(screen.selected?.item, title: "what is chosen"), side.rows, side.said, side.happened]
        } _: { area, isWide in
            drawMain(file, detail, isWide ? frame : nil, into: &area)
        }
    }

    /// - Parameter frame: where the screen is wide, for what a short list leaves room for.
    private func drawMain(
        _ file: CaseFile, _ detail: ExceptionDetail, _ frame: FixFrame?, into surface: inout Surface
    ) {
        let effect = FixParts.effectLines(screen.work.preview)
        let (upper, lower) = surface.bounds.splitBottom(4 + effect.count)
        let (facts, list) = upper.splitTop(3)
        drawFacts(file, detail, in: facts, into: &surface)
        drawFind(in: list.row(0), into: &surface)
        let below = list.splitTop(1).rest
        // The list keeps its place whatever is found.
        let (choices, rest) = below.splitTop(frame == nil ? below.height : min(below.height, max(12, below.height / 2)))
        drawCandidates(in: choices, into: &surface)
        frame?.drawArrived(detail, in: rest, into: &surface)
        surface.horizontalLine(at: lower.origin, length: lower.width)
        surface.area(lower.splitTop(1).rest) { area in
            FixParts.put("Check", check(detail), at: 0, into: &area)
            FixParts.put("Rule", rule(file), at: 1, into: &area)
            for (index, line) in effect.enumerated() {
                FixParts.put(index == 0 ? "Then" : "", line, at: 2 + index, into: &area)
            }
            FixParts.put("Who", FixParts.who(context, action: .map), at: 2 + effect.count, into: &area)
        }
    }

    private func drawFacts(_ file: CaseFile, _ detail: ExceptionDetail, in rect: Rect, into surface: inout Surface) {
        let query = MapItemScreen.query(file, screen.work.target)
        let codes = query.alternateCodes.isEmpty ? "" : "   also \(query.alternateCodes.joined(separator: ", "))"
        let use = [detail.row.quantity, detail.row.unit].filter { !$0.isEmpty }.joined(separator: " ")
        let place = detail.row.location.isEmpty ? "" : " at \(detail.row.location)"
        surface.area(rect) { area in
            FixParts.put(
                "Item", [Span(query.code, .strong), Span("  \(query.description)"), Span(codes, .dim)], at: 0,
                into: &area)
            FixParts.put(
                "Use",
                [
                    Span(use.isEmpty ? "-" : use, .strong), Span(place), Span("   worth "),
                    Span("\(detail.row.value)", .money), Span("   \(screen.work.target.fault.detail)", .dim),
                ], at: 1, into: &area)
            area.horizontalLine(at: Point(0, 2), length: area.width)
        }
    }

    private func drawFind(in rect: Rect, into surface: inout Surface) {
        let count: String =
            switch (screen.candidates, screen.find.isEmpty) {
            case (nil, _): "looking …"
            case (let found?, true): "best \(found.count) of \(screen.ofItems.grouped) ERP items"
            case (let found?, false): "\(found.count.grouped) of \(screen.ofItems.grouped) ERP items"
            }
        let width = DisplayWidth.of(count) + 2
        surface.draw(
            TextField(
                screen.find, label: " find>", placeholder: "type to search; digits choose",
                isFocused: screen.isFinding), in: rect.splitRight(width).rest)
        surface.put(count, at: Point(rect.maxX - width + 1, rect.y), style: .dim)
    }

    private func drawCandidates(in rect: Rect, into surface: inout Surface) {
        let found = screen.candidates ?? []
        let offset = max(0, screen.selection - rect.height + 1)
        let room = rect.width - 36
        let nameWidth = max(12, min(38, room * 3 / 5))
        let items = found.map { candidate -> [Span] in
            let item = candidate.item
            return [
                Span(padded(item.number, 10), .strong), Span(padded(item.description, nameWidth)),
                Span(padded(item.unit.rawValue, 4)), Span(padded("\(item.unitCost)", 10, isNumber: true), .money),
                Span(padded("\(candidate.score) %", 6, isNumber: true), candidate.score >= 75 ? .statusOk : .text),
                Span("  \(candidate.reasons.joined(separator: ", "))", .dim),
            ]
        }
        let placeholder =
            screen.candidates == nil
            ? "Looking through the item master …"
            : screen.find.isEmpty
                ? "No ERP item looks like it. Type words to search for, "
                    + "or dismiss the row with \(context.key(of: .dismiss))."
                : "No ERP item has these words. \(context.keyBesideText(of: .back)) clears the search."
        surface.draw(
            ListPicker(items, offset: offset, selection: screen.selection, placeholder: placeholder), in: rect)
        if screen.isFinding { surface.hideCursor() }
    }

    private func padded(_ text: String, _ width: Int, isNumber: Bool = false) -> String {
        let length = DisplayWidth.of(text)
        if length >= width {
            var cut = ""
            for character in text where DisplayWidth.of(cut + String(character)) < width { cut.append(character) }
            return cut + String(repeating: " ", count: width - DisplayWidth.of(cut))
        }
        let blank = String(repeating: " ", count: width - length)
        return isNumber ? blank + text : text + blank
    }

    /// Whether the documented unit leads to the item's.
    private func check(_ detail: ExceptionDetail) -> [Span] {
        guard let item = screen.selected?.item else { return [Span("-", .dim)] }
        guard let unit = detail.event?.unit, !unit.isEmpty else {
            return [Span("the sender names no unit; the ERP keeps \(item.number) in \(item.unit)", .statusWarning)]
        }
        if unit == item.unit { return [Span("unit \(unit) = \(item.unit) ok", .statusOk)] }
        let table = PackagingTable(item.packs, defaults: KnownUnits.fixedRatios)
        switch table.convert(detail.event?.quantity ?? .one, from: unit, to: item.unit, indivisible: item.indivisible) {
        case .success(let conversion):
            return [
                Span("\(conversion.quantity) \(unit) -> \(conversion.result) \(item.unit) ok", .statusOk)
            ]
        case .failure:
            return [
                Span(
                    "unit \(unit) is not known for this item: it stops next for the unit (\(context.key(of: .unit)))",
                    .statusWarning)
            ]
        }
    }

    private func rule(_ file: CaseFile) -> [Span] {
        guard let item = screen.selected?.item else { return [Span("-", .dim)] }
        let query = MapItemScreen.query(file, screen.work.target)
        let source = file.source(screen.work.target)?.rawValue ?? "?"
        return [
            Span(query.code, .strong), Span(" -> "), Span(item.number, .strong),
            Span("   for everything from \(source), from now on", .dim),
        ]
    }
}
