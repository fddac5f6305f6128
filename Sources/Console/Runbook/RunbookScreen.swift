import Catalog
import SyncModel
import Terminal

/// What to do about a kind of fault, as the site's catalog says it.
struct RunbookScreen: Screen {
    private let fault: Fault
    private let flow: FlowName?
    private var scroll = ScrolledText()

    init(_ fault: Fault, flow: FlowName? = nil) {
        self.fault = fault
        self.flow = flow
    }

    var place: Place { .runbook }

    func name(in context: ScreenContext) -> String { "runbook \(fault.code.title)" }

    /// The page; what the program itself knows where the catalog has none.
    static func text(of fault: Fault, flow: FlowName?, in context: ScreenContext) -> MarkdownText {
        let code = fault.code
        let table = fault.subject.table.map(CodeTableName.init(rawValue:))
        let page = context.site.catalog?.runbook(for: code, in: flow, table: table)
        return MarkdownText(
            page ?? """
                # \(code.title)

                \(code.advice)

                The catalog has no page on this. Add one as `runbooks/\(code.rawValue).md`.
                """)
    }

    /// The widest a page is set: longer lines are hard to read.
    private static let widest = 96

    private func lines(in context: ScreenContext) -> [[Span]] {
        Self.text(of: fault, flow: flow, in: context).lines(width: min(Self.widest, context.body.width - 4))
    }

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        scroll.apply(move, lines: lines(in: context).count, height: context.body.height)
        return []
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        surface.draw(ScrolledLines(lines(in: context), offset: scroll.offset))
    }
}

extension ConsoleAction {
    static let runbook = ConsoleAction(
        "runbook", keys: [.character("b")], sentence: "Read what to do about it, step by step", isCommand: true)
}

extension Place {
    static let runbook = Place(
        name: "runbook", title: "Runbook", sentence: "What to do about a kind of fault, step by step",
        actions: [.back])
}
