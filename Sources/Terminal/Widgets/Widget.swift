/// Something that draws itself into all of a surface's current area.
public protocol Widget {
    /// Draws. Areas of any extent must do, an empty one included.
    func draw(into surface: inout Surface)
}

extension Surface {
    /// Draws a widget into a part of the current area.
    public mutating func draw(_ widget: some Widget, in rect: Rect) {
        area(rect) { widget.draw(into: &$0) }
    }

    /// Draws a widget into the whole current area.
    public mutating func draw(_ widget: some Widget) {
        draw(widget, in: bounds)
    }
}
