import SyncModel
import SyncStore
import Terminal

/// The messages that arrived, newest first.
struct MessagesScreen: ListScreen {
    var pages = PagedRows(MessagesReading())
    var list = RowList<MessageRow>(Self.columns, staysAtTop: true)

    var place: Place { .messages }

    func name(in context: ScreenContext) -> String { "Messages" }

    func open(_ row: MessageRow, in context: ScreenContext) -> [ScreenEffect] { [.open(MessageScreen(row.id))] }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        if action == .search { return [.open(FindScreen())] }
        return performInList(action, in: context) ?? []
    }

    func words(in context: ScreenContext) -> ListWords {
        ListWords(
            what: "the messages", nothing: "No message",
            empty: "No message has arrived yet. Point a sender at the engine's MLLP port.")
    }

    private static let columns: [ListColumn<MessageRow>] = [
        ListColumn("MESSAGE", .fixed(9), .trailing, by: \.id.rawValue) { row, _ in
            Span(row.id.description, .strong)
        },
        ListColumn("RECEIVED", .fixed(8), by: \.receivedAt) { row, context in Span(context.time(row.receivedAt)) },
        ListColumn("AGE", .fixed(6), .trailing, priority: 2) { row, context in
            Span(context.age(row.receivedAt), .dim)
        },
        ListColumn("TYPE", .fixed(9), by: \.type) { row, _ in Span(row.type) },
        ListColumn("SOURCE", .flexible(min: 10), priority: 1, by: \.source.rawValue) { row, _ in
            Span(row.source.rawValue)
        },
        ListColumn("CONTROL ID", .flexible(min: 12, weight: 2), by: \.controlID) { row, _ in Span(row.controlID) },
        ListColumn("BYTES", .fixed(8), .trailing, priority: 3, by: \.bytes) { row, _ in Span(row.bytes.grouped, .dim) },
        ListColumn("ANSWER", .fixed(9), by: \.disposition.rawValue) { row, _ in
            Span(row.disposition.rawValue, row.disposition == .refused ? .statusWarning : .statusOk)
        },
    ]
}

extension MessageRow: ListRow {
    var rowID: MessageID { id }
    var copyText: String { controlID }
    var searchedTexts: [String] { [controlID, type, source.rawValue, disposition.rawValue, id.description] }
}

extension Place {
    static let messages = Place(
        name: "messages", title: "Messages", sentence: "What arrived, newest first",
        actions: [.open, .search, .filter, .sort, .reverse, .acknowledge])
}

extension RootScreen {
    static let messages = RootScreen(
        name: "messages", sentence: "The messages that arrived, newest first", key: "3",
        places: [.messages, .message, .found, .find],
        commands: [
            PromptCommand(name: "show", sentence: "Open the message of a number") { number, _ in
                guard let id = Int64(number) else { return [.say("Which message? For instance :show 4711.")] }
                return [.open(MessageScreen(MessageID(rawValue: id)))]
            },
            PromptCommand(name: "trace", sentence: "Look for the message of a trace id or a control id") { text, _ in
                FoundScreen.traced(text)
            },
        ]
    ) { _ in MessagesScreen() }
}
