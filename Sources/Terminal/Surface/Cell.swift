/// One column of one row: a scalar with at most two marks on it, and its style.
///
/// Only sanitised text gets in (see ``Glyph``), so a cell can always be sent to a terminal as it is.
public struct Cell: Hashable, Sendable {
    var scalar: UInt32
    var firstMark: UInt32 = 0
    var secondMark: UInt32 = 0
    /// How it looks.
    public internal(set) var style: Style
    /// The columns it covers: 1, 2 for the left half of a wide character, 0 for the right half.
    public internal(set) var width: UInt8

    init(_ glyph: Glyph, style: Style) {
        scalar = glyph.scalar
        width = glyph.width
        self.style = style
    }

    /// An empty cell.
    public static func blank(_ style: Style = .text) -> Cell {
        Cell(.space, style: style)
    }

    static func rightHalf(_ style: Style) -> Cell {
        var cell = Cell(.space, style: style)
        cell.scalar = 0
        cell.width = 0
        return cell
    }

    /// The characters of the cell; empty for the right half of a wide character.
    public var text: String {
        var text = String.UnicodeScalarView()
        for value in [scalar, firstMark, secondMark] where value != 0 {
            if let scalar = Unicode.Scalar(value) { text.append(scalar) }
        }
        return String(text)
    }

    /// Adds a mark to the character; false when there is no room for another.
    mutating func add(mark: UInt32) -> Bool {
        if firstMark == 0 {
            firstMark = mark
        } else if secondMark == 0 {
            secondMark = mark
        } else {
            return false
        }
        return true
    }
}
