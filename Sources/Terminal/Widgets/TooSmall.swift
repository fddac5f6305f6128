/// Says in one line that there is no room, and what matters all the same.
public struct TooSmall: Widget, Hashable, Sendable {
    /// The extent that is needed.
    public var needed: Size
    /// What must be said even now: the verdict.
    public var verdict: [Span]
    /// The key that leaves.
    public var quit: String

    /// A line for a terminal smaller than `needed`.
    public init(needed: Size, verdict: [Span] = [], quit: String = "q") {
        self.needed = needed
        self.verdict = verdict
        self.quit = quit
    }

    /// Draws into the first row of the area.
    public func draw(into surface: inout Surface) {
        let gap: [Span] = verdict.isEmpty ? [] : ["  "]
        let rest: [Span] = [
            Span("needs \(needed.width)x\(needed.height)", .dim), "  ", Span(quit, .key), Span(" quits", .keyLabel),
        ]
        surface.put(verdict + gap + rest, at: Point(0, 0))
    }
}
