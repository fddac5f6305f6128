import Terminal

/// Entering one line for something, in front of the screen.
struct EntryScreen: Screen {
    /// The heading: `Pause erp-inventory`.
    let title: String
    /// What is entered: `reason`.
    let label: String
    /// What it means to do it, a line each.
    let explanation: String
    /// The least number of characters that make sense.
    var least = 1
    /// What is done with it.
    let done: @Sendable (String) -> [ScreenEffect]
    private var input: TextInput

    init(
        _ title: String, label: String, explanation: String, least: Int = 1, limit: Int = 120, text: String = "",
        done: @escaping @Sendable (String) -> [ScreenEffect]
    ) {
        input = TextInput(text, limit: limit)
        self.title = title
        self.label = label
        self.explanation = explanation
        self.least = least
        self.done = done
    }

    private static let width = 72

    var place: Place { .entry }
    var isDialog: Bool { true }

    func name(in context: ScreenContext) -> String { title }

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        switch key {
        case .escape: return [.close]
        case .enter:
            let text = input.text.split(separator: " ").joined(separator: " ")
            guard text.count >= least else { return [.warn("Enter the \(label), or Esc.")] }
            return [.close] + done(text)
        default:
            _ = input.handle(.key(key))
            return []
        }
    }

    mutating func paste(_ text: String, in context: ScreenContext) -> [ScreenEffect] {
        _ = input.handle(.paste(text))
        return []
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        let entered = SpanLines.wrapped(
            [Span(input.text + "_", .input)], width: Self.width - 4, first: Span("\(label): "))
        let lines: [[Span]] =
            explanation.split(separator: "\n").map { [Span(String($0), .dim)] }
            // Of a long text the end is seen, where one types.
            + [[]] + entered.suffix(max(1, context.body.height - 10)) + [[]]
        let hints = [KeyHint("Enter", "do it"), KeyHint("Esc", "leave it")]
        surface.draw(Dialog(title, lines: lines, hints: hints, preferredWidth: Self.width), in: context.body)
    }
}

extension Place {
    fileprivate static let entry = Place(
        name: "entry", title: "Enter a line", sentence: "Enter does it, Esc leaves it", actions: [])
}
