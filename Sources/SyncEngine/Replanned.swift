import Control
import SyncModel
import SyncStore

/// What came of planning stopped deliveries again, as it is told to whoever asked for it.
struct Replanned: Sendable {
    /// How many were planned.
    private(set) var count = 0
    /// What isn't stopped any more.
    private(set) var freed = EngineCore.Freed()
    /// What the others wait for, by cause.
    private var stopped: [String: StoppedAgain] = [:]

    /// What a fix lets go is held for a while first.
    mutating func lingers(_ occasion: EngineCore.Occasion) { freed.lingers = occasion.fix != nil }

    /// Counts a delivery that goes out.
    mutating func release(_ delivery: ReadyDelivery) {
        count += 1
        freed.released.append(delivery)
    }

    /// Counts a delivery that there is nothing to send of.
    mutating func drop(_ delivery: ReadyDelivery) {
        count += 1
        freed.dropped.append(delivery)
    }

    /// Counts a delivery that is still stopped, or stopped by something else.
    mutating func stop(_ fault: Fault) {
        count += 1
        stopped[fault.cause, default: StoppedAgain(fault: fault, count: 0)].count += 1
    }

    /// The answer to whoever asked.
    ///
    /// - Parameter isUnfinished: whether more of them follow.
    func reply(isUnfinished: Bool = false) -> Reply {
        let stopped = stopped.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map(\.value)
        return .done(
            affected: count, released: freed.released.count,
            summary: summary(stopped) + (isUnfinished ? "; the rest follows." : "."), stopped: stopped)
    }

    private func summary(_ stopped: [StoppedAgain]) -> String {
        let released = freed.released.count
        guard released < count else {
            return count == 0 ? "Nothing waited for it" : "\(count) of \(count) waiting go out now"
        }
        var parts = ["\(released) of \(count) released"]
        if !freed.dropped.isEmpty { parts.append("\(freed.dropped.count) had nothing to account for") }
        let waiting = stopped.reduce(0) { $0 + $1.count }
        if waiting > 0 {
            let named = stopped.prefix(3).map { stopped.count == 1 ? $0.words : "\($0.words) (\($0.count))" }
            let rest = stopped.count > 3 ? ["\(stopped.count - 3) other causes"] : []
            let verb = waiting == 1 ? "waits" : "wait"
            parts.append("\(waiting) now \(verb) for: \((named + rest).joined(separator: ", "))")
        }
        return parts.joined(separator: "; ")
    }
}
