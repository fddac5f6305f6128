import SyncModel
import SyncStore
import Terminal

/// How every flow stands: figures, endpoints, who waits, and the books.
struct OverviewView: Widget {
    let context: ScreenContext
    let cursor: ListCursor<OverviewScreen.Row>

    func draw(into surface: inout Surface) {
        guard let overview = context.overview else {
            let sentence = context.stateProblem ?? "Reading the state …"
            surface.draw(Paragraph(sentence, style: .dim), in: surface.bounds.inset(columns: 2, rows: 1))
            return
        }
        let notices = NoticesView(notices: overview.notices)
        let (told, rest) = surface.bounds.splitTop(min(notices.height(width: surface.width), surface.height / 3))
        surface.draw(notices, in: told)
        if surface.width >= 120, surface.height >= 24 {
            drawWide(overview, in: rest, into: &surface)
        } else {
            drawNarrow(overview, in: rest, into: &surface)
        }
    }

    private func drawNarrow(_ overview: Overview, in rect: Rect, into surface: inout Surface) {
        let roles = OverviewScreen.roles(overview).count
        let fixed = 3 + (1 + roles)
        let endpoints = min(overview.endpoints.count, max(1, (rect.height - fixed - 6) / 3)) + 1
        let flows = min(max(1, overview.flows.count), max(1, rect.height - fixed - endpoints - 5)) + 1
        let (flowRect, afterFlows) = rect.splitTop(flows)
        let (endpointRect, afterEndpoints) = afterFlows.splitTop(endpoints)
        let (roleRect, afterRoles) = afterEndpoints.splitTop(1 + roles)
        let (middle, balanceRect) = afterRoles.splitBottom(min(4, max(3, afterRoles.height - 3)))
        drawFlows(overview, in: flowRect, into: &surface)
        drawEndpoints(overview, in: endpointRect, into: &surface)
        drawRoles(overview, in: roleRect, into: &surface)
        if middle.height >= 2 { drawThroughput(overview, in: middle, into: &surface) }
        drawBalanceSum(overview, in: balanceRect, into: &surface)
    }

    private func drawWide(_ overview: Overview, in rect: Rect, into surface: inout Surface) {
        let flows = min(max(1, overview.flows.count), 8) + 1
        let (flowRect, below) = rect.splitTop(flows)
        drawFlows(overview, in: flowRect, into: &surface)
        let (left, right) = below.splitRight(52, gap: 2)
        let endpoints = min(max(1, overview.endpoints.count), max(2, left.height / 3)) + 1
        let (endpointRect, chart) = left.splitTop(endpoints)
        drawEndpoints(overview, in: endpointRect, into: &surface)
        drawThroughput(overview, in: chart.splitBottom(0).rest, into: &surface)
        let (roleRect, balanceRect) = right.splitTop(OverviewScreen.roles(overview).count + 2)
        drawRoles(overview, in: roleRect, into: &surface)
        drawBalanceSheet(overview, in: balanceRect, into: &surface)
    }

    // MARK: Flows and endpoints

    private func drawFlows(_ overview: Overview, in rect: Rect, into surface: inout Surface) {
        let flows = overview.flows
        let hasCurve = rect.width >= 110
        var columns = [TableColumn("FLOW", .flexible(min: 16))]
        columns += [
            ("IN/S", 6, 1), ("OUT/S", 6, 1), ("ERR%", 5, 2), ("P50", 6, 4), ("P95", 6, 2), ("P99", 6, 3),
            ("ON WAY", 6, 0), ("WAIT", 5, 0), ("WORTH", 10, 1),
        ].map { TableColumn($0.0, .fixed($0.1), .trailing, priority: $0.2) }
        let curveWidth = hasCurve ? 32 : 0
        let table = rect.splitRight(curveWidth, gap: hasCurve ? 1 : 0).rest
        let selection = index(of: overviewRows.flows)
        let visible = max(1, rect.height - 1)
        let offset = max(0, min((selection ?? 0) - visible + 1, flows.count - visible))
        surface.draw(
            Table(
                columns: columns, count: flows.count, offset: offset, selection: selection,
                placeholder: "No flow has had traffic yet: send a message and it shows up here."
            ) { flowRow(flows[$0], at: overview.readAt) }, in: table)
        guard hasCurve else { return }
        let curve = rect.splitRight(curveWidth).right
        surface.put("BOOKED, LAST HOUR", at: curve.origin, width: curveWidth, style: .tableHeader)
        for line in 0..<visible where flows.indices.contains(offset + line) {
            surface.draw(
                Sparkline(flows[offset + line].deliveredByMinute.map(Double.init), shape: .braille),
                in: Rect(x: curve.x, y: curve.y + 1 + line, width: curveWidth, height: 1))
        }
    }

    private func flowRow(_ flow: FlowStatus, at now: UTCTime) -> TableRow {
        let figures = FlowFigures(flow, at: now)
        let errors: Style = (flow.recent.errorRate ?? 0) > 0.05 ? .statusWarning : .text
        let waits: Style = flow.balance[.waitingForPeople] > 0 ? .statusWarning : .dim
        return TableRow([
            Span(flow.flow.rawValue, .strong), Span(figures.incoming), Span(figures.outgoing),
            Span(figures.errors, errors), Span(figures.p50), Span(figures.p95), Span(figures.p99),
            Span(figures.backlog), Span(figures.waiting, waits), Span(figures.worth, .money),
        ])
    }

    private func drawEndpoints(_ overview: Overview, in rect: Rect, into surface: inout Surface) {
        surface.draw(
            EndpointsTable.table(overview, selection: index(of: overviewRows.endpoints), now: context.now), in: rect)
    }

    private func drawRoles(_ overview: Overview, in rect: Rect, into surface: inout Surface) {
        let roles = OverviewScreen.roles(overview)
        surface.draw(
            Table(
                columns: [
                    TableColumn("WAITING FOR", .flexible(min: 20)), TableColumn("OPEN", .fixed(7), .trailing),
                    TableColumn("WORTH", .fixed(13), .trailing),
                ], count: roles.count, selection: index(of: overviewRows.roles)
            ) { index in
                let waiting = overview.waiting[roles[index]] ?? (0, .zero)
                let isOwn = context.roles.contains(roles[index])
                let style: Style = waiting.count == 0 ? .dim : isOwn ? .statusWarning : .text
                return TableRow([
                    Span(roles[index].title + (isOwn ? " (you)" : ""), isOwn ? .strong : .text),
                    Span(waiting.count.grouped, style), Span("\(waiting.value)", waiting.count == 0 ? .dim : .money),
                ])
            }, in: rect)
    }

    /// The rows the cursor can be on, by section.
    private var overviewRows: (flows: Range<Int>, endpoints: Range<Int>, roles: Range<Int>) {
        let flows = context.overview?.flows.count ?? 0
        let endpoints = context.overview?.endpoints.count ?? 0
        let all = cursor.ids.count
        return (0..<flows, flows..<(flows + endpoints), (flows + endpoints)..<max(all, flows + endpoints))
    }

    private func index(of section: Range<Int>) -> Int? {
        let index = cursor.index
        return section.contains(index) ? index - section.lowerBound : nil
    }

    // MARK: Throughput and books

    private func drawThroughput(_ overview: Overview, in rect: Rect, into surface: inout Surface) {
        func sum(_ series: (FlowStatus) -> [Int]) -> [Double] {
            overview.flows.reduce(into: [Double](repeating: 0, count: 60)) { total, flow in
                for (index, value) in series(flow).suffix(60).enumerated() { total[index] += Double(value) }
            }
        }
        let curves = [("in", sum { $0.acceptedByMinute }), ("out", sum { $0.deliveredByMinute })]
        let peak = max(1, curves.flatMap(\.1).max() ?? 1)
        let (title, body) = rect.splitTop(1)
        surface.horizontalLine(at: title.origin, length: title.width)
        surface.put(
            " messages a minute, last hour, at most \(Int(peak).grouped) ", at: Point(title.x + 2, title.y),
            style: .borderTitle)
        let rows = max(1, min(9, body.height / 2))
        for (index, curve) in curves.enumerated() where body.height >= (index + 1) * rows {
            let line = Rect(x: body.x, y: body.y + index * rows, width: body.width, height: rows)
            surface.put(curve.0, at: Point(line.x + 1, line.y), style: .dim)
            surface.put(Int(curve.1.last ?? 0).grouped, at: Point(line.x + 5, line.y), style: .strong)
            let width = min(60, max(10, line.width - 14))
            surface.draw(
                Sparkline(Array(curve.1.suffix(width)), maximum: peak),
                in: Rect(x: line.x + 12, y: line.y, width: width, height: rows))
        }
    }

    private func drawBalanceSum(_ overview: Overview, in rect: Rect, into surface: inout Surface) {
        let words = BalanceWords(overview)
        let style: Style = words.isBalanced ? .statusOk : .statusCritical
        surface.horizontalLine(at: rect.origin, length: rect.width)
        surface.put(
            [Span(" balance ", .borderTitle), Span("\(words.verdict) ", style.bold)], at: Point(rect.x + 2, rect.y),
            limit: rect.width - 4)
        let text = [words.sum, words.refusedWords].compactMap(\.self).joined(separator: "; ")
        surface.draw(Paragraph(text), in: rect.splitTop(1).rest.inset(columns: 1, rows: 0))
    }

    private func drawBalanceSheet(_ overview: Overview, in rect: Rect, into surface: inout Surface) {
        let words = BalanceWords(overview)
        surface.horizontalLine(at: rect.origin, length: rect.width)
        surface.put(" balance ", at: Point(rect.x + 2, rect.y), style: .borderTitle)
        surface.area(rect.splitTop(1).rest) { area in
            var lines: [(String, Int, Style)] = [("accepted", overview.balance[.accepted], .strong)]
            lines += BalanceWords.parts.map { ("  \($0.title)", overview.balance[$0], .text) }
            lines.append(("accounted for", overview.balance.accountedFor, .strong))
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
