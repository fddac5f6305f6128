/// What a place on the screen stands for when it is pressed with the mouse.
public enum PressTarget: Hashable, Sendable {
    /// The row of this number in what the keyboard moves through.
    case row(Int)
    /// As if this key were pressed.
    case key(Key)
}

extension Surface {
    /// Says what a rectangle of the current area stands for; what is drawn later lies above.
    ///
    /// Kept only where ``collectsTargets`` is set: a frame that is painted has no use for it.
    public mutating func target(_ rect: Rect, _ target: PressTarget) {
        guard collectsTargets else { return }
        let place = rect.moved(dx: frame.x, dy: frame.y).intersection(clip)
        targets.append((place, target))
    }

    /// Forgets what was said so far, where something else stands in front of all of it.
    public mutating func coverTargets() { targets = [] }

    /// What a place of the whole surface stands for; `nil` for nothing.
    public func target(at point: Point) -> PressTarget? {
        targets.last { $0.rect.contains(point) }?.target
    }
}
