import SyncModel
import SyncStore
import Terminal

/// The page of an exception as lines: why it stopped above all, then its parts, each under a heading.
struct ExceptionPage {
    /// One line; a heading says of which part.
    struct Line {
        var spans: [Span]
        var part: ExceptionPart?

        init(_ spans: [Span], part: ExceptionPart? = nil) {
            self.spans = spans
            self.part = part
        }
    }

    /// One column, or two from ``wide`` on.
    let columns: [[Line]]

    /// The width from which there are two columns.
    static let wide = 120

    /// One sentence in place of the exception.
    init(_ sentence: String) { columns = [[Line([Span(sentence, .dim)])]] }

    init(
        _ detail: ExceptionDetail, remarks: [CaseFile.Remark], folds: ExceptionFolds, unmasking: Unmasking,
        in context: ScreenContext
    ) {
        let size = context.body.size
        let isWide = size.width >= Self.wide
        let width = isWide ? size.width / 2 - 3 : size.width - 3
        let parts = ExceptionParts(
            detail: detail, remarks: remarks, context: context, unmasking: unmasking, width: width)
        func lines(_ part: ExceptionPart) -> [Line] {
            let isOpen = folds.isOpen(part, in: size)
            let heading = [Span(isOpen ? "- " : "+ ", .dim), Span(part.title, .title)]
            let summary = parts.summary(part)
            let head = Line(heading + (summary.isEmpty ? [] : [Span("   ")]) + summary, part: part)
            guard isOpen else { return [head] }
            return [head] + parts.lines(part).map { Line($0) } + [Line([])]
        }
        let story = parts.why.map { Line($0) } + [Line([])]
        if isWide {
            columns = [
                story + [.said, .became, .sent, .happened].flatMap(lines), [.arrived, .runbook].flatMap(lines),
            ]
        } else {
            columns = [story + ExceptionPart.allCases.flatMap(lines)]
        }
    }

    /// How many lines there are to scroll through.
    var height: Int { columns.map(\.count).max() ?? 0 }

    /// The line of a part's heading; `nil` where the page has none.
    func row(of part: ExceptionPart) -> Int? {
        columns.lazy.compactMap { $0.firstIndex { $0.part == part } }.first
    }
}

/// The page, in one column or two, with the cursor on the heading that keys are about.
struct ExceptionView: Widget {
    let page: ExceptionPage
    let offset: Int
    let focus: ExceptionPart

    func draw(into surface: inout Surface) {
        guard page.columns.count == 2, let first = page.columns.first, let second = page.columns.last else {
            draw(page.columns.first ?? [], in: surface.bounds, into: &surface)
            return
        }
        let (left, right) = surface.bounds.splitLeft(surface.width / 2, gap: 1)
        draw(first, in: left, into: &surface)
        surface.verticalLine(at: Point(left.maxX, 0), length: surface.height)
        draw(second, in: right, into: &surface)
    }

    private func draw(_ lines: [ExceptionPage.Line], in rect: Rect, into surface: inout Surface) {
        surface.area(rect) { area in
            area.draw(ScrolledLines(lines.map(\.spans), offset: offset))
            let top = max(0, min(offset, lines.count - area.height))
            guard let row = lines.firstIndex(where: { $0.part == focus }), row >= top, row - top < area.height
            else { return }
            area.put(area.glyphs.pointer, at: Point(0, row - top), style: .strong)
            area.placeCursor(at: Point(0, row - top))
        }
    }
}
