import SyncModel
import SyncStore
import Terminal

/// The flows the engine runs, each as a picture of its route.
struct FlowsScreen: Screen {
    private var live = Awaited(LiveReading())
    private var cursor = ListCursor<FlowName>()

    var place: Place { .flows }
    var readings: [any Reading] { [live.reading] }

    private var routes: [FlowRoute] { live.value?.board.flows ?? [] }

    func name(in context: ScreenContext) -> String { "Flows" }

    func narrowing(in context: ScreenContext) -> [Span] { [Span("  rates of the \(live.reading.span.words)", .dim)] }

    func counts(in context: ScreenContext) -> [Span] {
        live.value == nil ? [] : [Span("\(Wording.count(routes.count, "flow")) ", .breadcrumb)]
    }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        if live.take(result) { cursor.adopt(routes.map(\.profile.name)) }
        return []
    }

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        cursor.apply(move, page: shown(in: context).count + 1)
        return []
    }

    mutating func point(to row: Int, in context: ScreenContext) -> Bool { cursor.point(to: row) }

    mutating func reveal(in context: ScreenContext) { cursor.reveal(height: max(1, fitting(in: context))) }

    /// How many pictures there is room for, at the height of the highest.
    private func fitting(in context: ScreenContext) -> Int {
        context.body.height / ((routes.map(RoutePicture.height).max() ?? 5) + 1)
    }

    private func shown(in context: ScreenContext) -> ArraySlice<FlowRoute> {
        routes.dropFirst(cursor.offset).prefix(max(1, fitting(in: context)))
    }

    func refusal(for action: ConsoleAction, in context: ScreenContext) -> String? {
        let needsFlow: [ConsoleAction] = [.open, .waiting, .pauseFlow, .drainFlow]
        return cursor.selected == nil && needsFlow.contains(action) ? "There is no flow here." : nil
    }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        switch action {
        case .open: return cursor.selected.map { [.open(FlowScreen($0))] } ?? []
        case .waiting: return cursor.selected.map { [.open(QueueScreen(of: $0))] } ?? []
        case .pauseFlow: return cursor.selected.map { FlowSteering.pause($0, in: context) } ?? []
        case .drainFlow: return cursor.selected.map { FlowSteering.drain($0) } ?? []
        case .window: live.reading.span = live.reading.span.next
        default: break
        }
        return []
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        guard let value = live.value, !routes.isEmpty else {
            let empty = "The engine runs no flow yet. `tallyward engine --catalog DIR` runs those of a catalog."
            let sentence =
                context.stateProblem ?? live.problem ?? (live.value == nil ? "Reading the flows …" : empty)
            return surface.draw(Paragraph(sentence, style: .dim), in: surface.bounds.inset(columns: 2, rows: 1))
        }
        var y = 0
        for (number, route) in shown(in: context).enumerated() {
            let height = RoutePicture.height(route)
            let picture = RoutePicture(
                route: route, figures: value.figures.flows[route.profile.name]?.total,
                isSelected: route.profile.name == cursor.selected,
                hold: FlowSteering.words(route.profile.name, in: context))
            let place = Rect(x: 0, y: y, width: surface.width - 1, height: height)
            surface.draw(picture, in: place)
            surface.target(place, .row(cursor.offset + number))
            y += height + 1
        }
        surface.draw(
            ScrollMarker(offset: cursor.offset, visible: shown(in: context).count, total: routes.count),
            in: Rect(x: surface.width - 1, y: 0, width: 1, height: surface.height))
    }
}

extension QueueScreen {
    /// What waits of a flow, whoever it waits for.
    init(of flow: FlowName) { self.init(owner: nil, isGrouped: false, filter: flow.rawValue) }
}

extension ConsoleAction {
    static let window = ConsoleAction(
        "window", keys: [.character("w")], sentence: "Figures of the last 5 minutes, hour, 24 hours or 7 days",
        isCommand: true)
    static let waiting = ConsoleAction(
        "waiting", keys: [.character("o")], sentence: "List what waits of it", isCommand: true)
}

extension Place {
    static let flows = Place(
        name: "flows", title: "Flows", sentence: "Each flow from its source to where it goes, and what waits of it",
        actions: [.open, .waiting, .pauseFlow, .drainFlow, .window])
}

extension RootScreen {
    static let flows = RootScreen(
        name: "flows", sentence: "The flows, from their sources to where they go", key: "8", places: [.flows, .flow],
        commands: [
            PromptCommand(name: "flow", sentence: "Open the flow of a name") { name, _ in
                name.isEmpty
                    ? [.say("Which flow? For instance :flow supply-usage.")]
                    : [.open(FlowScreen(FlowName(rawValue: name)))]
            }
        ]
    ) { _ in FlowsScreen() }
}
