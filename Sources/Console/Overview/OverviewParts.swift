import SyncModel
import SyncStore
import Terminal

/// The tables of the overview.
struct OverviewParts {
    let content: OverviewContent
    let context: ScreenContext
    let screen: OverviewScreen

    /// The number of the selected row within a section; `nil` where the cursor is elsewhere.
    private func selection(in rows: [OverviewScreen.Row]) -> Int? {
        screen.cursor.selected.flatMap { rows.firstIndex(of: $0) }
    }

    // MARK: Flows

    func drawFlows(in rect: Rect, into surface: inout Surface) {
        let lines = content.flowLines
        let curveWidth = rect.width >= 118 ? 31 : 0
        let table = rect.splitRight(curveWidth, gap: curveWidth > 0 ? 1 : 0).rest
        let selection = selection(in: content.flowRows)
        let visible = max(1, rect.height - 1)
        let offset = max(0, min((selection ?? 0) - visible + 1, lines.count - visible))
        surface.draw(
            Table(
                columns: Self.flowColumns, count: lines.count, offset: offset, selection: selection,
                placeholder: "No flow has had traffic yet: send a message and it shows up here."
            ) { flowRow(lines[$0].name, lines[$0].line) }, in: table)
        guard curveWidth > 0 else { return }
        let curve = rect.splitRight(curveWidth).right
        let title = "OUT, \(screen.live.reading.span.words.uppercased())"
        surface.put(title, at: curve.origin, width: curveWidth, style: .tableHeader)
        for line in 0..<visible where lines.indices.contains(offset + line) {
            surface.draw(
                Sparkline(lines[offset + line].line.curve, shape: .braille),
                in: Rect(x: curve.x, y: curve.y + 1 + line, width: curveWidth, height: 1))
        }
    }

    private static let flowColumns: [TableColumn] =
        [TableColumn("FLOW", .flexible(min: 14), isCutInMiddle: true), TableColumn("FOR", .fixed(8), priority: 6)]
        + [
            ("WORTH", 10, 0), ("WAIT", 5, 0), ("ON WAY", 6, 0), ("TO GO", 7, 3), ("IN/S", 6, 2), ("OUT/S", 6, 1),
            ("ERR%", 5, 2), ("P50", 6, 5), ("P95", 6, 2), ("P99", 6, 4), ("BUDGET", 8, 1),
        ].map { TableColumn($0.0, .fixed($0.1), .trailing, priority: $0.2) }

    private func flowRow(_ name: String, _ line: OverviewContent.FlowLine) -> TableRow {
        let figures = line.figures
        let drains = Wording.toGo(line.onTheWay.count, in: line.drainsIn, isBlocked: line.isBlocked)
        let budget = line.objective.map { Span(Self.budget($0), ObjectiveWords.style($0)) } ?? Span("-", .dim)
        return TableRow([
            Span(name, .strong), Span(line.criticality?.rawValue ?? "", line.criticality == .revenue ? .money : .dim),
            Span(line.total.value == .zero ? "-" : Wording.worth(line.total.value), .money),
            Span(line.waiting.count.grouped, line.waiting.count > 0 ? .statusWarning : .dim),
            Span(line.onTheWay.count.grouped, line.heldBy == nil && !line.isBlocked ? .text : .statusWarning),
            Span(drains, line.heldBy == nil && !line.isBlocked ? .dim : .statusWarning), Span(figures?.incoming ?? "-"),
            Span(figures?.outgoing ?? "-"), Span(figures?.errors ?? "-", line.isFailing ? .statusWarning : .text),
            Span(figures?.p50 ?? "-"), Span(figures?.p95 ?? "-"), Span(figures?.p99 ?? "-"), budget,
        ])
    }

    /// `61 %`; with a sign where it burns.
    private static func budget(_ objective: ObjectiveStatus) -> String {
        (objective.alarm == nil ? "" : "! ") + ObjectiveWords.left(objective).replacing("overspent", with: "over")
    }

    /// How fast each budget goes, by window.
    func drawObjectives(in rect: Rect, into surface: inout Surface) {
        let lines = content.flows
        surface.draw(
            Table(
                columns: [
                    TableColumn("OBJECTIVE", .flexible(min: 16), isCutInMiddle: true),
                    TableColumn("WITHIN", .fixed(13)),
                ]
                    + ["BURN 5M", "30M", "1H", "6H"].map { TableColumn($0, .fixed(7), .trailing) }
                    + [
                        TableColumn("LEFT", .fixed(9), .trailing), TableColumn("GONE IN", .fixed(8), .trailing),
                        TableColumn("MISSED 30D", .fixed(14), .trailing, priority: 1),
                    ], count: lines.count
            ) { index in
                guard let status = lines[index].objective else { return TableRow([Span(lines[index].flow.rawValue)]) }
                let style = ObjectiveWords.style(status)
                let windows = [status.fiveMinutes, status.halfHour, status.hour, status.sixHours]
                return TableRow(
                    [
                        Span(status.flow.rawValue, .strong),
                        Span("\(ObjectiveWords.number(status.percent)) % in \(status.within.spoken)", .dim),
                    ] + windows.map { Span(ObjectiveWords.burn($0), style) }
                        + [
                            Span(ObjectiveWords.left(status), style),
                            Span(status.budget.lastsFor?.spoken ?? "-", .dim),
                            Span("\(status.budget.missed.grouped) of \(status.budget.due.grouped)", .dim),
                        ])
            }, in: rect)
    }

    // MARK: What waits for people

    /// The dearest causes: what to mend first.
    func drawCauses(_ count: Int, in rect: Rect, into surface: inout Surface) {
        let causes = content.causes.prefix(count)
        var table = Table(
            columns: [
                TableColumn("MEND FIRST", .flexible(min: 14)), TableColumn("WHAT", .flexible(min: 10)),
                TableColumn("FOR", .fixed(11), priority: 1), TableColumn("OLDEST", .fixed(6), .trailing),
                TableColumn("OPEN", .fixed(6), .trailing), TableColumn("WORTH", .fixed(12), .trailing),
            ], count: causes.count, selection: selection(in: causes.map { .cause($0.cause) })
        ) { index in
            let cause = causes[index]
            return TableRow([
                Span(cause.code.title, .statusWarning), Span(FixTarget(cause).subject, .strong),
                Span(cause.owner.rawValue, .dim), Span(context.age(cause.oldest), .dim),
                Span(cause.open.grouped), Span("\(cause.value)", .money),
            ])
        }
        table.firstTarget = content.flowRows.count + content.endpoints.count + content.waitingRows.count
        surface.draw(table, in: rect)
    }

    // MARK: Endpoints and who waits

    func drawEndpoints(in rect: Rect, into surface: inout Surface) {
        var table = EndpointsTable.table(
            content.endpoints, content.figures,
            selection: selection(in: content.endpoints.map { .endpoint($0.endpoint) }), now: context.now)
        table.firstTarget = content.flowRows.count
        surface.draw(table, in: rect)
    }

    func drawWaiting(in rect: Rect, into surface: inout Surface) {
        let rows = content.waitingRows
        var table = Table(
            columns: [
                TableColumn("WAITING FOR", .flexible(min: 20)), TableColumn("OPEN", .fixed(7), .trailing),
                TableColumn("WORTH", .fixed(13), .trailing),
            ], count: rows.count, selection: selection(in: rows)
        ) { waitingRow(rows[$0]) }
        table.firstTarget = content.flowRows.count + content.endpoints.count
        surface.draw(table, in: rect)
    }

    private func waitingRow(_ row: OverviewScreen.Row) -> TableRow {
        switch row {
        case .role(let role):
            let waiting = content.overview.waiting[role] ?? (0, .zero)
            let isOwn = context.roles.contains(role)
            let style: Style = waiting.count == 0 ? .dim : isOwn ? .statusWarning : .text
            return TableRow([
                Span(role.title + (isOwn ? " (you)" : ""), isOwn ? .strong : .text),
                Span(waiting.count.grouped, style), Span("\(waiting.value)", waiting.count == 0 ? .dim : .money),
            ])
        case .approvals:
            let mine = content.overview.approvals(for: context.user, roles: context.roles)
            let count = content.overview.approvals.reduce(0) { $0 + $1.count }
            let value = content.overview.approvals.reduce(Money.zero) { $0 + $1.value }
            let title = mine.count == 0 ? "approval" : "approval, \(mine.count.grouped) by you"
            return TableRow([
                Span(title, mine.count == 0 ? .text : .strong),
                Span(count.grouped, mine.count == 0 ? .text : .statusWarning), Span("\(value)", .money),
            ])
        case .deadLetters:
            let totals = content.letters?.totals
            let count = (totals?.stopped.count ?? 0) + (totals?.dead.count ?? 0)
            let value = (totals?.stopped.value ?? .zero) + (totals?.dead.value ?? .zero)
            return TableRow([
                Span("anybody: dead letters", .text), Span(count.grouped, count == 0 ? .dim : .statusWarning),
                Span("\(value)", count == 0 ? .dim : .money),
            ])
        case .replays:
            guard let replay = content.letters?.running.first else { return TableRow([]) }
            return TableRow([
                Span("replay by \(replay.actor)", .statusInfo), Span(replay.total.grouped),
                Span("\(replay.replayed.grouped) went", .statusInfo),
            ])
        case .all, .flow, .endpoint, .cause: return TableRow([])
        }
    }

    // MARK: Throughput and books

    func drawThroughput(in rect: Rect, into surface: inout Surface) {
        guard let series = screen.live.value?.figures.all, rect.height >= 3 else { return }
        let curves = [("in", series.points.map(\.acceptedPerSecond)), ("out", series.points.map(\.deliveredPerSecond))]
        let peak = max(0.1, curves.flatMap(\.1).max() ?? 0)
        let (title, body) = rect.splitTop(1)
        surface.horizontalLine(at: title.origin, length: title.width)
        surface.put(
            " a second, \(screen.live.reading.span.words), at most \(Wording.rate(peak)) ",
            at: Point(title.x + 2, title.y), style: .borderTitle)
        let rows = max(1, min(8, body.height / 2))
        for (index, curve) in curves.enumerated() where body.height >= (index + 1) * rows {
            let line = Rect(x: body.x, y: body.y + index * rows, width: body.width, height: rows)
            surface.put(curve.0, at: Point(line.x + 1, line.y), style: .dim)
            surface.put(Wording.rate(curve.1.lastWhole), at: Point(line.x + 5, line.y), style: .strong)
            let width = min(curve.1.count, max(10, line.width - 14))
            surface.draw(
                Sparkline(Array(curve.1.suffix(width)), maximum: peak),
                in: Rect(x: line.x + 12, y: line.y, width: width, height: rows))
        }
    }

    func drawBalanceSum(in rect: Rect, into surface: inout Surface) {
        let words = BalanceWords(content.overview)
        let style: Style = words.isBalanced ? .statusOk : .statusCritical
        surface.horizontalLine(at: rect.origin, length: rect.width)
        surface.put(
            [Span(" balance ", .borderTitle), Span("\(words.verdict) ", style.bold)], at: Point(rect.x + 2, rect.y),
            limit: rect.width - 4)
        let text = [words.sum, words.refusedWords].compactMap(\.self).joined(separator: "; ")
        surface.draw(Paragraph(text), in: rect.splitTop(1).rest.inset(columns: 1, rows: 0))
    }

    func drawBalanceSheet(in rect: Rect, into surface: inout Surface) {
        let words = BalanceWords(content.overview)
        let balance = content.overview.balance
        surface.horizontalLine(at: rect.origin, length: rect.width)
        surface.put(" balance ", at: Point(rect.x + 2, rect.y), style: .borderTitle)
        surface.area(rect.splitTop(1).rest) { area in
            var lines: [(String, Int, Style)] = [("accepted", balance[.accepted], .strong)]
            lines += BalanceWords.parts.map { ("  \($0.title)", balance[$0], .text) }
            lines.append(("accounted for", balance.accountedFor, .strong))
            for (y, line) in lines.enumerated() where y < area.height {
                area.put(line.0, at: Point(1, y), style: line.2)
                area.put(line.1.grouped, at: Point(26, y), width: 14, align: .trailing, style: line.2)
            }
            let style: Style = words.isBalanced ? .statusOk : .statusCritical
            let text = [words.verdict, words.refusedWords].compactMap(\.self).joined(separator: "\n")
            area.draw(
                Paragraph(text, style: style.bold),
                in: Rect(x: 1, y: lines.count, width: area.width - 2, height: area.height - lines.count))
        }
    }
}
