import Terminal

/// Lines longer than their area, scrolled, with a marker that shows how far.
struct ScrolledLines: Widget {
    private let lines: [[Span]]
    private let offset: Int

    init(_ lines: [[Span]], offset: Int) {
        self.lines = lines
        self.offset = offset
    }

    func draw(into surface: inout Surface) {
        let first = max(0, min(offset, lines.count - surface.height))
        let isScrolled = lines.count > surface.height
        for (y, line) in lines.dropFirst(first).prefix(surface.height).enumerated() {
            surface.put(line, at: Point(1, y), limit: surface.width - (isScrolled ? 3 : 2))
        }
        if isScrolled {
            surface.draw(
                ScrollMarker(offset: first, visible: surface.height, total: lines.count),
                in: Rect(x: surface.width - 1, y: 0, width: 1, height: surface.height))
        }
    }
}
