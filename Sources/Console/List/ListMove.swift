import Terminal

/// A way to move in a list.
enum ListMove: Hashable, Sendable {
    case up, down, pageUp, pageDown, start, end

    /// The move a key usually makes; `nil` for keys that make none.
    init?(_ key: Key) {
        guard let move = Self.all.first(where: { $0.keys.contains(key) }) else { return nil }
        self = move
    }

    /// How many rows it is, for a page of so many; `nil` to an end.
    func step(page: Int) -> Int? {
        switch self {
        case .up: -1
        case .down: 1
        case .pageUp: -max(1, page - 1)
        case .pageDown: max(1, page - 1)
        case .start, .end: nil
        }
    }
}

extension ListCursor {
    mutating func apply(_ move: ListMove, page: Int) {
        switch move {
        case .start: toStart()
        case .end: toEnd()
        default: self.move(by: move.step(page: page) ?? 0)
        }
    }
}
