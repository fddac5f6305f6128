import Terminal

/// Choosing a reason by its number, or typing one, in front of the screen.
struct ReasonScreen: Screen {
    private let title: String
    private let object: String
    private let explanation: String
    private let reasons: [String]
    /// What is done then, in a word.
    private let verb: String
    private let done: @Sendable (String) -> [ScreenEffect]
    /// How many lines of the screen below stay in sight, where there is room for both.
    private let keeping: Int
    /// The reason being typed, where none of the usual ones fits.
    private var typed: TextInput?

    /// The least number of characters that say why.
    static let least = 6

    init(
        _ title: String, of object: String, explanation: String, reasons: [String], verb: String, keeping: Int = 0,
        done: @escaping @Sendable (String) -> [ScreenEffect]
    ) {
        self.title = title
        self.object = object
        self.explanation = explanation
        self.reasons = reasons
        self.verb = verb
        self.keeping = keeping
        self.done = done
    }

    var place: Place { .reason }
    var isDialog: Bool { true }

    func name(in context: ScreenContext) -> String { title }

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        if key == .escape { return [.close] }
        if typed != nil { return type(key) }
        guard case .character(let character) = key else {
            return key == .enter
                ? [.warn("It needs a reason: press 1 to \(reasons.count), or t to type one of your own.")] : []
        }
        if character == "q" { return [.close] }
        if character == "t" {
            typed = TextInput(limit: 120)
        } else if let digit = character.wholeNumberValue, reasons.indices.contains(digit - 1) {
            return [.close] + done(reasons[digit - 1])
        }
        return []
    }

    private mutating func type(_ key: Key) -> [ScreenEffect] {
        guard key == .enter else {
            _ = typed?.handle(.key(key))
            return []
        }
        let reason = (typed?.text ?? "").split(separator: " ").joined(separator: " ")
        guard reason.count >= Self.least else {
            return [.warn("A reason needs a few words: it is kept in the audit.")]
        }
        return [.close] + done(reason)
    }

    mutating func paste(_ text: String, in context: ScreenContext) -> [ScreenEffect] {
        _ = typed?.handle(.paste(text))
        return []
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        let width = min(72, context.body.width) - 4
        var lines: [[Span]] = [[Span(object, .strong)]]
        lines += explanation.split(separator: "\n").flatMap { line in
            SpanLines.wrapped([Span(String(line), .dim)], width: width)
        }
        lines.append([])
        var hints = [KeyHint("1-\(reasons.count)", "reason"), KeyHint("t", "type one"), KeyHint("Esc", "leave it")]
        if let typed {
            lines.append([Span("Reason: "), Span(typed.text + "_", .input)])
            hints = [KeyHint("Enter", verb), KeyHint("Esc", "leave it")]
        } else {
            lines += reasons.enumerated().map { [Span("\($0 + 1) ", .key), Span($1)] }
        }
        let dialog = Dialog(title, lines: lines, hints: hints, preferredWidth: 72)
        surface.draw(dialog, in: room(for: dialog, in: context.body))
    }

    /// In the middle; below the lines that are to stay in sight where it would cover them, as far down as it goes.
    private func room(for dialog: Dialog, in body: Rect) -> Rect {
        let frame = dialog.frame(in: body)
        guard frame.y < body.y + keeping else { return body }
        return body.splitTop(min(keeping, body.height - frame.height)).rest
    }
}

extension Place {
    fileprivate static let reason = Place(
        name: "reason", title: "Say why", sentence: "Why it is done; the reason is kept in the audit", actions: [])
}
