import Terminal

/// A list and what is under its cursor, beside each other where the screen is wide.
struct SideBySide: Hashable, Sendable {
    /// The narrowest body that is cut in two.
    static let wide = 140
    /// The lowest one.
    private static let high = 12

    /// The list, or all there is.
    let main: Rect
    /// What stands beside it; empty where the screen is narrow.
    let side: Rect

    /// - Parameters:
    ///   - share: how much of a wide body the side takes, in percent.
    ///   - isWide: whether it is cut in two, however low it is; as ``fits(_:)`` says where it is `nil`.
    init(_ body: Rect, share: Int = 42, isWide: Bool? = nil) {
        guard isWide ?? Self.fits(body) else {
            (main, side) = (body, Rect(x: body.maxX, y: body.y, width: 0, height: 0))
            return
        }
        (main, side) = body.splitRight(body.width * share / 100, gap: 2)
    }

    /// Whether a body is cut in two.
    static func fits(_ body: Rect) -> Bool { body.width >= wide && body.height >= high }

    /// The line between the two, joined with the lines that meet it: drawn when both sides are.
    func drawBorder(into surface: inout Surface) {
        guard !side.isEmpty else { return }
        surface.verticalLine(at: Point(side.x - 1, side.y), length: side.height)
        let (glyphs, x) = (surface.glyphs, side.x - 1)
        for y in side.y..<side.maxY {
            let meetsMain = surface.cell(at: Point(main.maxX - 1, y))?.text == glyphs.horizontal
            let meetsSide = surface.cell(at: Point(side.x, y))?.text == glyphs.horizontal
            if meetsMain {
                surface.horizontalLine(at: Point(main.maxX, y), length: x - main.maxX)
                surface.put(glyphs.crossings[meetsSide ? 4 : 1], at: Point(x, y), style: .border)
            } else if meetsSide {
                surface.put(glyphs.crossings[0], at: Point(x, y), style: .border)
            }
        }
    }
}

/// Parts of a text one below the other, each under its title: where there is no room for all, the longest are cut.
struct Sections: Widget {
    /// One part.
    struct Part {
        var title: String
        var lines: [[Span]]

        init(_ title: String, _ lines: [[Span]]) {
            self.title = title
            self.lines = lines
        }
    }

    private let parts: [Part]

    /// The parts in their order; those without a line are left out.
    init(_ parts: [Part]) { self.parts = parts.filter { !$0.lines.isEmpty } }

    /// How many lines of each part there is room for.
    private func counts(in height: Int) -> [Int] {
        var counts = parts.map(\.lines.count)
        // A title above each, and a blank line between two.
        let room = max(0, height - (2 * counts.count - 1))
        while counts.reduce(0, +) > room, let most = counts.max(), most > 0,
            let longest = counts.lastIndex(of: most)
        {
            let second = counts.filter { $0 < most }.max() ?? 0
            counts[longest] = max(second, most - max(1, counts.reduce(0, +) - room))
        }
        return counts
    }

    func draw(into surface: inout Surface) {
        var y = 0
        for (part, count) in zip(parts, counts(in: surface.height)) where count > 0 && y + 1 < surface.height {
            surface.horizontalLine(at: Point(0, y), length: surface.width)
            surface.put(
                " \(part.title) ", at: Point(2, y), style: .borderTitle, limit: max(0, surface.width - 4))
            let isCut = count < part.lines.count
            for (row, line) in part.lines.prefix(isCut ? count - 1 : count).enumerated() {
                surface.put(line, at: Point(1, y + 1 + row), limit: surface.width - 2)
            }
            if isCut {
                let rest = part.lines.count - count + 1
                surface.put(
                    "… and \(Wording.count(rest, "more line"))", at: Point(1, y + count), style: .dim,
                    limit: surface.width - 2)
            }
            y += count + 2
        }
    }
}
