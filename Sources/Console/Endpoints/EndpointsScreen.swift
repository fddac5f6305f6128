import Control
import SyncModel
import SyncStore
import Terminal

/// The systems we send to.
struct EndpointsScreen: Screen {
    private var cursor = ListCursor<EndpointName>()
    /// The endpoint to begin at.
    private var start: EndpointName?

    init(at start: EndpointName? = nil) { self.start = start }

    var place: Place { .endpoints }
    var readings: [any Reading] { [OverviewReading()] }

    func name(in context: ScreenContext) -> String { "Endpoints" }

    func counts(in context: ScreenContext) -> [Span] {
        [Span("\(Wording.count(cursor.ids.count, "endpoint")) ", .breadcrumb)]
    }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        guard let overview = result.value(of: OverviewReading()) else { return [] }
        cursor.adopt(overview.endpoints.map(\.endpoint))
        if let name = start {
            cursor.select(id: name)
            start = nil
        }
        return []
    }

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        cursor.apply(move, page: context.body.height)
        return []
    }

    mutating func reveal(in context: ScreenContext) {
        cursor.reveal(height: Table.visibleRows(height: context.body.height))
    }

    func refusal(for action: ConsoleAction, in context: ScreenContext) -> String? {
        action == .pause && cursor.selected == nil ? "There is no endpoint here to pause." : nil
    }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        guard action == .pause, let name = cursor.selected else { return [] }
        let status = context.overview?.endpoints.first { $0.endpoint == name }
        guard status?.condition != .paused else { return [.command(.resume(name), deed: "Resume \(name)")] }
        let entry = EntryScreen(
            "Pause \(name)", label: "reason",
            explanation: "Intake goes on; what is for this endpoint waits until it is resumed."
        ) { [.command(.pause(name, reason: $0), deed: "Pause \(name)")] }
        return [.open(entry)]
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        guard let overview = context.overview, !overview.endpoints.isEmpty else {
            let sentence =
                context.stateProblem
                ?? (context.overview == nil ? "Reading the state …" : "No endpoint has been tried yet.")
            surface.draw(Paragraph(sentence, style: .dim), in: surface.bounds.inset(columns: 2, rows: 1))
            return
        }
        var table = EndpointsTable.table(overview, selection: cursor.index, now: context.now)
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
        name: "endpoints", title: "Endpoints", sentence: "The systems we send to", actions: [.pause])
}

extension RootScreen {
    static let endpoints = RootScreen(
        name: "endpoints", sentence: "The systems we send to", key: "4", places: [.endpoints]
    ) { _ in EndpointsScreen() }
}
