/// A list to choose one thing from. The first nine can be chosen by digit.
public struct ListPicker: Widget, Hashable, Sendable {
    /// The choices.
    public var items: [[Span]]
    /// The first choice in view.
    public var offset: Int
    /// The choice under the cursor.
    public var selection: Int?
    /// Whether digits stand before the choices.
    public var isNumbered: Bool
    /// What to say when there is nothing to choose.
    public var placeholder: String

    /// A list of choices.
    public init(
        _ items: [[Span]], offset: Int = 0, selection: Int? = 0, isNumbered: Bool = true, placeholder: String = ""
    ) {
        self.items = items
        self.offset = offset
        self.selection = selection
        self.isNumbered = isNumbered
        self.placeholder = placeholder
    }

    /// Draws over the whole area.
    public func draw(into surface: inout Surface) {
        if items.isEmpty { surface.put(placeholder, at: Point(2, 0), style: .dim) }
        let isScrolled = items.count > surface.height
        let usable = surface.width - (isScrolled ? 1 : 0)
        for y in 0..<surface.height {
            let index = offset + y
            guard items.indices.contains(index) else { break }
            var x = 2
            if isNumbered {
                let number = index < 9 ? "\(index + 1)" : " "
                x += surface.put(number, at: Point(x, y), style: .key) + 1
            }
            surface.put(items[index], at: Point(x, y), limit: usable - x)
            if index == selection {
                surface.put(surface.glyphs.pointer, at: Point(0, y), style: .strong)
                surface.overlay(.selection, in: Rect(x: 0, y: y, width: usable, height: 1))
                surface.placeCursor(at: Point(0, y))
            }
        }
        if isScrolled {
            surface.draw(
                ScrollMarker(offset: offset, visible: surface.height, total: items.count),
                in: Rect(x: surface.width - 1, y: 0, width: 1, height: surface.height))
        }
    }
}
