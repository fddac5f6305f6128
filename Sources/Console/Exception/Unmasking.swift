import Control
import SyncModel
import Terminal

/// Whether the patient fields of a message are shown: for a while after the engine has put it on record.
struct Unmasking: Hashable, Sendable {
    /// How long they stay in sight.
    static let stay: Duration = .seconds(60)
    /// The usual reasons.
    static let reasons = [
        "ask the department which case it was",
        "compare it with what the ERP has",
        "find out why the message can't be read",
        "asked for by the privacy officer",
    ]

    private var until: UTCTime?

    /// Takes an answer of the engine; only for what it has recorded anything is shown.
    mutating func take(_ answer: Answer, of message: MessageID, at now: UTCTime) {
        guard case .done(.request(.unmask(message, reason: _)), .done) = answer else { return }
        until = now.advanced(by: Self.stay)
    }

    /// How long they are still shown; `nil` where they are masked.
    func left(at now: UTCTime) -> Duration? {
        guard let until, now < until else { return nil }
        return until.elapsed(since: now)
    }

    /// Asks why, and then the engine.
    static func ask(_ message: MessageID, reasons: [String] = reasons) -> ScreenEffect {
        .open(
            ReasonScreen(
                "Show patient fields for 60 seconds", of: "message \(message)",
                explanation: "Who looked, when and why is kept in the audit.",
                reasons: reasons, verb: "show"
            ) { [.command(.unmask(message, reason: $0), deed: "Show patient fields")] })
    }
}

extension ConsoleAction {
    static let unmask = ConsoleAction(
        "unmask", keys: [.character("v")], sentence: "Show the patient fields for 60 seconds, with a reason",
        isCommand: true, right: .unmask)
}
