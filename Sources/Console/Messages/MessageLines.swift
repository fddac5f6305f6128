import SyncModel
import SyncStore
import Terminal

/// One message with what came of it, as lines.
struct MessageLines {
    let lines: [[Span]]

    init(_ file: MessageFile, trace: MessageTrace? = nil, in context: ScreenContext) {
        let row = file.row
        var lines: [[Span]] = [
            [
                Span("\(row.type) ", .strong), Span("from \(row.source), control id "), Span(row.controlID, .strong),
                Span(", version \(row.version), \(Wording.count(row.bytes, "byte"))"),
            ],
            [
                Span("received \(row.receivedAt.date) \(context.time(row.receivedAt)), "),
                Span(row.disposition.rawValue, row.disposition == .refused ? .statusWarning : .statusOk),
            ],
        ]
        lines += [[], [Span("What came of it", .title)]]
        if file.deliveries.isEmpty { lines.append([Span("  no delivery", .dim)]) }
        for delivery in file.deliveries {
            lines.append(Self.line(delivery))
            for words in delivery.standing?.lines ?? [] { lines.append([Span("    \(words)", .statusHeld)]) }
        }
        for exception in file.exceptions {
            let state = exception.closedAt == nil ? "open" : exception.resolution ?? "closed"
            lines.append([
                Span("  \(exception.fault.code.title) ", .statusWarning), Span(exception.fault.detail),
                Span(" (\(state))", .dim),
            ])
        }
        if let trace { lines += [[]] + TraceLines.lines(trace, in: context) }
        lines += [[], [Span("What arrived ", .title), Span("(patient fields masked)", .dim)]]
        lines += ArrivedLines.lines(file.payload, of: row, in: context, width: context.body.width - 3)
        self.lines = lines.flatMap { Self.broken($0, width: context.body.width - 3) }
    }

    /// A line too long is broken between its words, and what goes on is indented.
    private static func broken(_ line: [Span], width: Int) -> [[Span]] {
        guard line.reduce(0, { $0 + $1.width }) > width, let first = line.first else { return [line] }
        let indent = first.text.prefix { $0 == " " }.count
        let rest = [Span(String(first.text.dropFirst(indent)), first.style)] + line.dropFirst()
        let lines = SpanLines.wrapped(rest, width: width - indent - 2)
        return lines.enumerated().map { number, line in
            [Span(String(repeating: " ", count: indent + (number == 0 ? 0 : 2)))] + line
        }
    }

    private static func line(_ delivery: DeliveryRow) -> [Span] {
        let end = delivery.document.map { ", document \($0)" } ?? delivery.reason.map { ", \($0)" } ?? ""
        let style: Style =
            switch delivery.state.line {
            case .delivered: .statusOk
            case .waitingForPeople, .dead: .statusWarning
            default: .text
            }
        return [
            Span("  line \(delivery.line) "), Span("\(delivery.flow) to \(delivery.endpoint) "),
            Span(delivery.state.rawValue, style), Span(end), Span("  \(delivery.value)", .money),
            Span("  \(Wording.count(delivery.attempts, "attempt"))", .dim),
        ]
    }
}
