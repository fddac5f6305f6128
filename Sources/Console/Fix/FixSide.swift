import Measures
import SyncModel
import SyncStore
import Terminal

/// What stands beside a fix on a wide screen: what is chosen, the rows that wait, what happened, and what arrived.
struct FixSide {
    let context: ScreenContext
    let work: FixWork
    let detail: ExceptionDetail
    /// The room for it.
    let width: Int
    let height: Int

    /// The ERP item in question, as the item master has it.
    func item(_ item: MasterItem?, title: String) -> Sections.Part {
        guard let item else { return Sections.Part(title, []) }
        let maker = [item.manufacturer, item.manufacturerNumber].compactMap(\.self).filter { !$0.isEmpty }
        var lines = [
            named("Item", [Span(item.number, .strong), Span("  \(item.description)")]),
            named(
                "Kept in",
                [
                    Span(item.unit.rawValue, .strong), Span(item.indivisible ? ", never split, " : ", "),
                    Span("\(item.unitCost)", .money), Span(" each"),
                ]),
        ]
        if !maker.isEmpty { lines.append(named("Made by", [Span(maker.joined(separator: "  "))])) }
        if let gtin = item.gtin, !gtin.isEmpty { lines.append(named("GTIN", [Span(gtin)])) }
        if !item.packs.isEmpty {
            lines.append(named("Packs", [Span(item.packs.map(\.description).joined(separator: ", "))]))
        }
        return Sections.Part(title, lines.flatMap(\.self))
    }

    /// The waiting rows with their arithmetic; where no preview is there, the rows as they wait.
    var rows: Sections.Part {
        let rows = FixParts.previewRows(work.preview)
        if !rows.isEmpty { return Sections.Part("the waiting rows, as it would leave them", rows) }
        guard let siblings = work.file.value?.siblings, work.target.exception == nil else {
            return Sections.Part("the waiting rows", [])
        }
        return Sections.Part(
            "the waiting rows",
            siblings.map { row in
                let use = [row.quantity, row.unit].filter { !$0.isEmpty }.joined(separator: " ")
                return [
                    Span(context.age(row.openedAt).padded(7), .dim), Span(use.padded(10), .strong),
                    Span("\(row.value)".padded(12), .money), Span(row.location.padded(16)), Span(row.description),
                ]
            })
    }

    /// What happened to the row that stands for the others.
    var happened: Sections.Part {
        Sections.Part("what happened to it", parts.lines(.happened))
    }

    /// What people said of it and of its cause.
    var said: Sections.Part {
        Sections.Part("what people said", parts.lines(.said))
    }

    /// What arrived, with the patient's fields masked; from the line that stopped on, where there isn't room for all.
    func arrived(in height: Int) -> Sections.Part {
        let lines = parts.lines(.arrived)
        let stopped = lines.firstIndex { $0.contains { $0.text == ExcerptLines.stopped } } ?? 0
        guard lines.count >= height, stopped > 0 else {
            return Sections.Part("what arrived, patient fields masked", lines)
        }
        return Sections.Part("the line that stopped, patient fields masked", Array(lines[stopped...]))
    }

    private var parts: ExceptionParts {
        ExceptionParts(
            detail: detail, remarks: work.file.value?.comments ?? [], context: context, unmasking: Unmasking(),
            width: width - 2)
    }

    private func named(_ name: String, _ spans: [Span]) -> [[Span]] {
        SpanLines.wrapped(spans, width: width - 2, first: Span(name.padded(9), .dim))
    }
}

/// A fix on a wide screen: what is decided on the left, what speaks for it on the right.
struct FixFrame {
    let context: ScreenContext
    let work: FixWork

    /// Draws the fix into what is left of the room by what stands beside it, and that.
    ///
    /// - Parameters:
    ///   - parts: what stands beside it.
    ///   - main: draws the fix; it is told whether something stands beside it.
    func draw(
        into surface: inout Surface, _ detail: ExceptionDetail, beside parts: (FixSide) -> [Sections.Part],
        _ main: (inout Surface, Bool) -> Void
    ) {
        let frame = SideBySide(surface.bounds)
        surface.area(frame.main) { main(&$0, !frame.side.isEmpty) }
        guard !frame.side.isEmpty else { return }
        let side = FixSide(
            context: context, work: work, detail: detail, width: frame.side.width, height: frame.side.height)
        surface.area(frame.side) { $0.draw(Sections(parts(side))) }
        frame.drawBorder(into: &surface)
    }

    /// What is drawn into the room that a short list leaves below it.
    func drawArrived(_ detail: ExceptionDetail, in rect: Rect, into surface: inout Surface) {
        guard rect.height >= 6 else { return }
        let side = FixSide(context: context, work: work, detail: detail, width: rect.width, height: rect.height)
        surface.area(rect) { $0.draw(Sections([side.arrived(in: rect.height)])) }
    }
}
