/// Which part of a list is in view.
public struct ScrollWindow: Hashable, Sendable {
    /// The first row in view.
    public private(set) var offset: Int

    /// A window at the top.
    public init(offset: Int = 0) {
        self.offset = max(0, offset)
    }

    /// Moves as little as needed for row `selection` to be in view and for no rows below the last to show.
    public mutating func show(_ selection: Int, of total: Int, height: Int) {
        guard height > 0 else { return }
        if selection < offset { offset = selection }
        if selection >= offset + height { offset = selection - height + 1 }
        offset = max(0, min(offset, total - height))
    }
}
