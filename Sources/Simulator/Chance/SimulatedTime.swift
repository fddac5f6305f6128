internal import FoundationEssentials
public import SyncModel

/// The time that a simulated system lives in. Tests have their own, where nobody waits.
public struct SimulatedTime: Sendable {
    /// How long the world has existed: never goes back.
    public var elapsed: @Sendable () -> Duration
    /// What the clock on the wall says.
    public var wall: @Sendable () -> UTCTime
    /// Waits; throws where the task is cancelled.
    public var sleep: @Sendable (Duration) async throws -> Void

    /// A time made of these three.
    public init(
        elapsed: @escaping @Sendable () -> Duration, wall: @escaping @Sendable () -> UTCTime,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.elapsed = elapsed
        self.wall = wall
        self.sleep = sleep
    }

    /// The machine's own.
    public static var real: SimulatedTime {
        let start = ContinuousClock.now
        return SimulatedTime(
            elapsed: { start.duration(to: .now) },
            wall: { UTCTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) },
            sleep: { try await Task.sleep(for: $0) })
    }
}

extension UTCTime {
    /// The moment as HL7 v2 writes it (v2.5.1 §2.A.22, DTM): `20261122081422`.
    var hl7: String { String((date + time).unicodeScalars.filter { $0 != "-" && $0 != ":" }.map(Character.init)) }

    /// The moment as HTTP writes it (RFC 9110 §5.6.7): `Sun, 22 Nov 2026 08:14:22 GMT`.
    var httpDate: String {
        let days = Int((Double(milliseconds) / 86_400_000).rounded(.down))
        // 1970-01-01 was a Thursday.
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][((days % 7) + 7) % 7]
        let parts = date.split(separator: "-")
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let month = months[((Int(parts[1]) ?? 1) + 11) % 12]
        return "\(weekday), \(parts[2]) \(month) \(parts[0]) \(time) GMT"
    }
}
