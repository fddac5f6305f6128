/// A curve of numbers, the newest on the right.
public struct Sparkline: Widget, Hashable, Sendable {
    /// How values become shapes.
    public enum Shape: Hashable, Sendable {
        /// A value a column, in eighths of a row.
        case blocks
        /// Two values a column, in quarters of a row.
        case braille
    }

    /// The values, oldest first; what is not finite shows as a gap.
    public var values: [Double]
    /// The value at the top; nil for the largest shown.
    public var maximum: Double?
    /// How values become shapes; terminals without UTF-8 get ASCII blocks.
    public var shape: Shape
    /// The style of the curve.
    public var style: Style

    /// A curve of values, oldest first.
    public init(
        _ values: [Double], maximum: Double? = nil, shape: Shape = .blocks, style: Style = .sparkline
    ) {
        self.values = values
        self.maximum = maximum
        self.shape = shape
        self.style = style
    }

    /// Draws over the whole area: more rows give a finer curve.
    public func draw(into surface: inout Surface) {
        guard surface.width > 0, surface.height > 0 else { return }
        let isBraille = shape == .braille && surface.glyphs.isUnicode
        let shown = Array(values.suffix(surface.width * (isBraille ? 2 : 1)))
        let top = maximum ?? shown.filter(\.isFinite).max() ?? 0
        guard top > 0 else { return }
        if isBraille {
            drawBraille(shown, top: top, into: &surface)
        } else {
            drawBlocks(shown, top: top, into: &surface)
        }
    }

    /// The height of a value in steps; anything above zero is at least one, so that little is not nothing.
    private func steps(_ value: Double, of total: Int, top: Double) -> Int {
        guard value.isFinite, value > 0 else { return 0 }
        return max(1, Int((min(1, value / top) * Double(total)).rounded()))
    }

    private func drawBlocks(_ shown: [Double], top: Double, into surface: inout Surface) {
        let shapes = surface.glyphs.rising
        let levels = shapes.count - 1
        for (index, value) in shown.enumerated() {
            let x = surface.width - shown.count + index
            var left = steps(value, of: surface.height * levels, top: top)
            for y in stride(from: surface.height - 1, through: 0, by: -1) where left > 0 {
                surface.put(shapes[min(left, levels)], at: Point(x, y), style: style)
                left -= min(left, levels)
            }
        }
    }

    private func drawBraille(_ shown: [Double], top: Double, into surface: inout Surface) {
        let leftDots: [UInt32] = [0, 0x40, 0x44, 0x46, 0x47]
        let rightDots: [UInt32] = [0, 0x80, 0xA0, 0xB0, 0xB8]
        let padding = shown.count % 2
        let columns = (shown.count + padding) / 2
        for column in 0..<columns {
            let x = surface.width - columns + column
            var left = column * 2 < padding ? 0 : steps(shown[column * 2 - padding], of: surface.height * 4, top: top)
            var right = steps(shown[column * 2 + 1 - padding], of: surface.height * 4, top: top)
            for y in stride(from: surface.height - 1, through: 0, by: -1) where left > 0 || right > 0 {
                let dots = leftDots[min(left, 4)] | rightDots[min(right, 4)]
                if let scalar = Unicode.Scalar(0x2800 + dots) {
                    surface.put(String(Character(scalar)), at: Point(x, y), style: style)
                }
                left -= min(left, 4)
                right -= min(right, 4)
            }
        }
    }
}
