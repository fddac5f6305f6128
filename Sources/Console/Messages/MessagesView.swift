import SyncModel
import SyncStore
import Terminal

/// The messages that arrived, newest first.
struct MessagesView: Widget {
    let model: ConsoleModel

    func draw(into surface: inout Surface) {
        let screen = model.messagesScreen
        let shown = screen.shown
        guard !shown.isEmpty else {
            surface.draw(Paragraph(emptySentence, style: .dim), in: surface.bounds.inset(columns: 2, rows: 1))
            return
        }
        surface.draw(
            Table(
                columns: [
                    TableColumn("MESSAGE", .fixed(9), .trailing), TableColumn("RECEIVED", .fixed(8)),
                    TableColumn("AGE", .fixed(6), .trailing, priority: 2), TableColumn("TYPE", .fixed(9)),
                    TableColumn("SOURCE", .flexible(min: 10), priority: 1),
                    TableColumn("CONTROL ID", .flexible(min: 12, weight: 2)),
                    TableColumn("BYTES", .fixed(8), .trailing, priority: 3), TableColumn("ANSWER", .fixed(9)),
                ], count: shown.count, offset: screen.cursor.offset, selection: screen.cursor.index
            ) { index in
                guard shown.indices.contains(index) else { return TableRow([]) }
                let row = shown[index]
                return TableRow([
                    Span(row.id.description, .strong), Span(Wording.time(row.receivedAt, offset: model.utcOffset)),
                    Span(Wording.age(row.receivedAt, at: model.now), .dim), Span(row.type), Span(row.source.rawValue),
                    Span(row.controlID), Span(row.bytes.grouped, .dim),
                    Span(row.disposition.rawValue, row.disposition == .refused ? .statusWarning : .statusOk),
                ])
            }, in: surface.bounds)
    }

    private var emptySentence: String {
        if let problem = model.stateProblem { return problem }
        guard model.messagesScreen.rows != nil else { return "Reading the messages …" }
        return model.messagesScreen.filter.isEmpty
            ? "No message has arrived yet. Point a sender at the engine's MLLP port."
            : "No message here has \"\(model.messagesScreen.filter.text)\" in it. Esc clears the filter."
    }
}

/// One message with what came of it, as lines.
struct MessageLines {
    let lines: [[Span]]

    init(_ model: ConsoleModel, _ screen: MessageScreen) {
        guard let file = screen.file else {
            lines = [
                [Span(screen.isGone ? "There is no message \(screen.id)." : "Reading message \(screen.id) …", .dim)]
            ]
            return
        }
        let row = file.row
        var lines: [[Span]] = [
            [
                Span("\(row.type) ", .strong), Span("from \(row.source), control id "), Span(row.controlID, .strong),
                Span(", version \(row.version), \(Wording.count(row.bytes, "byte"))"),
            ],
            [
                Span("received \(row.receivedAt.date) \(Wording.time(row.receivedAt, offset: model.utcOffset)), "),
                Span(row.disposition.rawValue, row.disposition == .refused ? .statusWarning : .statusOk),
            ],
        ]
        lines += [[], [Span("What came of it", .title)]]
        if file.deliveries.isEmpty { lines.append([Span("  no delivery", .dim)]) }
        lines += file.deliveries.map { Self.line($0, model) }
        for exception in file.exceptions {
            let state = exception.closedAt == nil ? "open" : exception.resolution ?? "closed"
            lines.append([
                Span("  \(exception.fault.code.title) ", .statusWarning), Span(exception.fault.detail),
                Span(" (\(state))", .dim),
            ])
        }
        lines += [[], [Span("What arrived ", .title), Span("(patient fields masked)", .dim)]]
        lines += ExcerptLines.lines(MessageExcerpt(file.payload), width: model.size.width - 3)
        self.lines = lines
    }

    private static func line(_ delivery: DeliveryRow, _ model: ConsoleModel) -> [Span] {
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

/// One message with what came of it.
struct MessageView: Widget {
    let model: ConsoleModel
    let screen: MessageScreen

    func draw(into surface: inout Surface) {
        surface.draw(ScrolledLines(MessageLines(model, screen).lines, offset: screen.offset))
    }
}
