import Terminal

/// Where the parts of every screen stand: two lines above, two or three below, the screen's own in between.
struct FrameLayout: Hashable, Sendable {
    var top: Rect
    var trail: Rect
    var body: Rect
    var coach: Rect
    var message: Rect
    var keys: Rect
    /// Whether there is no room for a screen, only for one line.
    var isTooSmall: Bool

    /// The least extent of a usable screen.
    static let least = Size(width: 60, height: 16)

    init(_ size: Size, hasCoach: Bool) {
        isTooSmall = !size.fits(FrameLayout.least)
        let all = Rect(origin: Point(0, 0), size: size)
        let (top, afterTop) = all.splitTop(1)
        let (trail, afterTrail) = afterTop.splitTop(1)
        let (aboveKeys, keys) = afterTrail.splitBottom(1)
        let (aboveMessage, message) = aboveKeys.splitBottom(1)
        let (body, coach) = aboveMessage.splitBottom(hasCoach ? 1 : 0)
        (self.top, self.trail, self.body, self.coach, self.message, self.keys) = (
            top, trail, body, coach, message, keys
        )
    }
}
