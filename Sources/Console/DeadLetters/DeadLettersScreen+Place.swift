import Control
import SyncModel
import SyncStore
import Terminal

extension DeadLettersScreen {
    static let columns: [ListColumn<DeadLetter>] = [
        ListColumn("DELIVERY", .fixed(8), .trailing, by: \.letter.id.rawValue) { row, _ in
            Span(row.letter.id.description, .strong)
        },
        ListColumn("STATE", .fixed(9), by: \.letter.state.rawValue) { row, _ in
            Span(row.letter.state.title, row.letter.state.style)
        },
        ListColumn("ENDED", .fixed(6), .trailing, by: \.letter.endedAt) { row, context in
            Span(context.age(row.letter.endedAt))
        },
        ListColumn("VALUE", .fixed(10), .trailing, by: \.letter.value.cents) { row, _ in
            Span(row.letter.value.description, .money)
        },
        ListColumn("FLOW", .flexible(min: 13), priority: 2, by: \.letter.flow.rawValue) { row, _ in
            Span(row.letter.flow.rawValue)
        }.cutInMiddle,
        ListColumn("ENDPOINT", .flexible(min: 13), priority: 4, by: \.letter.endpoint.rawValue) { row, _ in
            Span(row.letter.endpoint.rawValue)
        },
        ListColumn("ITEM", .flexible(min: 9), by: \.letter.item) { row, _ in Span(row.letter.item) },
        ListColumn("QTY", .fixed(8), .trailing, priority: 1) { row, _ in
            Span("\(row.letter.quantity) \(row.letter.unit)")
        },
        ListColumn("PLACE", .flexible(min: 8), priority: 5, by: \.letter.location) { row, _ in
            Span(row.letter.location)
        },
        ListColumn("TRIES", .fixed(5), .trailing, priority: 3, by: \.letter.attempts) { row, _ in
            Span(row.letter.attempts.grouped, .dim)
        },
        ListColumn("WHY", .flexible(min: 14, weight: 4), by: \.letter.reason) { row, _ in Span(row.letter.reason) },
    ]
}

extension DeadLetterState {
    /// Those that hold their lane stand out.
    var style: Style {
        switch self {
        case .gaveUp, .outcomeUnknown: .statusWarning
        case .dead: .statusCritical
        case .dismissed, .byRule: .dim
        }
    }
}

extension ConsoleAction {
    static let replay = ConsoleAction(
        "replay", keys: [.character("R")], sentence: "Try what a replay would do, then do just that", isCommand: true,
        right: .previewReplay)
    static let editReplay = ConsoleAction(
        "change", keys: [.character("E")], sentence: "Replay one with another quantity, unit, item or location",
        isCommand: true, right: .editReplay)
    static let mark = ConsoleAction(
        "mark", keys: [.space], sentence: "Mark the row, or take its mark off")
    static let markAll = ConsoleAction(
        "mark-all", keys: [.character("*")], label: "all",
        sentence: "Mark all that match now, or take all marks off; what comes later is not marked", isCommand: true)
    static let replays = ConsoleAction(
        "replays", keys: [.tab], sentence: "The replays, and how far each is", isCommand: true)
}

extension Place {
    static let deadLetters = Place(
        name: "deadLetters", title: "Dead letters", sentence: "What nothing is done about unless a person asks",
        actions: [
            .open, .replay, .mark, .markAll, .narrow, .filter, .replays, .editReplay, .sort, .reverse, .acknowledge,
        ])
}

extension RootScreen {
    static let deadLetters = RootScreen(
        name: "dead", sentence: "What was given up, and replaying it", key: "5",
        places: [.deadLetters, .delivery, .replay, .editReplay, .deadLetterFilter, .replays],
        commands: [
            PromptCommand(name: "delivery", sentence: "Open the delivery of a number") { number, _ in
                guard let id = Int64(number) else { return [.say("Which delivery? For instance :delivery 4711.")] }
                return [.open(DeliveryScreen(DeliveryID(rawValue: id)))]
            }
        ]
    ) { _ in DeadLettersScreen() }
}
