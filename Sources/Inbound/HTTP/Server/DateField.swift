internal import SyncModel
internal import Synchronization

/// The `Date` of answers, made once a second (RFC 9110 §5.6.7).
final class DateField: Sendable {
    private let now: @Sendable () -> UTCTime
    private let last = Mutex<(second: Int64, text: String)>((.min, ""))

    init(now: @escaping @Sendable () -> UTCTime) { self.now = now }

    /// `Sun, 22 Nov 2026 08:14:22 GMT`
    var text: String {
        let moment = now()
        let second = moment.milliseconds / 1000
        return last.withLock { last in
            if last.second != second { last = (second, Self.text(moment)) }
            return last.text
        }
    }

    static func text(_ moment: UTCTime) -> String {
        let parts = moment.date.split(separator: "-")
        guard parts.count == 3, let month = Int(parts[1]), months.indices.contains(month - 1) else { return "" }
        // 1 January 1970 was a Thursday.
        let day = days[Int(((moment.milliseconds / 86_400_000) % 7 + 7) % 7)]
        return "\(day), \(parts[2]) \(months[month - 1]) \(parts[0]) \(moment.time) GMT"
    }

    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
