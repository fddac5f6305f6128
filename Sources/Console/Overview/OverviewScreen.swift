import SyncModel
import SyncStore
import Terminal

/// How every flow stands, for whoever is on call: what stands still and what that is worth first, then how fast, how
/// late, where it sticks, and the books. The cursor is on a thing, and Enter leads to the rows behind it.
struct OverviewScreen: Screen {
    /// What can be opened.
    enum Row: Hashable, Sendable {
        case all
        case flow(FlowName)
        case endpoint(EndpointName)
        case role(Role)
        case approvals
        case deadLetters
        case replays
        case cause(String)
    }

    private(set) var cursor = ListCursor<Row>()
    private(set) var live = Awaited(LiveReading())
    private(set) var objectives = Awaited(ObjectivesReading())
    private(set) var letters = Awaited(DeadLetterSummaryReading())
    private(set) var causes = Awaited(CausesReading.dearest)
    /// Whether the user has moved the cursor; until then it is on the first row, whatever comes above.
    private var hasMoved = false

    var place: Place { .overview }
    var readings: [any Reading] {
        [OverviewReading(), live.reading, objectives.reading, letters.reading, causes.reading]
    }

    func name(in context: ScreenContext) -> String { "Overview of \(context.site.name)" }

    func counts(in context: ScreenContext) -> [Span] { [Span("\(live.reading.span.words) ", .breadcrumb)] }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        let isNew = [
            live.take(result), objectives.take(result), letters.take(result), causes.take(result),
        ].contains(true)
        guard isNew || result.reading.is(OverviewReading()) else { return [] }
        let overview = result.value(of: OverviewReading()) ?? context.overview
        guard let overview else { return [] }
        cursor.adopt(rows(OverviewContent(overview, self), in: context))
        if !hasMoved { cursor.toStart() }
        return []
    }

    /// What the cursor goes through: what there is room for, in the order it is drawn.
    private func rows(_ content: OverviewContent, in context: ScreenContext) -> [Row] {
        let causes: [Row] = OverviewView.isWide(context.body) ? content.causes.map { .cause($0.cause) } : []
        return content.flowRows + content.endpoints.map { .endpoint($0.endpoint) } + content.waitingRows + causes
    }

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        hasMoved = true
        cursor.apply(move, page: context.body.height)
        return []
    }

    mutating func point(to row: Int, in context: ScreenContext) -> Bool {
        hasMoved = true
        return cursor.point(to: row)
    }

    mutating func reveal(in context: ScreenContext) { cursor.reveal(height: max(1, cursor.ids.count)) }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        switch action {
        case .window:
            live.reading.span = live.reading.span.next
            return []
        case .open: return open()
        default: return []
        }
    }

    private func open() -> [ScreenEffect] {
        switch cursor.selected {
        case .all: [.open(FlowsScreen())]
        case .flow(let flow): [.open(FlowScreen(flow))]
        case .role(let role): [.open(QueueScreen(owner: role, hasChosenOwner: true))]
        case .endpoint(let endpoint): [.open(EndpointScreen(endpoint))]
        case .approvals: [.go(.approvals)]
        case .cause(let cause): [.open(QueueScreen(ofCause: cause))]
        case .deadLetters: [.open(DeadLettersScreen())]
        case .replays: [.open(ReplaysScreen())]
        case nil: [.say("There is nothing to open yet.")]
        }
    }

    var keptView: [String: String] { live.reading.span == .fiveMinutes ? [:] : ["window": live.reading.span.words] }

    mutating func restore(_ view: [String: String]) {
        if let span = MetricSpan.allCases.first(where: { $0.words == view["window"] }) { live.reading.span = span }
    }

    func copied(in context: ScreenContext) -> String? {
        switch cursor.selected {
        case .flow(let flow): flow.rawValue
        case .endpoint(let endpoint): endpoint.rawValue
        default: nil
        }
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        surface.draw(OverviewView(context: context, screen: self))
    }

    /// The roles that own queues, and any other that has something waiting.
    static func roles(_ overview: Overview) -> [Role] {
        Role.allCases.filter { role in
            [.materials, .finance, .integration].contains(role) || (overview.waiting[role]?.count ?? 0) > 0
        }
    }
}

extension Place {
    static let overview = Place(
        name: "overview", title: "Overview",
        sentence: "What stands still, where it sticks, and whether the books balance",
        actions: [.open, .window], coach: .overview)
}

extension RootScreen {
    static let overview = RootScreen(
        name: "overview", sentence: "How every flow stands, and whether the books balance", key: "1",
        places: [.overview]
    ) { _ in OverviewScreen() }
}
