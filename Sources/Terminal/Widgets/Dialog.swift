/// A panel in front of the screen with lines of text and the keys that answer it.
public struct Dialog: Widget, Hashable, Sendable {
    /// The heading.
    public var title: String
    /// The text.
    public var lines: [[Span]]
    /// What can be pressed.
    public var hints: [KeyHint]
    /// The columns it would like to have, frame included.
    public var preferredWidth: Int

    /// A dialog.
    public init(_ title: String, lines: [[Span]], hints: [KeyHint], preferredWidth: Int = 60) {
        self.title = title
        self.lines = lines
        self.hints = hints
        self.preferredWidth = preferredWidth
    }

    /// Where it stands in an area: in the middle, as large as its text.
    public func frame(in bounds: Rect) -> Rect {
        bounds.centered(Size(width: preferredWidth, height: lines.count + 4))
    }

    /// Draws the panel in the middle of the area.
    public func draw(into surface: inout Surface) {
        let frame = frame(in: surface.bounds)
        surface.draw(Panel(title, isDialog: true), in: frame)
        surface.area(frame.inset(columns: 2, rows: 1)) { inner in
            for (y, line) in lines.enumerated() where y < inner.height - 2 {
                inner.put(line, at: Point(0, y))
            }
            inner.draw(KeyHints(hints), in: inner.bounds.row(inner.height - 1).moved(dx: -1))
        }
        for y in frame.y..<frame.maxY { surface.overlayText(.dialog, in: frame.row(y - frame.y)) }
    }
}

extension Surface {
    /// Lays a scope over the cells of a rectangle that have no overlay yet.
    mutating func overlayText(_ scope: Scope, in rect: Rect) {
        let target = rect.moved(dx: frame.x, dy: frame.y).intersection(clip)
        guard !target.isEmpty else { return }
        for row in target.y..<target.maxY {
            for index in (row * fullSize.width + target.x)..<(row * fullSize.width + target.maxX)
            where cells[index].style.overlay == nil && cells[index].style.scope != scope {
                cells[index].style.overlay = scope
            }
        }
    }
}
