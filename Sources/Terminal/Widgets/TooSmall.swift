/// Says in a line or three that there is no room, and what matters all the same.
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

    /// Draws one line where all fits; else one thing a line; else how it stands and what to do, as far as that fits.
    public func draw(into surface: inout Surface) {
        let need: [Span] = [Span("needs \(needed.width)x\(needed.height)", .dim)]
        let leave: [Span] = [Span(quit, .key), Span(" quits", .keyLabel)]
        let parts = [verdict, need, leave].filter { !$0.isEmpty }
        let line = Array(parts.joined(separator: ["  "]))
        if width(line) <= surface.width {
            surface.put(line, at: Point(0, 0))
        } else if surface.height >= parts.count {
            for (row, part) in parts.enumerated() { surface.put(part, at: Point(0, row), limit: surface.width) }
        } else {
            let choices = [verdict.prefix(1) + ["  "] + need, need + ["  "] + leave].map(Array.init)
            surface.put(choices.first { width($0) <= surface.width } ?? leave, at: Point(0, 0), limit: surface.width)
        }
    }

    private func width(_ spans: [Span]) -> Int { spans.reduce(0) { $0 + DisplayWidth.of($1.text) } }
}
