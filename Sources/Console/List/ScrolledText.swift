/// How far a text longer than its screen is scrolled, never beyond its last line.
struct ScrolledText: Hashable, Sendable {
    private(set) var offset: Int

    init(offset: Int = 0) { self.offset = offset }

    /// Moves in a text of so many lines in a room of so many.
    mutating func apply(_ move: ListMove, lines: Int, height: Int) {
        let last = max(0, lines - height)
        switch move {
        case .start: offset = 0
        case .end: offset = last
        default: offset = max(0, min(last, min(last, offset) + (move.step(page: height) ?? 0)))
        }
    }
}
