import SyncModel
import SyncStore
import Terminal

/// The overview: what stands still, flows, endpoints, who waits, throughput and the books; what there is room for.
struct OverviewView: Widget {
    let context: ScreenContext
    let screen: OverviewScreen

    func draw(into surface: inout Surface) {
        guard let overview = context.overview else {
            let sentence = context.stateProblem ?? "Reading the state …"
            surface.draw(Paragraph(sentence, style: .dim), in: surface.bounds.inset(columns: 2, rows: 1))
            return
        }
        let content = OverviewContent(overview, screen)
        let notices = NoticesView(notices: overview.notices)
        let (told, rest) = surface.bounds.splitTop(min(notices.height(width: surface.width), surface.height / 3))
        surface.draw(notices, in: told)
        let (risk, body) = rest.splitTop(1)
        drawRisk(content, in: risk, into: &surface)
        let parts = OverviewParts(content: content, context: context, screen: screen)
        if Self.isWide(surface.bounds) {
            drawWide(parts, in: body, into: &surface)
        } else {
            drawNarrow(parts, in: body, into: &surface)
        }
    }

    /// What it costs comes before how fast it is.
    private func drawRisk(_ content: OverviewContent, in rect: Rect, into surface: inout Surface) {
        let line: [Span] =
            content.atRisk.map { worth, why in
                [
                    Span("AT RISK ", .statusWarning), Span("\(worth.value)", .money),
                    Span(", \(Wording.count(worth.count, "case"))"), Span(why.isEmpty ? "" : ": \(why)", .dim),
                ]
            } ?? [Span("Nothing stands still: all that was documented is booked.", .dim)]
        surface.put(line, at: Point(rect.x + 1, rect.y), limit: rect.width - 2)
    }

    private func drawNarrow(_ parts: OverviewParts, in rect: Rect, into surface: inout Surface) {
        let waiting = parts.content.waitingRows.count
        let fixed = 3 + (1 + waiting)
        let endpointCount = max(1, parts.content.endpoints.count)
        let endpoints = min(endpointCount, max(1, (rect.height - fixed - 6) / 3)) + 1
        let flows = min(max(1, parts.content.flowRows.count), max(1, rect.height - fixed - endpoints - 1)) + 1
        let (flowRect, afterFlows) = rect.splitTop(flows)
        let (endpointRect, afterEndpoints) = afterFlows.splitTop(endpoints)
        let (waitingRect, afterWaiting) = afterEndpoints.splitTop(1 + waiting)
        let (middle, balanceRect) = afterWaiting.splitBottom(min(4, max(3, afterWaiting.height - 3)))
        parts.drawFlows(in: flowRect, into: &surface)
        parts.drawEndpoints(in: endpointRect, into: &surface)
        parts.drawWaiting(in: waitingRect, into: &surface)
        if middle.height >= 3 { parts.drawThroughput(in: middle, into: &surface) }
        parts.drawBalanceSum(in: balanceRect, into: &surface)
    }

    /// Whether there is room for everything.
    static func isWide(_ body: Rect) -> Bool { body.width >= 120 && body.height >= 24 }

    /// How many causes are listed where so many rows are left for them and the curves; none below three.
    private static func causes(_ content: OverviewContent, besides height: Int) -> Int {
        let count = min(content.causes.count, max(0, height - 10))
        return count >= min(3, content.causes.count) ? count : 0
    }

    private func drawWide(_ parts: OverviewParts, in rect: Rect, into surface: inout Surface) {
        let content = parts.content
        let (flowRect, below) = rect.splitTop(min(max(1, content.flowRows.count), 9) + 1)
        parts.drawFlows(in: flowRect, into: &surface)
        let (left, right) = below.splitRight(52, gap: 2)
        let endpoints = min(max(1, content.endpoints.count), max(2, left.height / 3)) + 1
        let (endpointRect, lower) = left.splitTop(endpoints)
        parts.drawEndpoints(in: endpointRect, into: &surface)
        let hasObjectives = content.hasObjectives && lower.height >= content.flows.count + 8
        let objectiveRows = hasObjectives ? content.flows.count + 1 : 0
        let causes = Self.causes(content, besides: lower.height - objectiveRows)
        let causeRows = causes > 0 ? causes + 1 : 0
        // What is left over is left at the bottom, where it parts nothing.
        let (chart, tables) = lower.splitTop(min(17, lower.height - objectiveRows - causeRows))
        let (causeRect, objectives) = tables.splitTop(causeRows)
        parts.drawThroughput(in: chart, into: &surface)
        if causes > 0 { parts.drawCauses(causes, in: causeRect, into: &surface) }
        if hasObjectives { parts.drawObjectives(in: objectives, into: &surface) }
        let (waitingRect, balanceRect) = right.splitTop(content.waitingRows.count + 2)
        parts.drawWaiting(in: waitingRect, into: &surface)
        parts.drawBalanceSheet(in: balanceRect, into: &surface)
    }
}
