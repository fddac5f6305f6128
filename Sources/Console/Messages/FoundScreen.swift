import SyncModel
import SyncStore
import Terminal

/// The messages that a search has found so far, newest first; it goes on by itself until there are enough.
struct FoundScreen: Screen {
    let search: MessageSearch
    private(set) var list = RowList<MessageHit>(Self.columns)
    private var part: Awaited<FindReading>
    private var hits: [MessageHit] = []
    /// How many are wanted: more where the user goes down.
    private var wanted = 200
    /// Where it goes on; `nil` where everything was looked through.
    private var next: MessageID?
    /// How much was looked through, from 0 to 1.
    private var progress = 0.0
    private var isStopped = false

    init(_ search: MessageSearch) {
        self.search = search
        part = Awaited(FindReading(search: search))
    }

    /// Looks for a trace id, a `traceparent` or a control id.
    static func traced(_ text: String) -> [ScreenEffect] {
        guard !text.isEmpty else { return [.say("Which one? A trace id of 32 digits, or a control id.")] }
        var search = MessageSearch()
        let isTrace = text.contains("-") || (text.count == 32 && text.allSatisfy(\.isHexDigit))
        if isTrace { search.trace = text } else { search.controlID = .exactly(text) }
        return [.show(.messages, FoundScreen(search))]
    }

    var place: Place { .found }
    /// Nothing is read where nothing is looked for any more.
    var readings: [any Reading] { isLooking ? [part.reading] : [] }
    var entry: LineEntry? { list.entry }

    private var isLooking: Bool { !isStopped && (!part.isCurrent || part.value == nil) }

    func name(in context: ScreenContext) -> String { "Messages" }

    func narrowing(in context: ScreenContext) -> [Span] { [Span("  \(search.words)", .match)] }

    func counts(in context: ScreenContext) -> [Span] {
        let found = Wording.count(hits.count, "message")
        if let problem = part.problem { return [Span("\(problem)  ", .statusWarning)] }
        if isLooking { return [Span("looking, \(Int(progress * 100)) %, \(found) ", .statusInfo)] }
        return [Span((next == nil ? "" : "first ") + found + " ", .breadcrumb)]
    }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        guard !isStopped, part.take(result), let page = part.value else { return [] }
        hits += page.hits
        (next, progress) = (page.next, page.progress)
        list.adopt(SearchableRows(hits), isOtherQuestion: true)
        lookOn()
        return []
    }

    /// Asks for the next part, where there is one and more is wanted.
    private mutating func lookOn() {
        guard !isStopped, part.isCurrent, let next, hits.count < wanted else { return }
        part.reading = FindReading(search: search, before: next, limit: wanted - hits.count)
    }

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? { list.press(key) ? [] : nil }

    mutating func paste(_ text: String, in context: ScreenContext) -> [ScreenEffect] {
        list.type(.paste(text))
        return []
    }

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        list.move(move, page: context.body.height)
        if list.cursor.index >= hits.count - 50, hits.count >= wanted, wanted < PagedRows<MessagesReading>.most {
            wanted = hits.count + 200
            lookOn()
        }
        return []
    }

    mutating func point(to row: Int, in context: ScreenContext) -> Bool { list.point(to: row) }

    mutating func reveal(in context: ScreenContext) { list.reveal(height: context.body.height) }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        switch action {
        case .open:
            return [list.selected.map { .open(MessageScreen($0.row.id)) } ?? .say("There is nothing to open.")]
        case .search: return [.open(FindScreen(search))]
        default:
            _ = list.perform(action)
            return []
        }
    }

    /// Stops looking; then leaves towards all messages.
    mutating func back(in context: ScreenContext) -> [ScreenEffect]? {
        if list.back() { return [] }
        guard !isLooking else {
            isStopped = true
            return [.say("Stopped; \(Int(progress * 100)) % of the messages were looked through.")]
        }
        return [.show(.messages, MessagesScreen())]
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        let words = ListWords(
            what: "what is kept", nothing: "No message",
            empty: isLooking ? "Nothing so far." : "No message is \(search.words). f looks for something else.")
        list.draw(into: &surface, in: surface.bounds, in: context, problem: part.problem, words: words)
    }

    private static let columns: [ListColumn<MessageHit>] = [
        ListColumn("MESSAGE", .fixed(9), .trailing, by: \.row.id.rawValue) { hit, _ in
            Span(hit.row.id.description, .strong)
        },
        ListColumn("RECEIVED", .fixed(14), by: \.row.receivedAt) { hit, context in
            Span("\(hit.row.receivedAt.date.dropFirst(5)) \(context.time(hit.row.receivedAt))")
        },
        ListColumn("TYPE", .fixed(9), by: \.row.type) { hit, _ in Span(hit.row.type) },
        ListColumn("SOURCE", .flexible(min: 8), priority: 2, by: \.row.source.rawValue) { hit, _ in
            Span(hit.row.source.rawValue)
        },
        ListColumn("CONTROL ID", .flexible(min: 10, weight: 2), by: \.row.controlID) { hit, _ in
            Span(hit.row.controlID)
        },
        ListColumn("CAME OF IT", .flexible(min: 20, weight: 3)) { hit, _ in hit.outcome },
        ListColumn("TRACE", .fixed(32), priority: 4) { hit, _ in Span(hit.trace, .dim) },
    ]
}

extension MessageHit {
    /// What became of its deliveries, in words.
    fileprivate var outcome: Span {
        guard !standing.isEmpty else {
            return Span(
                row.disposition == .refused ? "refused" : "no delivery",
                row.disposition == .refused ? .statusWarning : .dim)
        }
        let words = DeliveryState.allCases.compactMap { state in standing[state].map { "\($0) \(state.rawValue)" } }
        let stops = standing.keys.contains { [.waitingForPeople, .dead].contains($0.line) }
        return Span(words.joined(separator: ", "), stops ? .statusWarning : .statusOk)
    }
}

extension MessageSearch {
    /// What is looked for, in words. A visit number is patient data and isn't repeated.
    var words: String {
        var parts: [String] = []
        switch controlID {
        case .exactly(let id): parts.append("control id \(id)")
        case .beginning(let id): parts.append("control id \(id)*")
        case nil: break
        }
        if let trace { parts.append("trace \(trace)") }
        if let item { parts.append("about item \(item)") }
        if encounter != nil { parts.append("of that visit") }
        if !text.isEmpty { parts.append("with \"\(text)\"") }
        if let type { parts.append(type) }
        if let source { parts.append("from \(source)") }
        if let disposition { parts.append(disposition.rawValue) }
        if let since { parts.append("since \(since)") }
        if let until { parts.append("before \(until)") }
        return parts.isEmpty ? "any" : parts.joined(separator: ", ")
    }
}

extension ConsoleAction {
    static let search = ConsoleAction(
        "search", keys: [.character("f")],
        sentence: "Look for messages by control id, trace, item, visit, time or text", isCommand: true)
}

extension Place {
    static let found = Place(
        name: "found", title: "Messages found", sentence: "What a search has found, newest first; Esc stops it",
        actions: [.open, .search, .filter, .sort, .reverse])
}
