import Control
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
        let marks = screen.marks
        if screen.isGrouped {
            screen.causes.draw(into: &surface, in: list, in: context, problem: screen.problem, words: words) {
                marks.ofCause[$0.rowID] != nil || marks.wanted.contains($0.rowID)
            }
        } else {
            screen.rows.draw(into: &surface, in: list, in: context, problem: screen.problem, words: words) {
                marks.contains($0.rowID)
            }
        }
        if !isEmpty, !layout.preview.isEmpty { drawPreview(in: layout.preview, into: &surface) }
    }

    // MARK: What is under the cursor

    private func drawPreview(in rect: Rect, into surface: inout Surface) {
        guard let target = screen.target else { return }
        let remark = target.remark.isEmpty ? "" : " \(target.remark) "
        let title = " \(target.fault.code.title) \(target.subject) \(remark)"
        surface.horizontalLine(at: rect.origin, length: rect.width)
        surface.put([Span(title, .borderTitle)], at: Point(rect.x + 2, rect.y), limit: rect.width - 4)
        surface.area(rect.splitTop(1).rest) { area in
            var y = 0
            for (name, spans) in lines(target, in: area.size) where y < area.height {
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
            guard area.height > y + 12 else { return }
            let flow = screen.causes.selected?.work?.flow
            let page = RunbookScreen.text(of: target.fault, flow: flow, in: context)
            let room = Rect(x: 0, y: y + 1, width: area.width, height: area.height - y - 1)
            area.draw(Sections([Sections.Part("what to do", page.body.lines(width: area.width - 3))]), in: room)
        }
    }

    private func lines(_ target: FixTarget, in size: Size) -> [(String, [Span])] {
        let keys = Self.lines(of: screen.marks.isEmpty ? nextKeys(target) : markedKeys, width: size.width - 9)
        // Where there is little room, the footer has the rest.
        let next = keys.prefix(size.height >= 12 ? keys.count : 1)
        var lines = [("Why", [Span(target.fault.detail)]), ("Do", [Span(target.fault.code.advice)])]
        lines += next.enumerated().map { ($0 == 0 ? "Next" : "", $1) }
        if screen.marks.isEmpty, let refusal = refusal(target) { lines.append(("", [Span(refusal, .dim)])) }
        lines.append(("Waits", waits(target)))
        // Before what may be cut off where there is no room.
        if let standing = screen.standing { lines.insert(("Lane", standing.spans), at: 1) }
        return lines
    }

    /// What can be done about it, or why this user can't.
    private func nextKeys(_ target: FixTarget) -> [[Span]] {
        let dialog = FixDialog.mending(target.fault.code)
        let all = [Span(context.key(of: .open), .key), Span(" shows everything")]
        guard refusal(target) == nil else { return [all] }
        let fix =
            dialog.map { (context.key(of: $0.action), $0.deed) }
            ?? (context.key(of: .resubmit), "resubmits it once the cause is mended")
        return [
            [Span(fix.0, .key), Span(" \(fix.1)")], all,
            [Span(context.key(of: .dismiss), .key), Span(" takes it out")],
        ]
    }

    /// Why this user can't mend it; `nil` where they can.
    private func refusal(_ target: FixTarget) -> String? {
        context.refusal(for: FixDialog.mending(target.fault.code)?.action.right ?? .resubmit)
    }

    private var markedKeys: [[Span]] {
        let fix = FixDialog.all.first { screen.isWorthShowing($0.action, in: context) && $0.action != .guide }
        let mend = fix.map { [[Span(context.key(of: $0.action), .key), Span(" mends")]] } ?? []
        return mend + [
            [Span(context.key(of: .resubmitAll), .key), Span(" resubmits")],
            [Span(context.key(of: .dismiss), .key), Span(" takes out")],
            [Span("\(context.key(of: .claim)) \(context.key(of: .assign))", .key), Span(" take on, give")],
            [Span(context.key(of: .markAll), .key), Span(" no marks")],
        ]
    }

    /// Keys as lines, none broken: as many a line as fit.
    private static func lines(of keys: [[Span]], width: Int) -> [[Span]] {
        var lines: [[Span]] = []
        for key in keys {
            if let last = lines.last, last.width + 3 + key.width <= width {
                lines[lines.count - 1] += [Span("   ")] + key
            } else {
                lines.append(key)
            }
        }
        return lines
    }

    private func waits(_ target: FixTarget) -> [Span] {
        let watchers = context.watchers(of: Presence.place(ofCause: target.cause))
        return [
            Span("\(Wording.count(target.open, "row")), worth "), Span("\(target.value)", .money),
            Span(", for \(target.owner.title)"),
            Span(target.claimedBy.map { ", taken on by \($0)" } ?? "", .statusHeld),
            Span(watchers.isEmpty ? "" : ", \(watchers.joined(separator: ", ")) looks at it", .statusInfo),
        ]
    }

    // MARK: Nothing to show

    /// What an empty list means, and what to do next.
    private var words: ListWords {
        ListWords(what: "the queue", empty: emptySentence)
    }

    private var emptySentence: String {
        if screen.cause != nil { return "Nothing waits with this cause any more. \(context.key(of: .back)) goes back." }
        switch screen.holder {
        case .me:
            return "You have taken nothing on here. \(context.key(of: .claim)) takes on what is under the cursor; "
                + "\(context.key(of: .whose)) shows all again."
        case .nobody: return "Somebody has taken on everything here. \(context.key(of: .whose)) shows all again."
        case .anybody: break
        }
        let others = (context.overview?.waiting ?? [:]).filter { $0.key != screen.owner && $0.value.count > 0 }
        let count = others.values.reduce(0) { $0 + $1.count }.grouped
        let rest =
            others.isEmpty ? "" : " \(count) wait for other roles: \(context.key(of: .role)) shows them."
        return "Nothing waits for \(screen.owner?.title ?? "anybody")\(standing)." + rest
    }

    /// What that means: where no engine works, little.
    private var standing: String {
        guard let engine = context.overview?.engine, !engine.isAlive(at: context.now) else {
            return ": everything that arrived went its way"
        }
        return ", as far as is known: no engine works on this state, so nothing is taken in. Start `tallyward engine`"
    }
}
