import Control
import SyncModel
import SyncStore

/// What came of planning stopped deliveries again, as it is told to whoever asked for it.
struct Replanned: Sendable {
    /// How many were planned.
    private(set) var count = 0
    /// How many are kept here and done with.
    private var settled = 0
    /// What isn't stopped any more.
    private(set) var freed = EngineCore.Freed()
    /// What the others wait for, by cause.
    private var stopped: [String: StoppedAgain] = [:]

    /// What a fix lets go is held for a while first.
    mutating func lingers(_ occasion: EngineCore.Occasion) { freed.lingers = occasion.fix != nil }
    /// Those that may be booked already, where only a person can find out; they stay as they are.
    private(set) var kept: [Kept] = []
    /// What it means for the lanes of those that go out; known once all are planned.
    var lanes = LaneOutlook()
    /// How many that were named aren't open any more.
    var gone = 0

    /// A delivery that may be booked already.
    struct Kept: Sendable {
        var exception: ExceptionID
        var endpoint: EndpointName
        var lastAttemptAt: UTCTime?

        /// What is known, and what to do.
        var sentence: String {
            let when = lastAttemptAt.map { "; the last was heard of it at \($0)" } ?? ""
            return "Exception \(exception) may be booked already: a request left, and no answer came\(when). "
                + "\(endpoint) can't be asked, and would book it again. Look there, then confirm that it is booked "
                + "(with its document number) or that it is absent."
        }
    }

    /// Counts a delivery that only a person's word lets go.
    mutating func keep(_ exception: ExceptionRow, _ delivery: OpenDelivery, lastAttemptAt: UTCTime?) {
        kept.append(Kept(exception: exception.id, endpoint: delivery.endpoint, lastAttemptAt: lastAttemptAt))
        stop(exception.fault)
    }

    /// Counts a delivery that goes out.
    mutating func release(_ delivery: ReadyDelivery) {
        count += 1
        freed.released.append(delivery)
    }

    /// Counts a delivery that is kept, and done with.
    mutating func keep() {
        count += 1
        settled += 1
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
        (parts(stopped) + asked + words + lanes.words + closed).joined(separator: "; ")
    }

    private func parts(_ stopped: [StoppedAgain]) -> [String] {
        let released = freed.released.count
        guard released < count else {
            let verb = lanes.blocked > 0 ? "are released" : "go out now"
            return [count == 0 ? "Nothing waited for it" : "\(count) of \(count) waiting \(verb)"]
        }
        var parts = ["\(released) of \(count) released"]
        if settled > 0 { parts.append("\(settled) kept") }
        if !freed.dropped.isEmpty { parts.append("\(freed.dropped.count) had nothing to account for") }
        let waiting = stopped.reduce(0) { $0 + $1.count }
        if waiting > 0 {
            let named = stopped.prefix(3).map { stopped.count == 1 ? $0.words : "\($0.words) (\($0.count))" }
            let rest = stopped.count > 3 ? ["\(stopped.count - 3) other causes"] : []
            let verb = waiting == 1 ? "waits" : "wait"
            parts.append("\(waiting) now \(verb) for: \((named + rest).joined(separator: ", "))")
        }
        return parts
    }

    private var closed: [String] {
        gone > 0 ? ["\(gone) \(gone == 1 ? "isn't" : "aren't") open any more"] : []
    }

    private var asked: [String] {
        let asked = freed.released.count { $0.isInDoubt }
        return asked == 0 ? [] : ["\(asked) may be booked already: the destination is asked first"]
    }

    private var words: [String] {
        kept.isEmpty
            ? [] : ["\(kept.count) may be booked already and can't be asked about: look there, then confirm"]
    }
}
