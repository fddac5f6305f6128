/// A key and what it does here and now.
public struct KeyHint: Hashable, Sendable {
    /// The key or keys, as people call them.
    public var keys: String
    /// What happens, in a word or two.
    public var label: String
    /// Whether it can be used now.
    public var isEnabled: Bool
    /// What it presses where it is pressed with the mouse.
    public var key: Key?

    /// A hint.
    public init(_ keys: String, _ label: String, isEnabled: Bool = true, key: Key? = nil) {
        self.keys = keys
        self.key = key
        self.label = label
        self.isEnabled = isEnabled
    }

    /// A hint for one key.
    public init(_ key: Key, _ label: String, isEnabled: Bool = true) {
        self.init(key.description, label, isEnabled: isEnabled, key: key)
    }
}

/// The footer: as many hints as there is room for, the first ones first; the last one (help) always.
public struct KeyHints: Widget, Hashable, Sendable {
    /// The hints, most important first, help last.
    public var hints: [KeyHint]

    /// A footer of hints.
    public init(_ hints: [KeyHint]) {
        self.hints = hints
    }

    /// Draws the footer into the first row of the area.
    public func draw(into surface: inout Surface) {
        guard let last = hints.last else { return }
        var left = surface.width - 1 - width(last)
        var shown: [KeyHint] = []
        for hint in hints.dropLast() {
            guard width(hint) + 2 <= left else { break }
            shown.append(hint)
            left -= width(hint) + 2
        }
        var x = 1
        for hint in shown + [last] {
            let key: Style = hint.isEnabled ? .key : .keyDisabled
            let place = Rect(x: x, y: 0, width: width(hint), height: 1)
            if let key = hint.key { surface.target(place, .key(key)) }
            x += surface.put(hint.keys, at: Point(x, 0), style: key) + 1
            x += surface.put(hint.label, at: Point(x, 0), style: hint.isEnabled ? .keyLabel : .keyDisabled) + 2
        }
    }

    private func width(_ hint: KeyHint) -> Int {
        DisplayWidth.of(hint.keys) + 1 + DisplayWidth.of(hint.label)
    }
}
