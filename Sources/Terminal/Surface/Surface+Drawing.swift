/// Where text stands in the columns it is given.
public enum Alignment: Hashable, Sendable {
    /// From the left.
    case leading
    /// Up to the right, as numbers are.
    case trailing
    /// In the middle.
    case center
}

extension Surface {
    /// Writes text from a place to the right, at most `limit` columns and not beyond the area's right edge.
    ///
    /// - Returns: the columns the text took.
    @discardableResult
    public mutating func put(
        _ text: some StringProtocol, at point: Point, style: Style = .text, limit: Int = .max
    ) -> Int {
        var x = point.x
        let end = limit < width - point.x ? point.x + limit : width
        var reader = GlyphReader(text.unicodeScalars)
        var last: Int?
        while let piece = reader.next() {
            switch piece {
            case .glyph(let glyph):
                guard x + Int(glyph.width) <= end else { return x - point.x }
                last = set(Cell(glyph, style: style), x: x, y: point.y)
                x += Int(glyph.width)
            case .mark(let mark):
                if let last { _ = cells[last].add(mark: mark) }
            case .nothing:
                break
            }
        }
        return x - point.x
    }

    /// Writes text into exactly `width` columns: aligned, cut with an ellipsis if it is longer, the rest blank.
    public mutating func put(
        _ text: some StringProtocol, at point: Point, width: Int, align: Alignment = .leading, style: Style = .text
    ) {
        guard width > 0 else { return }
        let needed = DisplayWidth.of(text, upTo: width)
        fill(Rect(x: point.x, y: point.y, width: width, height: 1), style: style)
        if needed > width {
            put(truncated: text, at: point, width: width, style: style)
            return
        }
        let offset =
            switch align {
            case .leading: 0
            case .trailing: width - needed
            case .center: (width - needed) / 2
            }
        put(text, at: Point(point.x + offset, point.y), style: style, limit: needed)
    }

    private mutating func put(truncated text: some StringProtocol, at point: Point, width: Int, style: Style) {
        let mark = DisplayWidth.of(glyphs.ellipsis)
        let taken = put(text, at: point, style: style, limit: width - mark)
        put(glyphs.ellipsis, at: Point(point.x + taken, point.y), style: style, limit: width - taken)
    }

    /// Fills a rectangle with a style and blanks.
    public mutating func fill(_ rect: Rect, style: Style = .text) {
        let target = rect.moved(dx: frame.x, dy: frame.y).intersection(clip)
        guard !target.isEmpty else { return }
        let blank = Cell.blank(style)
        for row in target.y..<target.maxY {
            mend(x: target.x, row: row)
            mend(x: target.maxX, row: row)
            let start = row * fullSize.width
            for index in (start + target.x)..<(start + target.maxX) { cells[index] = blank }
        }
    }

    /// Lays a scope over what is already drawn in a rectangle: the selected row, a mark.
    public mutating func overlay(_ scope: Scope?, in rect: Rect) {
        let target = rect.moved(dx: frame.x, dy: frame.y).intersection(clip)
        guard !target.isEmpty else { return }
        for row in target.y..<target.maxY {
            let start = row * fullSize.width
            for index in (start + target.x)..<(start + target.maxX) { cells[index].style.overlay = scope }
        }
    }

    /// Draws a horizontal line of `length` columns.
    public mutating func horizontalLine(at point: Point, length: Int, style: Style = .border) {
        let shape = glyphs.horizontal
        for x in 0..<max(0, min(length, width - point.x)) { put(shape, at: Point(point.x + x, point.y), style: style) }
    }

    /// Draws a vertical line of `length` rows.
    public mutating func verticalLine(at point: Point, length: Int, style: Style = .border) {
        let shape = glyphs.vertical
        for y in 0..<max(0, min(length, height - point.y)) { put(shape, at: Point(point.x, point.y + y), style: style) }
    }

    /// Draws a frame along the inside of a rectangle of at least 2 by 2.
    public mutating func box(_ rect: Rect, style: Style = .border) {
        guard rect.width >= 2, rect.height >= 2 else { return }
        let right = rect.maxX - 1
        let bottom = rect.maxY - 1
        horizontalLine(at: rect.origin, length: rect.width, style: style)
        horizontalLine(at: Point(rect.x, bottom), length: rect.width, style: style)
        verticalLine(at: rect.origin, length: rect.height, style: style)
        verticalLine(at: Point(right, rect.y), length: rect.height, style: style)
        let places = [rect.origin, Point(right, rect.y), Point(rect.x, bottom), Point(right, bottom)]
        for (place, corner) in zip(places, glyphs.corners) { put(corner, at: place, style: style) }
    }

    /// Writes one cell; a wide character whose half lies outside is replaced by a blank.
    ///
    /// - Returns: the index of the cell, or nil when it lies outside.
    private mutating func set(_ cell: Cell, x: Int, y: Int) -> Int? {
        let place = Point(frame.x + x, frame.y + y)
        guard place.y >= clip.y, place.y < clip.maxY else { return nil }
        let index = place.y * fullSize.width + place.x
        if cell.width == 1 {
            guard clip.contains(place) else { return nil }
            mend(x: place.x, row: place.y)
            mend(x: place.x + 1, row: place.y)
            cells[index] = cell
            return index
        }
        guard clip.contains(place), clip.contains(Point(place.x + 1, place.y)) else {
            for half in [place, Point(place.x + 1, place.y)] where clip.contains(half) {
                mend(x: half.x, row: half.y)
                mend(x: half.x + 1, row: half.y)
                cells[half.y * fullSize.width + half.x] = .blank(cell.style)
            }
            return nil
        }
        mend(x: place.x, row: place.y)
        mend(x: place.x + 2, row: place.y)
        cells[index] = cell
        cells[index + 1] = .rightHalf(cell.style)
        return index
    }

    /// Blanks both halves of a wide character that an edit to the left of column `x` or from it on would cut in two.
    private mutating func mend(x: Int, row: Int) {
        guard x > 0, x < fullSize.width else { return }
        let index = row * fullSize.width + x
        guard cells[index].width == 0 else { return }
        cells[index] = .blank(cells[index].style)
        cells[index - 1] = .blank(cells[index - 1].style)
    }
}
