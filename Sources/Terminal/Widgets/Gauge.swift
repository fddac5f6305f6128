/// A bar that is filled in part.
public struct Gauge: Widget, Hashable, Sendable {
    /// The filled share, 0 to 1; anything else is cut to that.
    public var share: Double
    /// The style of the filled part.
    public var style: Style

    /// A bar filled to `share`.
    public init(_ share: Double, style: Style = .gauge) {
        self.share = share
        self.style = style
    }

    /// Draws into the first row of the area, over its whole width.
    public func draw(into surface: inout Surface) {
        let share = self.share.isFinite ? min(1, max(0, self.share)) : 0
        let shapes = surface.glyphs.growing
        let steps = shapes.count - 1
        var left = Int((share * Double(surface.width * steps)).rounded())
        for x in 0..<surface.width {
            let filled = min(left, steps)
            left -= filled
            let isTrack = filled == 0
            surface.put(
                isTrack ? surface.glyphs.track : shapes[filled], at: Point(x, 0), style: isTrack ? .gaugeTrack : style)
        }
    }
}
