/// A scalar that is safe to send to a terminal, with the columns it takes.
struct Glyph: Hashable, Sendable {
    let scalar: UInt32
    let width: UInt8

    static let space = Glyph(scalar: 0x20, width: 1)
    /// What stands for everything that must not reach a terminal.
    static let replacement = Glyph(scalar: 0xFFFD, width: 1)
}

/// What a scalar in a text becomes in cells.
enum GlyphPiece: Hashable, Sendable {
    /// A character of its own.
    case glyph(Glyph)
    /// Goes onto the character before it.
    case mark(UInt32)
    /// Without a trace in cells, where it only refines the picture before it.
    case nothing

    var width: Int {
        if case .glyph(let glyph) = self { Int(glyph.width) } else { 0 }
    }
}

/// Turns text from anywhere into pieces that are safe to draw.
///
/// Controls become visible control pictures; bidirectional controls, invisible characters, unassigned and private
/// scalars become U+FFFD; a mark without a character or beyond the second on one character becomes U+FFFD; all blanks
/// become spaces. An invisible joiner is dropped only where it belongs: after a picture or a letter of a script that
/// joins. After a Latin letter or a digit it is shown, since two item codes that differ in it must not look alike.
struct GlyphReader<Scalars: Sequence> where Scalars.Element == Unicode.Scalar {
    private var scalars: Scalars.Iterator
    private var base: UInt32 = 0
    private var marks = 0
    private var excess = false
    private var second: GlyphPiece?

    init(_ scalars: Scalars) {
        self.scalars = scalars.makeIterator()
    }

    /// The next piece, or nil at the end.
    mutating func next() -> GlyphPiece? {
        if let pending = second {
            second = nil
            return pending
        }
        guard let scalar = scalars.next() else { return nil }
        let value = scalar.value
        if value >= 0x20 && value < 0x7F {
            start(value)
            return .glyph(Glyph(scalar: value, width: 1))
        }
        return piece(for: scalar)
    }

    private mutating func start(_ value: UInt32) {
        base = value
        marks = 0
        excess = false
    }

    private mutating func piece(for scalar: Unicode.Scalar) -> GlyphPiece {
        let value = scalar.value
        if value < 0x20 || value == 0x7F {
            start(0)
            return .glyph(Glyph(scalar: value == 0x7F ? 0x2421 : 0x2400 + value, width: 1))
        }
        if refines(value) { return .nothing }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark:
            return mark(value)
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            start(0)
            return .glyph(value == 0xAD ? Glyph(scalar: 0x2D, width: 1) : .replacement)
        case .spaceSeparator:
            start(0x20)
            if value == 0x3000 { second = .glyph(.space) }
            return .glyph(.space)
        default:
            if isTrailingJamo(value) { return mark(value) }
            return glyph(value)
        }
    }

    private mutating func glyph(_ value: UInt32) -> GlyphPiece {
        start(value)
        // Terminals disagree on the width of flags, so the two letters of the region are shown instead.
        if value >= 0x1F1E6 && value <= 0x1F1FF {
            return .glyph(Glyph(scalar: value - 0x1F1E6 + 0x41, width: 1))
        }
        // Fillers that are letters by category and blank by nature.
        if value == 0x115F || value == 0x3164 || value == 0xFFA0 || value == 0x2800 {
            return .glyph(.replacement)
        }
        return .glyph(Glyph(scalar: value, width: DisplayWidth.isWide(value) ? 2 : 1))
    }

    private mutating func mark(_ value: UInt32) -> GlyphPiece {
        if base > 0x20 && marks < 2 && value != 0x34F {
            marks += 1
            return .mark(value)
        }
        if excess { return .nothing }
        excess = true
        return .glyph(.replacement)
    }

    /// Joiners, variation selectors and skin tones behind something they can refine.
    private func refines(_ value: UInt32) -> Bool {
        switch value {
        case 0x200C, 0x200D, 0xFE00...0xFE0F: base >= 0x590
        case 0x1F3FB...0x1F3FF: base >= 0x2600
        default: false
        }
    }

    private func isTrailingJamo(_ value: UInt32) -> Bool {
        (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FB).contains(value)
    }
}
