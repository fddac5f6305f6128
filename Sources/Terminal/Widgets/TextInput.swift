/// Text being typed, with a cursor in it.
public struct TextInput: Hashable, Sendable {
    /// The characters so far.
    public private(set) var characters: [Character]
    /// Where the next character goes, 0 to the number of characters.
    public private(set) var cursor: Int
    /// The most characters it takes.
    public var limit: Int

    /// A text with the cursor behind it.
    public init(_ text: String = "", limit: Int = 256) {
        characters = Array(text.prefix(limit))
        cursor = characters.count
        self.limit = limit
    }

    /// The text.
    public var text: String { String(characters) }
    /// Whether nothing is typed.
    public var isEmpty: Bool { characters.isEmpty }

    /// Takes an event of the terminal: characters, pasted text, and the usual keys to move and delete.
    ///
    /// - Returns: whether the event was for the text; the caller handles all others (Enter, Escape, Tab, Up, Down).
    public mutating func handle(_ event: InputEvent) -> Bool {
        switch event {
        case .key(let key): handle(key)
        case .paste(let text): insert(text)
        default: false
        }
    }

    private mutating func handle(_ key: Key) -> Bool {
        switch key {
        case .character(let character): return insert(String(character))
        case .backspace:
            if cursor > 0 {
                cursor -= 1
                characters.remove(at: cursor)
            }
        case .delete: if cursor < characters.count { characters.remove(at: cursor) }
        case .left, .control("b"): cursor = max(0, cursor - 1)
        case .right, .control("f"): cursor = min(characters.count, cursor + 1)
        case .home, .control("a"): cursor = 0
        case .end, .control("e"): cursor = characters.count
        case .control("k"): characters.removeSubrange(cursor...)
        case .control("u"):
            characters.removeSubrange(..<cursor)
            cursor = 0
        case .control("w"): deleteWord()
        default: return false
        }
        return true
    }

    private mutating func insert(_ text: String) -> Bool {
        let oneLine = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        let new = oneLine.prefix(max(0, limit - characters.count))
        characters.insert(contentsOf: new, at: cursor)
        cursor += new.count
        return true
    }

    private mutating func deleteWord() {
        var start = cursor
        while start > 0, characters[start - 1].isWhitespace { start -= 1 }
        while start > 0, !characters[start - 1].isWhitespace { start -= 1 }
        characters.removeSubrange(start..<cursor)
        cursor = start
    }
}

/// A field that shows text being typed.
public struct TextField: Widget, Hashable, Sendable {
    /// The text.
    public var input: TextInput
    /// What stands before it.
    public var label: String
    /// What an empty field says.
    public var placeholder: String
    /// Whether the keyboard is here; only then the cursor is shown.
    public var isFocused: Bool

    /// A field.
    public init(_ input: TextInput, label: String = "", placeholder: String = "", isFocused: Bool = true) {
        self.input = input
        self.label = label
        self.placeholder = placeholder
        self.isFocused = isFocused
    }

    /// Draws into the first row of the area; long text scrolls so that the cursor stays in view.
    public func draw(into surface: inout Surface) {
        let start = label.isEmpty ? 0 : surface.put(label, at: Point(0, 0), style: .keyLabel) + 1
        let field = Rect(x: start, y: 0, width: surface.width - start, height: min(1, surface.height))
        surface.area(field) { field in
            field.fill(field.bounds, style: .input)
            if input.isEmpty {
                field.put(placeholder, at: Point(0, 0), style: .inputPlaceholder)
                if isFocused { field.placeCursor(at: Point(0, 0)) }
                return
            }
            let before = DisplayWidth.of(String(input.characters[..<input.cursor]))
            let hidden = max(0, before - max(0, field.width - 1))
            field.put(input.text, at: Point(-hidden, 0), style: .input)
            if isFocused { field.placeCursor(at: Point(before - hidden, 0)) }
        }
    }
}
