import SyncModel
import SyncStore
import Terminal

/// One endpoint in every particular: breaker, budget, what waits, and its last answers.
struct EndpointScreen: Screen {
    private let endpoint: EndpointName
    private var live: Awaited<LiveReading>
    private var scroll = ScrolledText()

    init(_ endpoint: EndpointName, span: MetricSpan = .hour) {
        self.endpoint = endpoint
        live = Awaited(LiveReading(span: span))
    }

    var place: Place { .endpoint }
    var readings: [any Reading] { [live.reading] }

    private var detail: EndpointDetail? { live.value?.board.endpoints.first { $0.status.endpoint == endpoint } }

    func name(in context: ScreenContext) -> String { "endpoint \(endpoint)" }

    func narrowing(in context: ScreenContext) -> [Span] { [Span("  \(live.reading.span.words)", .dim)] }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        _ = live.take(result)
        return []
    }

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        scroll.apply(move, lines: lines(in: context).count, height: context.body.height - 3)
        return []
    }

    func refusal(for action: ConsoleAction, in context: ScreenContext) -> String? {
        action == .pause && detail == nil ? "There is no endpoint \(endpoint) to pause." : nil
    }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        switch action {
        case .pause: return EndpointsScreen.pause(endpoint, isPaused: detail?.status.condition == .paused)
        case .given: return [.open(DeadLettersScreen(DeadLetterFilter(endpoint: endpoint)))]
        case .flow: return detail?.flows.first.map { [.open(FlowScreen($0))] } ?? [.say("No flow leads there.")]
        case .window: live.reading.span = live.reading.span.next
        default: break
        }
        return []
    }

    func copied(in context: ScreenContext) -> String? { endpoint.rawValue }

    func exported(in context: ScreenContext) -> ListExport? {
        detail.map { ListExport("Endpoint \(endpoint)", facts: EndpointLines($0, in: context).lines) }
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        let (upper, lower) = surface.bounds.splitTop(detail == nil ? 0 : 3)
        if let series = live.value?.figures.endpoints[endpoint] {
            surface.draw(SpanCurves(series: series), in: upper.splitBottom(1).rest)
        }
        surface.area(lower) { $0.draw(ScrolledLines(lines(in: context), offset: scroll.offset)) }
    }

    private func lines(in context: ScreenContext) -> [[Span]] {
        guard let detail else {
            let gone = "There is no endpoint \(endpoint). \(context.key(of: .back)) goes back."
            let sentence =
                context.stateProblem ?? live.problem ?? (live.value == nil ? "Reading endpoint \(endpoint) …" : gone)
            return [[Span(sentence, .dim)]]
        }
        return EndpointLines(detail, in: context).lines
    }
}

/// What is known of an endpoint, as lines.
struct EndpointLines {
    private(set) var lines: [[Span]] = []
    private let context: ScreenContext
    private let width: Int

    init(_ detail: EndpointDetail, in context: ScreenContext) {
        self.context = context
        width = context.body.width - 3
        let status = detail.status
        let since = status.changedAt == detail.figuresAt ? "" : ", for \(context.age(status.changedAt))"
        lines.append([
            Span("Condition".padded(13), .dim),
            Span(EndpointWords.word(status.condition), EndpointWords.style(status.condition)), Span(since),
            Span(status.resumesAt.map { ", tried again in \($0.elapsed(since: context.now).spoken)" } ?? ""),
        ])
        if !status.detail.isEmpty { put("Why", status.detail) }
        put("Last booked", status.lastSuccessAt.map { "\(context.age($0)) ago" } ?? "never")
        let flows = detail.flows.map(\.rawValue).joined(separator: ", ")
        lines.append([
            Span("On the way".padded(13), .dim), Span("\(detail.backlog.count.grouped), "),
            Span("\(detail.backlog.value)", .money), Span(flows.isEmpty ? "" : ", of \(flows)"),
        ])
        guard let figures = detail.figures else {
            put("Figures", "The engine has said nothing of it yet.")
            return
        }
        put(figures)
        answers("Last answers", figures.answers)
        answers("Last probes", figures.probes)
    }

    private mutating func put(_ name: String, _ text: String) {
        for (index, line) in Paragraph(text).lines(width: max(20, width - 13)).enumerated() {
            lines.append([Span((index == 0 ? name : "").padded(13), .dim), Span(line)])
        }
    }

    private mutating func put(_ figures: EndpointFigures) {
        let breaker = figures.breaker
        let failures = "\(breaker.recentFailures) of the last \(breaker.recentAnswers) answers failed"
        let refused = breaker.isRefused ? "; it refuses us: a person has to mend that" : ""
        put("Breaker", "\(EndpointWords.breaker(breaker, at: context.now)), \(failures)\(refused)")
        if let budget = figures.budget {
            let how = budget.isLearned ? "learned from its refusals" : "from the catalog"
            let closed = budget.closedUntil.flatMap { time in
                time > context.now ? ", wants nothing for \(time.elapsed(since: context.now).spoken)" : nil
            }
            put(
                "Budget",
                "\(EndpointWords.budget(budget)), \(how); \(Int(budget.tokens.rounded(.down))) of "
                    + "\(Int(budget.burst)) may leave at once\(closed ?? "")")
        } else {
            put("Budget", "no limit")
        }
        let latency =
            figures.answerMilliseconds.map { ", \(Wording.latency(.milliseconds(Int64($0)))) an answer" } ?? ""
        put(
            "Sending",
            "\(Wording.rate(figures.sentPerSecond))/s, \(figures.inFlight) in flight of \(figures.allowance) "
                + "(\(figures.concurrency) when all is well)\(latency)")
        let drains = figures.drainsIn.map { ", about \($0.spoken) to go" } ?? ""
        put("Ready", "\(figures.ready.grouped) could leave now\(figures.ready > 0 ? drains : "")")
        if figures.replays > 0 { put("Replays", "\(figures.replays.grouped) deliveries of replays are to go") }
    }

    private mutating func answers(_ title: String, _ notes: [AnswerNote]) {
        guard !notes.isEmpty else { return }
        lines += [[], [Span(title, .title)]]
        for note in notes {
            let isFine = [.delivered, .found, .answers].contains(note.kind)
            lines.append([
                Span("  \(context.time(note.at)) ", .dim),
                Span(note.kind.rawValue.padded(10), isFine ? .statusOk : .statusWarning),
                Span("\(note.code) ".padded(12)),
                Span(Wording.latency(.milliseconds(note.tookMilliseconds)).padded(7), .dim),
                Span(note.delivery.map { "delivery \($0) " } ?? "", .dim), Span(note.detail),
            ])
        }
    }
}

extension ConsoleAction {
    static let flow = ConsoleAction(
        "flow-of", keys: [.enter], label: "flow", sentence: "Open the flow that leads there")
}

extension Place {
    static let endpoint = Place(
        name: "endpoint", title: "Endpoint", sentence: "One endpoint: its breaker, its budget and its last answers",
        actions: [.pause, .flow, .given, .window, .back])
}
