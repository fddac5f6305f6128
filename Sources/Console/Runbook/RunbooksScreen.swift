import SyncModel
import Terminal

/// All runbooks, one a kind of fault.
struct RunbooksScreen: Screen {
    private var cursor = 0
    private var offset = 0

    var place: Place { .runbooks }

    func name(in context: ScreenContext) -> String { "Runbooks" }

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        let last = FaultCode.allCases.count - 1
        switch move {
        case .start: cursor = 0
        case .end: cursor = last
        default: cursor = max(0, min(last, cursor + (move.step(page: context.body.height) ?? 0)))
        }
        return []
    }

    mutating func reveal(in context: ScreenContext) {
        let height = max(1, context.body.height)
        offset = max(cursor - height + 1, min(offset, cursor))
    }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        action == .open ? [.open(RunbookScreen(Fault(FaultCode.allCases[cursor], detail: "")))] : []
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        let items = FaultCode.allCases.map { code -> [Span] in
            let title = code.title + String(repeating: " ", count: max(1, 20 - code.title.count))
            return [Span(title, .strong), Span(code.advice), Span("  for \(code.owner.title)", .dim)]
        }
        surface.draw(ListPicker(items, offset: offset, selection: cursor, isNumbered: false), in: surface.bounds)
    }
}

extension Place {
    static let runbooks = Place(
        name: "runbooks", title: "Runbooks", sentence: "What to do about each kind of fault", actions: [.open])
}

extension RootScreen {
    static let runbooks: RootScreen = RootScreen(
        name: "runbooks", sentence: "What to do about each kind of fault", key: nil, places: [.runbooks, .runbook],
        commands: [
            PromptCommand(
                name: "how", sentence: "Read what to do about a fault", choices: FaultCode.allCases.map(\.rawValue)
            ) { name, _ in
                guard let code = FaultCode(rawValue: name) else { return [.go(.runbooks)] }
                return [.open(RunbookScreen(Fault(code, detail: "")))]
            }
        ]
    ) { _ in RunbooksScreen() }
}
