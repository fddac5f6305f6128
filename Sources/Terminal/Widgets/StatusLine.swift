/// A line with something on the left and something on the right: title bar, verdict line, counts.
///
/// Where both don't fit, the right side stays whole and the left is cut.
public struct StatusLine: Widget, Hashable, Sendable {
    /// From the left.
    public var leading: [Span]
    /// Up to the right edge.
    public var trailing: [Span]
    /// The style of the line where nothing is written.
    public var style: Style

    /// A line of two sides.
    public init(_ leading: [Span], trailing: [Span] = [], style: Style = .text) {
        self.leading = leading
        self.trailing = trailing
        self.style = style
    }

    /// Draws into the first row of the area.
    public func draw(into surface: inout Surface) {
        surface.fill(surface.bounds.row(0), style: style)
        let right = min(trailing.width, surface.width)
        surface.put(leading, at: Point(0, 0), limit: surface.width - right - (right > 0 ? 1 : 0))
        surface.put(trailing, at: Point(surface.width - right, 0), limit: right)
    }
}
