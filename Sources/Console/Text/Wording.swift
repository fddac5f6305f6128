import SyncModel

/// Numbers, times and amounts as the console writes them.
enum Wording {
    /// `0s`, `12s`, `3m`: how long ago, never negative.
    static func age(_ moment: UTCTime, at now: UTCTime) -> String {
        now.elapsed(since: moment).spoken
    }

    /// When a backlog will have gone, in at most seven columns: `12s`, `blocked` behind what waits for people, `?` or
    /// another word where nobody knows.
    static func toGo(_ backlog: Int, in time: Duration?, isBlocked: Bool, unknown: String = "?") -> String {
        guard backlog > 0 else { return "-" }
        return isBlocked ? "blocked" : time.map(\.spoken) ?? unknown
    }

    /// A latency in at most five columns: `45ms`, `0.8s`, `31s`, `4m`.
    static func latency(_ duration: Duration) -> String {
        let milliseconds = max(0, duration.milliseconds)
        switch milliseconds {
        case ..<100: return "\(milliseconds)ms"
        case ..<10_000: return "\(milliseconds / 1000).\(milliseconds % 1000 / 100)s"
        default: return duration.spoken
        }
    }

    /// A number with one place: `41.2`; above a thousand without: `1,204`.
    static func rate(_ number: Double) -> String {
        guard number.isFinite, number >= 0 else { return "-" }
        guard number < 1000 else { return Int(min(number, 1e12)).grouped }
        let tenths = Int((number * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// The time of day of a moment at an offset from UTC.
    static func time(_ moment: UTCTime, offset: Int) -> String {
        moment.advanced(by: .seconds(offset)).time
    }

    /// `1 row`, `12 rows`.
    static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        "\(number.grouped) \(number == 1 ? one : many ?? one + "s")"
    }

    /// An amount that fits a line of words: whole above a hundred.
    static func worth(_ money: Money) -> String {
        guard money.cents.magnitude >= 10_000 else { return money.description }
        return "\(money.cents < 0 ? "-" : "")$\((money.cents.magnitude / 100).grouped)"
    }
}
