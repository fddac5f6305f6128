/// What a terminal shows of the bytes that were written to it: its screen as styled cells, and the modes left on.
///
/// It knows what ncurses sends for xterm-256color, screen-256color, vt100, linux and dumb, and skips titles and the
/// clipboard. It answers nothing.
struct VirtualTerminal: Sendable {
    /// One column of a row. The right half of a wide character is a cell without text.
    struct Cell: Hashable, Sendable {
        var text = " "
        var style = CellStyle()
    }

    /// Where the next character goes.
    struct Cursor: Hashable, Sendable {
        var row = 0
        var column = 0
        /// The last column was written: the next character begins a row.
        var isPastEnd = false
    }

    private(set) var width: Int
    private(set) var height: Int
    var cells: [[Cell]]
    var cursor = Cursor()
    var style = CellStyle()
    /// Private modes that are on, as 25 for the cursor and 2004 for marked pastes.
    var modes: Set<Int> = VirtualTerminal.firstModes
    var insertsCharacters = false
    /// The rows that scroll.
    var region: Range<Int>
    var charsets = Charsets()
    /// The screen below the alternate one, while that is shown.
    var covered: [[Cell]]?
    var saved = Cursor()
    var lastScalar: Unicode.Scalar?
    /// How often it was cleared whole: what a program does where it trusts nothing that is shown.
    var clears = 0
    /// Whether the scrolling rows were set, which puts the cursor into the corner, and it was not put back since.
    var isCursorAstray = false
    var parser = SequenceParser()

    /// The cursor is shown and rows wrap.
    static let firstModes: Set<Int> = [7, 25]

    init(width: Int, height: Int) {
        (self.width, self.height) = (width, height)
        cells = Self.blank(width, height)
        region = 0..<height
    }

    /// Takes what a program has written.
    mutating func feed(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            for piece in parser.pieces(from: byte) { take(piece) }
        }
    }

    /// Takes another extent, as a window does that is dragged: what doesn't fit is cut off.
    mutating func resize(width: Int, height: Int) {
        func cut(_ rows: [[Cell]]) -> [[Cell]] {
            var rows = Array(rows.prefix(height)).map { row in
                Array(row.prefix(width)) + Array(repeating: Cell(), count: max(0, width - row.count))
            }
            rows += Self.blank(width, height - rows.count)
            return rows
        }
        cells = cut(cells)
        covered = covered.map(cut)
        (self.width, self.height) = (width, height)
        region = 0..<height
        cursor = Cursor(row: min(cursor.row, height - 1), column: min(cursor.column, width - 1))
    }

    static func blank(_ width: Int, _ height: Int) -> [[Cell]] {
        Array(repeating: Array(repeating: Cell(), count: width), count: max(0, height))
    }

    // MARK: What is seen

    /// The rows without blanks at their ends.
    var lines: [String] {
        cells.map { row in
            var line = row.map(\.text).joined()
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    var text: String { lines.joined(separator: "\n") }

    func contains(_ words: String) -> Bool { lines.contains { $0.contains(words) } }

    /// The styles of all that isn't blank.
    var styles: Set<CellStyle> {
        Set(cells.joined().filter { $0.text != " " || $0.style.isReverse }.map(\.style))
    }

    /// Whether the alternate screen is shown.
    var isAlternate: Bool { covered != nil }

    /// Whether a shell finds the terminal as it left it: first screen, cursor, no reports of mouse, focus or pastes,
    /// plain letters and keys.
    var isGivenBack: Bool {
        !isAlternate && modes == Self.firstModes && style == CellStyle() && region == 0..<height
            && !insertsCharacters && !charsets.isDrawing
    }
}

/// How a cell looks.
struct CellStyle: Hashable, Sendable {
    enum Color: Hashable, Sendable {
        case own
        case palette(Int)
        case direct(Int)
    }

    var isBold = false
    var isDim = false
    var isItalic = false
    var isUnderlined = false
    var isReverse = false
    var foreground = Color.own
    var background = Color.own

    var hasColor: Bool { foreground != .own || background != .own }
    var isDirect: Bool {
        if case .direct = foreground { return true }
        if case .direct = background { return true }
        return false
    }

    /// Takes the parameters of a sequence that ends in `m` (ECMA-48 §8.3.117).
    mutating func take(_ parameters: [[Int]]) {
        var rest = ArraySlice(parameters.isEmpty ? [[0]] : parameters)
        while let group = rest.popFirst() {
            switch group.first ?? 0 {
            case 0: self = CellStyle()
            case 1: isBold = true
            case 2: isDim = true
            case 3: isItalic = true
            case 4: isUnderlined = true
            case 7: isReverse = true
            case 22: (isBold, isDim) = (false, false)
            case 23: isItalic = false
            case 24: isUnderlined = false
            case 27: isReverse = false
            case let code where (30...37).contains(code): foreground = .palette(code - 30)
            case 38: foreground = Self.color(group, &rest) ?? foreground
            case 39: foreground = .own
            case let code where (40...47).contains(code): background = .palette(code - 40)
            case 48: background = Self.color(group, &rest) ?? background
            case 49: background = .own
            case let code where (90...97).contains(code): foreground = .palette(code - 82)
            case let code where (100...107).contains(code): background = .palette(code - 92)
            default: break
            }
        }
    }

    /// `38;5;N`, `38;2;R;G;B`, and the same with colons, where the colour space may be left out.
    private static func color(_ group: [Int], _ rest: inout ArraySlice<[Int]>) -> Color? {
        var numbers = Array(group.dropFirst())
        if numbers.isEmpty {
            let isPalette = rest.first?.first == 5
            numbers = rest.prefix(isPalette ? 2 : 4).map { $0.first ?? 0 }
            rest = rest.dropFirst(isPalette ? 2 : 4)
        }
        if numbers.first == 5, numbers.count == 2 { return .palette(numbers[1]) }
        guard numbers.first == 2, numbers.count >= 4 else { return nil }
        return .direct(numbers.suffix(3).reduce(0) { $0 << 8 | $1 })
    }
}

/// Which characters letters stand for: G0 and G1, either of them letters or the lines of the vt100.
struct Charsets: Hashable, Sendable {
    var drawing = [false, false]
    var current = 0

    var isDrawing: Bool { drawing[current] }

    private static let lines: [Unicode.Scalar: Unicode.Scalar] = [
        "j": "┘", "k": "┐", "l": "┌", "m": "└", "n": "┼", "q": "─", "t": "├", "u": "┤", "v": "┴", "w": "┬", "x": "│",
        "a": "▒", "`": "◆", "~": "·", "f": "°", "g": "±", "o": "⎺", "s": "⎽",
    ]

    func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar { isDrawing ? Self.lines[scalar] ?? scalar : scalar }
}
