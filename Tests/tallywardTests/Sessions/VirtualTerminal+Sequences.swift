/// What each piece does to the screen.
extension VirtualTerminal {
    mutating func take(_ piece: SequenceParser.Piece) {
        switch piece {
        case .character(let scalar): put(charsets.shown(scalar))
        case .control(let byte): take(control: byte)
        case .escape(let intermediate, let final): take(escape: intermediate, final)
        case .sequence(let sequence):
            switch (sequence.prefix, sequence.intermediate) {
            case (0, 0):
                if !move(sequence), !edit(sequence) { set(sequence) }
            case (UInt8(ascii: "?"), 0): setModes(sequence)
            // A soft reset, of which ncurses sends one for xterm.
            case (0, UInt8(ascii: "!")): (insertsCharacters, region) = (false, 0..<height)
            default: break
            }
        }
    }

    private mutating func put(_ scalar: Unicode.Scalar) {
        let columns = Self.columns(of: scalar)
        guard columns > 0 else {
            let column = cursor.isPastEnd ? cursor.column : cursor.column - 1
            if column >= 0 { cells[cursor.row][column].text.unicodeScalars.append(scalar) }
            return
        }
        lastScalar = scalar
        if cursor.isPastEnd || cursor.column + columns > width {
            guard modes.contains(7) else { return }
            cursor.column = 0
            feedLine()
        }
        cursor.isPastEnd = false
        guard columns <= width else { return }
        if insertsCharacters { insert(columns) }
        split(cursor.row, cursor.column)
        split(cursor.row, cursor.column + columns)
        cells[cursor.row][cursor.column] = Cell(text: String(Character(scalar)), style: style)
        if columns == 2 { cells[cursor.row][cursor.column + 1] = Cell(text: "", style: style) }
        cursor.column += columns
        if cursor.column >= width { (cursor.column, cursor.isPastEnd) = (width - 1, true) }
    }

    /// A wide character that is cut between its halves is gone.
    private mutating func split(_ row: Int, _ column: Int) {
        guard column > 0, column < width, cells[row][column].text.isEmpty else { return }
        cells[row][column].text = " "
        cells[row][column - 1].text = " "
    }

    /// The columns of a scalar by UAX #11, roughly: marks none, East Asian wide and pictures two.
    private static func columns(of scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x300...0x36F, 0x200B...0x200F, 0x20D0...0x20FF, 0xFE00...0xFE0F: 0
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            2
        default: 1
        }
    }

    private mutating func take(control byte: UInt8) {
        switch byte {
        case 0x08: place(cursor.row, cursor.column - 1)
        case 0x09: place(cursor.row, (cursor.column / 8 + 1) * 8)
        case 0x0A...0x0C:
            let column = cursor.column
            feedLine()
            place(cursor.row, column)
        case 0x0D: place(cursor.row, 0)
        case 0x0E: charsets.current = 1
        case 0x0F: charsets.current = 0
        default: break
        }
    }

    private mutating func take(escape intermediate: UInt8, _ final: UInt8) {
        switch (intermediate, final) {
        case (UInt8(ascii: "("), _): charsets.drawing[0] = final == UInt8(ascii: "0")
        case (UInt8(ascii: ")"), _): charsets.drawing[1] = final == UInt8(ascii: "0")
        case (0, UInt8(ascii: "7")): saved = cursor
        case (0, UInt8(ascii: "8")): (cursor, isCursorAstray) = (saved, false)
        case (0, UInt8(ascii: "D")): feedLine()
        case (0, UInt8(ascii: "E")):
            place(cursor.row, 0)
            feedLine()
        case (0, UInt8(ascii: "M")):
            if cursor.row == region.lowerBound { scroll(region, by: -1) } else { place(cursor.row - 1, cursor.column) }
        case (0, UInt8(ascii: "c")):
            let (width, height, parser) = (width, height, parser)
            self = VirtualTerminal(width: width, height: height)
            self.parser = parser
        default: break
        }
    }

    private mutating func move(_ sequence: SequenceParser.Sequence) -> Bool {
        let count = sequence.number(0)
        switch Unicode.Scalar(sequence.final) {
        case "A": place(cursor.row - count, cursor.column)
        case "B", "e": place(cursor.row + count, cursor.column)
        case "C", "a": place(cursor.row, cursor.column + count)
        case "D": place(cursor.row, cursor.column - count)
        case "E": place(cursor.row + count, 0)
        case "F": place(cursor.row - count, 0)
        case "G", "`": place(cursor.row, count - 1)
        case "H", "f": place(count - 1, sequence.number(1) - 1)
        case "I": place(cursor.row, (cursor.column / 8 + count) * 8)
        case "Z": place(cursor.row, ((cursor.column + 7) / 8 - count) * 8)
        case "d": place(count - 1, cursor.column)
        case "s": saved = cursor
        case "u": cursor = saved
        default: return false
        }
        return true
    }

    private mutating func edit(_ sequence: SequenceParser.Sequence) -> Bool {
        let count = sequence.number(0)
        let below = cursor.row..<max(cursor.row, region.upperBound)
        switch Unicode.Scalar(sequence.final) {
        case "J": eraseScreen(sequence.number(0, or: 0))
        case "K": eraseRow(sequence.number(0, or: 0))
        case "X": erase(cursor.row, cursor.column..<min(width, cursor.column + count))
        case "@": insert(count)
        case "P":
            let from = min(width, cursor.column + count)
            cells[cursor.row].removeSubrange(cursor.column..<from)
            cells[cursor.row] += Array(repeating: empty, count: width - cells[cursor.row].count)
        case "L": if region.contains(cursor.row) { scroll(below, by: -count) }
        case "M": if region.contains(cursor.row) { scroll(below, by: count) }
        case "S": scroll(region, by: count)
        case "T": scroll(region, by: -count)
        case "b": if let lastScalar { for _ in 0..<min(count, width) { put(lastScalar) } }
        default: return false
        }
        cursor.isPastEnd = cursor.isPastEnd && sequence.final == UInt8(ascii: "b")
        return true
    }

    private mutating func set(_ sequence: SequenceParser.Sequence) {
        switch Unicode.Scalar(sequence.final) {
        case "m": style.take(sequence.parameters)
        case "h": if sequence.number(0) == 4 { insertsCharacters = true }
        case "l": if sequence.number(0) == 4 { insertsCharacters = false }
        case "r":
            let (top, bottom) = (sequence.number(0) - 1, min(height, sequence.number(1, or: height)))
            guard top < bottom else { return }
            region = top..<bottom
            isCursorAstray = true
            place(0, 0)
        default: break
        }
    }

    private mutating func setModes(_ sequence: SequenceParser.Sequence) {
        let isOn = sequence.final == UInt8(ascii: "h")
        guard isOn || sequence.final == UInt8(ascii: "l") else { return }
        for mode in sequence.parameters.compactMap(\.first) {
            switch mode {
            case 47, 1047, 1049: showAlternate(isOn)
            // Replacing what ncurses sets for an xterm at its start: smooth scrolling, blinking, 8-bit meta.
            case 3, 4, 12, 1034: break
            default: if isOn { modes.insert(mode) } else { modes.remove(mode) }
            }
        }
    }

    private mutating func showAlternate(_ isOn: Bool) {
        guard isOn != isAlternate else { return }
        if isOn {
            saved = cursor
            covered = cells
            cells = Self.blank(width, height)
        } else {
            cells = covered ?? cells
            covered = nil
            cursor = saved
        }
    }

    // MARK: Cells

    /// What is left where something was erased: a blank on the background that is set.
    private var empty: Cell { Cell(style: CellStyle(background: style.background)) }

    private mutating func place(_ row: Int, _ column: Int) {
        cursor = Cursor(row: min(max(row, 0), height - 1), column: min(max(column, 0), width - 1))
    }

    private mutating func feedLine() {
        if cursor.row == region.upperBound - 1 {
            scroll(region, by: 1)
        } else {
            cursor.row = min(cursor.row + 1, height - 1)
        }
        cursor.isPastEnd = false
    }

    /// Moves rows up, or down where `count` is below 0.
    private mutating func scroll(_ rows: Range<Int>, by count: Int) {
        let steps = min(abs(count), rows.count)
        let blank = Array(repeating: Array(repeating: empty, count: width), count: steps)
        let kept = count > 0 ? cells[rows].dropFirst(steps) : cells[rows].dropLast(steps)
        cells.replaceSubrange(rows, with: count > 0 ? Array(kept) + blank : blank + Array(kept))
    }

    private mutating func insert(_ count: Int) {
        let blanks = Array(repeating: empty, count: min(count, width - cursor.column))
        cells[cursor.row].insert(contentsOf: blanks, at: cursor.column)
        cells[cursor.row].removeLast(blanks.count)
    }

    private mutating func erase(_ row: Int, _ columns: Range<Int>) {
        for column in columns { cells[row][column] = empty }
    }

    private mutating func eraseRow(_ part: Int) {
        let columns = part == 0 ? cursor.column..<width : part == 1 ? 0..<(cursor.column + 1) : 0..<width
        erase(cursor.row, columns)
    }

    private mutating func eraseScreen(_ part: Int) {
        if part != 2 { eraseRow(part) } else { clears += 1 }
        if part == 0, cursor.row == 0, cursor.column == 0 { clears += 1 }
        isCursorAstray = isCursorAstray && part == 1
        let rows = part == 0 ? (cursor.row + 1)..<height : part == 1 ? 0..<cursor.row : 0..<height
        for row in rows { erase(row, 0..<width) }
    }
}
