import SyncModel
import SyncStore
import Terminal

/// Where the list of requests and what the one under the cursor changes stand.
struct ApprovalsLayout: Hashable, Sendable {
    var list: Rect
    /// The change and its facts; empty where there is no room.
    var preview: Rect
    /// Whether that stands beside the list.
    var isBeside: Bool

    init(_ body: Rect) {
        guard !SideBySide.fits(body) else {
            let frame = SideBySide(body)
            (list, preview, isBeside) = (frame.main, frame.side, true)
            return
        }
        isBeside = false
        (list, preview) = body.splitBottom(body.height >= 30 ? 16 : body.height >= 17 ? 9 : body.height >= 14 ? 7 : 0)
    }
}

/// The requests: the list with its marks, and below what the one under the cursor changes.
struct ApprovalsView: Widget {
    let screen: ApprovalsScreen
    let context: ScreenContext

    func draw(into surface: inout Surface) {
        let layout = ApprovalsLayout(surface.bounds)
        guard !screen.list.shown.isEmpty else {
            return screen.list.draw(
                into: &surface, in: surface.bounds, in: context, problem: screen.pages.problem,
                words: screen.words(in: context))
        }
        var table = screen.list.table(in: context)
        let (plain, rows, marks, changed) = (table.row, screen.list.shown, screen.marks, screen.changed)
        table.row = { index in
            var row = plain(index)
            guard rows.indices.contains(index) else { return row }
            let id = rows[index].row.id
            // What is marked here is what is decided; that a row is new is counted in the trail.
            row.isMarked = marks.contains(id)
            if changed.contains(id), !row.cells.isEmpty {
                row.cells[row.cells.count - 1] = Span("LOOK", .statusWarning)
            }
            return row
        }
        surface.draw(table, in: layout.list)
        guard let listed = screen.list.selected else { return }
        guard layout.isBeside else { return draw(listed, in: layout.preview, into: &surface) }
        surface.area(layout.preview) { $0.draw(Sections(beside(listed, width: $0.width))) }
        SideBySide(surface.bounds).drawBorder(into: &surface)
    }

    /// The whole change and all there is to know of it, for beside the list.
    private func beside(_ listed: ListedApproval, width: Int) -> [Sections.Part] {
        let lines = ApprovalLines(listed.row, screen.patient, in: context, width: width - 3)
        let facts: [(String, [Span])] = [
            ("Touches", lines.impact), ("Why", lines.why),
            (listed.standing == .ended ? "Decided" : "Waits", lines.standing),
        ]
        let title = SpanLines.wrapped([Span(listed.row.proposal.words, .strong)], width: width - 2, first: nil)
        let told = facts.flatMap { SpanLines.wrapped($1, width: width - 2, first: Span($0.padded(8), .dim)) }
        return [
            Sections.Part(
                "request \(listed.row.id)", title + told + [[Span("Next".padded(8), .dim)] + next(listed)]),
            Sections.Part(lines.changeCount, lines.diff),
        ]
    }

    private func draw(_ listed: ListedApproval, in rect: Rect, into surface: inout Surface) {
        guard !rect.isEmpty else { return }
        surface.horizontalLine(at: rect.origin, length: rect.width)
        let title = " request \(listed.row.id): \(listed.row.proposal.words) "
        surface.put(title, at: Point(rect.x + 2, rect.y), style: .borderTitle, limit: rect.width - 4)
        surface.area(rect.splitTop(1).rest) { area in
            let lines = ApprovalLines(listed.row, screen.patient, in: context, width: area.width - 3)
            let facts: [(String, [Span])] = [
                ("Touches", lines.impact), ("Why", lines.why),
                (listed.standing == .ended ? "Decided" : "Waits", lines.standing), ("Next", next(listed)),
            ]
            for (y, line) in lines.shortDiff(height: area.height - facts.count).enumerated()
            where y < area.height - facts.count {
                area.put(line, at: Point(1, y), limit: area.width - 2)
            }
            for (index, fact) in facts.enumerated() {
                let y = area.height - facts.count + index
                area.put(fact.0, at: Point(1, y), style: .dim)
                area.put(fact.1, at: Point(9, y), limit: area.width - 10)
            }
        }
    }

    private func next(_ listed: ListedApproval) -> [Span] {
        let all = [Span("   "), Span(context.key(of: .open), .key), Span(" all of it")]
        if screen.changed.contains(listed.row.id) {
            return [
                Span("it has changed since you looked: ", .statusWarning), Span(context.key(of: .open), .key),
                Span(" shows it"),
            ]
        }
        switch listed.standing {
        case .decide:
            let what = screen.marks.isEmpty ? "it" : "the \(screen.marks.count) marked"
            return [
                Span(context.key(of: .approve), .key), Span(" approves \(what)   "),
                Span(context.key(of: .reject), .key), Span(" turns \(what) down"),
            ] + all
        case .own:
            return [
                Span("yours: somebody else decides   ", .dim), Span(context.key(of: .withdraw), .key),
                Span(" takes it back"),
            ] + all
        case .others:
            let refusal = listed.row.refusal(for: context.user, roles: context.roles) ?? ""
            return [Span(refusal, .dim)] + all
        case .ended: return Array(all.dropFirst())
        }
    }
}
