import SyncModel
import SyncStore
import Terminal

/// One flow: its route, its figures, how it keeps its objective, and what the catalog says of it.
struct FlowScreen: Screen {
    private let flow: FlowName
    private var live: Awaited<LiveReading>
    private var objectives = Awaited(ObjectivesReading())
    private var scroll = ScrolledText()

    init(_ flow: FlowName, span: MetricSpan = .hour) {
        self.flow = flow
        live = Awaited(LiveReading(span: span))
    }

    var place: Place { .flow }
    var readings: [any Reading] { [live.reading, objectives.reading] }

    private var route: FlowRoute? { live.value?.board.flows.first { $0.profile.name == flow } }

    func name(in context: ScreenContext) -> String { "flow \(flow)" }

    func narrowing(in context: ScreenContext) -> [Span] { [Span("  \(live.reading.span.words)", .dim)] }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        _ = live.take(result)
        _ = objectives.take(result)
        return []
    }

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        guard let route else { return [] }
        let lines = FlowLines(route, figures, objectives.value?[flow], in: context).lines
        scroll.apply(move, lines: lines.count, height: context.body.height - Self.top(route))
        return []
    }

    /// The rows of the picture and the curves.
    private static func top(_ route: FlowRoute) -> Int { RoutePicture.height(route) + 3 }

    private var figures: MetricSeries? { live.value?.figures.flows[flow] }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        switch action {
        case .waiting: return [.open(QueueScreen(of: flow))]
        case .given: return [.open(DeadLettersScreen(DeadLetterFilter(flow: flow)))]
        case .endpoint: return route?.profile.endpoints.first.map { [.open(EndpointScreen($0))] } ?? []
        case .pauseFlow: return FlowSteering.pause(flow, in: context)
        case .drainFlow: return FlowSteering.drain(flow)
        case .window: live.reading.span = live.reading.span.next
        default: break
        }
        return []
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        guard let route else {
            let gone = "The engine runs no flow \(flow). \(context.key(of: .back)) goes back."
            let sentence = context.stateProblem ?? live.problem ?? (live.value == nil ? "Reading flow \(flow) …" : gone)
            return surface.draw(Paragraph(sentence, style: .dim), in: surface.bounds.inset(columns: 2, rows: 1))
        }
        let (upper, lower) = surface.bounds.splitTop(Self.top(route))
        let (picture, curves) = upper.splitTop(RoutePicture.height(route))
        surface.draw(
            RoutePicture(
                route: route, figures: figures?.total, hold: FlowSteering.words(flow, in: context)), in: picture)
        if let figures { surface.draw(SpanCurves(series: figures), in: curves.splitBottom(1).rest) }
        let lines = FlowLines(route, figures, objectives.value?[flow], in: context).lines
        surface.area(lower) { $0.draw(ScrolledLines(lines, offset: scroll.offset)) }
    }
}

/// What came in and what went out over a span, a line each.
struct SpanCurves: Widget {
    let series: MetricSeries

    func draw(into surface: inout Surface) {
        let curves = [("in", series.points.map(\.acceptedPerSecond)), ("out", series.points.map(\.deliveredPerSecond))]
        let peak = max(0.1, curves.flatMap(\.1).max() ?? 0)
        for (y, curve) in curves.enumerated() where y < surface.height {
            surface.put(
                "\(curve.0.padded(4)) \(Wording.rate(curve.1.lastWhole))/s".padded(16), at: Point(1, y), style: .dim)
            let width = min(surface.width - 34, (series.points.count + 1) / 2)
            surface.draw(
                Sparkline(curve.1, maximum: peak, shape: .braille), in: Rect(x: 17, y: y, width: width, height: 1))
            if y == 0 {
                surface.put("at most \(Wording.rate(peak))/s", at: Point(18 + width, y), style: .dim)
            }
        }
    }
}

/// What is known of a flow, as lines.
struct FlowLines {
    private(set) var lines: [[Span]] = []
    private let width: Int

    init(_ route: FlowRoute, _ figures: MetricSeries?, _ objective: ObjectiveStatus?, in context: ScreenContext) {
        width = context.body.width - 3
        let profile = route.profile
        put("For", profile.purpose)
        work(route)
        if let total = figures?.total { rates(total) }
        put(
            "Objective",
            "\(ObjectiveWords.number(profile.objectivePercent)) % within \(profile.objectiveWithin.spoken)"
                + (objective.map { "; " + ObjectiveWords.sentence($0) } ?? ""),
            objective?.alarm == nil ? .text : .statusWarning)
        lines.append([])
        put("Owner", profile.owner.title)
        put("Criticality", profile.criticality.rawValue)
        put("Data", "\(profile.sensitivity); an endpoint sees \(profile.fields.joined(separator: ", "))")
        put("Contract", "\(profile.event.rawValue), version \(profile.payloadVersion)")
        put("Order", profile.ordering)
        put("Kept", "delivered work for \(profile.retention.spoken)")
        let runbooks = profile.runbooks.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        put(
            "Runbooks",
            runbooks.isEmpty ? "those of the catalog; the queue shows them" : runbooks.joined(separator: ", "))
    }

    private mutating func put(_ name: String, _ text: String, _ style: Style = .text) {
        for (index, line) in Paragraph(text).lines(width: max(20, width - 13)).enumerated() {
            lines.append([Span((index == 0 ? name : "").padded(13), .dim), Span(line, style)])
        }
    }

    private mutating func work(_ route: FlowRoute) {
        let drains = route.backlog.count == 0 ? "" : route.drainsIn.map { ", about \($0.spoken) to go" } ?? ""
        let held = route.endpoints.first { [.down, .paused, .limited].contains($0.condition) }
        lines.append([
            Span("Waiting".padded(13), .dim), Span("\(route.waiting.count.grouped) for people, "),
            Span("\(route.waiting.value)", .money), Span("  o", .key), Span(" lists them"),
        ])
        lines.append([
            Span("On the way".padded(13), .dim), Span("\(route.backlog.count.grouped), "),
            Span("\(route.backlog.value)", .money), Span(drains),
            Span(held.map { "; held by \($0.endpoint): \(EndpointWords.word($0.condition))" } ?? "", .statusWarning),
        ])
        lines.append([
            Span("Given up".padded(13), .dim),
            Span("\(route.balance[.dead].grouped) dead, \(route.balance[.dismissed].grouped) dismissed"),
            Span("  d", .key), Span(" lists them"),
        ])
    }

    private mutating func rates(_ total: MetricWindow) {
        let latency =
            total.latency.map {
                "p50 \(Wording.latency($0.p50)), p95 \(Wording.latency($0.p95)), p99 \(Wording.latency($0.p99))"
            } ?? "nothing booked"
        let errors = total.errorRate.map { "\(Wording.rate($0 * 100)) % errors" } ?? "no outcome"
        let (into, out) = (Wording.rate(total.acceptedPerSecond), Wording.rate(total.deliveredPerSecond))
        put("Figures", "\(into)/s in, \(out)/s out, \(latency), \(errors)")
    }
}

/// How an objective stands, in words.
enum ObjectiveWords {
    /// `99.5`, `99`.
    static func number(_ percent: Double) -> String {
        percent == percent.rounded() ? "\(Int(percent))" : "\((percent * 1000).rounded() / 1000)"
    }

    /// `burns 15.2x in the last hour, 61 % of the budget left, for about 4h10m`.
    static func sentence(_ status: ObjectiveStatus) -> String {
        guard status.budget.left != nil else { return "nothing was due yet" }
        var parts: [String] = []
        if let alarm = status.alarm { parts.append(alarm == .fast ? "BURNING FAST" : "BURNING") }
        parts.append("burn \(burn(status.fiveMinutes)) 5m, \(burn(status.hour)) 1h, \(burn(status.sixHours)) 6h")
        parts.append("budget left \(left(status))")
        if let lasts = status.budget.lastsFor { parts.append("gone in about \(lasts.spoken) at this rate") }
        return parts.joined(separator: ", ")
    }

    /// `1.2x`; `-` where nothing was due.
    static func burn(_ rate: BurnRate) -> String { rate.rate.map { "\(Wording.rate($0))x" } ?? "-" }

    /// `61 %`; `-` where nothing was due.
    static func left(_ status: ObjectiveStatus) -> String {
        status.budget.left.map { $0 < 0 ? "overspent" : "\(Int(($0 * 100).rounded(.down))) %" } ?? "-"
    }

    /// How it looks: what burns stands out.
    static func style(_ status: ObjectiveStatus) -> Style {
        switch status.alarm {
        case .fast: .statusCritical
        case .slow: .statusWarning
        case nil: (status.budget.left ?? 1) <= 0 ? .statusWarning : .text
        }
    }
}

extension ConsoleAction {
    static let given = ConsoleAction(
        "given-up", keys: [.character("d")], label: "given up", sentence: "List what was given up of it",
        isCommand: true)
    static let endpoint = ConsoleAction(
        "endpoint", keys: [.character("e"), .enter], sentence: "Open the endpoint it goes to", isCommand: true)
}

extension Place {
    static let flow = Place(
        name: "flow", title: "Flow", sentence: "One flow: its route, its figures, and what the catalog says of it",
        actions: [.waiting, .given, .endpoint, .pauseFlow, .drainFlow, .window, .back])
}

extension [Double] {
    /// The last value of a curve whose time is over: the very last has only begun.
    var lastWhole: Double { dropLast().last ?? last ?? 0 }
}
