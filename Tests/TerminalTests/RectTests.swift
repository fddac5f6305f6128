import Terminal
import Testing

@Suite struct RectTests {
    private let rect = Rect(x: 2, y: 1, width: 10, height: 6)

    @Test("the parts of a split cover the whole and do not overlap")
    func splits() {
        #expect(rect.splitTop(2).top == Rect(x: 2, y: 1, width: 10, height: 2))
        #expect(rect.splitTop(2).rest == Rect(x: 2, y: 3, width: 10, height: 4))
        #expect(rect.splitBottom(2).rest == Rect(x: 2, y: 1, width: 10, height: 4))
        #expect(rect.splitBottom(2).bottom == Rect(x: 2, y: 5, width: 10, height: 2))
        #expect(rect.splitLeft(3, gap: 1).left == Rect(x: 2, y: 1, width: 3, height: 6))
        #expect(rect.splitLeft(3, gap: 1).rest == Rect(x: 6, y: 1, width: 6, height: 6))
        #expect(rect.splitRight(3, gap: 1).rest == Rect(x: 2, y: 1, width: 6, height: 6))
        #expect(rect.splitRight(3, gap: 1).right == Rect(x: 9, y: 1, width: 3, height: 6))
    }

    @Test("no cut makes a negative extent, and no part lies outside", arguments: [-3, 0, 1, 5, 10, 11, 99])
    func extremes(_ cut: Int) {
        let parts = [
            rect.splitTop(cut).top, rect.splitTop(cut).rest, rect.splitBottom(cut).rest, rect.splitBottom(cut).bottom,
            rect.splitLeft(cut, gap: 2).left, rect.splitLeft(cut, gap: 2).rest, rect.splitRight(cut, gap: 2).rest,
            rect.splitRight(cut, gap: 2).right, rect.inset(columns: max(0, cut), rows: max(0, cut)),
            rect.centered(Size(width: cut, height: cut)), rect.row(cut),
        ]
        for part in parts where !part.isEmpty { #expect(part.intersection(rect) == part) }
        #expect(parts.allSatisfy { $0.width >= 0 && $0.height >= 0 })
    }

    @Test("rectangles that do not touch share nothing")
    func apart() {
        #expect(rect.intersection(Rect(x: 20, y: 20, width: 4, height: 4)).isEmpty)
        #expect(rect.intersection(Rect(x: 10, y: 0, width: 40, height: 3)) == Rect(x: 10, y: 1, width: 2, height: 2))
    }
}
