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
        cursor.apply(move, page: context.body.height)
        return []
    }

    mutating func point(to row: Int, in context: ScreenContext) -> Bool { cursor.point(to: row) }

    mutating func reveal(in context: ScreenContext) {
        cursor.reveal(height: Table.visibleRows(height: context.body.height))
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
        surface.draw(table, in: surface.bounds)
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
