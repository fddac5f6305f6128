/// What can be done here, in front of the screen: groups of keys and what they do.
public struct HelpOverlay: Widget, Hashable, Sendable {
    /// Keys that belong together.
    public struct Group: Hashable, Sendable {
        /// What they have in common.
        public var title: String
        /// The keys.
        public var hints: [KeyHint]

        /// A group of keys.
        public init(_ title: String, _ hints: [KeyHint]) {
            self.title = title
            self.hints = hints
        }
    }

    /// The heading.
    public var title: String
    /// The groups.
    public var groups: [Group]
    /// The lines scrolled away at the top.
    public var offset: Int

    /// A help text.
    public init(_ title: String, _ groups: [Group], offset: Int = 0) {
        self.title = title
        self.groups = groups
        self.offset = offset
    }

    /// The lines of the help text.
    public var lines: [[Span]] {
        let width = groups.flatMap(\.hints).map { DisplayWidth.of($0.keys) }.max() ?? 0
        var lines: [[Span]] = []
        for group in groups {
            if !lines.isEmpty { lines.append([]) }
            lines.append([Span(group.title, .dialogTitle)])
            for hint in group.hints {
                let pad = String(repeating: " ", count: width - DisplayWidth.of(hint.keys) + 2)
                let style: Style = hint.isEnabled ? .keyLabel : .keyDisabled
                lines.append([
                    "  ", Span(hint.keys, hint.isEnabled ? .key : .keyDisabled), Span(pad), Span(hint.label, style),
                ])
            }
        }
        return lines
    }

    /// Draws the panel in the middle of the area.
    public func draw(into surface: inout Surface) {
        let lines = lines
        let wanted = (lines.map(\.width).max() ?? 0) + 6
        let frame = surface.bounds.centered(
            Size(width: max(wanted, DisplayWidth.of(title) + 8), height: lines.count + 2))
        surface.draw(Panel(title, isDialog: true), in: frame)
        let inside = frame.inset(columns: 2, rows: 1)
        let first = max(0, min(offset, lines.count - inside.height))
        surface.area(inside) { inner in
            for (y, line) in lines.dropFirst(first).prefix(inner.height).enumerated() {
                inner.put(line, at: Point(0, y))
            }
        }
        for y in 0..<frame.height { surface.overlayText(.dialog, in: frame.row(y)) }
        surface.draw(
            ScrollMarker(offset: first, visible: inside.height, total: lines.count),
            in: Rect(x: frame.maxX - 1, y: inside.y, width: 1, height: inside.height))
    }
}
