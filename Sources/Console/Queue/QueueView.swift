import SyncModel
import SyncStore
import Terminal

/// The work queue: the list, and what is under the cursor in a few lines.
struct QueueView: Widget {
    let screen: QueueScreen
    let context: ScreenContext

    func draw(into surface: inout Surface) {
        let layout = QueueLayout(surface.bounds)
        let isEmpty = screen.isGrouped ? screen.causes.shown.isEmpty : screen.rows.shown.isEmpty
        let list = isEmpty ? surface.bounds : layout.list
        if screen.isGrouped {
            screen.causes.draw(into: &surface, in: list, in: context, problem: screen.problem, words: words)
        } else {
            screen.rows.draw(into: &surface, in: list, in: context, problem: screen.problem, words: words)
        }
        if !isEmpty, !layout.preview.isEmpty { drawPreview(in: layout.preview, into: &surface) }
    }

    // MARK: What is under the cursor

    private func drawPreview(in rect: Rect, into surface: inout Surface) {
        guard let target = screen.target else { return }
        let title = " \(target.fault.code.title) \(target.subject) "
        surface.horizontalLine(at: rect.origin, length: rect.width)
        surface.put(title, at: Point(rect.x + 2, rect.y), style: .borderTitle, limit: rect.width - 4)
        var lines: [(String, [Span])] = [
            ("Why", [Span(target.fault.detail)]), ("Do", [Span(target.fault.code.advice)]),
            ("Next", nextKeys(target)), ("Waits", waits(target)),
        ]
        // Before what may be cut off where there is no room.
        if let standing = screen.standing { lines.insert(("Lane", standing.spans), at: 1) }
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
        let fix =
            FixDialog.mending(target.fault.code).map { ($0.action.keyName, $0.deed) }
            ?? ("r", "resubmits it once the cause is mended")
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
    private var words: ListWords {
        ListWords(what: "the queue", empty: emptySentence)
    }

    private var emptySentence: String {
        if screen.cause != nil { return "Nothing waits with this cause any more. q goes back." }
        let others = (context.overview?.waiting ?? [:]).filter { $0.key != screen.owner && $0.value.count > 0 }
        let rest =
            others.isEmpty
            ? "" : " \(others.values.reduce(0) { $0 + $1.count }.grouped) wait for other roles: Tab shows them."
        return "Nothing waits for \(screen.owner?.title ?? "anybody"): everything that arrived went its way." + rest
    }
}
