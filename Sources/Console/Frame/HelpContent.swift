import Control
import Terminal

/// The help: where the user is, what can be done there, and what everywhere.
enum HelpContent {
    static func overlay(for model: ConsoleModel, offset: Int) -> HelpOverlay {
        let place = model.place
        var here = place.actions.map { hint($0, model) }
        if place == .mapItem { here.append(KeyHint("a-z", "Search the item master for what you type")) }
        if place == .mapLocation { here.append(KeyHint("Tab", "The next field (Up and Down too)")) }
        let moves = [
            KeyHint("Up Down", "Move (k and j too); PgUp, PgDn, Home and End in larger steps")
        ]
        return HelpOverlay(
            "Help: \(place.title)",
            [
                HelpOverlay.Group(sentence(for: place), here), HelpOverlay.Group("Moving", moves),
                HelpOverlay.Group("Everywhere", Place.everywhere.map { hint($0, model) }),
            ], offset: offset)
    }

    private static func hint(_ action: ConsoleAction, _ model: ConsoleModel) -> KeyHint {
        let names = action == .back ? "Esc, q" : action.keyName
        let refusal = model.refusal(for: action)
        // A right that is missing is said here; that another row is needed is said when the key is pressed.
        let isForbidden = action.right.map { $0.refusal(for: model.roles) != nil } ?? false
        return KeyHint(
            names, action.sentence + (isForbidden ? " (not with your role)" : ""), isEnabled: refusal == nil)
    }

    /// What a screen is for.
    private static func sentence(for place: Place) -> String {
        switch place {
        case .overview: "How every flow stands, and whether the books balance"
        case .causes: "What waits for people, grouped by what mends it"
        case .rows: "What waits for people, row by row"
        case .exception: "One row: what arrived, what it became, why it stopped"
        case .mapItem: "Which ERP item is it? Everything that waits for the answer goes out"
        case .fixUnit: "Which unit is it, and how many are in it?"
        case .mapLocation: "Where does the stock leave from, and who pays?"
        case .messages: "What arrived, newest first"
        case .message: "One message and what came of it; patient fields are masked"
        case .endpoints: "The systems we send to"
        }
    }
}
