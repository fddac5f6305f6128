import SyncModel
import SyncStore
import Terminal

/// One flow: its route, its figures, how it keeps its objective, and what the catalog says of it.
struct FlowScreen: Screen {
    private let flow: FlowName
    private var live: Awaited<LiveReading>
    private var objectives = Awaited(ObjectivesReading())
    private var causes = Awaited(CausesReading())
    private var latest: Awaited<LatestReading>
    private var scroll = ScrolledText()

    init(_ flow: FlowName, span: MetricSpan = .hour) {
        self.flow = flow
        live = Awaited(LiveReading(span: span))
        latest = Awaited(LatestReading(flow: flow))
    }

    var place: Place { .flow }
    var readings: [any Reading] { [live.reading, objectives.reading, causes.reading, latest.reading] }

    private var route: FlowRoute? { live.value?.board.flows.first { $0.profile.name == flow } }

    func name(in context: ScreenContext) -> String { "flow \(flow)" }

    func narrowing(in context: ScreenContext) -> [Span] { [Span("  \(live.reading.span.words)", .dim)] }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        _ = live.take(result)
        _ = objectives.take(result)
        _ = causes.take(result)
        _ = latest.take(result)
        return []
    }

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        guard let route else { return [] }
        let frame = SideBySide(context.body, share: 50)
        let told = lines(route, width: frame.main.width, in: context)
        let count = frame.side.isEmpty ? told.lines.count : max(told.standing.count, told.rules.count)
        let curves = Self.curveRows(in: context.body) + 1
        scroll.apply(move, lines: count, height: context.body.height - RoutePicture.height(route) - curves)
        return []
    }

    /// How high the two curves are together.
    private static func curveRows(in body: Rect) -> Int { body.height >= 36 ? 10 : 2 }

    private func lines(_ route: FlowRoute, width: Int, in context: ScreenContext) -> FlowLines {
        FlowLines(route, figures, objectives.value?[flow], triage: context.triage(of: flow), width: width - 3)
    }

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

    func copied(in context: ScreenContext) -> String? { flow.rawValue }

    func exported(in context: ScreenContext) -> ListExport? {
        route.map { ListExport("Flow \(flow)", facts: lines($0, width: 2000, in: context).lines) }
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        guard let route else {
            let gone = "The engine runs no flow \(flow). \(context.key(of: .back)) goes back."
            let sentence = context.stateProblem ?? live.problem ?? (live.value == nil ? "Reading flow \(flow) …" : gone)
            return surface.draw(Paragraph(sentence, style: .dim), in: surface.bounds.inset(columns: 2, rows: 1))
        }
        let (picture, rest) = surface.bounds.splitTop(RoutePicture.height(route))
        let (curves, lower) = rest.splitTop(Self.curveRows(in: surface.bounds) + 1)
        surface.draw(
            RoutePicture(
                route: route, figures: figures?.total, hold: FlowSteering.words(flow, in: context)), in: picture)
        if let figures { surface.draw(SpanCurves(series: figures), in: curves.splitBottom(1).rest) }
        var frame = SideBySide(lower, share: 50)
        let told = lines(route, width: frame.main.width, in: context)
        // Below what is always there: what stops it, and what ended last.
        let height = max(told.standing.count, told.rules.count) + 1
        if !frame.side.isEmpty, lower.height - height >= FlowEvents.leastHeight {
            let (upper, below) = lower.splitTop(height)
            frame = SideBySide(upper, share: 50, isWide: true)
            drawEvents(in: SideBySide(below, share: 50, isWide: true), context, into: &surface)
        }
        guard !frame.side.isEmpty else {
            return surface.draw(ScrolledLines(told.lines, offset: scroll.offset), in: lower)
        }
        surface.draw(ScrolledLines(told.standing, offset: scroll.offset), in: frame.main)
        surface.draw(ScrolledLines(told.rules, offset: scroll.offset), in: frame.side)
        frame.drawBorder(into: &surface)
    }

    private func drawEvents(in frame: SideBySide, _ context: ScreenContext, into surface: inout Surface) {
        guard let rows = causes.value?.rows, let ended = latest.value else { return }
        let events = FlowEvents(of: flow, rows, ended)
        surface.area(frame.main) { $0.draw(Sections([.init("what stops it", events.stopping(in: context))])) }
        surface.area(frame.side) { $0.draw(Sections([.init("what ended last", events.ended(in: context))])) }
        frame.drawBorder(into: &surface)
    }
}

/// What came in and what went out over a span, one above the other; each as high as there is room for.
struct SpanCurves: Widget {
    let series: MetricSeries

    func draw(into surface: inout Surface) {
        let curves = [("in", series.points.map(\.acceptedPerSecond)), ("out", series.points.map(\.deliveredPerSecond))]
        let peak = max(0.1, curves.flatMap(\.1).max() ?? 0)
        let rows = max(1, min(6, surface.height / 2))
        for (number, curve) in curves.enumerated() where number * rows < surface.height {
            let y = number * rows
            surface.put(
                "\(curve.0.padded(4)) \(Wording.rate(curve.1.lastWhole))/s".padded(16), at: Point(1, y), style: .dim)
            let points = rows > 1 ? series.points.count : (series.points.count + 1) / 2
            let width = min(surface.width - 34, points)
            surface.draw(
                Sparkline(curve.1, maximum: peak, shape: rows > 1 ? .blocks : .braille),
                in: Rect(x: 17, y: y, width: width, height: rows))
            if y == 0 {
                surface.put("at most \(Wording.rate(peak))/s", at: Point(18 + width, y), style: .dim)
            }
        }
    }
}

/// What is known of a flow, as lines.
struct FlowLines {
    /// All of it, one below the other.
    var lines: [[Span]] { standing + [[]] + rules }
    /// How it stands: what waits of it, its figures and its objective.
    private(set) var standing: [[Span]] = []
    /// What the catalog says of it.
    private(set) var rules: [[Span]] = []
    private var told: [[Span]] = []
    private let width: Int

    init(_ route: FlowRoute, _ figures: MetricSeries?, _ objective: ObjectiveStatus?, triage: Duration?, width: Int) {
        self.width = width
        let profile = route.profile
        put("For", profile.purpose)
        work(route)
        if let total = figures?.total { rates(total) }
        put(
            "Objective",
            "\(ObjectiveWords.number(profile.objectivePercent)) % within \(profile.objectiveWithin.spoken)"
                + (objective.map { "; " + ObjectiveWords.sentence($0) } ?? ""),
            objective?.alarm == nil ? .text : .statusWarning)
        if let triage { put("Triage", "people have \(triage.spoken) for what stops: the queue's DUE") }
        standing = told
        told = []
        put("Owner", profile.owner.title)
        put("Criticality", profile.criticality.rawValue)
        put("Data", "\(profile.sensitivity); an endpoint sees \(profile.fields.joined(separator: ", "))")
        put("Contract", "\(profile.event.rawValue), version \(profile.payloadVersion)")
        put("Order", profile.ordering)
        put("Kept", "delivered work for \(profile.retention.inDays)")
        let runbooks = profile.runbooks.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        put(
            "Runbooks",
            runbooks.isEmpty ? "those of the catalog; the queue shows them" : runbooks.joined(separator: ", "))
        rules = told
    }

    private mutating func put(_ name: String, _ text: String, _ style: Style = .text) {
        for (index, line) in Paragraph(text).lines(width: max(20, width - 13)).enumerated() {
            told.append([Span((index == 0 ? name : "").padded(13), .dim), Span(line, style)])
        }
    }

    private mutating func work(_ route: FlowRoute) {
        var drains = route.backlog.count == 0 ? "" : route.drainsIn.map { ", about \($0.spoken) to go" } ?? ""
        if route.isBlocked { drains = ", blocked behind what waits for people" }
        let held = route.endpoints.first { [.down, .paused, .limited].contains($0.condition) }
        told.append([
            Span("Waiting".padded(13), .dim), Span("\(route.waiting.count.grouped) for people, "),
            Span("\(route.waiting.value)", .money), Span("  o", .key), Span(" lists them"),
        ])
        told.append([
            Span("On the way".padded(13), .dim), Span("\(route.backlog.count.grouped), "),
            Span("\(route.backlog.value)", .money), Span(drains),
            Span(held.map { "; held by \($0.endpoint): \(EndpointWords.word($0.condition))" } ?? "", .statusWarning),
        ])
        told.append([
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

extension Duration {
    /// `400 days` for whole days; else as other times are said.
    fileprivate var inDays: String {
        let (days, rest) = milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
        return rest == 0 && days > 0 ? Wording.count(Int(days), "day") : spoken
    }
}

extension [Double] {
    /// The last value of a curve whose time is over: the very last has only begun.
    var lastWhole: Double { dropLast().last ?? last ?? 0 }
}
