/// A frame with a heading around a part of the screen.
public struct Panel: Widget, Hashable, Sendable {
    /// The heading; empty for none.
    public var title: String
    /// What stands at the right of the upper line: counts, a state.
    public var note: [Span]
    /// Whether it stands in front of the screen.
    public var isDialog: Bool

    /// A panel.
    public init(_ title: String = "", note: [Span] = [], isDialog: Bool = false) {
        self.title = title
        self.note = note
        self.isDialog = isDialog
    }

    /// The cells inside the frame.
    public static func inside(_ rect: Rect) -> Rect {
        rect.inset()
    }

    /// Blanks the area and draws the frame and its heading.
    public func draw(into surface: inout Surface) {
        surface.fill(surface.bounds, style: isDialog ? .dialog : .text)
        surface.box(surface.bounds, style: isDialog ? .dialogBorder : .border)
        guard surface.height > 0, surface.width > 4 else { return }
        let noteWidth = note.width
        let showsNote = noteWidth > 0 && noteWidth + 6 < surface.width
        if showsNote {
            let x = surface.width - noteWidth - 3
            surface.put(" ", at: Point(x, 0))
            surface.put(note, at: Point(x + 1, 0))
            surface.put(" ", at: Point(x + 1 + noteWidth, 0))
        }
        guard !title.isEmpty else { return }
        let room = surface.width - 4 - (showsNote ? noteWidth + 3 : 0)
        let text = " \(title) "
        surface.put(
            text, at: Point(2, 0), width: min(room, DisplayWidth.of(text)),
            style: isDialog ? .dialogTitle : .borderTitle)
    }
}
