import Control
import SyncModel
import Terminal

extension CauseScreen {
    /// Asks for a reason, and says before what is let go and what isn't.
    func stepAside(_ target: FixTarget) -> [ScreenEffect] {
        guard let id = target.exception else { return [] }
        let entry = EntryScreen(
            "Let exception \(id) step aside", label: "reason",
            explanation: LaneHold.stepAsideWords(standing?.holds).joined(separator: "\n"), least: 3
        ) { [.command(.stepAside(id, reason: $0), deed: "Step aside with exception \(id)")] }
        return [.open(entry)]
    }
}

extension ConsoleAction {
    static let stepAside = ConsoleAction(
        "step-aside", keys: [.character("w")], label: "step aside",
        sentence: "Let what waits behind it in its lane go on; it goes out of order later", isCommand: true,
        right: .stepAside)
}

extension LaneStanding {
    /// In ten characters, for a list.
    var word: String {
        if let behind { return "behind \(behind.exception)" }
        return holds.map { "holds \($0.others.count)\($0.others.mayBeMore ? "+" : "")" } ?? ""
    }

    /// In one line, with the key that does something about it.
    var spans: [Span] {
        let words = [Span(lines.joined(separator: "; "), .statusHeld), Span("  ")]
        return holds == nil ? words : words + [Span(ConsoleAction.stepAside.keyName, .key), Span(" steps aside")]
    }
}
