import Control
import SyncModel
import SyncStore
import Terminal

/// The systems we send to.
struct EndpointsScreen: Screen {
    private var cursor = ListCursor<EndpointName>()
    private var live = Awaited(LiveReading())
    /// The endpoint to begin at.
    private var start: EndpointName?

    init(at start: EndpointName? = nil) { self.start = start }

    var place: Place { .endpoints }
    var readings: [any Reading] { [OverviewReading(), live.reading] }

    func name(in context: ScreenContext) -> String { "Endpoints" }

    func counts(in context: ScreenContext) -> [Span] {
        [Span("\(Wording.count(cursor.ids.count, "endpoint")) ", .breadcrumb)]
    }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        let isNew = live.take(result)
        guard isNew || result.reading.is(OverviewReading()) else { return [] }
        cursor.adopt(endpoints(result.value(of: OverviewReading()) ?? context.overview).map(\.endpoint))
        if let name = start {
            cursor.select(id: name)
            start = nil
        }
        return []
    }

    /// Those that were tried, and those that only the catalog knows.
    private func endpoints(_ overview: Overview?) -> [EndpointStatus] {
        EndpointsTable.merged(overview, live.value?.board)
    }

    private var figures: [EndpointName: EndpointFigures] {
        (live.value?.board.endpoints ?? []).reduce(into: [:]) { $0[$1.status.endpoint] = $1.figures }
    }

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        cursor.apply(move, page: layout(in: context).list.height)
        return []
    }

    mutating func point(to row: Int, in context: ScreenContext) -> Bool { cursor.point(to: row) }

    mutating func reveal(in context: ScreenContext) {
        cursor.reveal(height: Table.visibleRows(height: layout(in: context).list.height))
    }

    private func layout(in context: ScreenContext) -> EndpointsLayout {
        EndpointsLayout(context.body, count: cursor.ids.count)
    }

    func refusal(for action: ConsoleAction, in context: ScreenContext) -> String? {
        guard [.pause, .open].contains(action), cursor.selected == nil else { return nil }
        return action == .pause ? "There is no endpoint here to pause." : "There is no endpoint here."
    }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        guard let name = cursor.selected else { return [] }
        if action == .open { return [.open(EndpointScreen(name))] }
        guard action == .pause else { return [] }
        let status = endpoints(context.overview).first { $0.endpoint == name }
        return Self.pause(name, isPaused: status?.condition == .paused)
    }

    /// Lets an endpoint go on, or asks why it is paused.
    static func pause(_ name: EndpointName, isPaused: Bool) -> [ScreenEffect] {
        guard !isPaused else { return [.command(.resume(name), deed: "Resume \(name)")] }
        let entry = EntryScreen(
            "Pause \(name)", label: "reason",
            explanation: "Intake goes on; what is for this endpoint waits until it is resumed."
        ) { [.command(.pause(name, reason: $0), deed: "Pause \(name)")] }
        return [.open(entry)]
    }

    func copied(in context: ScreenContext) -> String? { cursor.selected?.rawValue }

    func exported(in context: ScreenContext) -> ListExport? {
        ListExport(
            "Endpoints",
            EndpointsTable.table(endpoints(context.overview), figures, selection: cursor.index, now: context.now))
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        let endpoints = endpoints(context.overview)
        guard !endpoints.isEmpty else {
            let sentence =
                context.stateProblem
                ?? (context.overview == nil ? "Reading the state …" : "No endpoint has been tried yet.")
            surface.draw(Paragraph(sentence, style: .dim), in: surface.bounds.inset(columns: 2, rows: 1))
            return
        }
        var table = EndpointsTable.table(endpoints, figures, selection: cursor.index, now: context.now)
        table.offset = cursor.offset
        let layout = EndpointsLayout(surface.bounds, count: endpoints.count)
        surface.draw(table, in: layout.list)
        guard !layout.detail.isEmpty, let value = live.value,
            let detail = value.board.endpoints.first(where: { $0.status.endpoint == cursor.selected })
        else { return }
        surface.area(layout.detail) { drawDetail(detail, value, into: &$0, in: context) }
    }

    /// What its own screen says of the endpoint under the cursor, as far as there is room.
    private func drawDetail(
        _ detail: EndpointDetail, _ value: LiveFigures, into area: inout Surface, in context: ScreenContext
    ) {
        let name = detail.status.endpoint
        area.horizontalLine(at: Point(0, 0), length: area.width)
        area.put(
            [Span(" \(name), \(live.reading.span.words) ", .borderTitle)], at: Point(2, 0), limit: area.width - 4)
        let (curves, rest) = area.bounds.splitTop(1).rest.splitTop(7)
        if let series = value.figures.endpoints[name] {
            area.draw(SpanCurves(series: series), in: curves.splitBottom(1).rest)
        }
        area.draw(ScrolledLines(EndpointLines(detail, in: context).lines, offset: 0), in: rest)
    }
}

/// Where the endpoints and the particulars of one of them stand.
struct EndpointsLayout: Hashable, Sendable {
    let list: Rect
    /// Empty where the screen is low.
    let detail: Rect

    init(_ body: Rect, count: Int) {
        let rows = max(count + 2, body.height / 4)
        (list, detail) = body.height >= 30 ? body.splitTop(min(rows, body.height / 2)) : body.splitBottom(0)
    }
}

extension ConsoleAction {
    static let pause = ConsoleAction(
        "pause", keys: [.character("p")], label: "pause/resume",
        sentence: "Stop sending to it with a reason, or go on", isCommand: true, right: .pauseEndpoint)
}

extension Place {
    static let endpoints = Place(
        name: "endpoints", title: "Endpoints", sentence: "The systems we send to", actions: [.open, .pause])
}

extension RootScreen {
    static let endpoints = RootScreen(
        name: "endpoints", sentence: "The systems we send to", key: "4", places: [.endpoints, .endpoint]
    ) { _ in EndpointsScreen() }
}
