import Control
import SyncModel
import SyncStore
import Terminal

/// The replays, the latest first, and how far each is.
struct ReplaysScreen: ListScreen {
    var pages = PagedRows(ReplaysReading())
    var list = RowList<ReplayRow>(Self.columns, staysAtTop: true)

    var place: Place { .replays }

    func name(in context: ScreenContext) -> String { "Replays" }

    func words(in context: ScreenContext) -> ListWords {
        ListWords(
            what: "the replays", nothing: "No replay",
            empty:
                "Nothing was replayed yet. "
                + "Mark dead letters (\(context.key(of: RootScreen.deadLetters.action))) and press "
                + "\(context.key(of: .replay)): it tries it first.")
    }

    func open(_ row: ReplayRow, in context: ScreenContext) -> [ScreenEffect] { [] }

    func refusal(for action: ConsoleAction, in context: ScreenContext) -> String? {
        guard action == .stopReplay else { return nil }
        guard let row = list.selected else { return "There is no replay here to stop." }
        return row.endedAt == nil ? nil : "It has come to its end already."
    }

    func isWorthShowing(_ action: ConsoleAction, in context: ScreenContext) -> Bool {
        action != .stopReplay || refusal(for: action, in: context) == nil
    }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        guard action == .stopReplay else { return performInList(action, in: context) ?? [] }
        return list.selected.map { [.command(.stopReplay($0.id), deed: "Stop the replay")] } ?? []
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        let (upper, lower) = surface.bounds.splitBottom(surface.height >= 14 ? 7 : 0)
        list.draw(into: &surface, in: upper, in: context, problem: pages.problem, words: words(in: context))
        guard let row = list.selected, !lower.isEmpty else { return }
        surface.horizontalLine(at: lower.origin, length: lower.width)
        surface.area(lower.splitTop(1).rest) { Self.draw(row, into: &$0) }
    }

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        list.move(move, page: Self.listHeight(context))
        return []
    }

    mutating func reveal(in context: ScreenContext) { list.reveal(height: Self.listHeight(context)) }

    private static func listHeight(_ context: ScreenContext) -> Int {
        context.body.splitBottom(context.body.height >= 14 ? 7 : 0).rest.height
    }

    /// One replay in full, with how far it is as a bar.
    private static func draw(_ row: ReplayRow, into surface: inout Surface) {
        let lines: [(String, [Span])] = [
            ("Why", [Span(row.reason)]), ("About", [Span(row.selection)]),
            ("Went", [Span(row.progressWords, row.endedAt == nil ? .statusInfo : .text)]),
            ("Digest", [Span("\(row.digest)  "), Span("command \(row.id)", .dim)]),
        ]
        for (y, line) in lines.enumerated() {
            surface.put(line.0, at: Point(1, y), style: .dim)
            surface.put(line.1, at: Point(9, y), limit: surface.width - 10)
        }
        surface.draw(Gauge(row.share), in: Rect(x: 9, y: lines.count, width: min(60, surface.width - 10), height: 1))
    }

    private static let columns: [ListColumn<ReplayRow>] = [
        ListColumn("ASKED", .fixed(8), by: \.at) { row, context in Span(context.time(row.at)) },
        ListColumn("AGE", .fixed(6), .trailing, priority: 2) { row, context in Span(context.age(row.at), .dim) },
        ListColumn("STATE", .fixed(8), by: \.stateWord) { row, _ in
            Span(row.stateWord, row.endedAt == nil ? .statusInfo : row.wasStopped ? .statusHeld : .statusOk)
        },
        ListColumn("WENT", .fixed(15), .trailing) { row, _ in
            Span("\(row.replayed.grouped) of \(row.total.grouped)", .strong)
        },
        ListColumn("CHANGED", .fixed(7), .trailing, priority: 3, by: \.skipped) { row, _ in
            Span(row.skipped == 0 ? "-" : row.skipped.grouped, row.skipped == 0 ? .dim : .statusWarning)
        },
        ListColumn("BY", .flexible(min: 8), priority: 1, by: \.actor) { row, _ in Span(row.actor) },
        ListColumn("WHY", .flexible(min: 12, weight: 3), by: \.reason) { row, _ in Span(row.reason) },
        ListColumn("ABOUT", .flexible(min: 14, weight: 3), priority: 4) { row, _ in Span(row.selection) },
    ]
}

extension ReplayRow {
    /// Those that neither went nor stayed.
    private var left: Int { max(0, total - replayed - skipped) }

    /// Whether somebody ended it where it was.
    var wasStopped: Bool { endedAt != nil && left > 0 }

    var stateWord: String { endedAt == nil ? "running" : wasStopped ? "stopped" : "done" }

    /// How far it is, from 0 to 1.
    var share: Double { total == 0 ? 1 : Double(replayed + skipped) / Double(total) }

    /// `120 of 212 went so far, 2 had changed and stay`.
    var progressWords: String {
        let went = "\(replayed.grouped) of \(total.grouped) went" + (endedAt == nil ? " so far" : "")
        let changed = skipped > 0 ? ", \(skipped.grouped) had changed and stay" : ""
        return went + changed + (wasStopped ? ", stopped before the other \(left.grouped)" : "")
    }
}

extension ConsoleAction {
    static let stopReplay = ConsoleAction(
        "stop", keys: [.character("x")], sentence: "End the replay where it is; what went stays on its way",
        isCommand: true, right: .replay)
}

extension Place {
    static let replays = Place(
        name: "replays", title: "Replays", sentence: "The replays, the latest first, and how far each is",
        actions: [.stopReplay, .filter, .sort, .reverse, .acknowledge, .back])
}
