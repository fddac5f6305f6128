/// A place on a surface: column `x` from the left and row `y` from the top, both from zero.
public struct Point: Hashable, Sendable {
    /// The column.
    public var x: Int
    /// The row.
    public var y: Int

    /// A place at column `x` of row `y`.
    public init(_ x: Int, _ y: Int) {
        self.x = x
        self.y = y
    }
}

/// An extent in columns and rows; never negative.
public struct Size: Hashable, Sendable {
    /// The number of columns.
    public var width: Int
    /// The number of rows.
    public var height: Int

    /// An extent; a negative number counts as zero.
    public init(width: Int, height: Int) {
        self.width = max(0, width)
        self.height = max(0, height)
    }

    /// Whether `other` fits into this extent.
    public func fits(_ other: Size) -> Bool {
        width >= other.width && height >= other.height
    }
}

/// A rectangle of cells, with the ways to cut it into parts. No operation yields a negative extent.
public struct Rect: Hashable, Sendable {
    /// The top left cell.
    public var origin: Point
    /// The extent.
    public var size: Size

    /// The rectangle with the given top left cell and extent.
    public init(origin: Point, size: Size) {
        self.origin = origin
        self.size = size
    }

    /// The rectangle at column `x` and row `y`.
    public init(x: Int = 0, y: Int = 0, width: Int, height: Int) {
        self.init(origin: Point(x, y), size: Size(width: width, height: height))
    }

    /// The left column.
    public var x: Int { origin.x }
    /// The top row.
    public var y: Int { origin.y }
    /// The number of columns.
    public var width: Int { size.width }
    /// The number of rows.
    public var height: Int { size.height }
    /// The first column to the right of the rectangle.
    public var maxX: Int { origin.x + size.width }
    /// The first row below the rectangle.
    public var maxY: Int { origin.y + size.height }
    /// Whether it holds no cell.
    public var isEmpty: Bool { width == 0 || height == 0 }

    /// Whether the cell at `point` lies inside.
    public func contains(_ point: Point) -> Bool {
        point.x >= x && point.x < maxX && point.y >= y && point.y < maxY
    }

    /// The part shared with `other`; empty when they do not touch.
    public func intersection(_ other: Rect) -> Rect {
        let left = max(x, other.x)
        let top = max(y, other.y)
        return Rect(
            x: left, y: top, width: min(maxX, other.maxX) - left, height: min(maxY, other.maxY) - top)
    }

    /// The rectangle without `columns` on either side and `rows` above and below.
    public func inset(columns: Int = 1, rows: Int = 1) -> Rect {
        let dx = min(columns, width / 2)
        let dy = min(rows, height / 2)
        return Rect(x: x + dx, y: y + dy, width: width - 2 * columns, height: height - 2 * rows)
    }

    /// The same rectangle moved by `dx` columns and `dy` rows.
    public func moved(dx: Int = 0, dy: Int = 0) -> Rect {
        Rect(origin: Point(x + dx, y + dy), size: size)
    }

    /// The row number `index` from the top as a rectangle of height one (or zero, outside).
    public func row(_ index: Int) -> Rect {
        Rect(x: x, y: y + index, width: width, height: index >= 0 && index < height ? 1 : 0)
    }

    /// Cuts off `rows` at the top: the part cut off, then the rest.
    public func splitTop(_ rows: Int) -> (top: Rect, rest: Rect) {
        let cut = min(max(0, rows), height)
        return (
            Rect(x: x, y: y, width: width, height: cut),
            Rect(x: x, y: y + cut, width: width, height: height - cut)
        )
    }

    /// Cuts off `rows` at the bottom: the rest, then the part cut off.
    public func splitBottom(_ rows: Int) -> (rest: Rect, bottom: Rect) {
        let cut = min(max(0, rows), height)
        let (rest, bottom) = splitTop(height - cut)
        return (rest, bottom)
    }

    /// Cuts off `columns` on the left, then leaves `gap` columns unused: the part cut off, then the rest.
    public func splitLeft(_ columns: Int, gap: Int = 0) -> (left: Rect, rest: Rect) {
        let cut = min(max(0, columns), width)
        let skipped = min(cut + gap, width)
        return (
            Rect(x: x, y: y, width: cut, height: height),
            Rect(x: x + skipped, y: y, width: width - skipped, height: height)
        )
    }

    /// Cuts off `columns` on the right, with `gap` unused columns before them: the rest, then the part cut off.
    public func splitRight(_ columns: Int, gap: Int = 0) -> (rest: Rect, right: Rect) {
        let cut = min(max(0, columns), width)
        return (
            Rect(x: x, y: y, width: width - cut - gap, height: height),
            Rect(x: maxX - cut, y: y, width: cut, height: height)
        )
    }

    /// A rectangle of at most `size` in the middle of this one.
    public func centered(_ size: Size) -> Rect {
        let inner = Size(width: min(size.width, width), height: min(size.height, height))
        return Rect(
            origin: Point(x + (width - inner.width) / 2, y + (height - inner.height) / 2), size: inner)
    }
}
