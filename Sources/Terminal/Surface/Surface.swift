/// A grid of cells to draw on: what a screen looks like, as a value.
///
/// Screens draw into a surface in tests just as they do in life. Coordinates are relative to the current area: the
/// whole surface at first, and the rectangle given to ``area(_:_:)`` within its closure. Whatever falls outside the
/// area is cut off, never an error. All text is sanitised on its way into a cell.
public struct Surface: Sendable {
    /// The extent of the whole surface.
    public let fullSize: Size
    /// The shapes that widgets draw with.
    public let glyphs: GlyphSet
    /// Where the terminal's cursor is, in coordinates of the whole surface; nil hides it.
    public internal(set) var cursor: Point?
    /// The window title; nil leaves it alone. It must not name a person.
    public var title: String?

    /// Whether it keeps what its places stand for when they are pressed.
    public var collectsTargets = false

    var targets: [(rect: Rect, target: PressTarget)] = []
    var cells: [Cell]
    var frame: Rect
    var clip: Rect

    /// A blank surface.
    public init(size: Size, glyphs: GlyphSet = .unicode) {
        fullSize = size
        self.glyphs = glyphs
        cells = Array(repeating: .blank(), count: size.width * size.height)
        frame = Rect(origin: Point(0, 0), size: size)
        clip = frame
    }

    /// A blank surface of so many columns and rows.
    public init(width: Int, height: Int, glyphs: GlyphSet = .unicode) {
        self.init(size: Size(width: width, height: height), glyphs: glyphs)
    }

    /// The extent of the current area.
    public var size: Size { frame.size }
    /// The columns of the current area.
    public var width: Int { frame.width }
    /// The rows of the current area.
    public var height: Int { frame.height }
    /// The current area in its own coordinates: from (0, 0).
    public var bounds: Rect { Rect(origin: Point(0, 0), size: frame.size) }

    /// The cell at a place of the current area; nil outside.
    public func cell(at point: Point) -> Cell? {
        let place = Point(frame.x + point.x, frame.y + point.y)
        guard clip.contains(place) else { return nil }
        return cells[place.y * fullSize.width + place.x]
    }

    /// Draws in a part of the current area: within `body`, (0, 0) is the part's top left cell and nothing is drawn
    /// outside of it.
    public mutating func area<Result>(_ rect: Rect, _ body: (inout Surface) -> Result) -> Result {
        let outer = (frame, clip)
        frame = rect.moved(dx: frame.x, dy: frame.y)
        clip = clip.intersection(frame)
        defer { (frame, clip) = outer }
        return body(&self)
    }

    /// Shows the cursor at a place of the current area; hides it when the place is outside.
    public mutating func placeCursor(at point: Point) {
        let place = Point(frame.x + point.x, frame.y + point.y)
        cursor = clip.contains(place) ? place : nil
    }

    /// Hides the cursor.
    public mutating func hideCursor() {
        cursor = nil
    }
}
