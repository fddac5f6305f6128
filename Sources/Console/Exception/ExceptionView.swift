import Measures
import SyncModel
import SyncStore
import Terminal

/// The lines of an exception: on the left why it stopped and what it became, on the right what arrived; one below the
/// other where there is no room for two columns.
struct ExceptionLines {
    let left: [[Span]]
    let right: [[Span]]
    /// The width from which there are two columns.
    static let wide = 120

    /// One sentence in place of the exception.
    init(_ sentence: String) {
        left = [[Span(sentence, .dim)]]
        right = []
    }

    init(_ detail: ExceptionDetail, width: Int, in context: ScreenContext) {
        let column = width >= Self.wide ? width / 2 - 2 : width - 3
        let parts = Parts(context: context, detail: detail, width: column)
        let story = parts.why + parts.became + parts.timeline
        if width >= Self.wide {
            left = story
            right = parts.arrived
        } else {
            left = story + [[]] + parts.arrived
            right = []
        }
    }

    /// How many lines there are to scroll through.
    var height: Int { max(left.count, right.count) }

    private struct Parts {
        let context: ScreenContext
        let detail: ExceptionDetail
        let width: Int

        private func wrapped(_ text: String, _ style: Style = .text, indent: Int = 1) -> [[Span]] {
            Paragraph(text).lines(width: max(10, width - indent)).map {
                [Span(String(repeating: " ", count: indent)), Span($0, style)]
            }
        }

        private func pair(_ name: String, _ value: [Span]) -> [Span] {
            [Span(" " + name + String(repeating: " ", count: max(1, 11 - name.count)), .dim)] + value
        }

        var why: [[Span]] {
            let row = detail.row
            var lines: [[Span]] = [
                [
                    Span(row.fault.code.title, .statusWarning.bold), Span("  \(FixTarget(row).subject)  ", .strong),
                    Span("\(row.value)", .money), Span("  for \(row.owner.title)", .dim),
                ]
            ]
            lines += wrapped(row.fault.detail)
            lines += wrapped(row.fault.code.advice, .strong)
            lines += doubt + lane
            let others = detail.others
            if others.count > 0 {
                lines.append([
                    Span(" \(Wording.count(others.count, "other")) with the same cause, worth "),
                    Span("\(others.value)", .money), Span("  (n, o)", .dim),
                ])
            }
            let since = "\(context.age(row.openedAt)) ago"
            let who = row.claimedBy.map { ", taken on by \($0)" } ?? ", nobody works on it (c)"
            lines.append([Span(" opened \(since)\(who)", .dim)])
            if let resolution = row.resolution { lines.append([Span(" closed: \(resolution)", .statusOk)]) }
            return lines
        }

        /// Both facts of a delivery in doubt: that a request left, and what asking brought.
        private var doubt: [[Span]] {
            guard let doubt = detail.doubt else { return [] }
            func at(_ time: UTCTime?) -> String { time.map { "at \(context.time($0))" } ?? "never" }
            return wrapped("Sent \(at(doubt.sentAt)): \(doubt.sent)", .statusWarning)
                + wrapped("Asked \(at(doubt.askedAt)): \(doubt.asked)", .statusWarning)
        }

        private var lane: [[Span]] {
            guard let standing = detail.delivery?.standing else { return [] }
            let lines = standing.lines.flatMap { wrapped("In its lane: \($0).", .statusHeld) }
            guard standing.holds != nil else { return lines }
            let keys = " \(ConsoleAction.stepAside.keyName) lets it step aside, x takes it out, r sends it in its place"
            return lines + [[Span(keys, .dim)]]
        }

        var became: [[Span]] {
            var lines: [[Span]] = [[], [Span("What it became", .title)]]
            guard let event = detail.event else { return lines + [[Span(" It couldn't be read.", .dim)]] }
            let item = [event.item?.code, event.description ?? event.item?.text].compactMap(\.self)
            let quantity = [event.quantity?.description, event.unit?.rawValue].compactMap(\.self)
            lines.append(pair("event", [Span("\(event.type.rawValue), \(event.action.rawValue)")]))
            lines.append(pair("item", [Span(item.joined(separator: "  "))]))
            if !event.alternateCodes.isEmpty {
                lines.append(pair("also", [Span(event.alternateCodes.map(\.code).joined(separator: ", "))]))
            }
            lines.append(
                pair("used", [Span(quantity.isEmpty ? "-" : quantity.joined(separator: " "), .strong)] + place(event)))
            guard let resolved = detail.resolved else {
                return lines + [pair("booking", [Span("none yet: it stopped before", .dim)])]
            }
            lines.append(
                pair(
                    "booking",
                    [
                        Span("\(resolved.quantity) \(resolved.unit) of \(resolved.itemNumber)", .strong),
                        Span(" from \(resolved.organization) \(resolved.subinventory)"),
                    ]))
            lines.append(pair("charged", [Span("cost centre \(resolved.costCenter), account \(resolved.account)")]))
            if let arithmetic = resolved.arithmetic { lines.append(pair("because", [Span(arithmetic)])) }
            return lines
        }

        private func place(_ event: CanonicalEvent) -> [Span] {
            var spans: [Span] = []
            if let location = event.location { spans.append(Span(" at \(location)")) }
            if let at = event.occurredAt { spans.append(Span(", \(context.time(at))", .dim)) }
            return spans
        }

        var timeline: [[Span]] {
            let head: [[Span]] = [[], [Span("What happened", .title)]]
            return head
                + detail.timeline.suffix(40).map { entry in
                    let kind = entry.kind + String(repeating: " ", count: max(1, 10 - entry.kind.count))
                    return [
                        Span(" \(context.time(entry.at)) ", .dim), Span(kind, .strong),
                        Span(entry.text),
                    ]
                }
        }

        var arrived: [[Span]] {
            let message = detail.message
            let head: [[Span]] = [
                [
                    Span("What arrived", .title),
                    Span(
                        "  message \(message.id), \(message.type) from \(message.source), patient fields masked", .dim),
                ]
            ]
            let excerpt = MessageExcerpt(detail.payload, event: detail.event, code: detail.row.fault.code)
            return head + ExcerptLines.lines(excerpt, width: width)
        }
    }
}

/// One exception, in one column or two.
struct ExceptionView: Widget {
    let lines: ExceptionLines
    let offset: Int

    func draw(into surface: inout Surface) {
        guard surface.width >= ExceptionLines.wide, !lines.right.isEmpty else {
            surface.draw(ScrolledLines(lines.left, offset: offset))
            return
        }
        let (left, right) = surface.bounds.splitLeft(surface.width / 2, gap: 1)
        surface.draw(ScrolledLines(lines.left, offset: offset), in: left)
        surface.verticalLine(at: Point(left.maxX, 0), length: surface.height)
        surface.draw(ScrolledLines(lines.right, offset: offset), in: right)
    }
}
