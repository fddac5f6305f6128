/// Ways to set a character off from others that work without colour.
public struct Attributes: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: UInt8

    /// The attributes with these bits.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Bold or bright.
    public static let bold = Attributes(rawValue: 1)
    /// Faint.
    public static let dim = Attributes(rawValue: 2)
    /// Slanted, where the terminal can.
    public static let italic = Attributes(rawValue: 4)
    /// Underlined.
    public static let underline = Attributes(rawValue: 8)
    /// Foreground and background exchanged.
    public static let reverse = Attributes(rawValue: 16)

    static let names: [(String, Attributes)] = [
        ("bold", .bold), ("dim", .dim), ("italic", .italic), ("underline", .underline), ("reverse", .reverse),
    ]
}

/// How a cell is to look, by meaning: a scope, at most one scope laid over it (the selection, a mark), and extra
/// attributes. Colours come in only when a frame is shown, from the theme of the moment.
public struct Style: Hashable, Sendable {
    /// What the cell means.
    public var scope: Scope
    /// What is laid over it. Where the theme gives the overlay a colour, that wins over the scope's.
    public var overlay: Scope?
    /// Attributes in addition to the theme's.
    public var attributes: Attributes

    /// The style of a scope.
    public init(_ scope: Scope, on overlay: Scope? = nil, attributes: Attributes = []) {
        self.scope = scope
        self.overlay = overlay
        self.attributes = attributes
    }

    /// This style with `overlay` laid over it.
    public func on(_ overlay: Scope?) -> Style {
        Style(scope, on: overlay, attributes: attributes)
    }

    /// This style with further attributes.
    public func adding(_ attributes: Attributes) -> Style {
        Style(scope, on: overlay, attributes: self.attributes.union(attributes))
    }

    /// This style in bold.
    public var bold: Style { adding(.bold) }
    /// This style underlined.
    public var underlined: Style { adding(.underline) }
}
