import Control
import SyncModel
import SyncStore
import Terminal

/// Choosing why something is taken out, in front of the screen. What it is about is fixed when it opens.
struct DismissScreen: Screen {
    private let title: String
    /// The one row it is about; `nil` where it is about many.
    private let only: ExceptionID?
    private var work: BulkWork
    /// The reason being typed, where none of the usual ones fits.
    private var typed: TextInput?
    /// The reason chosen, where it still has to be confirmed.
    private var chosen: BulkDeed?

    /// One row, or all of its cause.
    init(_ target: FixTarget) {
        title = "\(target.fault.code.title) \(target.subject)"
        only = target.exception
        work = BulkWork(target.selection, words: target.subject)
    }

    /// Many rows.
    init(_ selection: WorkSelection, words: String) {
        title = words
        only = nil
        work = BulkWork(selection, words: words)
    }

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
    var readings: [any Reading] { only == nil ? work.readings : [] }

    func name(in context: ScreenContext) -> String { "dismiss" }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        work.take(result)
        return []
    }

    // MARK: Keys

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        if key == .escape { return [.close] }
        if let deed = chosen { return confirm(key, deed) }
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
        if chosen == nil { _ = typed?.handle(.paste(text)) } else { work.type(.paste(text)) }
        return []
    }

    /// One row goes at once; more than one has to be confirmed with the number on screen.
    private mutating func choose(_ reason: String) -> [ScreenEffect] {
        let deed = BulkDeed.dismiss(reason: reason)
        guard let only else {
            chosen = deed
            return []
        }
        return [.close, .leave(.exception), deed.command([only], work.words)]
    }

    /// Enter takes out what is shown; in front of many the number is typed first. Any other key goes back to the
    /// reasons.
    private mutating func confirm(_ key: Key, _ deed: BulkDeed) -> [ScreenEffect] {
        if key == .enter {
            if let obstacle = work.obstacle(deed) { return [.warn(obstacle)] }
            return [.close, .leave(.exception), work.command(deed)]
        }
        if work.isTyped(deed) {
            work.type(.key(key))
        } else {
            chosen = nil
        }
        return []
    }

    // MARK: Drawing

    func draw(into surface: inout Surface, in context: ScreenContext) {
        surface.draw(
            Dialog("Dismiss with a reason", lines: lines(in: context), hints: hints, preferredWidth: 72),
            in: context.body)
    }

    private var hints: [KeyHint] {
        if let chosen {
            let count = work.going(chosen).count
            return [KeyHint("Enter", "take out \(count.grouped)"), KeyHint("Esc", "keep")]
        }
        if typed != nil { return [KeyHint("Enter", only == nil ? "go on" : "take out"), KeyHint("Esc", "keep")] }
        return [KeyHint("1-\(Self.reasons.count)", "reason"), KeyHint("t", "type one"), KeyHint("Esc", "keep")]
    }

    private func lines(in context: ScreenContext) -> [[Span]] {
        if let chosen {
            var lines = work.lines(chosen, in: context)
            if work.obstacle(chosen) == nil {
                let count = work.going(chosen).count
                let words = count == 1 ? "Enter takes it out." : "Enter takes out all \(count.grouped)."
                lines += [[], [Span(words, .statusWarning)]]
            }
            return lines
        }
        var lines: [[Span]] = [[Span(title, .strong)]]
        if only == nil { lines += work.lines(.dismiss(reason: ""), in: context).dropFirst().prefix(1) }
        lines += [[Span("Nothing is booked for it; the reason is kept in the audit.", .dim)], []]
        if let typed { return lines + [[Span("Reason: "), Span(typed.text + "_", .input)]] }
        return lines + Self.reasons.enumerated().map { [Span("\($0 + 1) ", .key), Span($1)] }
    }
}

extension FixTarget {
    /// Its row, or all rows of its cause.
    var selection: WorkSelection { exception.map { .rows([$0]) } ?? .causes([cause]) }
}

extension Place {
    fileprivate static let dismiss = Place(
        name: "dismiss", title: "Dismiss", sentence: "Why nothing is booked for it", actions: [])
}
