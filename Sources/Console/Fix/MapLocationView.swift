import SyncModel
import SyncStore
import Terminal

/// Mapping a location: four fields, what each is for, and the rows that wait.
struct MapLocationView: Widget {
    let context: ScreenContext
    let screen: MapLocationScreen

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

    /// - Parameter frame: where the screen is wide: the rows stand beside it then.
    private func drawMain(
        _ file: CaseFile, _ detail: ExceptionDetail, _ frame: FixFrame?, into surface: inout Surface
    ) {
        let effect = FixParts.effectLines(screen.work.preview, obstacle: context.filled(screen.obstacle(file)))
        let (upper, lower) = surface.bounds.splitBottom(2 + effect.count)
        surface.area(upper) { area in
            let code = MapLocationScreen.code(file, screen.work.target)
            let facts = [detail.event?.facility, detail.event?.department.map { "department \($0)" }]
            FixParts.put(
                "Place",
                [
                    Span(code.isEmpty ? "-" : code, .strong),
                    Span("  " + facts.compactMap(\.self).joined(separator: ", ")),
                    Span(screen.known == nil ? "" : "  the crosswalk knows it: what it says stands below", .dim),
                ],
                at: 0, into: &area)
            FixParts.put("Why", [Span(screen.work.target.fault.detail)], at: 1, into: &area)
            area.horizontalLine(at: Point(0, 2), length: area.width)
            for field in MapLocationScreen.Field.allCases {
                drawField(field, in: Rect(x: 0, y: 3 + field.rawValue, width: area.width, height: 1), into: &area)
            }
            let below = area.bounds.splitTop(8).rest
            if let frame {
                frame.drawArrived(detail, in: below, into: &area)
            } else {
                drawRows(in: below, into: &area)
            }
        }
        surface.horizontalLine(at: lower.origin, length: lower.width)
        surface.area(lower.splitTop(1).rest) { area in
            for (index, line) in effect.enumerated() {
                FixParts.put(index == 0 ? "Then" : "", line, at: index, into: &area)
            }
            FixParts.put("Who", FixParts.who(context, action: .location), at: effect.count, into: &area)
        }
    }

    private func drawField(_ field: MapLocationScreen.Field, in rect: Rect, into surface: inout Surface) {
        let isFocused = field == screen.focus
        let label = field.label + String(repeating: " ", count: 13 - field.label.count)
        if isFocused { surface.put(surface.glyphs.pointer, at: Point(0, rect.y), style: .strong) }
        surface.draw(
            TextField(screen.inputs[field.rawValue], label: label, placeholder: field.hint, isFocused: isFocused),
            in: Rect(x: 2, y: rect.y, width: rect.width - 4, height: 1))
    }

    private func drawRows(in rect: Rect, into surface: inout Surface) {
        for (y, line) in FixParts.previewRows(screen.work.preview).prefix(rect.height).enumerated() {
            surface.put(line, at: Point(2, rect.y + y), limit: rect.width - 3)
        }
    }
}
