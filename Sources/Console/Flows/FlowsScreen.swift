import SyncModel
import SyncStore
import Terminal

/// The flows the engine runs, each as a picture of its route.
struct FlowsScreen: Screen {
    private var live = Awaited(LiveReading())
    private var objectives = Awaited(ObjectivesReading())
    private var cursor = ListCursor<FlowName>()

    var place: Place { .flows }
    var readings: [any Reading] { [live.reading, objectives.reading] }

    private var routes: [FlowRoute] { live.value?.board.flows ?? [] }

    func name(in context: ScreenContext) -> String { "Flows" }

    func narrowing(in context: ScreenContext) -> [Span] { [Span("  rates of the \(live.reading.span.words)", .dim)] }

    func counts(in context: ScreenContext) -> [Span] {
        live.value == nil ? [] : [Span("\(Wording.count(routes.count, "flow")) ", .breadcrumb)]
    }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        _ = objectives.take(result)
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

    func copied(in context: ScreenContext) -> String? { cursor.selected?.rawValue }

    /// A row for each flow: where it leads, what waits of it, and its figures.
    func exported(in context: ScreenContext) -> ListExport? {
        guard let value = live.value else { return nil }
        return ListExport(
            title: "Flows, \(live.reading.span.words)",
            columns: [
                "FLOW", "SOURCE", "ENDPOINTS", "CRITICALITY", "OWNER", "WAITING", "WORTH", "ON WAY", "WORTH ON WAY",
                "IN/S", "OUT/S", "ERR%", "P50", "P95", "P99", "OBJECTIVE", "BUDGET LEFT",
            ],
            rows: routes.map { route in
                let profile = route.profile
                let total = value.figures.flows[profile.name]?.total
                let status = objectives.value?[profile.name]
                let latency = total?.latency
                let objective =
                    "\(ObjectiveWords.number(profile.objectivePercent)) % within \(profile.objectiveWithin.spoken)"
                return [
                    profile.name.rawValue, profile.source.rawValue,
                    profile.endpoints.map(\.rawValue).joined(separator: " "), profile.criticality.rawValue,
                    profile.owner.rawValue, "\(route.waiting.count)", "\(route.waiting.value)",
                    "\(route.backlog.count)", "\(route.backlog.value)",
                    total.map { Wording.rate($0.acceptedPerSecond) } ?? "-",
                    total.map { Wording.rate($0.deliveredPerSecond) } ?? "-",
                    total?.errorRate.map { Wording.rate($0 * 100) } ?? "-",
                    latency.map { Wording.latency($0.p50) } ?? "-", latency.map { Wording.latency($0.p95) } ?? "-",
                    latency.map { Wording.latency($0.p99) } ?? "-", objective,
                    status.map { ObjectiveWords.left($0) } ?? "-",
                ]
            })
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        guard let value = live.value, !routes.isEmpty else {
            let empty = "The engine runs no flow yet. `tallyward engine --catalog DIR` runs those of a catalog."
            let sentence =
                context.stateProblem ?? live.problem ?? (live.value == nil ? "Reading the flows …" : empty)
            return surface.draw(Paragraph(sentence, style: .dim), in: surface.bounds.inset(columns: 2, rows: 1))
        }
        let frame = SideBySide(surface.bounds)
        surface.area(frame.main) { drawRoutes(value, into: &$0, in: context) }
        guard !frame.side.isEmpty, let route = routes.first(where: { $0.profile.name == cursor.selected }) else {
            return
        }
        surface.area(frame.side) { area in
            let figures = value.figures.flows[route.profile.name]
            let lines = FlowLines(
                route, figures, objectives.value?[route.profile.name], triage: context.triage(of: route.profile.name),
                width: area.width - 2)
            let (top, rest) = area.bounds.splitTop(4)
            if let figures { area.draw(SpanCurves(series: figures), in: top.splitTop(1).rest) }
            area.horizontalLine(at: top.origin, length: top.width)
            area.put(
                " \(route.profile.name), \(live.reading.span.words) ", at: Point(2, 0), style: .borderTitle,
                limit: area.width - 4)
            area.draw(ScrolledLines(lines.lines, offset: 0), in: rest)
        }
        frame.drawBorder(into: &surface)
    }

    private func drawRoutes(_ value: LiveFigures, into surface: inout Surface, in context: ScreenContext) {
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
