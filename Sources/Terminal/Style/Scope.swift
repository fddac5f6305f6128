/// What a piece of the screen means; a theme says what each meaning looks like.
///
/// In a theme file the scopes are written in dotted form (`status.warning`). A scope takes what its own entry leaves
/// out from its parent (`status`), and that from `text`.
public enum Scope: UInt8, CaseIterable, Hashable, Sendable {
    /// Ordinary text: the root that all other scopes fall back to.
    case text
    /// Text of little weight: units, separators, what is out of reach.
    case dim
    /// A name or number to be seen first.
    case strong
    /// The title bar at the top of every screen.
    case title
    /// The part of the title bar that names the environment.
    case chrome
    /// The environment's name in production: never to be mistaken for another.
    case chromeProd
    /// The environment's name in a test system.
    case chromeTest
    /// The environment's name in the demo.
    case chromeDemo
    /// Where the reader is: a trail of screen names.
    case breadcrumb
    /// The row or choice under the cursor.
    case selection
    /// The selected row of a list that does not have the keyboard.
    case selectionInactive
    /// A row marked for a bulk action.
    case mark
    /// The part of a text that a search found.
    case match
    /// A key in a footer or a help text.
    case key
    /// What that key does.
    case keyLabel
    /// A key that can't be used now, and its label.
    case keyDisabled
    /// Any status; the parent of the five below.
    case status
    /// All is well.
    case statusOk
    /// Worth knowing, nothing to do.
    case statusInfo
    /// Something to do soon.
    case statusWarning
    /// Something to do now.
    case statusCritical
    /// Stopped on purpose: paused, held, waiting for an approval.
    case statusHeld
    /// Any part of a table that is not a row of data.
    case table
    /// The column heads.
    case tableHeader
    /// The head of the column by which rows are sorted.
    case tableHeaderSorted
    /// A row that groups others.
    case tableGroup
    /// Lines and frames.
    case border
    /// The heading in a frame.
    case borderTitle
    /// The filled part of a gauge.
    case gauge
    /// The empty part of a gauge.
    case gaugeTrack
    /// The curve of a sparkline.
    case sparkline
    /// Text that is being typed.
    case input
    /// What an empty field says.
    case inputPlaceholder
    /// A panel in front of the screen.
    case dialog
    /// The frame of such a panel.
    case dialogBorder
    /// The heading of such a panel.
    case dialogTitle
    /// A line or value that a change adds.
    case diffAdded
    /// A line or value that a change removes.
    case diffRemoved
    /// An amount of money.
    case money
    /// A value hidden from the reader.
    case masked
    /// A reference that can be opened.
    case link
    /// The message line.
    case notice

    /// The name in theme files: `statusWarning` is `status.warning`.
    public var name: String {
        var name = ""
        for character in String(describing: self) {
            if character.isUppercase { name += "." }
            name += character.lowercased()
        }
        return name
    }

    /// The scope with this name, if there is one.
    public init?(name: String) {
        guard let scope = Scope.byName[name] else { return nil }
        self = scope
    }

    /// The scopes to look through for what this one leaves out, nearest first; ends with `text`.
    public var fallbacks: [Scope] {
        var found: [Scope] = []
        var parts = name.split(separator: ".")
        while parts.count > 1 {
            parts.removeLast()
            if let parent = Scope.byName[parts.joined(separator: ".")] { found.append(parent) }
        }
        if self != .text { found.append(.text) }
        return found
    }

    private static let byName = Dictionary(uniqueKeysWithValues: Scope.allCases.map { ($0.name, $0) })
}
