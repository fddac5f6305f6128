import SyncModel
import SyncStore
import Terminal

/// How every flow stands: the cursor is on a flow, an endpoint or a role's queue, and Enter leads to what it is about.
struct OverviewScreen: Screen {
    /// What can be opened.
    enum Row: Hashable, Sendable {
        case flow(FlowName)
        case endpoint(EndpointName)
        case role(Role)
    }

    private(set) var cursor = ListCursor<Row>()
    /// Whether the user has moved the cursor; until then it is on the first row, whatever comes above.
    private var hasMoved = false

    var place: Place { .overview }
    var readings: [any Reading] { [OverviewReading()] }

    func name(in context: ScreenContext) -> String { "Overview of \(context.site.name)" }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        guard let overview = result.value(of: OverviewReading()) else { return [] }
        cursor.adopt(
            overview.flows.map { .flow($0.flow) } + overview.endpoints.map { .endpoint($0.endpoint) }
                + Self.roles(overview).map { .role($0) })
        if !hasMoved { cursor.toStart() }
        return []
    }

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        hasMoved = true
        cursor.apply(move, page: context.body.height)
        return []
    }

    mutating func reveal(in context: ScreenContext) { cursor.reveal(height: max(1, cursor.ids.count)) }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        guard action == .open else { return [] }
        return switch cursor.selected {
        case .flow(let flow): [.open(QueueScreen(owner: nil, isGrouped: false, filter: flow.rawValue))]
        case .role(let role): [.open(QueueScreen(owner: role, hasChosenOwner: true))]
        case .endpoint(let endpoint): [.open(EndpointsScreen(at: endpoint))]
        case nil: [.say("There is nothing to open yet.")]
        }
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        surface.draw(OverviewView(context: context, cursor: cursor))
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
        name: "overview", title: "Overview", sentence: "How every flow stands, and whether the books balance",
        actions: [.open], coach: .overview)
}

extension RootScreen {
    static let overview = RootScreen(
        name: "overview", sentence: "How every flow stands, and whether the books balance", key: "1",
        places: [.overview]
    ) { _ in OverviewScreen() }
}
