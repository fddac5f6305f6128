/// A piece of text in one style; several of them make a line.
public struct Span: Hashable, Sendable, ExpressibleByStringInterpolation {
    /// The text.
    public var text: String
    /// Its style.
    public var style: Style

    /// A piece of text in a style.
    public init(_ text: String, _ style: Style = .text) {
        self.text = text
        self.style = style
    }

    /// Ordinary text.
    public init(stringLiteral value: String) {
        self.init(value)
    }

    /// The columns it takes.
    public var width: Int { DisplayWidth.of(text) }
}

extension [Span] {
    /// The columns the line takes.
    public var width: Int { reduce(0) { $0 + $1.width } }
}

extension Surface {
    /// Writes the pieces of a line one after the other, at most `limit` columns; what is cut off ends in an ellipsis.
    ///
    /// - Returns: the columns written.
    @discardableResult
    public mutating func put(_ line: [Span], at point: Point, limit: Int = .max) -> Int {
        let room = Swift.min(limit, Swift.max(0, width - point.x))
        let isCut = line.width > room
        var used = 0
        for span in line where !span.text.isEmpty {
            let place = Point(point.x + used, point.y)
            let wide = span.width
            // A piece that ends where the room does and has another behind it gives its last column to the ellipsis.
            if isCut && used + wide >= room {
                let fill = used + wide == room ? " " : ""
                put(span.text + fill, at: place, width: room - used, style: span.style)
                return room
            }
            put(span.text, at: place, style: span.style)
            used += wide
        }
        return used
    }
}
