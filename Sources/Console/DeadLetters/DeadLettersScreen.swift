import Control
import Measures
import SyncModel
import SyncStore
import Terminal

/// What nothing is done about any more: looked at, marked, and replayed.
struct DeadLettersScreen: ListScreen {
    let filter: DeadLetterFilter
    var pages: PagedRows<DeadLettersReading>
    var list = RowList<DeadLetter>(Self.columns)
    private(set) var marks = Marks<DeadLetter>()
    private(set) var summary = Awaited(DeadLetterSummaryReading())
    /// All that match, while they are looked up to be marked.
    private var all: Awaited<DeadLettersReading>?

    init(_ filter: DeadLetterFilter = DeadLetterFilter()) {
        self.filter = filter
        pages = PagedRows(DeadLettersReading(filter: filter))
    }

    var place: Place { .deadLetters }
    var readings: [any Reading] { pages.readings + [summary.reading] + (all.map { [$0.reading] } ?? []) }

    func name(in context: ScreenContext) -> String { "Dead letters" }

    func narrowing(in context: ScreenContext) -> [Span] {
        var spans: [Span] = []
        if filter != DeadLetterFilter() { spans.append(Span("  \(filter.words)", .match)) }
        if !list.filter.isEmpty, !list.isFiltering { spans.append(Span("  /\(list.filter.text)", .match)) }
        return spans
    }

    func counts(in context: ScreenContext) -> [Span] {
        guard !marks.isEmpty else { return listCounts(in: context) }
        return [Span("\(marks.count.grouped) marked, \(marks.value)  ", .mark)] + listCounts(in: context)
    }

    func words(in context: ScreenContext) -> ListWords {
        let byRules = summary.value?.totals.dismissed.count ?? 0
        let all =
            byRules > 0
            ? "Nothing was given up or dismissed by people. "
                + "\(context.key(of: .narrow)) also lists the \(byRules.grouped) "
                + "that rules took out."
            : "Nothing was given up or dismissed: everything that arrived went its way or waits in the queue "
                + "(\(context.key(of: RootScreen.queue.action)))."
        return ListWords(
            what: "the dead letters", nothing: "No dead letter",
            empty: filter == DeadLetterFilter()
                ? all
                : "Nothing matches \(filter.words). \(context.key(of: .narrow)) changes the filter.")
    }

    // MARK: What was read

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        takeRows(result)
        _ = summary.take(result)
        guard var found = all else { return [] }
        guard found.take(result), let rows = found.value else {
            if let problem = found.problem {
                all = nil
                return [.warn("They could not be marked: \(problem)")]
            }
            return []
        }
        all = nil
        return markAll(rows)
    }

    private mutating func markAll(_ rows: SearchableRows<DeadLetter>) -> [ScreenEffect] {
        let matching = rows.containing(list.filter.text)
        marks.set(to: matching)
        let isCut = rows.rows.last?.next != nil
        if isCut {
            return [
                .warn(
                    "Marked the first \(marks.count.grouped), more match: "
                        + "narrow with \(ConsoleAction.narrow.mark) to replay them all.")
            ]
        }
        return [
            .say(
                "Marked all \(marks.count.grouped) that match now, worth \(marks.value). "
                    + "\(ConsoleAction.replay.mark) tries a replay.")
        ]
    }

    /// What a replay took is not marked any more.
    mutating func take(_ answer: Answer, in context: ScreenContext) -> [ScreenEffect] {
        if case .done(.request(.replay(.deliveries(let ids), _, _, _)), .done) = answer { marks.remove(ids) }
        return []
    }

    // MARK: Keys

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        if list.press(key) { return [] }
        // Space pages elsewhere; where rows can be marked it marks.
        return key == .space ? mark(in: context) : nil
    }

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        list.move(move, page: DeadLettersLayout(context.body).list.height)
        pages.reach(list.cursor.index, of: list.shown.count)
        return []
    }

    mutating func reveal(in context: ScreenContext) {
        list.reveal(height: DeadLettersLayout(context.body).list.height)
    }

    private mutating func mark(in context: ScreenContext) -> [ScreenEffect] {
        guard let row = list.selected else { return [.say("There is nothing to mark.")] }
        marks.toggle(row)
        return move(.down, in: context) ?? []
    }

    func refusal(for action: ConsoleAction, in context: ScreenContext) -> String? {
        switch action {
        case .replay where marks.isEmpty && list.selected == nil: "There is nothing here to replay."
        case .editReplay where list.selected == nil: "There is nothing here to change."
        case .mark where list.selected == nil, .markAll where list.selected == nil: "There is nothing here to mark."
        default: nil
        }
    }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        switch action {
        case .mark: return mark(in: context)
        case .markAll:
            guard marks.isEmpty else {
                marks = Marks<DeadLetter>()
                return [.say("No mark is left.")]
            }
            all = Awaited(DeadLettersReading(filter: filter, limit: DeadLettersReading.most))
            return [.say("Looking up all that match …")]
        case .narrow: return [.open(DeadLetterFilterScreen(filter, in: context))]
        case .replays: return [.open(ReplaysScreen())]
        case .replay: return replay(in: context)
        case .editReplay: return list.selected.map { [.open(EditReplayScreen($0.letter.id))] } ?? []
        default: return performInList(action, in: context) ?? []
        }
    }

    private func replay(in context: ScreenContext) -> [ScreenEffect] {
        if !marks.isEmpty {
            let words = "\(Wording.count(marks.count, "marked delivery", "marked deliveries")), worth \(marks.value)"
            return ReplayScreen.opened(.deliveries(marks.ids), words: words, in: context)
        }
        return list.selected.map { ReplayScreen.opened(.deliveries([$0.letter.id]), words: $0.words, in: context) }
            ?? []
    }

    func open(_ row: DeadLetter, in context: ScreenContext) -> [ScreenEffect] { [.open(DeliveryScreen(row.letter.id))] }

    mutating func back(in context: ScreenContext) -> [ScreenEffect]? {
        if list.back() { return [] }
        guard !marks.isEmpty else { return nil }
        marks = Marks<DeadLetter>()
        return [.say("No mark is left. \(context.key(of: .back)) again goes back.")]
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        surface.draw(DeadLettersView(screen: self, context: context))
    }
}

extension DeadLetter {
    /// `delivery 4711, 12 EA of 4471-B, worth $5.02`.
    var words: String {
        "delivery \(letter.id), \(letter.quantity) \(letter.unit) of \(letter.item), worth \(letter.value)"
    }
}
