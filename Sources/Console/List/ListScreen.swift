import SyncModel
import Terminal

/// A screen that is one list: cursor, filter, sorting, pages, marks of new rows and its sentences come by themselves.
protocol ListScreen: Screen {
    associatedtype Source: PageReading

    var pages: PagedRows<Source> { get set }
    var list: RowList<Source.Row> { get set }

    /// What it says when it shows nothing.
    func words(in context: ScreenContext) -> ListWords
    /// Opens a row.
    func open(_ row: Source.Row, in context: ScreenContext) -> [ScreenEffect]
}

extension ListScreen {
    var readings: [any Reading] { pages.readings }
    var entry: LineEntry? { list.entry }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        takeRows(result)
        return []
    }

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? { list.press(key) ? [] : nil }

    mutating func paste(_ text: String, in context: ScreenContext) -> [ScreenEffect] {
        list.type(.paste(text))
        return []
    }

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        list.move(move, page: context.body.height)
        pages.reach(list.cursor.index, of: list.shown.count)
        return []
    }

    mutating func point(to row: Int, in context: ScreenContext) -> Bool { list.point(to: row) }

    mutating func reveal(in context: ScreenContext) { list.reveal(height: context.body.height) }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        performInList(action, in: context) ?? []
    }

    mutating func back(in context: ScreenContext) -> [ScreenEffect]? { list.back() ? [] : nil }

    func counts(in context: ScreenContext) -> [Span] { listCounts(in: context) }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        list.draw(into: &surface, in: surface.bounds, in: context, problem: pages.problem, words: words(in: context))
    }

    // MARK: What a screen with more to it calls

    /// Takes rows that were read.
    mutating func takeRows(_ result: ReadResult) {
        let oldest = list.rows?.last?.rowID
        guard pages.take(result, isAtTop: list.cursor.index == 0), let rows = pages.rows else { return }
        // A further page brings up rows behind the last one, which are not new.
        if let oldest, let place = rows.rows.lastIndex(where: { $0.rowID == oldest }) {
            list.know(rows.rows[place...].map(\.rowID))
        }
        list.adopt(rows)
    }

    /// Does what every list does; `nil` for other actions.
    mutating func performInList(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect]? {
        if action == .open { return list.selected.map { open($0, in: context) } ?? [.say("There is nothing to open.")] }
        if action == .acknowledge, pages.release(), let rows = pages.rows {
            list.startOver()
            list.adopt(rows)
        }
        return list.perform(action) ? [] : nil
    }

    /// How many rows there are, how many of them new, and whether they couldn't be read again.
    func listCounts(in context: ScreenContext) -> [Span] {
        guard list.rows != nil else { return [] }
        var spans =
            pages.isHolding
            ? [Span("many new (\(context.key(of: .acknowledge)))  ", .statusInfo)]
            : list.freshSpans(in: context)
        if pages.problem != nil { spans.append(Span("can't be read now, as of before  ", .statusWarning)) }
        let more = pages.isComplete ? "" : "first "
        return spans + [Span("\(more)\(Wording.count(list.shown.count, "row")) ", .breadcrumb)]
    }
}
