import Terminal

/// Short fields one under the other, each for a line of text or for one of a few choices.
struct FieldForm: Hashable, Sendable {
    /// One field.
    struct Field: Hashable, Sendable {
        /// What stands before it, and what it is asked for by.
        let label: String
        /// What an empty one means, or what to type.
        let hint: String
        /// What can be chosen; empty where text is typed.
        fileprivate(set) var choices: [String]
        fileprivate(set) var input: TextInput

        init(_ label: String, hint: String, choices: [String] = [], text: String = "") {
            self.label = label
            self.hint = hint
            self.choices = choices
            input = TextInput(text, limit: 80)
        }
    }

    private(set) var fields: [Field]
    private(set) var focus = 0

    init(_ fields: [Field]) { self.fields = fields }

    /// What stands in a field, without blanks around it.
    func text(_ label: String) -> String {
        fields.first { $0.label == label }?.input.text.split(separator: " ").joined(separator: " ") ?? ""
    }

    /// Gives a field its choices, where they come later than the form; what stands in it stays.
    mutating func setChoices(_ choices: [String], of label: String) {
        if let place = fields.firstIndex(where: { $0.label == label }) { fields[place].choices = choices }
    }

    /// The keys that work in it.
    static let hints = [
        KeyHint("Tab", "The next field (Up and Down too)"), KeyHint("Left Right", "Another choice"),
    ]

    // MARK: Keys

    /// Takes a key; says whether it was one for a form.
    mutating func press(_ key: Key) -> Bool {
        switch key {
        case .tab, .down: moveFocus(by: 1)
        case .backTab, .up: moveFocus(by: -1)
        default: return fields[focus].choices.isEmpty ? fields[focus].input.handle(.key(key)) : choose(key)
        }
        return true
    }

    mutating func paste(_ text: String) {
        if fields[focus].choices.isEmpty { _ = fields[focus].input.handle(.paste(text)) }
    }

    /// Puts a text into a field.
    mutating func fill(_ label: String, _ text: String) {
        if let place = fields.firstIndex(where: { $0.label == label }) {
            fields[place].input = TextInput(text, limit: 80)
        }
    }

    /// Puts the keyboard into a field.
    mutating func moveFocus(to label: String) {
        if let place = fields.firstIndex(where: { $0.label == label }) { focus = place }
    }

    private mutating func moveFocus(by step: Int) { focus = (focus + step + fields.count) % fields.count }

    /// Left and right go through the choices, a letter goes to the next that begins with it.
    private mutating func choose(_ key: Key) -> Bool {
        let choices = [""] + fields[focus].choices
        let place = choices.firstIndex(of: fields[focus].input.text) ?? 0
        switch key {
        case .left: set(choices[(place + choices.count - 1) % choices.count])
        case .right, .space: set(choices[(place + 1) % choices.count])
        case .backspace, .delete: set("")
        case .character(let letter):
            let order = (1...choices.count).map { choices[(place + $0) % choices.count] }
            if let found = order.first(where: { $0.hasPrefix(letter.lowercased()) }) { set(found) }
        default: return false
        }
        return true
    }

    private mutating func set(_ text: String) { fields[focus].input = TextInput(text, limit: 80) }

    // MARK: Drawing

    /// Draws a field a row.
    func draw(into surface: inout Surface) {
        let widest = fields.map(\.label.count).max() ?? 0
        for (y, field) in fields.enumerated() where y < surface.height {
            let isFocused = y == focus
            let label = field.label + String(repeating: " ", count: widest - field.label.count)
            if isFocused { surface.put(surface.glyphs.pointer, at: Point(0, y), style: .strong) }
            let line = Rect(x: 2, y: y, width: surface.width - 3, height: 1)
            guard !field.choices.isEmpty else {
                surface.draw(
                    TextField(field.input, label: label, placeholder: field.hint, isFocused: isFocused), in: line)
                continue
            }
            let arrows = surface.glyphs.arrows
            let chosen = field.input.isEmpty ? Span(field.hint, .inputPlaceholder) : Span(field.input.text, .strong)
            surface.put(
                [
                    Span(label + " ", .keyLabel), Span(isFocused ? "\(arrows[2]) " : "  ", .key), chosen,
                    Span(isFocused ? " \(arrows[3])" : "", .key),
                ], at: line.origin, limit: line.width)
            if isFocused { surface.placeCursor(at: Point(2 + widest + 1, y)) }
        }
    }

    /// Draws it as a dialog that narrows a list.
    func drawDialog(_ title: String, into surface: inout Surface, in context: ScreenContext) {
        let hints = [
            KeyHint("Enter", "list them"), KeyHint("Tab", "next"), KeyHint("Ctrl-R", "list all"),
            KeyHint("Esc", "leave it"),
        ]
        let room = [[Span]](repeating: [], count: fields.count + 1)
        let dialog = Dialog(title, lines: room, hints: hints, preferredWidth: 72)
        surface.draw(dialog, in: context.body)
        surface.area(dialog.frame(in: context.body).inset(columns: 2, rows: 1)) { area in
            area.area(area.bounds.splitBottom(2).rest) { draw(into: &$0) }
        }
    }
}

extension ConsoleAction {
    static let narrow = ConsoleAction(
        "narrow", keys: [.character("f")], sentence: "Choose what is listed, by all that is known of it",
        isCommand: true)
}
