import SyncModel
import SyncStore
import Terminal

/// One message with what came of it.
struct MessageScreen: Screen {
    private let id: MessageID
    private var file: Awaited<MessageReading>
    private var trace: Awaited<TraceReading>
    private var scroll = ScrolledText()

    init(_ id: MessageID) {
        self.id = id
        file = Awaited(MessageReading(id: id))
        trace = Awaited(TraceReading(id: id))
    }

    var place: Place { .message }
    var readings: [any Reading] { [file.reading, trace.reading] }

    func name(in context: ScreenContext) -> String { "message \(id)" }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        _ = file.take(result)
        _ = trace.take(result)
        return []
    }

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        scroll.apply(move, lines: lines(in: context).count, height: context.body.height)
        return []
    }

    func copied(in context: ScreenContext) -> String? { file.value.flatMap { $0?.row.controlID } }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        surface.draw(ScrolledLines(lines(in: context), offset: scroll.offset))
    }

    private func lines(in context: ScreenContext) -> [[Span]] {
        guard let read = file.value else {
            return [[Span(file.problem ?? context.stateProblem ?? "Reading message \(id) …", .dim)]]
        }
        guard let file = read else { return [[Span("There is no message \(id).", .dim)]] }
        return MessageLines(file, trace: trace.value ?? nil, in: context).lines
    }
}

extension Place {
    static let message = Place(
        name: "message", title: "Message",
        sentence: "One message, its way to each destination, and what came of it; patient fields are masked",
        actions: [.back])
}
