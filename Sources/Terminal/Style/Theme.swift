/// What each scope looks like.
public struct Theme: Hashable, Sendable {
    /// What a theme file says about one scope; nil is left to the scope's parent.
    public struct Entry: Hashable, Sendable {
        /// The colour of characters.
        public var foreground: Color?
        /// The colour behind them.
        public var background: Color?
        /// Attributes where there is colour.
        public var attributes: Attributes?
        /// Attributes where there is none.
        public var mono: Attributes?

        /// An entry that says only what is given.
        public init(
            foreground: Color? = nil, background: Color? = nil, attributes: Attributes? = nil,
            mono: Attributes? = nil
        ) {
            self.foreground = foreground
            self.background = background
            self.attributes = attributes
            self.mono = mono
        }
    }

    /// The name people choose it by.
    public var name: String
    /// One sentence about it.
    public var summary: String
    /// The terminal backgrounds it is made for: where it leaves the background to the terminal, its contrast is
    /// checked against these.
    public var backgrounds: [RGB]
    /// The terminal foregrounds it is made for, in the same order.
    public var foregrounds: [RGB]
    /// What it says, by scope.
    public var entries: [Scope: Entry]

    /// A theme of entries.
    public init(
        name: String, summary: String = "", backgrounds: [RGB] = [RGB(0, 0, 0)],
        foregrounds: [RGB] = [RGB(229, 229, 229)], entries: [Scope: Entry] = [:]
    ) {
        self.name = name
        self.summary = summary
        self.backgrounds = backgrounds
        self.foregrounds = foregrounds
        self.entries = entries
    }

    /// The look of a style: the scope's own entry, then its parents', with the overlay's entry over all of them.
    ///
    /// A scope with a background of its own was made for its own foreground. So an overlay changes the colours of
    /// such a cell only when it gives both; a dialog's background or a mark's foreground alone leaves them be.
    public func rendition(of style: Style) -> Rendition {
        var rendition = rendition(of: style.scope)
        if let overlay = style.overlay {
            let over = entries[overlay] ?? Entry()
            let isWhole = over.foreground != nil && over.background != nil
            if isWhole || !hasOwnBackground(style.scope) {
                rendition.foreground = over.foreground ?? rendition.foreground
                rendition.background = over.background ?? rendition.background
            }
            rendition.attributes.formUnion(over.attributes ?? [])
            rendition.mono.formUnion(over.mono ?? over.attributes ?? [])
        }
        rendition.attributes.formUnion(style.attributes)
        rendition.mono.formUnion(style.attributes)
        return rendition
    }

    private func hasOwnBackground(_ scope: Scope) -> Bool {
        ([scope] + scope.fallbacks).contains { $0 != .text && entries[$0]?.background != nil }
    }

    private func rendition(of scope: Scope) -> Rendition {
        var merged = Entry()
        for scope in [scope] + scope.fallbacks {
            guard let entry = entries[scope] else { continue }
            merged.foreground = merged.foreground ?? entry.foreground
            merged.background = merged.background ?? entry.background
            merged.mono = merged.mono ?? entry.mono ?? entry.attributes
            merged.attributes = merged.attributes ?? entry.attributes
        }
        return Rendition(
            foreground: merged.foreground ?? .terminal, background: merged.background ?? .terminal,
            attributes: merged.attributes ?? [], mono: merged.mono ?? [])
    }
}

/// The look of a cell: colours and attributes, before they are fitted to a terminal.
public struct Rendition: Hashable, Sendable {
    /// The colour of the character.
    public var foreground: Color
    /// The colour behind it.
    public var background: Color
    /// Attributes where there is colour.
    public var attributes: Attributes
    /// Attributes where there is none.
    public var mono: Attributes

    /// A look.
    public init(
        foreground: Color = .terminal, background: Color = .terminal, attributes: Attributes = [],
        mono: Attributes = []
    ) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
        self.mono = mono
    }
}
