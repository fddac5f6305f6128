import Testing

@testable import Terminal

/// Numbers that repeat: SplitMix64.
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

extension Surface {
    /// Whether each row's cells cover exactly the surface's width and every right half follows its left half.
    var isWhole: Bool {
        (0..<fullSize.height).allSatisfy { row in
            let cells = Array(rowCells(row))
            let halves = cells.indices.allSatisfy { index in
                (cells[index].width == 2) == (index + 1 < cells.count && cells[index + 1].width == 0)
            }
            return halves && cells.first?.width != 0 && cells.reduce(0) { $0 + Int($1.width) } == fullSize.width
        }
    }
}

@Suite struct SurfaceTests {
    @Test("text is cut at the edges of the area, never an error")
    func clipping() {
        var surface = Surface(width: 6, height: 2)
        surface.put("abcdef", at: Point(-2, 0))
        surface.put("xyz", at: Point(4, 1))
        surface.put("no", at: Point(0, 2))
        surface.put("no", at: Point(0, -1))
        surface.put("no", at: Point(9, 0))
        #expect(surface.rows == ["cdef  ", "    xy"])
    }

    @Test("within an area coordinates are relative and nothing gets out")
    func areas() {
        var surface = Surface(width: 8, height: 4)
        surface.area(Rect(x: 2, y: 1, width: 4, height: 2)) { outer in
            outer.fill(outer.bounds, style: .dim)
            outer.put("abcdefgh", at: Point(0, 0))
            outer.area(Rect(x: 1, y: 1, width: 9, height: 9)) { inner in
                #expect(inner.size == Size(width: 9, height: 9))
                inner.put("123456", at: Point(0, 0))
                inner.put("out", at: Point(0, 1))
                inner.placeCursor(at: Point(1, 0))
            }
        }
        #expect(surface.rows == ["        ", "  abcd  ", "   123  ", "        "])
        #expect(surface.cursor == Point(4, 2))
    }

    @Test("a cursor outside of the area is hidden")
    func cursor() {
        var surface = Surface(width: 4, height: 1)
        surface.placeCursor(at: Point(3, 0))
        surface.area(Rect(x: 0, y: 0, width: 2, height: 1)) { $0.placeCursor(at: Point(2, 0)) }
        #expect(surface.cursor == nil)
    }

    @Test("text in a column is aligned, and cut with an ellipsis when it is longer")
    func columns() {
        var surface = Surface(width: 8, height: 6)
        surface.put("ab", at: Point(1, 0), width: 5)
        surface.put("ab", at: Point(1, 1), width: 5, align: .trailing)
        surface.put("ab", at: Point(1, 2), width: 5, align: .center)
        surface.put("abcdefg", at: Point(1, 3), width: 5, align: .trailing)
        surface.put("日本語", at: Point(1, 4), width: 5)
        surface.put("日本語", at: Point(1, 5), width: 6)
        #expect(surface.rows == [" ab     ", "    ab  ", "  ab    ", " abcd…  ", " 日本…  ", " 日本語 "])
    }

    @Test("a column blanks what was there before")
    func columnFills() {
        var surface = Surface(width: 4, height: 1)
        surface.put("xxxx", at: Point(0, 0))
        surface.put("a", at: Point(1, 0), width: 2)
        #expect(surface.text == "xa x")
    }

    @Test("writing over half of a wide character blanks the other half")
    func halves() {
        var surface = Surface(width: 6, height: 3)
        for row in 0..<3 { surface.put("日本語", at: Point(0, row)) }
        surface.put("x", at: Point(1, 0))
        surface.put("x", at: Point(2, 1))
        surface.put("漢", at: Point(1, 2))
        #expect(surface.rows == [" x本語", "日x 語", " 漢 語"])
        surface.fill(Rect(x: 1, y: 0, width: 4, height: 3))
        #expect(surface.isWhole)
    }

    @Test("a wide character that does not fit whole is left out")
    func wideAtEdge() {
        var surface = Surface(width: 3, height: 2)
        let columns = surface.put("日本", at: Point(0, 0))
        #expect(columns == 2)
        surface.put("日本", at: Point(-1, 1))
        #expect(surface.rows == ["日 ", " 本"])
        #expect(surface.isWhole)
    }

    @Test("the limit is in columns, and the columns written are returned")
    func limit() {
        var surface = Surface(width: 10, height: 1)
        let cut = surface.put("a日b", at: Point(0, 0), limit: 2)
        let whole = surface.put("a日b", at: Point(5, 0), limit: 4)
        #expect(cut == 1 && whole == 4)
        #expect(surface.text == "a    a日b ")
    }

    @Test("a line of pieces ends in an ellipsis when it does not fit")
    func spans() {
        var surface = Surface(width: 8, height: 4)
        surface.put(["abc", Span("def", .strong), "gh"], at: Point(0, 0))
        surface.put(["abc", Span("def", .strong), "ghi"], at: Point(0, 1))
        surface.put(["abcd", "efgh", "i"], at: Point(0, 2))
        surface.put(["abcd", "", "efgh", ""], at: Point(0, 3))
        #expect(surface.rows == ["abcdefgh", "abcdefg…", "abcdefg…", "abcdefgh"])
    }

    @Test("styles are seen in the text for tests")
    func styled() {
        var surface = Surface(width: 20, height: 2)
        surface.put("late", at: Point(1, 0), style: .statusWarning.bold)
        surface.put("ok", at: Point(0, 1), style: .statusOk)
        surface.overlay(.selection, in: Rect(x: 0, y: 1, width: 4, height: 1))
        #expect(surface.styledText == " {status.warning+bold}late\n{status.ok@selection}ok{text@selection}  ")
    }

    @Test("a frame is drawn with the shapes of the surface")
    func frames() {
        var rounded = Surface(width: 4, height: 3)
        rounded.box(rounded.bounds)
        #expect(rounded.rows == ["╭──╮", "│  │", "╰──╯"])
        var plain = Surface(width: 4, height: 3, glyphs: .ascii)
        plain.box(plain.bounds)
        #expect(plain.rows == ["+--+", "|  |", "+--+"])
    }

    @Test("whatever is drawn, each row is exactly as wide as the surface", arguments: 0..<40)
    func alwaysWhole(_ seed: UInt64) {
        var numbers = SeededNumbers(state: seed)
        let pieces = ["日本", "a", "e\u{301}\u{302}\u{303}", "👩‍⚕️", "\u{1B}[2J", "🇸🇪", "한", "\u{202E}x", "é", "ｗ", "\t"]
        var surface = Surface(
            width: .random(in: 1...30, using: &numbers), height: .random(in: 1...5, using: &numbers))
        for _ in 0..<60 {
            let point = Point(.random(in: -4...32, using: &numbers), .random(in: -1...6, using: &numbers))
            let text = (0..<3).map { _ in pieces.randomElement(using: &numbers) ?? "" }.joined()
            let width = Int.random(in: 0...12, using: &numbers)
            switch Int.random(in: 0..<5, using: &numbers) {
            case 0: surface.put(text, at: point)
            case 1: surface.put(text, at: point, width: width, align: .trailing)
            case 2: surface.fill(Rect(origin: point, size: Size(width: width, height: 2)))
            case 3: surface.box(Rect(origin: point, size: Size(width: width, height: 3)))
            default:
                surface.area(Rect(origin: point, size: Size(width: width, height: 3))) { area in
                    area.put(text, at: Point(-1, 1))
                    area.put(text, at: Point(0, 0), width: width)
                }
            }
            #expect(surface.isWhole, "seed \(seed)")
        }
    }
}
