/// A column that shows which part of a list is in view.
public struct ScrollMarker: Widget, Hashable, Sendable {
    /// The first row in view.
    public var offset: Int
    /// The rows in view.
    public var visible: Int
    /// All rows.
    public var total: Int

    /// A marker for `visible` rows of `total` from `offset` on.
    public init(offset: Int, visible: Int, total: Int) {
        self.offset = offset
        self.visible = visible
        self.total = total
    }

    /// Draws along the left column of the area; nothing when all rows are in view.
    public func draw(into surface: inout Surface) {
        let height = surface.height
        guard total > visible, visible > 0, height > 0 else { return }
        let thumb = max(1, height * visible / total)
        let room = height - thumb
        let travel = total - visible
        let start = min(room, (max(0, min(offset, travel)) * room + travel / 2) / travel)
        for y in 0..<height {
            let isThumb = y >= start && y < start + thumb
            surface.put(surface.glyphs.scroll[isThumb ? 1 : 0], at: Point(0, y), style: isThumb ? .border : .dim)
        }
    }
}
