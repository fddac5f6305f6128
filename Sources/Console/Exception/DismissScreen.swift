import Control
import SyncModel
import Terminal

/// Choosing why something is taken out, in front of the screen.
struct DismissScreen: Screen {
    private let target: FixTarget
    /// The reason being typed, where none of the usual ones fits.
    private var typed: TextInput?
    /// The reason chosen, where it still has to be confirmed.
    private var chosen: String?

    init(_ target: FixTarget) { self.target = target }

    /// The usual reasons.
    static let reasons = [
        "documented in error; the department corrects it",
        "booked in the ERP by hand",
        "not stocked: nothing to book",
        "documented twice",
        "test or training message",
    ]

    var place: Place { .dismiss }
    var isDialog: Bool { true }

    /// How many rows it takes out, as far as known.
    private var count: Int { target.exception == nil ? target.open : 1 }

    func name(in context: ScreenContext) -> String { "dismiss" }

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        if key == .escape { return [.close] }
        if let reason = chosen {
            chosen = nil
            return key == .enter ? dismiss(reason) : []
        }
        if typed != nil { return type(key) }
        guard case .character(let character) = key else { return [] }
        if character == "q" { return [.close] }
        if character == "t" {
            typed = TextInput(limit: 120)
        } else if let digit = character.wholeNumberValue, Self.reasons.indices.contains(digit - 1) {
            return choose(Self.reasons[digit - 1])
        }
        return []
    }

    private mutating func type(_ key: Key) -> [ScreenEffect] {
        guard key == .enter else {
            _ = typed?.handle(.key(key))
            return []
        }
        let reason = (typed?.text ?? "").split(separator: " ").joined(separator: " ")
        guard reason.count >= 3 else { return [.warn("A reason needs a few words: it is kept in the audit.")] }
        return choose(reason)
    }

    mutating func paste(_ text: String, in context: ScreenContext) -> [ScreenEffect] {
        _ = typed?.handle(.paste(text))
        return []
    }

    /// One row goes at once; more than one has to be confirmed with the number on screen.
    private mutating func choose(_ reason: String) -> [ScreenEffect] {
        guard count > 1 else { return dismiss(reason) }
        chosen = reason
        return []
    }

    private func dismiss(_ reason: String) -> [ScreenEffect] {
        let deed = "Dismiss \(target.subject)"
        let command: ScreenEffect =
            if let id = target.exception {
                .command(.dismiss([id], reason: reason), deed: deed)
            } else {
                .command(.ofCause(target.cause, .dismiss(reason: reason)), deed: deed, isFollowed: false)
            }
        return [.close, .leave(.exception), command]
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        var lines: [[Span]] = [[Span("\(target.fault.code.title) \(target.subject)", .strong)]]
        if target.exception == nil {
            lines.append([
                Span("All \(Wording.count(count, "row")) of this cause, worth "), Span("\(target.value)", .money),
            ])
        }
        lines.append([Span("Nothing is booked for it; the reason is kept in the audit.", .dim)])
        lines.append([])
        var hints = [
            KeyHint("1-\(Self.reasons.count)", "reason"), KeyHint("t", "type one"), KeyHint("Esc", "keep"),
        ]
        if let chosen {
            lines += [[Span("Reason: \(chosen)")], [], [Span("Enter takes out all \(count.grouped).", .statusWarning)]]
            hints = [KeyHint("Enter", "take out \(count.grouped)"), KeyHint("Esc", "keep")]
        } else if let typed {
            lines.append([Span("Reason: "), Span(typed.text + "_", .input)])
            hints = [KeyHint("Enter", "take out"), KeyHint("Esc", "keep")]
        } else {
            lines += Self.reasons.enumerated().map { [Span("\($0 + 1) ", .key), Span($1)] }
        }
        surface.draw(Dialog("Dismiss with a reason", lines: lines, hints: hints, preferredWidth: 70), in: context.body)
    }
}

extension Place {
    fileprivate static let dismiss = Place(
        name: "dismiss", title: "Dismiss", sentence: "Why nothing is booked for it", actions: [])
}
