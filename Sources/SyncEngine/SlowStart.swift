/// How many requests may be in flight after an outage: one, then two, four, … up to the endpoint's concurrency, so that
/// a backlog never comes as a flood.
struct SlowStart: Sendable, Hashable {
    /// How many at once; `nil` where the endpoint's concurrency is the only limit.
    private(set) var width: Int?
    /// Grows each time it begins: what left before says nothing of what follows.
    private(set) var round = 0
    private var accepted = 0

    /// Begins with one at a time.
    mutating func begin() {
        width = 1
        accepted = 0
        round += 1
    }

    /// How many may be in flight at once, of `concurrency`.
    func allowance(of concurrency: Int) -> Int { min(width ?? concurrency, concurrency) }

    /// One that left in `round` was accepted: after as many as may be in flight, twice as many may.
    mutating func accepted(round: Int, concurrency: Int) {
        guard let width, round == self.round else { return }
        accepted += 1
        guard accepted >= width else { return }
        accepted = 0
        self.width = width >= (concurrency + 1) / 2 ? nil : 2 * width
    }

    /// One that left in `round` failed: on the way up, half as many may be in flight.
    mutating func failed(round: Int) {
        guard let width, round == self.round else { return }
        self.width = max(1, width / 2)
        accepted = 0
    }
}
