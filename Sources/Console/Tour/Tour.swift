import SyncModel
import Terminal

/// The first steps for somebody new: one key a card, in front of nothing, and gone with Esc. Whoever knows the console
/// just goes on: every key does what it always does, and the key of a card turns it.
struct Tour: Hashable, Sendable {
    /// One card.
    struct Card: Hashable, Sendable {
        /// What is to be tried.
        let action: ConsoleAction
        /// What it is for.
        let words: String
    }

    /// The cards, in their order.
    let cards: [Card]
    private(set) var index = 0

    /// The most cards.
    static let most = 6

    /// The tour for somebody with these roles.
    init(for roles: Set<Role>) { cards = Array(Self.cards(for: roles).prefix(Self.most)) }

    /// The card in sight; `nil` once all were turned.
    var card: Card? { cards.indices.contains(index) ? cards[index] : nil }

    /// Turns the card where what it says was done.
    mutating func note(_ action: ConsoleAction) {
        if action == card?.action { index += 1 }
    }

    private static func cards(for roles: Set<Role>) -> [Card] {
        let own: [Card] =
            if roles.count > 2 || roles.isEmpty {
                work("queue", "The work queue: what nobody could map or count waits there, the dearest first.") + row
            } else if roles.contains(.materials) || roles.contains(.finance) {
                work("queue", "Your queue: what waits for you, the dearest first.") + row
                    + [Card(action: .filter, words: "In a list: type a part of a name to see only those rows.")]
            } else if roles.contains(.integration) {
                work("endpoints", "The endpoints: which system is slow or down, since when, and what it answers.")
                    + work("dead", "What was given up, to be sent again after a dry run.")
                    + work("flows", "How each flow runs, and where it can be paused or drained.")
            } else if roles.contains(.supervisor) {
                work("approvals", "What waits for your word: the exact change, and what it is worth.")
                    + work("queue", "What waits for people, by cause.")
                    + work("reports", "What was done in a shift, and by whom.")
            } else if roles.contains(.auditor) {
                work("audit", "Who changed what, when and why; the chain shows that nothing was taken out.")
                    + work("reports", "What was done in a shift, and by whom.")
            } else {
                work("flows", "How each flow runs, and where it can be paused or drained.")
                    + work("endpoints", "Which system is slow or down, since when, and what it answers.")
            }
        return own + [
            Card(action: .places, words: "Every screen by its name; a digit goes to it from anywhere."),
            Card(action: .prompt, words: "Everything by name: begin a word, Tab completes it. :theme is a nice one."),
            Card(action: .help, words: "What can be done where you are, and with which key. :tour brings this back."),
        ]
    }

    private static var row: [Card] {
        [
            Card(action: .open, words: "On a row: what arrived, what it became, why it stopped, and what mends it."),
            Card(action: .back, words: "Back to where you were; everything is as you left it."),
        ]
    }

    /// A card for a screen, where there is one of that name.
    private static func work(_ name: String, _ words: String) -> [Card] {
        RootScreen.all.filter { $0.name == name }.map { Card(action: $0.action, words: words) }
    }
}

/// The card, above the message line.
struct TourView: Widget {
    let tour: Tour
    let keys: KeyBindings

    /// The rows it takes.
    static let height = 5
    /// The least height of a screen with room for it.
    static let least = 20

    func draw(into surface: inout Surface) {
        guard let card = tour.card else { return }
        surface.fill(surface.bounds, style: .dialog)
        surface.draw(Panel("Tour \(tour.index + 1) of \(tour.cards.count)", isDialog: true), in: surface.bounds)
        let key = keys.footerName(of: card.action)
        surface.area(surface.bounds.inset(columns: 2, rows: 1)) { inside in
            let spans = [
                Span("Try  ", Style(.text, on: .dialog)), Span(key, Style(.key, on: .dialog)),
                Span("  \(card.action.label)", Style(.strong, on: .dialog)),
            ]
            inside.put(spans, at: Point(0, 0), limit: inside.width)
            for (row, line) in Paragraph(card.words).lines(width: inside.width).prefix(2).enumerated() {
                inside.put(line, at: Point(0, 1 + row), style: Style(.text, on: .dialog))
            }
            let hint = "Esc ends the tour"
            guard inside.width > 60 else { return }
            inside.put(hint, at: Point(inside.width - hint.count, 0), style: Style(.dim, on: .dialog))
        }
    }
}
