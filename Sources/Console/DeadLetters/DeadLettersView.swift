import Control
import SyncModel
import SyncStore
import Terminal

/// Where the list of dead letters and what is said of the one under the cursor stand.
struct DeadLettersLayout: Hashable, Sendable {
    var list: Rect
    /// What is under the cursor, in a few lines; empty where there is no room.
    var preview: Rect

    init(_ body: Rect) {
        (list, preview) = body.splitBottom(body.height >= 30 ? 7 : body.height >= 14 ? 6 : 0)
    }
}

/// The dead letters: the list with its marks, and what is under the cursor.
struct DeadLettersView: Widget {
    let screen: DeadLettersScreen
    let context: ScreenContext

    func draw(into surface: inout Surface) {
        let layout = DeadLettersLayout(surface.bounds)
        guard !screen.list.shown.isEmpty else {
            screen.list.draw(
                into: &surface, in: layout.list, in: context, problem: screen.pages.problem,
                words: screen.words(in: context))
            drawSummary(in: layout.preview, into: &surface)
            return
        }
        let marks = screen.marks
        surface.draw(screen.list.table(in: context) { marks.contains($0.rowID) }, in: layout.list)
        drawSummary(in: layout.preview, into: &surface)
    }

    private func drawSummary(in rect: Rect, into surface: inout Surface) {
        guard !rect.isEmpty else { return }
        surface.horizontalLine(at: rect.origin, length: rect.width)
        if let letter = screen.list.selected?.letter {
            let title = " delivery \(letter.id), \(letter.flow) to \(letter.endpoint) "
            surface.put(title, at: Point(rect.x + 2, rect.y), style: .borderTitle, limit: rect.width - 4)
        }
        surface.area(rect.splitTop(1).rest) { area in
            var y = 0
            for (name, spans) in lines where y < area.height {
                area.put(name, at: Point(1, y), style: .dim)
                area.put(spans, at: Point(9, y), limit: area.width - 10)
                y += 1
            }
        }
    }

    private var lines: [(String, [Span])] {
        var lines = running
        if let letter = screen.list.selected?.letter {
            lines += [
                ("Why", [Span(letter.reason)]),
                (
                    "What",
                    [
                        Span("\(letter.quantity) \(letter.unit) of \(letter.item) ", .strong),
                        Span("\(letter.description), at \(letter.location), "),
                        Span(Wording.count(letter.attempts, "attempt")),
                    ]
                ), ("Next", next(letter)),
            ]
        }
        return lines + [("In all", totals)]
    }

    private func next(_ letter: DeadLetterRow) -> [Span] {
        let what = screen.marks.isEmpty ? "this one" : "the \(screen.marks.count.grouped) marked"
        if let refusal = context.refusal(for: ConsoleAction.replay.right) { return [Span(refusal, .dim)] }
        return [
            Span(context.key(of: .replay), .key), Span(" says what a replay of \(what) would do   "),
            Span(context.key(of: .open), .key),
            Span(" all that happened"),
        ]
    }

    /// A replay under way, above all else.
    private var running: [(String, [Span])] {
        guard let running = screen.summary.value?.running, let first = running.first else { return [] }
        let others = running.count > 1 ? ", and \(Wording.count(running.count - 1, "other"))" : ""
        return [
            (
                "Replay",
                [
                    Span(first.progressWords, .statusInfo), Span(", by \(first.actor): \(first.reason)\(others)   "),
                    Span(context.key(of: .replays), .key), Span(" shows it"),
                ]
            )
        ]
    }

    private var totals: [Span] {
        guard let totals = screen.summary.value?.totals else { return [Span("…", .dim)] }
        let parts: [(String, DeadLetterTotals.Total)] = [
            ("gave up", totals.stopped), ("dead", totals.dead), ("dismissed", totals.dismissed),
        ]
        return parts.flatMap { name, total in
            [Span("\(total.count.grouped) \(name), "), Span("\(total.value)   ", total.count == 0 ? .dim : .money)]
        }
    }
}
